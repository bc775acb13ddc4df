import { migrationNames } from '../../migration/compile-migrations.ts';
import type { EffectRule, FoundEffect } from '../effect.ts';
import { typePairs } from '../type-pairs.ts';

/** Steps that records have still to take, and steps that records may have taken and nobody knows any more. */
export const migrations: EffectRule = (sides) => {
  const kept = migrationNames(sides.after.pack);
  const taken = migrationNames(sides.before.pack);
  return typePairs(sides).flatMap(({ before, after, steps }): FoundEffect[] => {
    if (before === null || after === null) return [];
    const touches = { type: before.key };
    const lost = (taken.get(before.key) ?? []).filter((name) => !(kept.get(after.key) ?? []).includes(name));
    return [
      ...steps.map(({ name, file }): FoundEffect => {
        const params = { type: after.key, name };
        return { kind: 'migration-added', file, pointer: '', params, touches };
      }),
      ...lost.map((name): FoundEffect => {
        const file = `migrations/${before.key}/${name}.json`;
        const params = { type: before.key, name };
        return {
          kind: 'migration-removed',
          file,
          pointer: '',
          params,
          touches,
          problem: 'migration-withdrawn',
        };
      }),
    ];
  });
};
