// Values that are given outside of records (to an event, to a setting), judged by the fields that ask for them.
import type { Json, JsonObject } from '../model/json.ts';
import { asList, asObject } from '../model/linked-pack.ts';
import type { SchemaError, ValidatorFactory } from '../validation.ts';
import { decimalPattern, type DecimalRoom } from '../values/decimal-pattern.ts';
import { compareDecimals, formatDecimal, parseDecimal } from '../values/decimal.ts';

/** @param properties  JSON Schema properties in our vocabulary, by field */
export function inputValidator(
  properties: JsonObject,
  factory: ValidatorFactory,
): (value: unknown) => readonly SchemaError[] {
  const validate = factory(inputSchema(properties));
  const fields = { properties };
  if (!hasLimits(fields)) return validate;
  return (value) => [...validate(value), ...beyond(value as Json, fields, '')];
}

function inputSchema(properties: JsonObject): object {
  const required = Object.keys(properties).filter((key) => asObject(properties[key])['x-required'] === true);
  return { type: 'object', properties: eachPlain(properties), required, additionalProperties: false };
}

function eachPlain(properties: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [key, plain(asObject(schema))]),
  );
}

/** A schema without our vocabulary; `x-decimal` becomes the pattern that it means. */
function plain(schema: JsonObject): object {
  const decimal = schema['x-decimal'] as DecimalRoom | undefined;
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith('x-') || key === 'title' || key === 'description') continue;
    if (key === 'properties') out[key] = eachPlain(asObject(value));
    else if (key === 'items') out[key] = plain(asObject(value));
    else if (key !== 'minimum' && key !== 'maximum') out[key] = value;
    // Limits of whole numbers may be written as those of decimals are, as text.
    else if (!decimal) out[key] = Number(value);
  }
  if (decimal) out['pattern'] = decimalPattern(decimal);
  return out;
}

const limits = ['minimum', 'maximum'] as const;

function hasLimits(field: JsonObject): boolean {
  if (field['x-decimal'] !== undefined) return limits.some((keyword) => field[keyword] !== undefined);
  if (field['items'] !== undefined) return hasLimits(asObject(field['items']));
  return Object.values(asObject(field['properties'])).some((inner) => hasLimits(asObject(inner)));
}

/** The least and the greatest of decimals, in lists and objects too: JSON Schema cannot say them of text. */
function beyond(value: Json | undefined, field: JsonObject, pointer: string): SchemaError[] {
  if (Array.isArray(value))
    return asList(value).flatMap((item, index) =>
      beyond(item, asObject(field['items']), `${pointer}/${index}`),
    );
  if (typeof value === 'object' && value !== null)
    return Object.entries(asObject(field['properties'])).flatMap(([key, inner]) =>
      beyond(asObject(value)[key], asObject(inner), `${pointer}/${key}`),
    );
  const given = field['x-decimal'] !== undefined && typeof value === 'string' ? parseDecimal(value) : null;
  if (given === null) return [];
  return limits.flatMap((keyword) => {
    const limit = parseDecimal(String(field[keyword] ?? ''));
    const distance = limit === null ? 0 : compareDecimals(given, limit);
    if (limit === null || (keyword === 'minimum' ? distance >= 0 : distance <= 0)) return [];
    return [{ pointer, keyword, params: { limit: formatDecimal(limit) } }];
  });
}
