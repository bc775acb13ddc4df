import type { EffectRule, FoundEffect } from '../effect.ts';
import { areLooks, otherKeys } from '../other-keys.ts';
import { typePairs } from '../type-pairs.ts';

/** What the other sentences tell. */
const told: ReadonlySet<string> = new Set(['key', 'columns', 'tracks', 'renamedFrom']);

/** Types that come, go, are renamed, change their kind or their natural key, or work otherwise. */
export const types: EffectRule = (sides) =>
  typePairs(sides).flatMap(({ before, after, steps }): FoundEffect[] => {
    const type = (after ?? before)?.key ?? '';
    const at = { file: `types/${type}/type.json`, pointer: '' };
    if (before === null) return [{ kind: 'type-added', ...at, params: { type }, touches: null }];
    const touches = { type: before.key };
    if (after === null)
      return [{ kind: 'type-removed', ...at, params: { type }, touches, problem: 'type-strands' }];
    const effects: FoundEffect[] = [];
    if (before.key !== after.key)
      effects.push({
        kind: 'type-renamed',
        ...at,
        params: { type: before.key, after: after.key },
        touches,
        problem: 'type-strands',
        isCovered: steps.some(({ renamedFrom }) => renamedFrom === before.key),
      });
    if (before.naturalKey !== after.naturalKey)
      effects.push({
        kind: 'key-changed',
        ...at,
        pointer: '/key',
        params: { type, before: before.naturalKey, after: after.naturalKey },
        touches,
      });
    const others = otherKeys(before.json, after.json, told);
    if (others.length > 0)
      effects.push({
        kind: 'type-changed',
        ...at,
        params: { type, what: others.join(', ') },
        touches: areLooks(others) ? null : touches,
      });
    return effects;
  });
