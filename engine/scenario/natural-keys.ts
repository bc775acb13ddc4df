// Packs name records by their natural key; commands by id.
import type { Json, JsonObject } from '../model/json.ts';
import type { Field } from '../model/type.ts';
import { recordIdOf, versionOf, versionText } from '../values/version.ts';

/** A record named in a pack. */
export interface NaturalKey {
  readonly type: string;
  readonly key: string;
}

type Fields = ReadonlyMap<string, Field>;
type MapReference = (text: string, ref: NonNullable<Field['ref']>) => string;
/** The id of a record; null when there is none of this key. */
export type FindId = (name: NaturalKey) => string | null;

/** Which records data names: `"partner": "FABRICA"`, `type:key` where several types are allowed, `key@2` of a version. */
export function naturalKeysIn(fields: Fields, data: JsonObject): NaturalKey[] {
  const names: NaturalKey[] = [];
  mapReferences(fields, data, (text, ref) => {
    names.push(...namesOf(ref.revision ? recordIdOf(text) : text, ref.types));
    return text;
  });
  return names;
}

/** Puts ids where data names records; what cannot be found stays as it is, for the engine to refuse. */
export function resolveNaturalKeys(fields: Fields, data: JsonObject, find: FindId): JsonObject {
  return mapReferences(fields, data, (text, ref) => {
    const named = ref.revision ? versionOf(text) : null;
    for (const name of namesOf(named?.id ?? text, ref.types)) {
      const id = find(name);
      if (id !== null) return named ? versionText(id, named.revision) : id;
    }
    return text;
  });
}

function namesOf(text: string, types: readonly string[]): NaturalKey[] {
  const colon = text.indexOf(':');
  const prefix = colon < 0 ? '' : text.slice(0, colon);
  if (types.includes(prefix)) return [{ type: prefix, key: text.slice(colon + 1) }];
  return types.map((type) => ({ type, key: text }));
}

function mapReferences(fields: Fields, data: JsonObject, map: MapReference): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const field = fields.get(key);
      return [key, field ? mapValue(field, value, map) : value];
    }),
  );
}

function mapValue(field: Field, value: Json, map: MapReference): Json {
  if (field.ref && typeof value === 'string') return map(value, field.ref);
  if (!field.fields || value === null || typeof value !== 'object') return value;
  const inner = field.fields;
  if (Array.isArray(value)) {
    return value.map((row: Json) => (isObject(row) ? mapReferences(inner, row, map) : row));
  }
  if (field.kind === 'object') return mapReferences(inner, value as JsonObject, map);
  // A table by line id, as patches and expectations write it.
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([id, row]) => [
      id,
      isObject(row) ? mapReferences(inner, row, map) : row,
    ]),
  );
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
