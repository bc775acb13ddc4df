import { createHash } from 'node:crypto';
import type { Access, AddParam, Field, Phase, RecordType, Stored } from '#engine';
import { badQuery, QueryMistake } from './bad-query.ts';
import type { BadQuery } from './bad-query.ts';
import { columnNames, columnOf } from './columns.ts';
import { parameters, readFilter } from './filter.ts';
import type { FilterNames, FilterSql, Parameters } from './filter.ts';
import { fold } from './fold.ts';
import { rightsColumns } from './policy-columns.ts';
import { afterSql, decodeCursor, encodeCursor, keysOf, orderSql, sortKeys } from './keyset.ts';
import type { Cursor, SortKey, Stretch } from './keyset.ts';
import type { Connection } from './statement.ts';
import { searchedText, titleSql } from './searched-text.ts';
import type { TypePlan } from './type-plan.ts';

export interface ListQuery {
  readonly type: RecordType;
  readonly plan: TypePlan;
  /** Expression over the type's columns and the system fields; '' is all. */
  readonly filter?: string;
  /** `-date,number`; by default last changed first, catalogs by title. */
  readonly sort?: string;
  readonly limit?: number;
  readonly cursor?: string | null;
  /** Words that all occur in title, number or the declared search fields. */
  readonly q?: string;
  /** Header fields to answer with; by default the type's columns. */
  readonly columns?: readonly string[];
  readonly total?: boolean;
  /** Counts by this column, or by `states` or `phase`. */
  readonly group?: string | null;
  /** What the caller may see; null: everything. */
  readonly access: Pick<Access, 'readSql' | 'fieldSql' | 'titleSql' | 'searchSql'> | null;
  /** Of a record whose title the caller may not see; absent: the title of its type. */
  readonly bareTitle?: (number: string | null) => string;
  readonly names: FilterNames;
  readonly language: string;
}

export interface ListedRecord {
  readonly id: string;
  readonly type: string;
  readonly number: string | null;
  readonly title: string;
  readonly stage: Stored['stage'];
  readonly states: readonly string[];
  readonly phase: Phase;
  readonly revision: number;
  readonly version: number;
  readonly updatedAt: string;
  readonly archived: boolean;
  /** By field path; absent values are left out. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ListResult {
  readonly kind: 'list';
  readonly items: readonly ListedRecord[];
  /** Where the next page starts; null on the last. */
  readonly next: string | null;
  readonly total?: number;
  readonly groups?: readonly { readonly value: string | null; readonly count: number }[];
}

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 500;
/** Groups at most: more are no overview. */
const GROUPS_MAX = 200;

/**
 * One page of the records of a type, by keyset, answered from typed columns alone.
 *
 * @returns the page | bad-query: a filter, sort or cursor that cannot be answered, with the cure (400)
 */
export async function listRecords(
  connection: Connection,
  companyId: string,
  query: ListQuery,
): Promise<ListResult | BadQuery> {
  try {
    return await list(connection, companyId, query);
  } catch (error) {
    if (error instanceof QueryMistake) return badQuery(error, query.language);
    throw error;
  }
}

async function list(connection: Connection, companyId: string, asked: ListQuery): Promise<ListResult> {
  const searchable = searchableOf(asked);
  const text = asked.filter?.trim() ?? '';
  const filterSql = text === '' ? null : await readFilter(text, searchable, asked.names);
  const query = { ...asked, searchable, filterSql };
  const staged = query.type.machine !== null;
  const byTitle = !staged && !query.searchable.closed?.has('title');
  const keys = sortKeys(query.sort || (byTitle ? 'title' : '-updatedAt'), query.searchable, staged);
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? LIMIT_DEFAULT), 1), LIMIT_MAX);
  const fields = fieldsOf(query);
  const cursor = query.cursor ? decodeCursor(query.cursor) : null;

  const [page, total, groups] = await Promise.all([
    readPage(connection, companyId, query, keys, fields, cursor, limit),
    query.total ? countAll(connection, companyId, query) : undefined,
    query.group ? countGroups(connection, companyId, query, query.group) : undefined,
  ]);
  return {
    kind: 'list',
    ...page,
    ...(total === undefined ? {} : { total }),
    ...(groups === undefined ? {} : { groups }),
  };
}

/** The query, with the columns that may be asked about, and its filter as it is asked of them. */
type Query = ListQuery & { readonly searchable: TypePlan; readonly filterSql: FilterSql | null };

/**
 * The plan without what the caller may not see in every record that he may read: filtering, sorting or counting by it
 * would tell its value.
 */
function searchableOf({ type, plan, access }: ListQuery): TypePlan {
  if (!access) return plan;
  const columns = rightsColumns(type, plan);
  const isOpen = (path: string): boolean => access.fieldSql(type.key, path, columns, () => '') === true;
  const slots = [...plan.slots].filter(([path]) => isOpen(path));
  const key = plan.key !== null && isOpen(plan.key) ? plan.key : null;
  const isTitled = access.titleSql(type.key, columns, () => '') === true;
  return slots.length === plan.slots.size && key === plan.key && isTitled
    ? plan
    : { ...plan, slots: new Map(slots), key, closed: new Set(isTitled ? [] : ['title']) };
}

const adding =
  (into: Parameters): AddParam =>
  (value, cast) =>
    `${into.add(value)}::${cast}`;

interface ListedField {
  readonly path: string;
  readonly sql: (into: Parameters) => string;
  readonly isInteger: boolean;
}

function fieldsOf({ type, plan, columns, access }: Query): readonly ListedField[] {
  const paths = columns && columns.length > 0 ? columns : type.columns;
  return paths.flatMap((path) => {
    const field = type.fieldByPath.get(path);
    if (!field) {
      // System fields come with every row.
      if (columnOf(plan, path) !== null || path === 'stage') return [];
      throw new QueryMistake('not-a-column', { field: path, known: [...type.fields.keys()].join(', ') });
    }
    const slot = plan.slots.get(path) ?? (plan.key === path ? 'key' : null);
    const json = `r.data #> array[${path.split('.').map(quoted).join(', ')}]`;
    const column = slot === null ? json : `r.${slot}`;
    const isInteger = slot !== null && field.kind === 'integer';
    const of = rightsColumns(type, plan);
    // A table or an object is shown whole; with something hidden in it, it is read record by record.
    if (
      access &&
      pathsIn(field.fields).some((part) => access.fieldSql(type.key, part, of, () => '') !== true)
    )
      return [];
    if (!access || access.fieldSql(type.key, path, of, () => '') === true)
      return [{ path, sql: () => column, isInteger }];
    // Shown where it may be seen, absent elsewhere.
    const shown = (into: Parameters): string => String(access.fieldSql(type.key, path, of, adding(into)));
    return [{ path, sql: (into: Parameters) => `case when ${shown(into)} then ${column} end`, isInteger }];
  });
}

function pathsIn(fields: ReadonlyMap<string, Field> | null): readonly string[] {
  return [...(fields?.values() ?? [])].flatMap(({ path, fields: inner }) => [path, ...pathsIn(inner)]);
}

async function readPage(
  connection: Connection,
  companyId: string,
  query: Query,
  keys: readonly SortKey[],
  fields: readonly ListedField[],
  cursor: Cursor | null,
  limit: number,
): Promise<Pick<ListResult, 'items' | 'next'>> {
  let stretch: Stretch = cursor?.stretch ?? 'with';
  let after = cursor;
  const rows: { row: Row; stretch: Stretch }[] = [];
  for (;;) {
    const found = await readStretch(
      connection,
      companyId,
      query,
      keys,
      fields,
      stretch,
      after,
      limit + 1 - rows.length,
    );
    for (const row of found) rows.push({ row, stretch });
    if (rows.length > limit || stretch === 'without' || keys[0]?.nullable !== true) break;
    stretch = 'without';
    after = null;
  }
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next =
    rows.length > limit && last
      ? encodeCursor({
          stretch: last.stretch,
          values: keysOf(keys, last.stretch).map((_, index) => last.row[`k${index}`] as string | null),
        })
      : null;
  return { items: shown.map(({ row }) => toListed(row, fields, query)), next };
}

type Row = Record<string, unknown>;

async function readStretch(
  connection: Connection,
  companyId: string,
  query: Query,
  keys: readonly SortKey[],
  fields: readonly ListedField[],
  stretch: Stretch,
  after: Cursor | null,
  limit: number,
): Promise<readonly Row[]> {
  const into = parameters([companyId, query.type.key]);
  const conditions = conditionsOf(query, into);
  const [first] = keys;
  if (first?.nullable) conditions.push(`${first.sql} is ${stretch === 'with' ? 'not ' : ''}null`);
  // The index for titles holds the types without stages.
  if (first?.sql === 'r.title') conditions.push('r.stage is null');
  if (after) conditions.push(afterSql(keys, after, into));
  const columns = [
    'r.id, r.type, r.number, r.revision, r.stage, r.states, r.phase, r.version, r.archived',
    `${titleSql(query.type, rightsColumns(query.type, query.plan), query.access, adding(into))} as title`,
    `to_char(r.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at`,
    ...keysOf(keys, stretch).map((key, index) => `${key.sql}::text as k${index}`),
    ...fields.map((field, index) => `${field.sql(into)} as f${index}`),
  ];
  const text = `select ${columns.join(', ')} from app.records r where ${conditions.join(' and ')} order by ${orderSql(keys, stretch)} limit ${limit}`;
  return ask(connection, text, into.values);
}

function conditionsOf(query: Query, into: Parameters): string[] {
  const conditions = ['r.company_id = $1', 'r.type = $2'];
  const filter = query.filter?.trim() ?? '';
  if (query.filterSql) conditions.push(query.filterSql(into));
  // Archived records are found by asking for them.
  if (!/\barchived\b/.test(filter)) conditions.push('not r.archived');
  const { type, plan, access } = query;
  const readable = access?.readSql(type.key, rightsColumns(type, plan), adding(into)) ?? null;
  if (readable !== null) conditions.push(readable);
  const words = wordsOf(query.q ?? '').map((word) => into.add(`%${word}%`));
  const searched = words.length === 0 ? null : searchedText(type, plan, access, adding(into));
  // The whole text is asked as well: it is the one with an index.
  for (const word of words)
    conditions.push(`r.search like ${word}`, ...(searched === null ? [] : [`${searched} like ${word}`]));
  return conditions;
}

/** Folded words of a search, safe inside `like`. */
export function wordsOf(q: string): readonly string[] {
  return fold(q)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => word.replace(/[\\%_]/g, (sign) => `\\${sign}`));
}

async function countAll(connection: Connection, companyId: string, query: Query): Promise<number> {
  const into = parameters([companyId, query.type.key]);
  const [row] = await ask(
    connection,
    `select count(*) as n from app.records r where ${conditionsOf(query, into).join(' and ')}`,
    into.values,
  );
  return Number(row?.['n'] ?? 0);
}

async function countGroups(
  connection: Connection,
  companyId: string,
  query: Query,
  group: string,
): Promise<NonNullable<ListResult['groups']>> {
  const into = parameters([companyId, query.type.key]);
  const conditions = conditionsOf(query, into).join(' and ');
  const column = columnOf(query.searchable, group);
  if (!column)
    throw new QueryMistake('not-a-column', { field: group, known: columnNames(query.searchable).join(', ') });
  const from =
    column.sqlType === 'text[]'
      ? `app.records r cross join lateral unnest(${column.sql}) as g(value)`
      : 'app.records r';
  const value = column.sqlType === 'text[]' ? 'g.value' : column.sql;
  const rows = await ask(
    connection,
    `select ${value}::text as value, count(*) as n from ${from} where ${conditions} group by ${value} order by n desc, 1 limit ${GROUPS_MAX}`,
    into.values,
  );
  return rows.map((row) => ({ value: row['value'] as string | null, count: Number(row['n']) }));
}

/** Prepared statements stay in every connection for ever, so only so many shapes of list are. */
const SHAPES_MAX = 400;
const shapes = new Map<string, string>();

async function ask(connection: Connection, text: string, values: unknown[]): Promise<readonly Row[]> {
  let name = shapes.get(text);
  if (name === undefined && shapes.size < SHAPES_MAX) {
    name = `list-${createHash('sha1').update(text).digest('base64url')}`;
    shapes.set(text, name);
  }
  const { rows } = await connection.query<Row>(
    name === undefined ? { text, values } : { name, text, values },
  );
  return rows;
}

function toListed(row: Row, fields: readonly ListedField[], { type, bareTitle }: Query): ListedRecord {
  const data: Record<string, unknown> = {};
  for (const [index, field] of fields.entries()) {
    const value = row[`f${index}`];
    if (value !== null && value !== undefined) data[field.path] = field.isInteger ? Number(value) : value;
  }
  return {
    id: row['id'] as string,
    type: row['type'] as string,
    number: row['number'] as string | null,
    title: (row['title'] as string | null) ?? bareTitle?.(row['number'] as string | null) ?? type.title,
    stage: row['stage'] as Stored['stage'],
    states: row['states'] as string[],
    phase: row['phase'] as Phase,
    revision: row['revision'] as number,
    version: row['version'] as number,
    updatedAt: row['updated_at'] as string,
    archived: row['archived'] as boolean,
    data,
  };
}

function quoted(key: string): string {
  return `'${key.replaceAll("'", "''")}'`;
}
