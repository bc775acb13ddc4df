// What stands in storage and in no schema any more: hidden, kept, and put back when the record is written.
import type { Json, JsonObject } from '../../model/json.ts';
import type { Field } from '../../model/type.ts';
import { isList, isObject } from '../canonical/json-shapes.ts';

export interface Seen {
  /** What the type's fields hold. */
  readonly data: JsonObject;
  /** The rest, in the same places; lines by their id. Empty when there is none. */
  readonly hidden: JsonObject;
}

/**
 * Parts the data of a record into what its type knows and what it does not. The id of a line and members that the
 * engine keeps for itself (`$…`) are no fields and are known all the same.
 */
export function hideUnknown(fields: ReadonlyMap<string, Field>, data: JsonObject): Seen {
  const seen = new Map<string, Json>();
  const hidden = new Map<string, Json>();
  for (const [key, value] of Object.entries(data)) {
    const field = fields.get(key);
    if (field === undefined && key !== 'id' && !key.startsWith('$')) hidden.set(key, value);
    else if (field?.fields && isObject(value)) {
      const inner = hideUnknown(field.fields, value);
      seen.set(key, inner.data);
      if (Object.keys(inner.hidden).length > 0) hidden.set(key, inner.hidden);
    } else if (field?.fields && isList(value)) {
      const inner = hideInLines(field.fields, value);
      seen.set(key, inner.lines);
      if (Object.keys(inner.hidden).length > 0) hidden.set(key, inner.hidden);
    } else seen.set(key, value);
  }
  return { data: Object.fromEntries(seen), hidden: Object.fromEntries(hidden) };
}

function hideInLines(
  fields: ReadonlyMap<string, Field>,
  lines: readonly Json[],
): { lines: Json[]; hidden: JsonObject } {
  const hidden = new Map<string, Json>();
  const shown = lines.map((line) => {
    // A line without an id is made anew by a formula: there is nothing to keep.
    if (!isObject(line) || typeof line['id'] !== 'string') return line;
    const inner = hideUnknown(fields, line);
    if (Object.keys(inner.hidden).length > 0) hidden.set(line['id'], inner.hidden);
    return inner.data;
  });
  return { lines: shown, hidden: Object.fromEntries(hidden) };
}

/** What is to be written: the record's data with what is hidden put back. A line that is gone takes its hidden part along. */
export function withHidden(data: JsonObject, hidden: JsonObject): JsonObject {
  const result = new Map(Object.entries(data));
  for (const [key, kept] of Object.entries(hidden)) {
    const value = result.get(key);
    if (value === undefined) result.set(key, kept);
    else if (isObject(value) && isObject(kept)) result.set(key, withHidden(value, kept));
    else if (isList(value) && isObject(kept))
      result.set(
        key,
        value.map((line) => {
          const id = isObject(line) ? line['id'] : undefined;
          const part = typeof id === 'string' && Object.hasOwn(kept, id) ? kept[id] : undefined;
          return isObject(line) && isObject(part) ? withHidden(line, part) : line;
        }),
      );
  }
  return Object.fromEntries(result);
}
