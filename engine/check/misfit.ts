import { inputValidator } from '../build/input-schema.ts';
import type { Value } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { asObject } from '../model/linked-pack.ts';
import type { Params } from '../problems/fill-words.ts';
import { schemaCode } from '../problems/schema-words.ts';
import type { DecimalRoom } from '../values/decimal-pattern.ts';
import { formatDecimal, isDecimal, roundDecimal, scaleOf } from '../values/decimal.ts';
import type { SchemaError, ValidatorFactory } from '../validation.ts';

/**
 * Why a field never takes a value: params of the sentence `why` (a code of the words of values); null: it takes it.
 *
 * @param schema  of the field, in our vocabulary
 */
export function misfit(schema: JsonObject, value: Json, factory: ValidatorFactory): Params | null {
  if (value === null) return null;
  const [error] = errorsOf(schema, value, factory);
  if (!error) return null;
  return { ...whyOf(error, schema['x-decimal'] as DecimalRoom | undefined), value: valueText(value) };
}

/** A value as people read it. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** An error of JSON Schema in the words of values: `why`, and what that sentence names. */
export function whyOf(
  { keyword, params }: Pick<SchemaError, 'keyword' | 'params'>,
  decimal?: DecimalRoom | null,
): Params {
  if (decimal && ['pattern', 'type'].includes(keyword))
    return { why: 'decimal', scale: decimal.scale, digits: decimal.precision - decimal.scale };
  return { ...params, why: schemaCode(keyword) };
}

/** The schema of an unsound field no validator takes; what is wrong with it is told by itself. */
function errorsOf(schema: JsonObject, value: Json, factory: ValidatorFactory) {
  const { 'x-required': _, default: __, ...rest } = schema;
  try {
    return inputValidator({ value: rest }, factory)({ value });
  } catch {
    return [];
  }
}

/** What an expression gives, as its field would keep it: decimals rounded, whole numbers as numbers. */
export function asKept(value: Value, schema: JsonObject): Json {
  if (!isDecimal(value)) return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  const { scale } = asObject(schema['x-decimal']);
  if (typeof scale === 'number') return formatDecimal(roundDecimal(value, scale));
  return scaleOf(value) > 0 ? formatDecimal(value) : Number(formatDecimal(value));
}
