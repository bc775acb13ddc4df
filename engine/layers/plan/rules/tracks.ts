import { asObject } from '../../../model/linked-pack.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { RecordType } from '../../../model/type.ts';
import type { EffectRule, FoundEffect } from '../effect.ts';
import { areLooks, otherKeys } from '../other-keys.ts';
import { typePairs } from '../type-pairs.ts';

const none: ReadonlySet<string> = new Set();

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
      ...[...after.tracks.keys()].flatMap((key) => {
        if (!before.tracks.has(key)) return [effect('track-added', key)];
        const others = otherKeys(jsonOf(before, key), jsonOf(after, key), none);
        if (others.length === 0) return [];
        const changed = effect('track-changed', key);
        return [areLooks(others) ? { ...changed, touches: null } : changed];
      }),
      ...[...before.tracks.keys()]
        .filter((key) => !after.tracks.has(key))
        .map((key) => effect('track-removed', key)),
    ];
  });

function jsonOf({ json }: RecordType, track: string): JsonObject {
  return asObject(asObject(json['tracks'])[track]);
}
