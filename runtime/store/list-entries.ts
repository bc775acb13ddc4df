import type { LedgerEntry, LedgerKey, LinkEnd } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

export interface EntriesQuestion {
  readonly ledger: string;
  readonly where: LedgerKey;
  readonly from: string | null;
  readonly to: string | null;
  /** Date and id of the last entry seen. */
  readonly after: readonly [date: string, id: string] | null;
  readonly limit: number;
}

/** An entry with the document that wrote it; null: it was a draft that is gone. */
export type ListedEntry = LedgerEntry & { readonly document: LinkEnd | null };

const LIST = {
  name: 'list-entries',
  text: `select e.id, e.ledger, e.record_id, e.posting, e.kind, e.line_id, e.date, e.dimensions, e.measures, e.reverses,
      r.type, r.number, r.title, r.phase
    from app.entries e left join app.records r on r.company_id = $1 and r.id = e.record_id
    where e.company_id = $1 and e.ledger = $2 and e.dimensions @> $3::jsonb
      and ($4::date is null or e.date >= $4::date) and ($5::date is null or e.date <= $5::date)
      and ($6::date is null or (e.date, e.id) < ($6::date, $7::uuid))
    order by e.date desc, e.id desc limit $8`,
};

interface EntryRow {
  readonly id: string;
  readonly ledger: string;
  readonly record_id: string;
  readonly posting: string;
  readonly kind: LedgerEntry['kind'];
  readonly line_id: string | null;
  readonly date: string;
  readonly dimensions: LedgerKey;
  readonly measures: LedgerEntry['measures'];
  readonly reverses: string | null;
  readonly type: string | null;
  readonly number: string | null;
  readonly title: string;
  readonly phase: LinkEnd['phase'];
}

/** Entries of a ledger, the latest first, by keyset. */
export async function listEntries(
  connection: Connection,
  companyId: string,
  { ledger, where, from, to, after, limit }: EntriesQuestion,
): Promise<ListedEntry[]> {
  const [date = null, id = null] = after ?? [];
  const rows = await run<EntryRow>(connection, LIST, [
    companyId,
    ledger,
    JSON.stringify(where),
    from,
    to,
    date,
    id,
    limit,
  ]);
  return rows.map((row) => ({
    id: row.id,
    ledger: row.ledger,
    record: row.record_id,
    posting: row.posting,
    kind: row.kind,
    line: row.line_id,
    date: row.date,
    key: row.dimensions,
    measures: row.measures,
    reverses: row.reverses,
    document:
      row.type === null
        ? null
        : { id: row.record_id, type: row.type, number: row.number, title: row.title, phase: row.phase },
  }));
}
