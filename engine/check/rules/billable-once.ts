import type { Conversion } from '../../model/conversion.ts';
import type { Rule } from '../rule.ts';

/**
 * What may become the same target in two ways is counted on both: else one unit goes there twice. A conversion that
 * counts on a track of its source says so for every longer way to the same target, whose last step has to name the
 * track too; it then counts on every ancestor that declares it.
 * @source conversions.md Q11
 */
export const billableOnce: Rule = function* ({ model, linked }) {
  for (const direct of model.conversions.values()) {
    if (!counts(direct)) continue;
    for (const { track } of direct.tracks) {
      if (!model.types.get(direct.from)?.tracks.has(track)) continue;
      for (const last of lastSteps(direct, model.conversionsFrom))
        if (!last.tracks.some((other) => other.track === track))
          yield {
            code: 'billable-twice',
            severity: 'warning',
            file: linked.conversions.get(last.key)?.file ?? '',
            pointer: '/tracks',
            params: { track, type: direct.from, other: direct.key, target: direct.to },
          };
    }
  }
};

/** Advances are counted by what they settle; what links only, or goes back, bills nothing. */
function counts({ effect, advance }: Conversion): boolean {
  return effect === 1 && advance === null;
}

/** Conversions that make the same target out of something that the same source leads to. */
function lastSteps(
  direct: Conversion,
  from: ReadonlyMap<string, readonly Conversion[]>,
): readonly Conversion[] {
  const reached = new Set<string>();
  const queue = [direct.from];
  for (let type = queue.shift(); type !== undefined; type = queue.shift())
    for (const { to, effect } of from.get(type) ?? [])
      if (effect !== -1 && to !== direct.to && to !== direct.from && !reached.has(to)) {
        reached.add(to);
        queue.push(to);
      }
  return [...reached]
    .flatMap((type) => from.get(type) ?? [])
    .filter((last) => last.to === direct.to && counts(last));
}
