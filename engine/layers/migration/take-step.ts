import { newScope } from '../../expressions/new-scope.ts';
import { MISSING, type Reads, type Scope, type Value, type ValueObject } from '../../expressions/scope.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Stored } from '../../model/record.ts';
import { isDecimal } from '../../values/decimal.ts';
import { isList, isObject } from '../canonical/json-shapes.ts';
import type { Migration, Transform } from './migration.ts';
import { jsonFor, recordValues } from './shape-values.ts';

export type Stepped =
  | { readonly kind: 'data'; readonly data: JsonObject }
  /** Words of the author. */
  | { readonly kind: 'parked'; readonly reason: string };

/** Nothing can be read while migrating; expressions that would are refused when they are compiled. */
const noReads: Reads = new Proxy({} as Reads, { get: () => () => MISSING });

/** Takes one record through one step. Every expression sees the record as it was before. */
export function takeStep(migration: Migration, record: Stored, language: string): Stepped {
  const doc = recordValues(migration.before, record);
  const scope = newScope(noReads, language, { doc });
  const parked = migration.park.find(({ when }) => when.run(scope) === true);
  if (parked !== undefined) return { kind: 'parked', reason: parked.reason.run(scope) };
  const put = migration.transforms.map((transform) => ({
    transform,
    values: valuesFor(transform, doc, scope),
  }));
  let data: JsonObject = record.data;
  for (const { from, to } of migration.renames) data = rename(data, from, to.at(-1) ?? '');
  for (const { transform, values } of put) data = place(data, transform.to, values.values());
  return { kind: 'data', data };
}

/** One value for the record, or one for each line, in order. */
function valuesFor({ through, value, field }: Transform, doc: Value, scope: Scope): readonly Json[] {
  if ('constant' in value) return linesOf(doc, through).map(() => value.constant);
  return linesOf(doc, through).map(({ line, parent }) => {
    const inside = through.length === 0 ? scope : newScope(noReads, scope.language, { doc, line, parent });
    return jsonFor(field, value.run(inside));
  });
}

interface Line {
  readonly line: Value;
  readonly parent: Value;
}

function linesOf(doc: Value, through: readonly string[]): readonly Line[] {
  return through.reduce<readonly Line[]>(
    (lines, key) =>
      lines.flatMap(({ line: parent }): Line[] => {
        const inner = member(parent, key);
        if (Array.isArray(inner))
          return (inner as readonly Value[]).flatMap((line) => (isValues(line) ? [{ line, parent }] : []));
        return [{ line: inner, parent }];
      }),
    [{ line: doc, parent: null }],
  );
}

function isValues(value: Value): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isDecimal(value);
}

function member(value: Value, key: string): Value {
  return isValues(value) ? (value[key] ?? null) : null;
}

function rename(data: JsonObject, from: readonly string[], name: string): JsonObject {
  const [key = '', ...rest] = from;
  if (!Object.hasOwn(data, key)) return data;
  if (rest.length > 0)
    return { ...data, [key]: inEach(data[key] ?? null, (inner) => rename(inner, rest, name)) };
  const { [key]: value = null, ...others } = data;
  return { ...others, [name]: value };
}

/** A line's objects, or the one object. */
function inEach(value: Json, change: (inner: JsonObject) => JsonObject): Json {
  if (isList(value)) return value.map((item) => (isObject(item) ? change(item) : item));
  return isObject(value) ? change(value) : value;
}

/** Values go to the places in the order in which `linesOf` found them; null takes the member away. */
function place(data: JsonObject, to: readonly string[], values: Iterator<Json>): JsonObject {
  const [key = '', ...rest] = to;
  if (rest.length > 0) {
    const inner = data[key];
    // An absent table has no lines, an absent object is one place without a value.
    if (isObject(inner) || isList(inner))
      return { ...data, [key]: inEach(inner, (each) => place(each, rest, values)) };
    values.next();
    return data;
  }
  const value = values.next().value as Json | undefined;
  const { [key]: _, ...others } = data;
  return value === null || value === undefined ? others : { ...others, [key]: value };
}
