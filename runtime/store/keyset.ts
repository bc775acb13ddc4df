// Paging by the keys of the last row seen: as fast on the thousandth page as on the first.
import { isDay } from '../day.ts';
import { QueryMistake } from './bad-query.ts';
import { columnOf } from './columns.ts';
import type { Column } from './columns.ts';
import type { Parameters } from './filter.ts';
import type { TypePlan } from './type-plan.ts';
import { isUuid } from './uuid.ts';

export interface SortKey extends Column {
  readonly descending: boolean;
}

/** Rows with the first key come first, those without it after them: two stretches, each read along an index. */
export type Stretch = 'with' | 'without';

export interface Cursor {
  readonly stretch: Stretch;
  /** The last row's keys, as text. */
  readonly values: readonly (string | null)[];
}

const SORTED_BY_INDEX = ['updatedAt', 'createdAt', 'number', 'title', 'id'];
const KEYS_MAX = 3;

/**
 * Reads `-date,number`. Ends in the id, so that no two rows are equal.
 *
 * @param staged  documents with stages are not sorted by title: their number leads it
 * @throws QueryMistake when a field cannot be sorted by
 */
export function sortKeys(sort: string, plan: TypePlan, staged: boolean): readonly SortKey[] {
  const known = [
    ...(plan.key === null ? [] : [plan.key]),
    ...plan.slots.keys(),
    ...SORTED_BY_INDEX.filter((name) => name !== 'title' || !staged),
  ];
  const keys: SortKey[] = [];
  for (const item of sort
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')) {
    const descending = item.startsWith('-');
    const field = descending ? item.slice(1) : item;
    const column = known.includes(field) ? columnOf(plan, field) : null;
    if (!column || keys.length >= KEYS_MAX)
      throw new QueryMistake('not-sortable', { field, known: known.join(', ') });
    // Ids grow with time, and have the index.
    keys.push({
      ...column,
      sql: field === 'createdAt' ? 'r.id' : column.sql,
      sqlType: field === 'createdAt' ? 'uuid' : column.sqlType,
      descending,
    });
  }
  if (!keys.some((key) => key.sql === 'r.id'))
    keys.push({ sql: 'r.id', sqlType: 'uuid', nullable: false, descending: keys[0]?.descending ?? false });
  return keys;
}

/** The keys that order a stretch. */
export function keysOf(keys: readonly SortKey[], stretch: Stretch): readonly SortKey[] {
  return stretch === 'with' ? keys : keys.slice(1);
}

export function orderSql(keys: readonly SortKey[], stretch: Stretch): string {
  return keysOf(keys, stretch)
    .map((key, index) => {
      // The leading key has no nulls in its stretch; said plainly, the order is its index's.
      const isLeading = index === 0 && stretch === 'with';
      return `${key.sql}${key.descending ? ' desc' : ''}${key.nullable && !isLeading ? ' nulls last' : ''}`;
    })
    .join(', ');
}

/** Rows after the cursor, in the order of `orderSql`. */
export function afterSql(keys: readonly SortKey[], cursor: Cursor, into: Parameters): string {
  const own = keysOf(keys, cursor.stretch);
  if (cursor.values.length !== own.length) throw new QueryMistake('bad-cursor', {});
  const places = own.map((key, index) => {
    const value = cursor.values[index] ?? null;
    if (value === null && (!key.nullable || (index === 0 && cursor.stretch === 'with')))
      throw new QueryMistake('bad-cursor', {});
    if (value !== null && !isOfType(value, key.sqlType)) throw new QueryMistake('bad-cursor', {});
    return value === null ? null : `${into.add(value)}::${key.sqlType}`;
  });
  const [first, second] = own;
  const isPlain =
    own.length === 2 &&
    first &&
    second &&
    first.descending === second.descending &&
    places[0] !== null &&
    places[1] !== null &&
    cursor.stretch === 'with';
  // One comparison of rows is one range of the index.
  if (isPlain) return `(${first.sql}, ${second.sql}) ${first.descending ? '<' : '>'} (${places.join(', ')})`;

  const alternatives = own.map((key, index) => {
    const equal = own
      .slice(0, index)
      .map((other, at) =>
        places[at] === null ? `${other.sql} is null` : `${other.sql} = ${places[at] ?? ''}`,
      );
    return [...equal, beyond(key, places[index] ?? null)].join(' and ');
  });
  const bound =
    first && places[0] !== null && cursor.stretch === 'with'
      ? `${first.sql} ${first.descending ? '<=' : '>='} ${places[0] ?? ''} and `
      : '';
  return `${bound}(${alternatives.map((text) => `(${text})`).join(' or ')})`;
}

/** As the database writes its types: a cursor that somebody wrote by hand must not reach a cast that fails. */
function isOfType(value: string, type: Column['sqlType']): boolean {
  switch (type) {
    case 'text':
      return !value.includes('\0') && value.isWellFormed();
    case 'uuid':
      return isUuid(value);
    case 'date':
      return isDay(value);
    case 'timestamptz':
      return (
        isDay(value.slice(0, 10)) &&
        /^.{10} ([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d){0,2}$/.test(value)
      );
    case 'numeric':
      return /^-?\d{1,60}(\.\d{1,60})?$/.test(value);
    case 'integer':
      return /^-?\d{1,9}$/.test(value);
    case 'boolean':
      return value === 'true' || value === 'false';
    case 'text[]':
      return false;
  }
}

function beyond(key: SortKey, place: string | null): string {
  // Absent values stand last, nothing comes after them.
  if (place === null) return 'false';
  const comparison = `${key.sql} ${key.descending ? '<' : '>'} ${place}`;
  return key.nullable ? `(${comparison} or ${key.sql} is null)` : comparison;
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.stretch === 'with' ? 1 : 0, ...cursor.values])).toString(
    'base64url',
  );
}

/** @throws QueryMistake when the text is no cursor */
export function decodeCursor(text: string): Cursor {
  try {
    const [stretch, ...values] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (
      (stretch === 0 || stretch === 1) &&
      values.every((value) => value === null || typeof value === 'string')
    ) {
      return { stretch: stretch === 1 ? 'with' : 'without', values: values as (string | null)[] };
    }
  } catch {
    // Falls through to the same answer.
  }
  throw new QueryMistake('bad-cursor', {});
}
