import type { Model } from '../model/model.ts';
import type { RecordType, Track } from '../model/type.ts';

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

interface AmountColumn {
  readonly key: string;
  readonly scale: number;
}

const amountColumns = new WeakMap<Track, AmountColumn | null>();

/** The column of a track's table that holds what a line is worth. */
export function amountColumnOf(type: RecordType, track: Track): AmountColumn | null {
  const known = amountColumns.get(track);
  if (known !== undefined) return known;
  const key = track.table === null ? null : (type.tables.get(track.table)?.amount ?? null);
  const scale = type.fieldByPath.get(`${track.table}.${key}`)?.decimal?.scale ?? 2;
  const column = key === null ? null : { key, scale };
  amountColumns.set(track, column);
  return column;
}
