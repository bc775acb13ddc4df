import type { Id, LedgerEntry, LedgerKey, OwnEntries, StandingSum } from '#engine';
import { isUuid } from './uuid.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

const OWN = {
  name: 'read-own-entries',
  text: `select
    (select json_agg(json_build_array(e.record_id, e.ledger, e.posting, e.line_id, e.date, e.dimensions, e.id, e.measures) order by e.id)
      from app.entries e
      where e.company_id = $1 and e.record_id = any($2::uuid[]) and e.kind = 'booked'
        and not exists (select from app.entries m where m.company_id = $1 and m.reverses = e.id)) as booked,
    (select json_agg(json_build_array(s.record_id, s.ledger, s.posting, s.line_id, s.date, s.dimensions, s.measure, s.total)
        order by s.posting, s.line_id, s.date, s.measure)
      from (
        select e.record_id, e.ledger, e.posting, e.line_id, e.date, e.dimensions, m.measure, trim_scale(sum(m.value::numeric))::text as total
        from app.entries e cross join lateral jsonb_each_text(e.measures) m(measure, value)
        where e.company_id = $1 and e.record_id = any($2::uuid[]) and e.kind = 'standing'
        group by 1, 2, 3, 4, 5, 6, 7 having sum(m.value::numeric) <> 0) s) as standing`,
};

type Head = readonly [
  record: Id,
  ledger: string,
  posting: string,
  line: string | null,
  date: string,
  key: LedgerKey,
];
type BookedTuple = readonly [...Head, id: Id, measures: LedgerEntry['measures']];
type StandingTuple = readonly [...Head, measure: string, total: string];

/** What records have written so far: booked entries that nothing mirrors, and the sums of standing ones. */
export async function readOwnEntries(
  connection: Connection,
  companyId: string,
  records: readonly Id[],
): Promise<Map<Id, OwnEntries>> {
  const booked = new Map<Id, LedgerEntry[]>();
  const standing = new Map<Id, Map<string, StandingSum>>();
  const asked = records.filter(isUuid);
  const [row] =
    asked.length === 0
      ? []
      : await run<{
          readonly booked: readonly BookedTuple[] | null;
          readonly standing: readonly StandingTuple[] | null;
        }>(connection, OWN, [companyId, asked]);
  for (const [record, ledger, posting, line, date, key, id, measures] of row?.booked ?? [])
    listOf(booked, record).push({
      id,
      ledger,
      record,
      posting,
      kind: 'booked',
      line,
      date,
      key,
      measures,
      reverses: null,
    });
  for (const [record, ledger, posting, line, date, key, measure, total] of row?.standing ?? []) {
    const sums = standing.get(record) ?? new Map<string, StandingSum>();
    standing.set(record, sums);
    const name = JSON.stringify([ledger, posting, line, date, key]);
    const known = sums.get(name) ?? { ledger, posting, line, date, key, measures: {} };
    sums.set(name, { ...known, measures: { ...known.measures, [measure]: total } });
  }
  return new Map(
    records.map((id) => [
      id,
      { booked: booked.get(id) ?? [], standing: [...(standing.get(id)?.values() ?? [])] },
    ]),
  );
}

function listOf<T>(lists: Map<Id, T[]>, id: Id): T[] {
  const list = lists.get(id) ?? [];
  lists.set(id, list);
  return list;
}
