import type { Json, JsonObject } from '../../model/json.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { compareText } from '../canonical/canonical-json.ts';
import { isKeyed, isObject, isTexts, memberOf, sameJson } from '../canonical/json-shapes.ts';
import { renamedKeys } from '../compare/renames.ts';
import { mergeKeyedThree, type Sides } from './merge-keyed-three.ts';

/** A value that both sides changed; undefined: not there. */
export interface Clash {
  readonly pointer: string;
  /** The same with the keys of listed items instead of their places: what people read. */
  readonly named: string;
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
  named = pointer,
): Json | undefined {
  if (sameJson(mine, theirs) || sameJson(base, mine)) return theirs;
  if (sameJson(base, theirs)) return mine;
  if (isObject(mine) && isObject(theirs) && (base === undefined || isObject(base)))
    return mergeMaps(base ?? {}, mine, theirs, { pointer, named }, settle);
  // Where both changed the order of a list one of the two orders is chosen; what else they changed is joined all the same.
  const isOrderMine = (
    before: readonly string[],
    own: readonly string[],
    other: readonly string[],
  ): boolean => settle({ pointer, named, base: before, mine: own, theirs: other }) === own;
  if (isTexts(base) && isTexts(mine) && isTexts(theirs))
    return (isInOrderOfMine(base, mine, theirs) ?? isOrderMine(base, mine, theirs))
      ? edited(mine, base, theirs)
      : edited(theirs, base, mine);
  if (isKeyed(base) && isKeyed(mine) && isKeyed(theirs))
    return mergeKeyedThree(base, mine, theirs, isOrderMine, (item, index) =>
      mergeThree(
        item.base,
        item.mine,
        item.theirs,
        `${pointer}/${index}`,
        settle,
        named + pointerOf([keyOf(item)]),
      ),
    );
  return settle({ pointer, named, base, mine, theirs });
}

function mergeMaps(
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
  place: { readonly pointer: string; readonly named: string },
  settle: Settle,
): JsonObject {
  const byTheirs = renamedKeys(base, theirs);
  const byMine = renamedKeys(base, mine);
  const old = moved(moved(base, byTheirs), byMine);
  const [left, right] = [moved(mine, byTheirs), moved(theirs, byMine)];
  const keys = new Set([...Object.keys(right), ...Object.keys(left)]);
  const merged = [...keys].sort(compareText).flatMap((key): [string, Json][] => {
    const at = pointerOf([key]);
    const value = mergeThree(
      memberOf(old, key),
      memberOf(left, key),
      memberOf(right, key),
      place.pointer + at,
      settle,
      place.named + at,
    );
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(merged);
}

function keyOf({ base, mine, theirs }: Sides): string {
  return String((theirs ?? mine ?? base)?.key ?? '');
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

/**
 * Whether the order is that of mine: one side may have changed it, the other adds and takes away. undefined: both changed
 * the order.
 */
function isInOrderOfMine(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): boolean | undefined {
  if (keepsOrder(base, mine)) return false;
  return keepsOrder(base, theirs) ? true : undefined;
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
