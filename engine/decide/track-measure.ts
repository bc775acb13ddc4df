import type { Model } from '../model/model.ts';

const measured = new WeakMap<Model, ReadonlySet<string>>();

/** Whether what is full of a track is an amount: every conversion that counts on it measures amounts. @source conversions.md Q5 */
export function countsAmounts(model: Model, track: string): boolean {
  const known = measured.get(model);
  if (known) return known.has(track);
  const all = [...model.conversions.values()]
    .filter(({ effect }) => effect !== 0)
    .flatMap(({ tracks }) => tracks);
  const quantities = new Set(all.flatMap((one) => (one.measure === 'quantity' ? [one.track] : [])));
  const amounts = new Set(all.flatMap((one) => (quantities.has(one.track) ? [] : [one.track])));
  measured.set(model, amounts);
  return amounts.has(track);
}
