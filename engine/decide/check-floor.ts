// Nothing falls below what is posted. @source conversions.md X5
import { formatDecimal, zero } from '../values/decimal.ts';
import { exceeds } from './check-opens.ts';
import { judgeAmended } from './judge-advances.ts';
import { lineLabel } from './line-words.ts';
import { flipped, levelAt, lineAt, overOf, type Level } from './places.ts';
import { fullOf } from './progress.ts';
import { nameOf } from './records.ts';
import { refuse } from './refused.ts';
import type { Session } from './session.ts';
import { downLinks } from './web.ts';
import type { Place } from './working-set.ts';
import type { Work } from './work.ts';

/**
 * Judges every counter of a source whose values have changed: what has fallen there is, with the tolerance that let it
 * flow, still at least what is posted.
 *
 * @throws Refused below-posted, advance-exceeds
 */
export function checkFloor(session: Session, before: Work, work: Work): void {
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
    if (!exceeds(level, level.tally.posted, most) || !hasFallen(session, before, level, isBack)) continue;
    const was = lineAt(before, table, place.line);
    const old = was && lineLabel(session, work.type, table, was);
    const gone = table === null ? nameOf(session, work.id) : (old ?? place.line ?? '');
    const label = line ? lineLabel(session, work.type, table, line) : gone;
    const params = { label, posted: formatDecimal(level.tally.posted), full: formatDecimal(level.full) };
    refuse('below-posted', 422, params, session.setting.language);
  }
  judgeAmended(session, before, work);
}

/** Less is full than was: a record that more was taken of, by tolerance, may change otherwise. */
export function hasFallen(session: Session, before: Work, level: Level, isBack: boolean): boolean {
  const track = before.type.tracks.get(level.place.track);
  if (!track) return false;
  const was = fullOf(session, before.doc, lineAt(before, track.table, level.place.line), track, before.type);
  return level.full.lt(isBack ? was.neg() : was);
}
