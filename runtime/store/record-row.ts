// One record between its row and the engine's noun.
import type { JsonObject, Phase, StageValue, Stored } from '#engine';
import { SLOT_COLUMNS, SLOT_SQL_TYPES, slotKindOf } from '../database/slots.ts';
import type { SlotKind } from '../database/slots.ts';
import { isUuid } from './uuid.ts';
import type { TypePlan } from './type-plan.ts';

/** Columns that make up a Stored, for select lists; instants as RFC 3339 text, written by the server. */
export function storedColumns(alias: string): string {
  const instant = (name: string): string => `${instantOf(alias, name)} as ${name}`;
  return [
    ...[
      'id',
      'type',
      'number',
      'revision',
      'version',
      'stage',
      'states',
      'phase',
      'title',
      'owner',
      'created_by',
      'release',
      'archived',
      'gone',
      'data',
    ].map((name) => `${alias}.${name}`),
    instant('created_at'),
    instant('updated_at'),
    instant('posted_at'),
  ].join(', ');
}

/** A row of `storedColumns`. */
export interface StoredRow {
  readonly id: string;
  readonly type: string;
  readonly number: string | null;
  readonly revision: number;
  readonly version: number;
  readonly stage: StageValue | null;
  readonly states: readonly string[];
  readonly phase: Phase;
  readonly title: string;
  readonly owner: string | null;
  readonly created_by: string;
  readonly release: number;
  readonly archived: boolean;
  readonly gone: readonly string[] | null;
  readonly data: JsonObject;
  readonly created_at: string;
  readonly updated_at: string;
  readonly posted_at: string | null;
}

export function toStored(row: StoredRow): Stored {
  return {
    id: row.id,
    type: row.type,
    number: row.number,
    revision: row.revision,
    version: row.version,
    stage: row.stage,
    states: row.states,
    phase: row.phase,
    title: row.title,
    owner: row.owner,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    postedAt: row.posted_at,
    release: row.release,
    archived: row.archived,
    ...(row.gone ? { gone: row.gone } : {}),
    data: row.data,
  };
}

/** A record as a JSON array: many of them cost one value on the wire and one parse. */
export function storedTuple(alias: string): string {
  return `json_build_array(${TUPLE.map((name) => (name.endsWith('_at') ? instantOf(alias, name) : `${alias}.${name}`)).join(', ')})`;
}

const TUPLE = [
  ...['id', 'type', 'number', 'revision', 'version', 'stage', 'states', 'phase', 'title', 'owner'],
  ...['created_at', 'created_by', 'updated_at', 'posted_at', 'release', 'archived', 'data', 'gone'],
] as const;

export type StoredTuple = readonly [
  ...[
    string,
    string,
    string | null,
    number,
    number,
    StageValue | null,
    readonly string[],
    Phase,
    string,
    string | null,
  ],
  ...[string, string, string, string | null, number, boolean, JsonObject, readonly string[] | null],
];

export function tupleToStored(tuple: StoredTuple): Stored {
  return {
    id: tuple[0],
    type: tuple[1],
    number: tuple[2],
    revision: tuple[3],
    version: tuple[4],
    stage: tuple[5],
    states: tuple[6],
    phase: tuple[7],
    title: tuple[8],
    owner: tuple[9],
    createdAt: tuple[10],
    createdBy: tuple[11],
    updatedAt: tuple[12],
    postedAt: tuple[13],
    release: tuple[14],
    archived: tuple[15],
    ...(tuple[17] ? { gone: tuple[17] } : {}),
    data: tuple[16],
  };
}

function instantOf(alias: string, name: string): string {
  return `to_char(${alias}.${name}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

const COLUMNS: readonly (readonly [name: string, sqlType: string])[] = [
  ['id', 'uuid'],
  ['type', 'text'],
  ['number', 'text'],
  ['key', 'text'],
  ['revision', 'integer'],
  ['version', 'integer'],
  ['stage', 'jsonb'],
  ['states', 'text[]'],
  ['phase', 'text'],
  ['title', 'text'],
  ['owner', 'text'],
  ['created_at', 'timestamptz'],
  ['created_by', 'text'],
  ['updated_at', 'timestamptz'],
  ['posted_at', 'timestamptz'],
  ['release', 'integer'],
  ['archived', 'boolean'],
  ['gone', 'text[]'],
  ['data', 'jsonb'],
  ['search', 'text'],
  ...SLOT_COLUMNS.map((column) => [column, SLOT_SQL_TYPES[slotKindOf(column)]] as const),
];

/** Every column of `app.records` but the company, in the order that writes use. */
export const WRITTEN_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name);

/** What an update may change: all but what a record is born with. */
export const UPDATED_COLUMNS: readonly string[] = WRITTEN_COLUMNS.filter(
  (column) => !['id', 'type', 'created_at', 'created_by'].includes(column),
);

/** What changes when a record moves along its stages while its data, and all that is derived from it, stays. */
export const MOVED_COLUMNS: readonly string[] = [
  ...['number', 'revision', 'version', 'stage', 'states', 'phase', 'title', 'owner'],
  ...['updated_at', 'posted_at', 'release', 'archived', 'search'],
];

/** `id uuid, type text, …`: what a JSON row is read as. */
export function columnTypes(names: readonly string[]): string {
  const types = new Map(COLUMNS);
  return names.map((name) => `${name} ${types.get(name) ?? ''}`).join(', ');
}

export const WRITTEN_COLUMN_TYPES: string = columnTypes(WRITTEN_COLUMNS);

/**
 * Whether a value can lie in a slot. The engine has validated what is written; but a field may have changed its kind
 * since an old record was, and such a value is only not listed.
 */
const FITS: Readonly<Record<SlotKind, (value: unknown) => boolean>> = {
  t: (value) => typeof value === 'string' && value !== '',
  u: (value) => typeof value === 'string' && isUuid(value),
  n: (value) => typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)),
  d: (value) => typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])$/.test(value),
  b: (value) => typeof value === 'boolean',
};

/** A record as the JSON row that a write takes. Absent slots stay null. */
export function toRow(
  record: Stored,
  plan: TypePlan,
  search: string,
  expected: number | null,
): Record<string, unknown> {
  const row: Record<string, unknown> = {
    expected,
    id: record.id,
    type: record.type,
    number: record.number,
    key: plan.key === null ? null : valueAt(record.data, plan.key),
    revision: record.revision,
    version: record.version,
    stage: record.stage,
    states: record.states,
    phase: record.phase,
    title: record.title,
    owner: record.owner,
    created_at: record.createdAt,
    created_by: record.createdBy,
    updated_at: record.updatedAt,
    posted_at: record.postedAt,
    release: record.release,
    archived: record.archived,
    gone: record.gone ?? null,
    data: record.data,
    search,
  };
  for (const [path, column] of plan.slots) {
    const value = valueAt(record.data, path);
    if (FITS[slotKindOf(column)](value)) row[column] = value;
  }
  return row;
}

/** The value at a dotted path of header fields; null when any step is absent. */
export function valueAt(data: JsonObject, path: string): unknown {
  let value: unknown = data;
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object') return null;
    value = (value as Record<string, unknown>)[key];
  }
  return value ?? null;
}

/** A row of which only what moves is kept. */
export function toMovedRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const moved: Record<string, unknown> = { expected: row['expected'], id: row['id'] };
  for (const column of MOVED_COLUMNS) moved[column] = row[column];
  return moved;
}
