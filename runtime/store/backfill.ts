import { lineRows } from './line-rows.ts';
import { readRecords } from './read-records.ts';
import { storedColumns, toRow, toStored } from './record-row.ts';
import type { StoredRow } from './record-row.ts';
import { searchedReferences, searchText } from './search-text.ts';
import { SLOT_COLUMNS, SLOT_SQL_TYPES, slotKindOf } from '../database/slots.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import type { TypePlan } from './type-plan.ts';

/** Records rewritten in one statement: a second of work at most, and memory stays flat. */
const BATCH_SIZE = 500;

const READ = {
  name: 'read-backfill',
  text: `select ${storedColumns('r')} from app.records r
    where r.company_id = $1 and r.type = $2 and r.id > $3::uuid order by r.id limit ${BATCH_SIZE} for update`,
};
const DERIVED = ['key', 'search', ...SLOT_COLUMNS];
const WRITE = {
  name: 'write-backfill',
  text: `with lines_removed as (
      delete from app.record_lines l where l.company_id = $1 and l.record_id = any($3::uuid[]))
    update app.records r set ${DERIVED.map((column) => `${column} = x.${column}`).join(', ')}
    from jsonb_to_recordset($2::jsonb) as x(id uuid, key text, search text, ${SLOT_COLUMNS.map((column) => `${column} ${SLOT_SQL_TYPES[slotKindOf(column)]}`).join(', ')})
    where r.company_id = $1 and r.id = x.id`,
};
const WRITE_LINES = {
  name: 'write-backfill-lines',
  text: `insert into app.record_lines (company_id, record_id, table_key, line_id, position, type, u1, u2, quantity, amount)
    select $1, x.* from jsonb_to_recordset($2::jsonb)
      as x(record_id uuid, table_key text, line_id text, position integer, type text, u1 uuid, u2 uuid, quantity numeric, amount numeric)`,
};

/**
 * Derives slots, key, search text and lines of every record of a type anew, after its plan has changed.
 * Neither version nor change date moves: what people entered is the same.
 *
 * @returns records rewritten
 */
export async function backfill(connection: Connection, companyId: string, plan: TypePlan): Promise<number> {
  let last = '00000000-0000-0000-0000-000000000000';
  let done = 0;
  for (;;) {
    const records = (
      await run<StoredRow & Record<string, unknown>>(connection, READ, [companyId, plan.type, last])
    ).map(toStored);
    const final = records.at(-1);
    if (!final) return done;
    const references = new Set(records.flatMap((record) => searchedReferences(record, plan)));
    const known = await readRecords(connection, companyId, [...references]);
    const rows = records.map((record) => toRow(record, plan, searchText(record, plan, known), null));
    const lines = records.flatMap((record) => lineRows({ before: null, after: record }, plan).put);
    await run(connection, WRITE, [companyId, JSON.stringify(rows), records.map((record) => record.id)]);
    if (lines.length > 0) await run(connection, WRITE_LINES, [companyId, JSON.stringify(lines)]);
    done += records.length;
    last = final.id;
  }
}

/** Whether records written under one plan read differently under the other. */
export function isSamePlan(a: TypePlan | undefined, b: TypePlan): boolean {
  const text = (plan: TypePlan): string =>
    JSON.stringify([plan.key, [...plan.slots].sort(), [...plan.tables], plan.search]);
  return a !== undefined && text(a) === text(b);
}
