import type { EffectRule, FoundEffect } from '../effect.ts';
import { typePairs } from '../type-pairs.ts';

/** What is counted on a type's documents. */
export const tracks: EffectRule = (sides) =>
  typePairs(sides).flatMap(({ before, after }): FoundEffect[] => {
    if (before === null || after === null) return [];
    const effect = (kind: FoundEffect['kind'], track: string): FoundEffect => ({
      kind,
      file: `types/${after.key}/type.json`,
      pointer: `/tracks/${track}`,
      params: { type: after.key, track },
      touches: { type: before.key },
    });
    return [
      ...[...after.tracks].flatMap(([key, track]) => {
        const old = before.tracks.get(key);
        if (old === undefined) return [effect('track-added', key)];
        return old.full.text === track.full.text &&
          old.precision?.text === track.precision?.text &&
          old.table === track.table
          ? []
          : [effect('track-changed', key)];
      }),
      ...[...before.tracks.keys()]
        .filter((key) => !after.tracks.has(key))
        .map((key) => effect('track-removed', key)),
    ];
  });
