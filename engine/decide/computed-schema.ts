import type { JsonObject } from '../model/json.ts';
import type { Field, JsonSchema } from '../model/type.ts';

type Fields = ReadonlyMap<string, Field>;

const BOUNDS = ['enum', 'maxLength', 'minimum', 'maximum', 'maxItems'] as const;

/**
 * The part of a type's draft schema that what is computed may fail although its expression has the right type: values
 * listed, lengths, limits, whole numbers. What people and mappings give is judged before anything is computed.
 *
 * @param schema  the draft schema of these fields
 * @returns null when nothing that is computed is bound by anything, as in most types
 */
export function computedSchema(fields: Fields, schema: JsonSchema): JsonSchema | null {
  const properties: Record<string, JsonObject> = {};
  for (const [key, field] of fields) {
    const own = (schema['properties'] as JsonObject)[key] as JsonObject | undefined;
    const bound = own === undefined ? null : ofField(field, own);
    if (bound) properties[key] = bound;
  }
  return Object.keys(properties).length === 0 ? null : { type: 'object', properties };
}

function ofField(field: Field, own: JsonObject): JsonObject | null {
  if (field.live) return null;
  if (field.formula !== null || field.fill !== null || field.defaultTo !== null)
    return isBound(field, own) ? own : null;
  const { type = 'object' } = own;
  if (field.kind === 'object') {
    const inner = computedSchema(field.fields ?? new Map(), own);
    return inner && { ...inner, type };
  }
  if (field.kind !== 'table') return null;
  const items = computedSchema(field.fields ?? new Map(), own['items'] as JsonObject);
  return items && { type, items };
}

function isBound({ kind }: Field, own: JsonObject): boolean {
  // Dates have the form of dates whatever computes them; other formats are promises about any text.
  if (kind === 'text' && own['format'] !== undefined) return true;
  return kind === 'integer' || BOUNDS.some((keyword) => own[keyword] !== undefined);
}
