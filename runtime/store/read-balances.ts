import { balanceKey, keyText } from '#engine';
import type { Balance, LedgerKey, LinkEnd, Needs } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

type Names = NonNullable<Needs['balances']>;

const SELECT = `select b.ledger, b.dimensions, b.measures, b.version
  from jsonb_to_recordset($2::jsonb) as x(ledger text, key text)
  join app.balances b on b.company_id = $1 and b.ledger = x.ledger and b.key = x.key collate "C"
  order by b.ledger collate "C", b.key`;

const READ = { name: 'read-balances', text: SELECT };
// One order for everybody. What is not there yet cannot be locked: the write finds out that somebody was quicker.
const LOCK = { name: 'lock-balances', text: `${SELECT} for update of b` };

interface BalanceRow {
  readonly ledger: string;
  readonly dimensions: LedgerKey;
  readonly measures: Balance['measures'];
  readonly version: number;
}

/**
 * Reads balances by their whole keys. Every one that was asked for is a key of the answer; null: nothing was posted.
 *
 * @param lock  locks them, in order of ledger and key, until the transaction ends
 */
export async function readBalances(
  connection: Connection,
  companyId: string,
  names: Names,
  lock: boolean,
): Promise<Map<string, Balance | null>> {
  const found = new Map<string, Balance | null>(names.map((name) => [balanceKey(name), null]));
  const rows = await run<BalanceRow>(connection, lock ? LOCK : READ, [companyId, toRows(names)]);
  for (const { ledger, dimensions, measures, version } of rows) {
    const balance = { ledger, key: dimensions, measures, version };
    found.set(balanceKey(balance), balance);
  }
  return found;
}

const HOLDERS = {
  name: 'read-balance-holders',
  text: `select x.ledger, x.key, r.id, r.type, r.number, r.title, r.phase
    from jsonb_to_recordset($2::jsonb) as x(ledger text, key text)
    cross join lateral (
      select e.record_id from app.entries e cross join lateral jsonb_each_text(e.measures) m(measure, value)
      where e.company_id = $1 and e.ledger = x.ledger and e.key = x.key collate "C" and e.kind = 'standing'
      group by e.record_id, m.measure having sum(m.value::numeric) <> 0) h
    join app.records r on r.company_id = $1 and r.id = h.record_id
    group by x.ledger, x.key, r.id, r.type, r.number, r.title, r.phase
    order by r.id`,
};

/** Documents whose standing postings hold these balances. */
export async function readHolders(
  connection: Connection,
  companyId: string,
  names: Names,
): Promise<Map<string, LinkEnd[]>> {
  const found = new Map<string, LinkEnd[]>(names.map((name) => [balanceKey(name), []]));
  const rows = await run<LinkEnd & { readonly ledger: string; readonly key: string }>(connection, HOLDERS, [
    companyId,
    toRows(names),
  ]);
  for (const { ledger, key, id, type, number, title, phase } of rows)
    found.get(`${ledger} ${key}`)?.push({ id, type, number, title, phase });
  return found;
}

function toRows(names: Names): string {
  return JSON.stringify(names.map(({ ledger, key }) => ({ ledger, key: keyText(key) })));
}
