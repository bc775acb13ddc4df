// A stored record of any age as expressions of a migration see it, and what they answer on its way back.
import { kindOf, objectType, plainTypeOf } from '../../build/field-type.ts';
import { systemFields } from '../../build/system-fields.ts';
import type { ExprType } from '../../expressions/types.ts';
import type { Value } from '../../expressions/scope.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { LinkedField, LinkedPack } from '../../model/linked-pack.ts';
import type { Stored } from '../../model/record.ts';
import { decimal, formatDecimal, formatFixed, isDecimal, parseDecimal } from '../../values/decimal.ts';
import { dehydrateJson, hydrateJson } from '../../values/hydrate.ts';
import { asObject } from '../../model/linked-pack.ts';
import { isList, isObject } from '../canonical/json-shapes.ts';
import type { Shape } from './migration.ts';

/** Types of a shape. References are ids and nothing more: a migration sees one record alone. */
export function typeOfShape(shape: Shape, name: string, withId: boolean, linked: LinkedPack): ExprType {
  const type = objectType(shape, name, linked, withId);
  return withoutReferences(type);
}

export function typeOfRecord(shape: Shape, name: string, linked: LinkedPack): ExprType {
  const own = typeOfShape(shape, name, false, linked);
  return own.kind === 'object' ? { ...own, fields: new Map([...systemFields, ...own.fields]) } : own;
}

function withoutReferences(type: ExprType): ExprType {
  if (type.kind === 'ref') return { kind: 'text' };
  if (type.kind === 'list') return { kind: 'list', of: withoutReferences(type.of) };
  if (type.kind !== 'object') return type;
  return {
    ...type,
    fields: new Map([...type.fields].map(([key, inner]) => [key, withoutReferences(inner)])),
  };
}

/** The fields of a record or line; absent ones are null. Lines keep their id. */
export function valuesOf(shape: Shape, data: JsonObject): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [key, field] of shape) {
    const json = data[key];
    values[key] = json === undefined || json === null ? null : valueOf(field, json);
  }
  if (typeof data['id'] === 'string') values['id'] = data['id'];
  return values;
}

function valueOf(field: LinkedField, json: Json): Value {
  const { fields } = field;
  if (fields !== null && isList(json))
    return json.map((row) => (isObject(row) ? valuesOf(fields, row) : null));
  if (fields !== null && isObject(json)) return valuesOf(fields, json);
  const kind = kindOf(field);
  if (kind === 'decimal' && typeof json === 'string') return parseDecimal(json);
  if (kind === 'list' && isList(json) && field.element !== null)
    return json.map((item) => valueOf(field.element ?? field, item));
  return hydrateJson(json);
}

/** The record as a whole, with what every record has. */
export function recordValues(shape: Shape, stored: Stored): Record<string, Value> {
  const { data, stage, ...head } = stored;
  return {
    ...(hydrateJson(head as unknown as Json) as Record<string, Value>),
    stage: typeof stage === 'string' ? stage : (stored.states[0] ?? null),
    revision: decimal(stored.revision),
    version: decimal(stored.version),
    release: decimal(stored.release),
    ...valuesOf(shape, data),
  };
}

/** A value as the field stores it; of an unknown field, as canonical JSON. */
export function jsonFor(field: LinkedField | null, value: Value): Json {
  if (!isDecimal(value)) return dehydrateJson(value);
  if (field !== null && plainTypeOf(field.keywords['type']) === 'integer') return Number(value.toFixed(0, 1));
  const { scale, fixed } = asObject(field?.keywords['x-decimal']);
  return fixed === true && typeof scale === 'number' && value.round(scale, 0).eq(value)
    ? formatFixed(value, scale)
    : formatDecimal(value);
}
