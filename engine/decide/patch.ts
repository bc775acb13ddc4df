// The patch of `data` as api.md has it: merged by key; a table by line id or whole.
import type { Json, JsonObject } from '../model/json.ts';
import type { Field } from '../model/type.ts';
import type { IdSource } from '../values/ids.ts';

type Fields = ReadonlyMap<string, Field>;

/**
 * Merges a patch into data. null removes a member; an object by line id changes, adds (new id) and removes (null)
 * lines; an array is the whole table in order, and what a known line does not name stays. Nothing is validated here:
 * odd shapes pass through for the schema to refuse. Lines that do not change keep their identity.
 */
export function applyPatch(fields: Fields, data: JsonObject, patch: JsonObject, ids: IdSource): JsonObject {
  const changes = Object.entries(patch);
  if (changes.length === 0) return data;
  const merged = new Map<string, Json>(Object.entries(data));
  for (const [key, value] of changes) {
    const field = fields.get(key);
    const next = patched(field, merged.get(key), value, ids);
    if (next === null) merged.delete(key);
    else merged.set(key, next);
  }
  // fromEntries defines members, so that a key such as __proto__ is data like any other, and refused as such.
  return Object.fromEntries(merged);
}

/** Lines that a patch by line id names otherwise inside: an id is for good. */
export function renamedLines(
  fields: Fields,
  patch: JsonObject,
): { readonly pointer: string; readonly id: string; readonly other: string }[] {
  return Object.entries(patch).flatMap(([key, value]) => {
    if (fields.get(key)?.kind !== 'table' || !isObject(value)) return [];
    return Object.entries(value).flatMap(([id, line]) => {
      const other = isObject(line ?? undefined) ? (line as JsonObject)['id'] : undefined;
      return other === undefined || other === id
        ? []
        : [{ pointer: `/${key}/${id}/id`, id, other: String(other) }];
    });
  });
}

function patched(field: Field | undefined, old: Json | undefined, value: Json, ids: IdSource): Json {
  if (value === null) return null;
  if (field?.kind === 'table') return patchTable(field.fields ?? new Map(), old, value, ids);
  if (field?.kind === 'object' && isObject(value)) {
    return applyPatch(field.fields ?? new Map(), isObject(old) ? old : {}, value, ids);
  }
  return value;
}

function patchTable(fields: Fields, old: Json | undefined, value: Json, ids: IdSource): Json {
  const lines = Array.isArray(old) ? (old as readonly JsonObject[]) : [];
  if (Array.isArray(value)) {
    const known = new Map(lines.map((line) => [line['id'], line]));
    return value.map((line: Json) =>
      isObject(line) ? patchLine(fields, known.get(line['id'] ?? ''), line, ids) : line,
    );
  }
  if (!isObject(value)) return value;
  const seen = new Set<string>();
  const kept = lines.flatMap((line) => {
    const id = String(line['id']);
    seen.add(id);
    if (!Object.hasOwn(value, id)) return [line];
    const change = value[id] ?? null;
    return change === null
      ? []
      : [isObject(change) ? patchLine(fields, line, { ...change, id }, ids) : change];
  });
  const added = Object.entries(value).flatMap(([id, change]) =>
    seen.has(id) || change === null
      ? []
      : [isObject(change) ? patchLine(fields, undefined, { ...change, id }, ids) : change],
  );
  return [...kept, ...added];
}

function patchLine(
  fields: Fields,
  old: JsonObject | undefined,
  change: JsonObject,
  ids: IdSource,
): JsonObject {
  const named = typeof change['id'] === 'string' || change['id'] === undefined ? change : { ...change };
  const merged = applyPatch(fields, old ?? {}, named, ids);
  return merged['id'] === undefined ? { id: ids.line(), ...merged } : merged;
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
