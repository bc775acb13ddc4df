import type { Conversion } from '../../model/conversion.ts';
import type { Rule } from '../rule.ts';

/**
 * What may become the same target in two ways is counted on both: else one unit goes there twice. Where a conversion
 * counts on tracks of its source, every longer way to the same target has a step that names one of them too (it counts
 * on every ancestor that declares it). A way that begins with other lines than the tracks count takes something else
 * there: damages of what was lent, say, beside the rent.
 * @source conversions.md Q11
 */
export const billableOnce: Rule = function* ({ model, linked }) {
  const settling = new Set(
    [...model.conversions.values()].flatMap(({ settles }) => settles.map(({ by }) => by)),
  );
  for (const direct of model.conversions.values()) {
    if (!counts(direct) || direct.from === direct.to) continue;
    const own = model.types.get(direct.from)?.tracks;
    const tracks = direct.tracks.flatMap(({ track }) => (own?.has(track) ? [track] : []));
    const [track] = tracks;
    if (track === undefined) continue;
    const tables = tracks.map((name) => own?.get(name)?.table ?? null);
    for (const last of uncounted(direct, new Set(tracks), tables, model.conversionsFrom))
      // What settles an advance takes from the target what was paid before; it adds nothing to it.
      if (counts(last) && !settling.has(last.key))
        yield {
          code: 'billable-twice',
          severity: 'warning',
          file: linked.conversions.get(last.key)?.file ?? '',
          pointer: '/tracks',
          params: { track, type: direct.from, other: direct.key, target: direct.to },
        };
  }
};

/** Advances are counted by what they settle; what links only, or goes back, bills nothing. */
function counts({ effect, advance }: Conversion): boolean {
  return effect === 1 && advance === null;
}

/** The last steps of longer ways to the same target on which nothing counts on any of the tracks. */
function uncounted(
  direct: Conversion,
  tracks: ReadonlySet<string>,
  tables: readonly (string | null)[],
  from: ReadonlyMap<string, readonly Conversion[]>,
): readonly Conversion[] {
  const silent = (type: string): readonly Conversion[] =>
    (from.get(type) ?? []).filter(
      (step) =>
        step.effect !== -1 &&
        !step.tracks.some(({ track }) => tracks.has(track)) &&
        (type !== direct.from || tables.some((table) => carries(step, table))),
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

/** Whether lines of the table go along; what a list gives cannot be told. */
function carries({ lines }: Conversion, table: string | null): boolean {
  if (table === null) return true;
  return lines.some(
    ({ from, list }) =>
      list !== null || from === '$document' || from === table || from?.startsWith(`${table}.`) === true,
  );
}
