import type { Json, JsonObject } from '../../model/json.ts';
import { isKeyed, isList, isObject, isTexts, sameJson } from '../canonical/json-shapes.ts';
import { ADD, BEFORE, hasDirective, isDirective, REMOVE, REPLACE } from './directives.ts';
import { mergeJson } from './merge-json.ts';

/**
 * The overlay that makes `edited` of `base`, holding differences only; undefined when there is none.
 * Whatever the shape, `mergeJson(base, extractJson(base, edited))` equals `edited`: a list that cannot be said as a
 * change is said whole, by `$replace`.
 */
export function extractJson(base: Json | undefined, edited: Json): Json | undefined {
  if (base !== undefined && sameJson(base, edited)) return undefined;
  if (isObject(base) && isObject(edited)) return extractMap(base, edited);
  return (
    [...listEdits(base, edited), edited].find((candidate) => makes(base, candidate, edited)) ?? whole(edited)
  );
}

function whole(value: Json): Json {
  return { [REPLACE]: value };
}

/** A candidate may hold words of overlays that the author of `edited` meant literally: trying tells. */
function makes(base: Json | undefined, candidate: Json, edited: Json): boolean {
  return sameJson(mergeJson(base, candidate), edited);
}

function extractMap(base: JsonObject, edited: JsonObject): Json {
  if (Object.keys(edited).some(isDirective)) return whole(edited);
  const changes = new Map<string, Json>();
  const removed = Object.keys(base)
    .filter((key) => !Object.hasOwn(edited, key))
    .sort();
  if (removed.length > 0) changes.set(REMOVE, removed);
  for (const [key, value] of Object.entries(edited)) {
    const change = Object.hasOwn(base, key)
      ? extractJson(base[key], value)
      : hasDirective(value)
        ? whole(value)
        : value;
    if (change !== undefined) changes.set(key, change);
  }
  return Object.fromEntries(changes);
}

/** Ways to say a changed list, shortest first. */
function listEdits(base: Json | undefined, edited: Json): Json[] {
  if (!isList(base) || !isList(edited)) return [];
  if (isTexts(base) && isTexts(edited))
    return listEdit(
      base.filter((text) => !edited.includes(text)),
      edited.filter((text) => !base.includes(text)),
    );
  return isKeyed(base) && isKeyed(edited) ? keyedEdits(base, edited) : [];
}

function listEdit(remove: readonly string[], add: readonly Json[]): Json[] {
  if (remove.length === 0) return [add];
  return [add.length === 0 ? { [REMOVE]: remove } : { [REMOVE]: remove, [ADD]: add }];
}

function keyedEdits(base: readonly JsonObject[], edited: readonly JsonObject[]): Json[] {
  const known = new Map(base.map((item) => [item['key'], item]));
  const kept = new Set(edited.map((item) => item['key']));
  const add: Json[] = [];
  for (const [index, item] of edited.entries()) {
    const there = known.get(item['key']);
    if (there === undefined) {
      const next = edited.slice(index + 1).find((other) => known.has(other['key']));
      add.push(next === undefined ? item : { ...item, [BEFORE]: next['key'] ?? null });
    } else {
      const change = extractJson(there, item);
      // An item that can only be said whole has no room for its key: then the list is said whole.
      if (isObject(change) && Object.hasOwn(change, REPLACE)) return [];
      if (isObject(change)) add.push({ key: item['key'] ?? null, ...change });
    }
  }
  const remove = base.flatMap(({ key }) => (typeof key === 'string' && !kept.has(key) ? [key] : []));
  return listEdit(remove, add);
}
