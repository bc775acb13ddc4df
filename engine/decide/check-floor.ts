// Nothing falls below what is posted. @source conversions.md X5
import { formatDecimal, zero } from '../values/decimal.ts';
import { exceeds } from './check-opens.ts';
import { lineLabel } from './line-words.ts';
import { flipped, levelAt, lineAt, overOf } from './places.ts';
import { refuse } from './refused.ts';
import type { Session } from './session.ts';
import { downLinks } from './web.ts';
import type { Place } from './working-set.ts';
import type { Work } from './work.ts';

/**
 * Judges every counter of an amended record: what is full there, with the tolerance that let it flow, is at least what
 * is posted.
 *
 * @throws Refused below-posted
 */
export function checkFloor(session: Session, work: Work): void {
  const places = new Set<Place>();
  for (const { sourceLine: line, track } of downLinks(session, work.id))
    if (track !== null) places.add(session.work.placeAt(work.id, line, track));
  for (const place of places) {
    const found = levelAt(session, place, null);
    if (!found) continue;
    const isBack = found.tally.posted.lt(zero);
    const level = isBack ? flipped(found) : found;
    const table = work.type.tracks.get(place.track)?.table ?? null;
    const line = lineAt(work, table, place.line);
    const paths = (session.model.conversionsFrom.get(work.type.key) ?? []).filter(({ tracks }) =>
      tracks.some((named) => named.track === place.track),
    );
    const over = paths.reduce((most, path) => {
      const one = overOf(session, path, work.doc, line);
      return one.gt(most) ? one : most;
    }, zero);
    const most = level.full.plus(level.full.times(over));
    if (!exceeds(level, level.tally.posted, most)) continue;
    const old = work.before && table !== null ? lineLabelBefore(session, work, table, place.line) : null;
    const label = line ? lineLabel(session, work.type, table, line) : (old ?? place.line ?? '');
    const params = { label, posted: formatDecimal(level.tally.posted), full: formatDecimal(level.full) };
    refuse('below-posted', 422, params, session.setting.language);
  }
}

/** A line that was taken away is called what it was called. */
function lineLabelBefore(session: Session, work: Work, table: string, id: string | null): string | null {
  const lines = work.before?.data[table];
  const found = Array.isArray(lines)
    ? (lines as readonly { readonly id?: unknown }[]).find((line) => line.id === id)
    : undefined;
  return found ? lineLabel(session, work.type, table, found as never) : null;
}
