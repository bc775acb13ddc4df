// What a JSON value is to layers: a map, a set of texts, a list whose items have keys, or anything else.
import type { Json, JsonObject } from '../../model/json.ts';

export interface KeyedItem extends JsonObject {
  readonly key: string;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A list of texts, no text twice: it merges as a set. The empty list is one too. */
export function isTexts(value: Json | undefined): value is readonly string[] {
  return (
    isList(value) && value.every((item) => typeof item === 'string') && new Set(value).size === value.length
  );
}

/** A list whose items are named by an authored `key`: candidate transitions, actions. The empty list is one too. */
export function isKeyed(value: Json | undefined): value is readonly KeyedItem[] {
  if (!isList(value)) return false;
  const keys = value.map((item) => (isObject(item) ? item['key'] : undefined));
  return keys.every((key) => typeof key === 'string') && new Set(keys).size === keys.length;
}

/** Own members only: a key such as `toString` is absent unless the author wrote it. */
export function memberOf(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Equal in meaning: the order of keys is none, the order of lists is one. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}
