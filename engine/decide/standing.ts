// How much of an amended line a draft holds from now on. @source conversions.md X5
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Conversion, ConversionTrack } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import type { Field } from '../model/type.ts';
import { isDecimal, zero } from '../values/decimal.ts';
import { keepable } from './convert/keepable.ts';
import { openBeyond } from './convert/room.ts';
import { linesById } from './line-index.ts';
import { basisOf, countedBy, least, type Level } from './places.ts';
import { fullOf } from './progress.ts';
import { phaseOf } from './records.ts';
import { lineTracks, tracksAt } from './rewrite-line.ts';
import type { Session } from './session.ts';
import { downLinks, measured } from './web.ts';
import type { Work } from './work.ts';
import type { Place } from './working-set.ts';

/** What counted at each counter of a record before it was amended. */
export type Standing = ReadonlyMap<Place, readonly Link[]>;

/** A record before and after its amendment; `after` is null where it goes: its drafts lose what came from it. */
export interface Amended {
  readonly before: Work;
  readonly after: Work | null;
  readonly standing: Standing;
  /** What a draft keeps of it by a link, where that is told and not worked out. */
  readonly kept?: (link: Link) => Big;
}

/** As it is before the first draft follows; what this decision has written off since is younger than every draft. */
export function standingOf(session: Session, id: Id): Standing {
  const standing = new Map<Place, readonly Link[]>();
  for (const link of downLinks(session, id)) {
    const place = session.work.placeOf(link);
    if (place && !standing.has(place)) standing.set(place, [...place.links]);
  }
  return standing;
}

/** What a draft takes of one line of its source, and what that line was and is; null: of the source as a whole. */
export interface Taken {
  readonly draft: Id;
  readonly link: Link;
  readonly old: ValueObject | null;
  readonly line: ValueObject | null;
  /** Where the draft keeps it. */
  readonly field: Field | undefined;
}

/**
 * A draft that took all that was open when it was made takes all that is open now. Any other keeps what it took: only
 * where less is full than was does it shrink, the latest draft first, to what those before it leave and never below
 * nothing. What was held beyond what is open stays so, for posting to judge (Q2).
 */
export function heldNow(
  session: Session,
  conversion: Conversion,
  { before, after, standing, kept: told }: Amended,
  { draft, link, old, line, field }: Taken,
): Big {
  const taken = measured(link).abs();
  if (!after) return zero;
  if (told) return told(link);
  if (conversion.effect === 0) {
    const quantity = quantityOf(before, link, old);
    return (quantity?.eq(taken) === true ? quantityOf(after, link, line) : null) ?? taken;
  }
  const isBack = measured(link).lt(zero);
  let kept = taken;
  const levels: Level[] = [];
  const were: Big[] = [];
  const free: Big[] = [];
  for (const named of tracksAt(conversion, after, line)) {
    const counted = countedBy(session, named, after, line);
    if (!counted) continue;
    // What it took beyond gathered lines is open there to it again.
    const beyond = openBeyond(session, conversion, counted, isBack);
    if (beyond) free.push(beyond.plus(taken));
    for (const level of counted.levels) {
      levels.push(level);
      if (!counted.course.stops.includes(level.place)) continue;
      free.push(seen(isBack, openBeside(level, isBack ? taken.neg() : taken)));
      if (level.place.record !== after.id) continue;
      const links = standing.get(level.place) ?? [];
      const basis = basisBefore(session, named, before, old, level);
      const was = seen(isBack, basis.minus(takenBefore(session, links, draft)));
      const left = seen(isBack, level.basis.minus(takenNow(session, level, draft)));
      const excess = taken.gt(was) ? taken.minus(was) : zero;
      were.push(was);
      const hasFallen = seen(isBack, level.basis).lt(seen(isBack, basis));
      if (hasFallen) kept = least([kept, left.plus(excess)]) ?? kept;
    }
  }
  const could = (value: Big): Big => keepable(value, field, levels);
  kept = kept.lt(zero) ? zero : kept.eq(taken) ? taken : could(kept);
  const was = least(were);
  const open = least(free);
  if (was === null || open === null || !taken.gt(zero) || !could(was).eq(taken)) return kept;
  return open.gt(kept) ? could(open) : kept;
}

/** What was open at a line when a draft was made, as the line was before the amendment; null: nothing counts there. */
export function openedTo(
  session: Session,
  conversion: Conversion,
  { before, standing }: Amended,
  draft: Id,
  line: ValueObject,
): Big | null {
  if (conversion.effect === 0) return null;
  return least(
    lineTracks(conversion, before).flatMap((named) => {
      const track = before.type.tracks.get(named.track);
      if (!track || named.basis.kind !== 'full') return [];
      const place = session.work.placeAt(before.id, String(line['id']), named.track);
      const full = fullOf(session, before.doc, line, track, before.type);
      return [full.minus(takenBefore(session, standing.get(place) ?? [], draft))];
    }),
  );
}

/** What a counter of a negative line says, the other way up. @source conversions.md Q8 */
function seen(isBack: boolean, value: Big): Big {
  return isBack ? value.neg() : value;
}

function openBeside({ basis, tally }: Level, own: Big): Big {
  return basis.minus(tally.held.minus(own)).minus(tally.settled);
}

function basisBefore(
  session: Session,
  named: ConversionTrack,
  before: Work,
  old: ValueObject | null,
  { place, values, basis }: Level,
): Big {
  const track = before.type.tracks.get(place.track);
  if (!track || (named.basis.kind !== 'full' && named.basis.kind !== 'expr')) return basis;
  // A nested line counts on the line that holds it, which is the one whose full is asked for.
  const line =
    values === null ? null : (linesById(before.type, before.doc).get(place.line ?? '')?.line ?? old);
  const full = fullOf(session, before.doc, line, track, before.type);
  return basisOf(session, named, before.doc, line, full, place);
}

/** What others had taken when a draft was made: documents and write-offs that are older than it. */
function takenBefore(session: Session, links: readonly Link[], draft: Id): Big {
  return links
    .filter((link) => isOlder(link, draft))
    .reduce((sum, link) => sum.plus(valueOf(session, link)), zero);
}

/** What goes before a draft now: all that is posted or written off, and what older drafts hold. */
function takenNow(session: Session, { place, tally }: Level, draft: Id): Big {
  return place.links
    .filter(
      ({ targetRecord, kind }) =>
        kind !== 'settled' &&
        targetRecord !== null &&
        targetRecord < draft &&
        phaseOf(session, targetRecord) === 'draft',
    )
    .reduce((sum, link) => sum.plus(valueOf(session, link)), tally.posted.plus(tally.settled));
}

/** Ids tell the time: a later one is greater. */
function isOlder({ id, conversion, targetRecord }: Link, draft: Id): boolean {
  return (targetRecord === null || conversion.startsWith('$') ? id : targetRecord) < draft;
}

function valueOf(session: Session, link: Link): Big {
  const { effect, targetRecord, kind } = link;
  if (effect === 0) return zero;
  if (kind !== 'settled' && targetRecord !== null && phaseOf(session, targetRecord) === 'void') return zero;
  return effect === 1 ? measured(link) : measured(link).neg();
}

function quantityOf({ type, doc }: Work, { sourceLine }: Link, line: ValueObject | null): Big | null {
  if (line === null) return null;
  const table = linesById(type, doc).get(sourceLine ?? '')?.table ?? '';
  const value = line[type.tables.get(table)?.quantity ?? ''] ?? null;
  return isDecimal(value) ? value : null;
}
