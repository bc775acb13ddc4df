import type { Json } from '../../model/json.ts';
import { isList, isObject } from '../canonical/json-shapes.ts';

/** Leads every file of a pack from one version of the definition language to the next. Pure. */
export interface LanguageStep {
  readonly from: number;
  /** Where a file lies in the next version; absent: nothing moves. */
  readonly path?: (path: string) => string;
  /** The file in the next version; the same object when nothing changes. `path` is the place it has now. */
  readonly json: (path: string, json: Json) => Json;
}

/**
 * Every step there has been, with a golden fixture each. The language is at its first version, so there is none yet;
 * a new version adds one here and raises `languageVersion`.
 */
export const languageSteps: readonly LanguageStep[] = [];

/**
 * Renames a member wherever `isPlace` says so, in order not to touch what authors named the same.
 *
 * @param isPlace  the path of the map that holds the member, keys and list indexes
 */
export function renameMember(
  json: Json,
  from: string,
  to: string,
  isPlace: (path: readonly string[]) => boolean,
  path: readonly string[] = [],
): Json {
  if (isList(json)) {
    const items = json.map((item, index) => renameMember(item, from, to, isPlace, [...path, String(index)]));
    return items.every((item, index) => item === json[index]) ? json : items;
  }
  if (!isObject(json)) return json;
  const entries = Object.entries(json).map(([key, value]): [string, Json] => [
    key === from && isPlace(path) ? to : key,
    renameMember(value, from, to, isPlace, [...path, key]),
  ]);
  const isSame = entries.every(([key, value]) => Object.hasOwn(json, key) && json[key] === value);
  return isSame ? json : Object.fromEntries(entries);
}
