import type { Json, JsonObject } from '../model/json.ts';
import { asList, asObject, asText } from '../model/linked-pack.ts';
import type { Field, JsonSchema } from '../model/type.ts';
import { decimalPattern, type DecimalRoom } from '../values/decimal-pattern.ts';

/** Keywords that validators of plain JSON Schema read the same as we mean them. */
const PLAIN = [
  'const',
  'format',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
] as const;
/** Bind only when a record leaves the draft phase. */
const COMPLETE_ONLY: ReadonlySet<string> = new Set(['minLength', 'minItems']);

/**
 * The closed JSON Schema of a record's data, without our vocabulary.
 *
 * @param complete  true: with `required`, `minItems`, `minLength`, and required fields may not be null;
 *                  false: an unfinished draft passes, whatever is there must be right
 */
export function plainSchema(fields: ReadonlyMap<string, Field>, complete: boolean): JsonSchema {
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const [key, field] of fields) {
    const mustBe = complete && field.required.always;
    properties[key] = mustBe ? valueSchema(field, complete) : nullable(valueSchema(field, complete));
    if (mustBe) required.push(key);
  }
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  };
}

function valueSchema(field: Field, complete: boolean): Record<string, Json> {
  const { schema, decimal } = field;
  if (field.kind === 'object') return { ...plainSchema(field.fields ?? new Map(), complete) };
  const result: Record<string, Json> = { type: baseType(field) };
  for (const keyword of PLAIN)
    if (schema[keyword] !== undefined && (complete || !COMPLETE_ONLY.has(keyword)))
      result[keyword] = schema[keyword];
  // Limits of whole numbers may be written as those of decimals are, as text.
  for (const limit of ['minimum', 'maximum'] as const)
    if (typeof result[limit] === 'string') {
      const number = Number(result[limit]);
      if (Number.isFinite(number)) result[limit] = number;
      else delete result[limit];
    }
  if (schema['enum'] !== undefined) result['enum'] = asList(schema['enum']).filter((value) => value !== null);
  if (decimal !== null) {
    delete result['minimum'];
    delete result['maximum'];
    result['pattern'] = decimalPattern(decimal);
  }
  if (field.kind === 'table') result['items'] = lineSchema(field, complete);
  if (field.kind === 'list') result['items'] = elementSchema(field, complete);
  return result;
}

function lineSchema(table: Field, complete: boolean): JsonSchema {
  const line = plainSchema(table.fields ?? new Map(), complete);
  const properties = {
    ...asObject(line['properties']),
    id: { type: 'string', pattern: '^[A-Za-z0-9-]{1,36}$' },
  };
  const required = complete ? { required: [...new Set(['id', ...asList(line['required'])])] } : {};
  return { ...line, properties, ...required };
}

function elementSchema(list: Field, complete: boolean): JsonSchema {
  if (list.fields !== null) return plainSchema(list.fields, complete);
  return plainElement(asObject(list.schema['items']));
}

/** An element of a list of plain values. */
function plainElement(schema: JsonObject): JsonSchema {
  const result: Record<string, Json> = {};
  for (const keyword of ['type', 'enum', ...PLAIN])
    if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
  const decimal = schema['x-decimal'] as DecimalRoom | undefined;
  if (decimal) result['pattern'] = decimalPattern(decimal);
  return result;
}

function baseType(field: Field): string {
  if (field.kind === 'table' || field.kind === 'list') return 'array';
  if (field.kind === 'integer' || field.kind === 'boolean') return field.kind;
  return asText(field.schema['type']) === 'integer' ? 'integer' : 'string';
}

function nullable(schema: Record<string, Json>): JsonSchema {
  const { const: only, ...rest } = schema;
  const result: Record<string, Json> = { ...rest, type: [asText(schema['type']) ?? 'string', 'null'] };
  if (only !== undefined) result['enum'] = [only, null];
  else if (Array.isArray(schema['enum'])) result['enum'] = [...(schema['enum'] as Json[]), null];
  return result;
}
