// The four words of overlays; everything else in an overlay is the language itself.
import type { Json } from '../../model/json.ts';
import { isList, isObject } from '../canonical/json-shapes.ts';

/** `{ "$replace": value }`: the value as it stands, instead of what is below. */
export const REPLACE = '$replace';
/** In a map: keys to take away. Beside or without `$add`, over a list: texts, or keys of items, to take away. */
export const REMOVE = '$remove';
/** `{ "$remove": […], "$add": […] }`: over a list, what to add. */
export const ADD = '$add';
/** In an added item of a keyed list: the key of the item that it goes before. */
export const BEFORE = '$before';

const WORDS: ReadonlySet<string> = new Set([REPLACE, REMOVE, ADD, BEFORE]);

/** The value holds a word of overlays, so that it could not stand in an overlay as it is. */
export function hasDirective(value: Json): boolean {
  if (isList(value)) return value.some(hasDirective);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => WORDS.has(key) || hasDirective(inner));
}

export function isDirective(key: string): boolean {
  return WORDS.has(key);
}

export function textsOf(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}
