import { diffPacks } from '../../compare/diff-packs.ts';
import { migrationNames } from '../../migration/compile-migrations.ts';
import type { EffectRule, FoundEffect, PlanSides } from '../effect.ts';
import { typePairs } from '../type-pairs.ts';

/** Steps that records have still to take, that read otherwise, and that records may have taken and nobody knows any more. */
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
      ...changedSteps(after.key, sides).map((name): FoundEffect => {
        const file = `migrations/${after.key}/${name}.json`;
        const params = { type: after.key, name };
        return { kind: 'migration-changed', file, pointer: '', params, touches };
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

/** Steps that both sides have and that do not say the same: records that have taken one do not take it again. */
function changedSteps(type: string, { before, after }: PlanSides): readonly string[] {
  const folder = `migrations/${type}/`;
  const files = diffPacks(before.pack, after.pack)
    .map(({ file }) => file)
    .filter((file) => file.startsWith(folder) && before.pack.files[file] !== undefined)
    .filter((file) => after.pack.files[file] !== undefined);
  return [...new Set(files)].map((file) => file.slice(folder.length, -'.json'.length));
}
