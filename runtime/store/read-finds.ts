import { createHash } from 'node:crypto';
import { findKey } from '#engine';
import type { Find, Stored } from '#engine';
import { columnOf } from './columns.ts';
import { isUuid } from './uuid.ts';
import { storedColumns, toStored } from './record-row.ts';
import type { StoredRow } from './record-row.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import type { StorePlan } from './type-plan.ts';

/**
 * Reads one record a search: the one whose fields equal `where`, or the last one before a value.
 * With `lock`, those that ask for it keep others from the same search until the transaction ends.
 * One prepared statement for each shape of search; those of one round are sent together.
 */
export async function readFinds(
  connection: Connection,
  companyId: string,
  finds: readonly Find[],
  plan: StorePlan,
  lock = false,
): Promise<readonly (Stored | null)[]> {
  return Promise.all(finds.map((find) => readFind(connection, companyId, find, plan, lock)));
}

async function readFind(
  connection: Connection,
  companyId: string,
  find: Find,
  plan: StorePlan,
  lock: boolean,
): Promise<Stored | null> {
  const values: unknown[] = [companyId, find.type];
  const conditions: string[] = [];
  for (const [field, value] of Object.entries(find.where)) {
    const column = placeOf(find.type, field, plan);
    if (value === null) {
      conditions.push(`${column.sql} is null`);
    } else {
      // A reference that is no id equals nothing.
      if (column.type === 'uuid' && !isUuid(String(value))) return null;
      values.push(String(value));
      conditions.push(`${column.sql} = $${values.length}::${column.type}`);
    }
  }
  let order = 'r.id';
  if (find.before) {
    const column = placeOf(find.type, find.before.field, plan);
    values.push(find.before.value);
    conditions.push(`${column.sql} < $${values.length}::${column.type}`);
    order = `${column.sql} desc, r.id desc`;
  }
  const text = `select ${storedColumns('r')} from app.records r
    where ${['r.company_id = $1', 'r.type = $2', ...conditions].join(' and ')} order by ${order} limit 1`;
  if (lock && find.locked) await run(connection, LOCK_FIND, [`${companyId} ${findKey(find)}`]);
  const [row] = await run<StoredRow>(connection, { name: nameOf(text), text }, values);
  return row ? toStored(row) : null;
}

/** Kept until the transaction ends. Two that wait for each other in turn are told so by the database, and tried again. */
const LOCK_FIND = {
  name: 'lock-find',
  text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
};

/** Where a field lies: a column of its own, its slot, or the document. */
function placeOf(
  type: string,
  field: string,
  plan: StorePlan,
): { readonly sql: string; readonly type: string } {
  const column = columnOf(plan.get(type), field);
  if (column) return { sql: column.sql, type: column.sqlType };
  const path = field.split('.').map((key) => `'${key.replaceAll("'", "''")}'`);
  return { sql: `r.data #>> array[${path.join(', ')}]`, type: 'text' };
}

const names = new Map<string, string>();
/** Shapes of search are bounded by the definitions, but many releases come and go. */
const NAMES_MAX = 2000;

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    if (names.size >= NAMES_MAX) names.clear();
    name = `find-${createHash('sha1').update(text).digest('base64url')}`;
    names.set(text, name);
  }
  return name;
}
