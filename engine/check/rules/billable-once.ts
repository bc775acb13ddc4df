import type { Conversion } from '../../model/conversion.ts';
import type { Rule } from '../rule.ts';

/**
 * What may become the same target in two ways is counted on both: else one unit goes there twice. Where a conversion
 * counts on a track of its source, every longer way to the same target has a step that names the track too (it counts on
 * every ancestor that declares it).
 * @source conversions.md Q11
 */
export const billableOnce: Rule = function* ({ model, linked }) {
  for (const direct of model.conversions.values()) {
    if (!counts(direct) || direct.from === direct.to) continue;
    for (const { track } of direct.tracks) {
      if (!model.types.get(direct.from)?.tracks.has(track)) continue;
      for (const last of uncounted(direct, track, model.conversionsFrom))
        if (counts(last))
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

/** The last steps of longer ways to the same target on which nothing counts on the track. */
function uncounted(
  direct: Conversion,
  track: string,
  from: ReadonlyMap<string, readonly Conversion[]>,
): readonly Conversion[] {
  const silent = (type: string): readonly Conversion[] =>
    (from.get(type) ?? []).filter(
      ({ tracks, effect }) => effect !== -1 && !tracks.some((other) => other.track === track),
    );
  const reached = new Set<string>();
  const queue = [direct.from];
  for (let type = queue.shift(); type !== undefined; type = queue.shift())
    for (const { to } of silent(type))
      if (to !== direct.to && to !== direct.from && !reached.has(to)) {
        reached.add(to);
        queue.push(to);
      }
  return [...reached].flatMap(silent).filter(({ to }) => to === direct.to);
}
