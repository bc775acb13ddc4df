import type { Conversion } from '../model/conversion.ts';
import type { Model } from '../model/model.ts';

const settling = new WeakMap<Model, ReadonlySet<string>>();

/** Conversions that settle advances. @source conversions.md P7 */
export function settlingIn(model: Model): ReadonlySet<string> {
  const known = settling.get(model);
  if (known) return known;
  const keys = new Set([...model.conversions.values()].flatMap(({ settles }) => settles.map(({ by }) => by)));
  settling.set(model, keys);
  return keys;
}

/**
 * Whether a negative line goes along as it is: what is given back (X4) and what is settled (P7) is all of its source, while
 * what goes forward leaves it to the way back (Q8).
 */
export function takesNegative(model: Model, conversion: Conversion): boolean {
  return conversion.effect === -1 || settlingIn(model).has(conversion.key);
}

/** Whether the definitions know advances at all: where they do not, nothing is judged of them. */
export function knowsAdvances(model: Model): boolean {
  return settlingIn(model).size > 0;
}
