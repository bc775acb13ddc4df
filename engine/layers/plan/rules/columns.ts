import type { EffectRule, FoundEffect } from '../effect.ts';
import { typePairs } from '../type-pairs.ts';

/** Fields that lists may show, filter and sort by from now on, or no longer. Promotion fills them in for old records. */
export const columns: EffectRule = (sides) =>
  typePairs(sides).flatMap(({ before, after }): FoundEffect[] => {
    if (before === null || after === null) return [];
    const at = { file: `types/${after.key}/type.json`, pointer: '/columns' };
    const effect = (kind: FoundEffect['kind'], field: string): FoundEffect => ({
      kind,
      ...at,
      params: { type: after.key, field },
      touches: kind === 'column-promoted' ? { type: before.key } : null,
    });
    return [
      ...after.columns
        .filter((path) => !before.columns.includes(path))
        .map((path) => effect('column-promoted', path)),
      ...before.columns
        .filter((path) => !after.columns.includes(path))
        .map((path) => effect('column-demoted', path)),
    ];
  });
