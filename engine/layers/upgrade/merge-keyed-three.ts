import type { Json } from '../../model/json.ts';
import type { KeyedItem } from '../canonical/json-shapes.ts';

/** One item as it stands on each side. */
export interface Sides {
  readonly base: KeyedItem | undefined;
  readonly mine: KeyedItem | undefined;
  readonly theirs: KeyedItem | undefined;
}

/**
 * Joins two changes of a list whose items have keys: each item by itself, in the order of the side that changed the
 * order.
 *
 * @param isOrderMine  asked, with the keys of each, when both did
 * @param join  what becomes of one item; undefined: it goes. `index` is its place in the list of theirs, or of mine
 */
export function mergeKeyedThree(
  base: readonly KeyedItem[],
  mine: readonly KeyedItem[],
  theirs: readonly KeyedItem[],
  isOrderMine: (base: readonly string[], mine: readonly string[], theirs: readonly string[]) => boolean,
  join: (sides: Sides, index: number) => Json | undefined,
): readonly Json[] {
  const isTheirs =
    keepsOrder(base, mine) ||
    (!keepsOrder(base, theirs) && !isOrderMine(keysOf(base), keysOf(mine), keysOf(theirs)));
  const order = isTheirs ? withNew(theirs, mine) : withNew(mine, theirs);
  return order.flatMap((key) => {
    const sides = { base: item(base, key), mine: item(mine, key), theirs: item(theirs, key) };
    const index = [theirs, mine, base]
      .map((list) => list.findIndex((one) => one.key === key))
      .find((at) => at >= 0);
    return join(sides, index ?? 0) ?? [];
  });
}

function keysOf(list: readonly KeyedItem[]): readonly string[] {
  return list.map(({ key }) => key);
}

function item(list: readonly KeyedItem[], key: string): KeyedItem | undefined {
  return list.find((one) => one.key === key);
}

function keepsOrder(base: readonly KeyedItem[], side: readonly KeyedItem[]): boolean {
  const common = (list: readonly KeyedItem[], other: readonly KeyedItem[]): readonly string[] =>
    list.map(({ key }) => key).filter((key) => item(other, key) !== undefined);
  const [before, after] = [common(base, side), common(side, base)];
  return before.every((key, index) => key === after[index]);
}

/** Keys of `list`, and those that only `other` has, each before the one that follows it there. */
function withNew(list: readonly KeyedItem[], other: readonly KeyedItem[]): readonly string[] {
  const keys = list.map(({ key }) => key);
  for (const { key } of other.toReversed()) {
    if (keys.includes(key)) continue;
    const after = other
      .slice(other.findIndex((one) => one.key === key) + 1)
      .find((one) => keys.includes(one.key));
    const at = after === undefined ? keys.length : keys.indexOf(after.key);
    keys.splice(at, 0, key);
  }
  return keys;
}
