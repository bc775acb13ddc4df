import { timersOf } from '#engine';
import type { Kept, Stored, Written } from '#engine';
import { lineRows } from './line-rows.ts';
import { readRecords } from './read-records.ts';
import { storedColumns, toRow, toStored } from './record-row.ts';
import type { StoredRow } from './record-row.ts';
import { searchedReferences, searchText } from './search-text.ts';
import { SLOT_COLUMNS, SLOT_SQL_TYPES, slotKindOf } from '../database/slots.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import type { StorePlan, TypePlan } from './type-plan.ts';

/** Records rewritten in one statement: a second of work at most, and memory stays flat. */
const BATCH_SIZE = 500;

const select = (lock: string): string => `select ${storedColumns('r')}, r.hidden, r.written from app.records r
    where r.company_id = $1 and r.type = any($2::text[]) and r.id > $3::uuid order by r.id limit ${BATCH_SIZE}${lock}`;
const READ = { name: 'read-kept', text: select('') };
const LOCK = { name: 'lock-kept', text: select(' for update') };

const OWN = ['type', 'stage', 'states', 'data', 'hidden', 'written'];
const TYPES =
  'type text, stage jsonb, states text[], data jsonb, hidden jsonb, written jsonb, key text, search text';
const DERIVED = ['key', 'search', ...SLOT_COLUMNS];
const WRITE = {
  name: 'rewrite-records',
  text: `with lines_removed as (
      delete from app.record_lines l where l.company_id = $1 and l.record_id = any($3::uuid[]))
    update app.records r set ${[...OWN, ...DERIVED].map((column) => `${column} = x.${column}`).join(', ')}
    from jsonb_to_recordset($2::jsonb) as x(id uuid, ${TYPES}, ${SLOT_COLUMNS.map((column) => `${column} ${SLOT_SQL_TYPES[slotKindOf(column)]}`).join(', ')})
    where r.company_id = $1 and r.id = x.id`,
};
const WRITE_LINES = {
  name: 'rewrite-lines',
  text: `insert into app.record_lines (company_id, record_id, table_key, line_id, position, type, u1, u2, quantity, amount)
    select $1, x.* from jsonb_to_recordset($2::jsonb)
      as x(record_id uuid, table_key text, line_id text, position integer, type text, u1 uuid, u2 uuid, quantity numeric, amount numeric)`,
};

const REMOVE_TIMERS = {
  name: 'remove-timers',
  text: 'delete from app.timers t where t.company_id = $1 and t.record_id = any($2::uuid[])',
};
const PUT_TIMERS = {
  name: 'put-timers',
  text: `insert into app.timers (company_id, record_id, state, key, due, next_at)
    select $1, x.record, x.state, x.key, x.due, x.due
    from jsonb_to_recordset($2::jsonb) as x(record uuid, state text, key text, due timestamptz)`,
};

/** Records of a type that the model does not have: kept, and found by nothing but their id. */
const nowhere = (type: string): TypePlan => ({
  type,
  slots: new Map(),
  key: null,
  tables: new Map(),
  search: [],
});

/**
 * Writes every record of some types as `carry` says, with slots, key, search text and lines derived anew. Neither
 * version nor change date moves, nor the release that last wrote it: what people entered is the same.
 *
 * @param types  as records are stored now
 * @param plan   where the fields lie from now on
 * @returns records rewritten
 */
export async function rewriteRecords(
  connection: Connection,
  companyId: string,
  types: readonly string[],
  plan: StorePlan,
  carry: (kept: Kept) => Kept,
): Promise<number> {
  let done = 0;
  for await (const batch of batches(connection, companyId, types, LOCK)) {
    const carried = batch.map(carry);
    const planOf = (type: string): TypePlan => plan.get(type) ?? nowhere(type);
    const references = carried.flatMap(({ record }) => searchedReferences(record, planOf(record.type)));
    const known = await readRecords(connection, companyId, [...new Set(references)]);
    const rows = carried.map(({ record, hidden, written }) => {
      const own = planOf(record.type);
      return { ...toRow(record, own, searchText(record, own, known), null), hidden, written };
    });
    const ids = carried.map(({ record }) => record.id);
    await run(connection, WRITE, [companyId, JSON.stringify(rows), ids]);
    const lines = carried.flatMap(
      ({ record }) => lineRows({ before: null, after: record }, planOf(record.type)).put,
    );
    if (lines.length > 0) await run(connection, WRITE_LINES, [companyId, JSON.stringify(lines)]);
    const waiting = carried.filter(({ record }, index) => !waitsAlike(batch[index]?.record, record));
    if (waiting.length > 0) await moveTimers(connection, companyId, waiting);
    done += carried.length;
  }
  return done;
}

function waitsAlike(before: Stored | undefined, after: Stored): boolean {
  return before !== undefined && JSON.stringify(timersOf(before)) === JSON.stringify(timersOf(after));
}

/** Moments are waited for in a stage; when that is called otherwise now, they are as well. */
async function moveTimers(connection: Connection, companyId: string, kept: readonly Kept[]): Promise<void> {
  const timers = kept.flatMap(({ record }) => timersOf(record));
  await run(connection, REMOVE_TIMERS, [companyId, kept.map(({ record }) => record.id)]);
  await run(connection, PUT_TIMERS, [companyId, JSON.stringify(timers)]);
}

/** Every record of some types, unlocked, for whoever only looks. */
export async function* keptRecords(
  connection: Connection,
  companyId: string,
  types: readonly string[],
): AsyncGenerator<Kept> {
  for await (const batch of batches(connection, companyId, types, READ)) yield* batch;
}

interface KeptRow extends StoredRow {
  readonly hidden: Kept['hidden'];
  readonly written: Written | null;
}

/** A record may change its type on the way, but never its id, in whose order they are gone through. */
async function* batches(
  connection: Connection,
  companyId: string,
  types: readonly string[],
  statement: typeof READ,
): AsyncGenerator<readonly Kept[]> {
  let last = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await run<KeptRow & Record<string, unknown>>(connection, statement, [
      companyId,
      types,
      last,
    ]);
    const final = rows.at(-1);
    if (!final) return;
    last = final.id;
    yield rows.map((row) => ({ record: toStored(row), hidden: row.hidden, written: row.written }));
  }
}
