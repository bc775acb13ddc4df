// What was done before the company started here. @source conversions.md Q14
import type Big from 'big.js';
import type { Id } from '../model/record.ts';
import { formatDecimal, parseDecimal, zero } from '../values/decimal.ts';
import { exceeds } from './check-opens.ts';
import { courseOf } from './courses.ts';
import { lineLabel } from './line-words.ts';
import { passedBy } from './passed.ts';
import { flipped, levelAt, lineAt, mostAt, openAt } from './places.ts';
import { parted, type Gauge } from './pour.ts';
import { nameOf, requireLineage, requireWork } from './records.ts';
import { refuse } from './refused.ts';
import { administers, requireRight } from './rights.ts';
import type { Session } from './session.ts';
import type { Command } from './types.ts';
import { linksAt, measured, putLink } from './web.ts';
import type { Place } from './working-set.ts';
import { happened } from './work.ts';

export type OpeningCommand = Extract<Command, { kind: 'opening' }>;

/**
 * Takes over a half-done document: says per line and track what was done elsewhere. It counts as posted, so that what
 * was delivered may be billed; its links lead to the record that stands for it, of whatever type the company chooses. Said
 * again of the same line, track and record, it is what is said now: less takes the rest back, and 0 all of it.
 *
 * @throws Refused not-found, not-allowed (only who administers), not-posted (void), unknown-track, unknown-line,
 *         quantity-positive, open-exceeded
 */
export function openingBalance(session: Session, command: OpeningCommand): void {
  const { id } = command;
  const { language } = session.setting;
  const work = requireLineage(session, id);
  requireRight(session, work, 'edit');
  if (!administers(session)) refuse('not-allowed', 403, {}, language);
  const title = nameOf(session, id);
  if (work.phase === 'void') refuse('not-posted', 422, { title }, language);
  for (const done of command.done) {
    const track =
      work.type.tracks.get(done.track) ?? refuse('unknown-track', 422, { track: done.track }, language);
    const line = track.table === null ? null : lineAt(work, track.table, done.line ?? null);
    if (track.table !== null && line === null)
      refuse('unknown-line', 422, { id: done.line ?? '', title }, language);
    if (done.document !== null) requireWork(session, done.document);
    const label = line === null ? title : lineLabel(session, work.type, track.table, line);
    const given = parseDecimal(done.quantity);
    const lineId = line === null ? null : (line['id'] as string);
    const said = saidBefore(session, session.work.placeAt(id, lineId, done.track), done.document);
    if (!given || given.lt(zero) || (given.eq(zero) && said.eq(zero)))
      refuse('quantity-positive', 422, { label }, language);
    const more = given.minus(said);
    if (more.eq(zero)) continue;
    const course = courseOf(session, id, lineId, {
      track: done.track,
      measure: line ? 'quantity' : 'amount',
    });
    const gauge = more.gt(zero) ? openTo(session) : saidTo(session, done.document);
    for (const [place, share] of parted(course, more.abs(), [gauge], new Map())) {
      const found = levelAt(session, place, null);
      if (!found) continue;
      const isBack = found.full.lt(zero);
      const level = isBack ? flipped(found) : found;
      const most = mostAt(level, zero);
      if (place.record === id && more.gt(zero) && exceeds(level, more, most)) {
        const params = { open: formatDecimal(most.plus(said)), asked: done.quantity, unit: '', label };
        refuse('open-exceeded', 422, params, language);
      }
      const text = formatDecimal(isBack ? share.neg() : share);
      putLink(session, {
        id: session.ids.uuid(),
        conversion: '$opening',
        track: done.track,
        kind: place.record === id ? 'direct' : 'through',
        effect: more.gt(zero) ? 1 : -1,
        sourceRecord: place.record,
        sourceLine: place.line,
        targetRecord: done.document,
        targetLine: null,
        quantity: track.table === null ? null : text,
        amount: track.table === null ? text : null,
      });
    }
  }
  session.work.happenings.push(happened(work, 'opening'));
}

/** What is open at a counter, and of a gathered line by each of its branches. */
function openTo(session: Session): Gauge<Place> {
  return {
    room: (place) => {
      const level = levelAt(session, place, null);
      return level ? openAt(level.full.lt(zero) ? flipped(level) : level) : zero;
    },
    left: (gather, branch) => {
      const size = gather.branches[branch]?.size ?? null;
      return size && size.minus(passedBy(session, gather)[branch]?.held ?? zero);
    },
  };
}

/** Less than was said is taken back from where that was counted. */
function saidTo(session: Session, document: Id | null): Gauge<Place> {
  return { room: (place) => saidBefore(session, place, document, false), left: () => null };
}

/** What was said to be done there, by the record that stands for it; as a positive number. */
function saidBefore(session: Session, place: Place, document: Id | null, isDirect = true): Big {
  return linksAt(session, place)
    .filter(
      ({ conversion, kind, targetRecord }) =>
        conversion === '$opening' && (kind === 'direct' || !isDirect) && targetRecord === document,
    )
    .reduce((sum, link) => (link.effect === 1 ? sum.plus(measured(link)) : sum.minus(measured(link))), zero)
    .abs();
}
