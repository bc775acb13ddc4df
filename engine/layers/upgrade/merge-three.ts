import type { Json, JsonObject } from '../../model/json.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { compareText } from '../canonical/canonical-json.ts';
import { isKeyed, isObject, isTexts, memberOf, sameJson } from '../canonical/json-shapes.ts';
import { renamedKeys } from '../compare/renames.ts';
import { mergeKeyedThree } from './merge-keyed-three.ts';

/** A value that both sides changed; undefined: not there. */
export interface Clash {
  readonly pointer: string;
  readonly base: Json | undefined;
  readonly mine: Json | undefined;
  readonly theirs: Json | undefined;
}

/** Asked for every clash; answers what stands from now on. */
export type Settle = (clash: Clash) => Json | undefined;

/**
 * What becomes of a value that two sides may have changed since `base`: whoever changed it has it; changes inside maps,
 * sets and keyed lists are joined; what cannot be joined is a clash. Renames of either side carry the other's changes.
 */
export function mergeThree(
  base: Json | undefined,
  mine: Json | undefined,
  theirs: Json | undefined,
  pointer: string,
  settle: Settle,
): Json | undefined {
  if (sameJson(mine, theirs) || sameJson(base, mine)) return theirs;
  if (sameJson(base, theirs)) return mine;
  if (isObject(mine) && isObject(theirs) && (base === undefined || isObject(base)))
    return mergeMaps(base ?? {}, mine, theirs, pointer, settle);
  const joined =
    isTexts(base) && isTexts(mine) && isTexts(theirs)
      ? mergeSets(base, mine, theirs)
      : isKeyed(base) && isKeyed(mine) && isKeyed(theirs)
        ? mergeKeyedThree(base, mine, theirs, (item, index) =>
            mergeThree(item.base, item.mine, item.theirs, `${pointer}/${index}`, settle),
          )
        : null;
  return joined ?? settle({ pointer, base, mine, theirs });
}

function mergeMaps(
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
  pointer: string,
  settle: Settle,
): JsonObject {
  const byTheirs = renamedKeys(base, theirs);
  const byMine = renamedKeys(base, mine);
  const old = moved(moved(base, byTheirs), byMine);
  const [left, right] = [moved(mine, byTheirs), moved(theirs, byMine)];
  const keys = new Set([...Object.keys(right), ...Object.keys(left)]);
  const merged = [...keys].sort(compareText).flatMap((key): [string, Json][] => {
    const at = pointer + pointerOf([key]);
    const value = mergeThree(memberOf(old, key), memberOf(left, key), memberOf(right, key), at, settle);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(merged);
}

/** The map with members under their new keys, where these are free. */
function moved(map: JsonObject, renames: ReadonlyMap<string, string>): JsonObject {
  if (renames.size === 0) return map;
  const newKeys = new Map([...renames].map(([key, was]) => [was, key]));
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => {
      const next = newKeys.get(key);
      return [next === undefined || Object.hasOwn(map, next) ? key : next, value];
    }),
  );
}

/** One side may have changed the order, the other adds and takes away; null when both changed the order. */
function mergeSets(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly string[] | null {
  if (keepsOrder(base, mine)) return edited(theirs, base, mine);
  return keepsOrder(base, theirs) ? edited(mine, base, theirs) : null;
}

/** `list` with what `side` added to `base` and without what it took away. */
function edited(
  list: readonly string[],
  base: readonly string[],
  side: readonly string[],
): readonly string[] {
  const kept = list.filter((text) => side.includes(text) || !base.includes(text));
  return [...kept, ...side.filter((text) => !base.includes(text) && !kept.includes(text))];
}

/** The side only took away, and added at the end. */
function keepsOrder(base: readonly string[], side: readonly string[]): boolean {
  return sameJson(edited(base, base, side), side);
}
