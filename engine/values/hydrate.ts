// Data at rest ↔ values while evaluating: decimals are texts there and Big here.
import { MISSING } from '../expressions/scope.ts';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { ExprType } from '../expressions/types.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Field } from '../model/type.ts';
import { accountName } from './account-name.ts';
import { decimal, formatDecimal, formatFixed, isDecimal, parseDecimal, roundDecimal } from './decimal.ts';

type Fields = ReadonlyMap<string, Field>;
type Read = (json: Json) => Value;
type Write = (value: Value) => Json;

interface Column {
  readonly key: string;
  readonly read: Read;
  readonly write: Write;
  /** What reading what is written gives, without the text between. */
  readonly keep: (value: Value) => Value;
}

/** How the fields of one map are read and written; worked out once per map. */
interface Plan {
  readonly columns: readonly Column[];
  /** Every field null: a copy of it gives all objects of a type one hidden class, with nothing absent. */
  readonly blank: ValueObject;
}

const plans = new WeakMap<Fields, Plan>();

function planOf(fields: Fields): Plan {
  const known = plans.get(fields);
  if (known) return known;
  const columns = [...fields.values()].map(ownColumn);
  const plan = { columns, blank: Object.fromEntries(columns.map(({ key }) => [key, null])) };
  plans.set(fields, plan);
  return plan;
}

/**
 * Data of a record or line as expressions see it: a new object that the caller may change. Absent fields are null;
 * members that are no field are left out.
 *
 * @param data  valid by the type's schema; a decimal that is none reads as null
 */
export function hydrate(fields: Fields, data: JsonObject): Record<string, Value> {
  return hydrateInto(blankLine(fields), fields, data);
}

/** The same into an object that has every field already, null: members come to objects one by one only slowly. */
export function hydrateInto(
  values: Record<string, Value>,
  fields: Fields,
  data: JsonObject,
): Record<string, Value> {
  for (const { key, read } of planOf(fields).columns) {
    const json = data[key];
    if (json !== undefined && json !== null) values[key] = read(json);
  }
  return values;
}

/** The way back: canonical decimals, `fixed` ones padded. null and what is still missing are left out. */
export function dehydrate(fields: Fields, values: ValueObject): JsonObject {
  const data: Record<string, Json> = {};
  for (const { key, write } of planOf(fields).columns) {
    const value = values[key];
    if (value !== undefined && value !== null && value !== MISSING) data[key] = write(value);
  }
  return data;
}

const columns = new WeakMap<Field, Column>();

function ownColumn(field: Field): Column {
  let column = columns.get(field);
  if (!column) columns.set(field, (column = columnOf(field)));
  return column;
}

/** One field's value out of stored data; absent is null. */
export function readField(field: Field, json: Json | undefined): Value {
  return json === undefined || json === null ? null : ownColumn(field).read(json);
}

/** One field's value as stored data; undefined: null or still missing, so nothing is stored. */
export function writeField(field: Field, value: Value): Json | undefined {
  return value === null || value === MISSING ? undefined : ownColumn(field).write(value);
}

/** A value as it is once it has been stored: a `fixed` decimal loses the digits that its field has no room for. */
export function keptValue(field: Field, value: Value): Value {
  return value === null || value === MISSING ? null : ownColumn(field).keep(value);
}

/** Values of which every field is null, to be filled. */
export function blankLine(fields: Fields): Record<string, Value> {
  return { ...planOf(fields).blank };
}

/** A value without a field to say what it is (settings of any shape, an event's input): numbers become decimals. */
export function hydrateJson(json: Json): Value {
  if (typeof json === 'number') return decimal(json);
  if (Array.isArray(json)) return json.map(hydrateJson);
  if (json !== null && typeof json === 'object')
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, hydrateJson(value)]));
  return json as null | boolean | string;
}

/** The way back of `hydrateJson`; decimals become canonical text. */
export function dehydrateJson(value: Value): Json {
  if (value === MISSING) return null;
  if (isDecimal(value)) return formatDecimal(value);
  if (Array.isArray(value)) return value.map(dehydrateJson);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, dehydrateJson(item)]));
  return value as null | boolean | string;
}

function columnOf(field: Field): Column {
  const { key, fields } = field;
  const of = (read: Read, write: Write): Column => ({
    key,
    read,
    write,
    keep: (value) => read(write(value)),
  });
  switch (field.kind) {
    case 'decimal': {
      const scale = field.decimal?.fixed ? field.decimal.scale : null;
      const write = (value: Value): Json => writeDecimal(value, scale);
      return { key, read: readDecimal, write, keep: (value) => keepDecimal(value, scale) };
    }
    case 'integer':
      return of(readDecimal, writeInteger);
    case 'table':
      return of(readRows(fields ?? new Map()), writeRows(fields ?? new Map()));
    case 'list':
      return fields ? of(readRows(fields), writeRows(fields)) : listColumn(field, of);
    case 'object':
      if (!fields) return of(hydrateJson, dehydrateJson);
      return of(
        (json) => (isObject(json) ? hydrate(fields, json) : null),
        (value) => dehydrate(fields, value as ValueObject),
      );
    default:
      if (field.account) return { key, read: readAccount, write: writeAccount, keep: readAccount };
      return { key, read: asItIs as Read, write: asItIs as Write, keep: asItIs as (value: Value) => Value };
  }
}

const asItIs = (value: unknown): unknown => value;

function isObject(json: Json): json is JsonObject {
  return json !== null && typeof json === 'object' && !Array.isArray(json);
}

function readAccount(value: unknown): Value {
  return typeof value === 'string' ? accountName(value) : null;
}

function writeAccount(value: Value): Json {
  return typeof value === 'string' ? accountName(value) : null;
}

function readDecimal(json: Json): Value {
  if (typeof json === 'string') return parseDecimal(json);
  return typeof json === 'number' ? decimal(json) : null;
}

function writeDecimal(value: Value, scale: number | null): Json {
  if (!isDecimal(value)) return null;
  return scale === null ? formatDecimal(value) : formatFixed(value, scale);
}

function keepDecimal(value: Value, scale: number | null): Value {
  if (!isDecimal(value)) return null;
  return scale === null ? value : roundDecimal(value, scale);
}

function writeInteger(value: Value): Json {
  return isDecimal(value) ? Number(value.toFixed(0, 1)) : null;
}

function readRows(fields: Fields): Read {
  return (json) =>
    Array.isArray(json) ? json.map((row: Json) => (isObject(row) ? hydrate(fields, row) : null)) : null;
}

function writeRows(fields: Fields): Write {
  return (value) =>
    Array.isArray(value) ? value.map((row: Value) => dehydrate(fields, row as ValueObject)) : [];
}

/** A list of plain values: decimals are kept as the items' schema says, as text or as numbers. */
function listColumn(field: Field, column: (read: Read, write: Write) => Column): Column {
  const of: ExprType = field.type.kind === 'list' ? field.type.of : { kind: 'any' };
  if (of.kind !== 'decimal') return column(hydrateJson, dehydrateJson);
  const items = field.schema['items'];
  const integers = items !== undefined && isObject(items) && items['type'] === 'integer';
  const write: Write = integers ? writeInteger : (value) => writeDecimal(value, null);
  return column(
    (json) => (Array.isArray(json) ? json.map(readDecimal) : null),
    (value) => (Array.isArray(value) ? value.map(write) : []),
  );
}
