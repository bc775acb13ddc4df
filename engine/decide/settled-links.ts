// What is written off: closed lines, short deliveries, what a voided target shall not give back. @source conversions.md T3, T4, X2
import type Big from 'big.js';
import type { Model } from '../model/model.ts';
import type { Id } from '../model/record.ts';
import { formatDecimal, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { hasFallen } from './check-floor.ts';
import { flipped, levelAt } from './places.ts';
import { takenOf } from './progress.ts';
import { findWork, phaseOf } from './records.ts';
import { run, scopeOf } from './scope.ts';
import { voidOpened } from './serves-others.ts';
import type { Session } from './session.ts';
import { downLinks, linksAt, measured, putLink, upLinks } from './web.ts';
import type { Work } from './work.ts';
import type { Place, PlaceName } from './working-set.ts';

/** Why something is settled; stands where other links name their conversion, which no definition can be called. */
export type SettledBy = '$close' | '$short' | '$ignore';

/** A settled link has no target; taking one back is another one with effect −1, so that nothing is ever changed. */
export function writeSettled(
  session: Session,
  place: PlaceName,
  by: SettledBy,
  value: Big,
  effect: 1 | -1,
): void {
  const isWhole = findWork(session, place.record)?.type.tracks.get(place.track)?.table === null;
  const text = formatDecimal(value);
  putLink(session, {
    id: session.ids.uuid(),
    conversion: by,
    track: place.track,
    kind: 'settled',
    effect,
    sourceRecord: place.record,
    sourceLine: place.line,
    targetRecord: null,
    targetLine: null,
    quantity: isWhole ? null : text,
    amount: isWhole ? text : null,
  });
}

/** What stands settled at a place for one reason, what was taken back subtracted. */
export function settledAt(session: Session, { record, line, track }: PlaceName, by: SettledBy): Big {
  return linksAt(session, session.work.placeAt(record, line, track))
    .filter((link) => link.kind === 'settled' && link.conversion === by)
    .reduce((sum, link) => (link.effect === 1 ? sum.plus(measured(link)) : sum.minus(measured(link))), zero);
}

/** What people closed is opened first, then what fell short, then what was not to come back. */
const reasons: readonly SettledBy[] = ['$close', '$short', '$ignore'];

/** Opens so much again of what is written off, for whatever reason it was. @source conversions.md T4 */
export function takeBack(session: Session, place: PlaceName, value: Big): void {
  let rest = value;
  for (const by of reasons) {
    if (rest.eq(zero)) return;
    const settled = settledAt(session, place, by);
    const part = settled.abs().lt(rest.abs()) ? settled : rest;
    if (part.eq(zero) || settled.times(rest).lt(zero)) continue;
    writeSettled(session, place, by, part, -1);
    rest = rest.minus(part);
  }
}

/** Where less is full than was, what is written off shrinks to what is left. @source conversions.md X5 */
export function shrinkSettled(session: Session, before: Work, after: Work): void {
  const places = new Set(
    downLinks(session, after.id).flatMap(({ kind, track, sourceLine }) =>
      kind === 'settled' && track !== null ? [session.work.placeAt(after.id, sourceLine, track)] : [],
    ),
  );
  for (const place of places) {
    const found = levelAt(session, place, null);
    if (!found || found.tally.settled.eq(zero)) continue;
    const isBack = found.tally.settled.lt(zero);
    const level = isBack ? flipped(found) : found;
    if (!hasFallen(session, before, level, isBack)) continue;
    const { full, tally } = level;
    const left = full.minus(takenOf(tally));
    const surplus = tally.settled.minus(left.lt(zero) ? zero : left);
    if (surplus.gt(zero)) takeBack(session, place, isBack ? surplus.neg() : surplus);
  }
}

/** Posting has left so little open that the rest is written off; what drafts hold stays theirs. @source conversions.md T3 */
export function settleShort(session: Session, target: Id): void {
  if (!knowsShort(session.model)) return;
  for (const [place, conversion] of directPlaces(session, target))
    settleAt(session, place, shortAt(session, place, [conversion]));
}

/** A reversal was undone: what it had opened is taken again, and the rest is as little as it was. @source conversions.md T3 */
export function settleShortAgain(session: Session, target: Id): void {
  if (!knowsShort(session.model)) return;
  for (const link of upLinks(session, target)) {
    const place = link.kind === 'mirror' ? session.work.placeOf(link) : null;
    if (place) settleAt(session, place, shortAt(session, place, inForceAt(session, place)));
  }
}

function settleAt(session: Session, place: Place, short: Short | null): void {
  if (short && short.open.gt(zero) && short.rest.lte(short.limit))
    writeSettled(session, place, '$short', short.isBack ? short.open.neg() : short.open, 1);
}

/**
 * What posting wrote off of a record is open again as soon as the ground for it has gone: what still is in force there
 * leaves more than may be written off, whether it was voided, credited, amended or is full at more now.
 *
 * @source conversions.md T3
 */
export function reopenShort(session: Session, record: Id): void {
  if (!knowsShort(session.model)) return;
  for (const place of [...session.work.places]) {
    if (place.record !== record || !place.tally || place.tally.settled.eq(zero)) continue;
    const settled = settledAt(session, place, '$short');
    if (settled.eq(zero)) continue;
    const short = shortAt(session, place, inForceAt(session, place));
    if (!short || short.rest.plus(settled.abs()).gt(short.limit))
      writeSettled(session, place, '$short', settled, -1);
  }
}

/** What the posting of a target wrote off is open again: it is about to be judged anew. */
export function reopenShortOf(session: Session, target: Id): void {
  if (!knowsShort(session.model)) return;
  for (const place of directPlaces(session, target).keys()) {
    const settled = settledAt(session, place, '$short');
    if (!settled.eq(zero)) writeSettled(session, place, '$short', settled, -1);
  }
}

const shorts = new WeakMap<Model, boolean>();

/** Whether any path writes off what falls short: where none does, nothing is looked for. */
function knowsShort(model: Model): boolean {
  let known = shorts.get(model);
  if (known === undefined) {
    known = [...model.conversions.values()].some(({ tolerance }) => tolerance.under !== null);
    shorts.set(model, known);
  }
  return known;
}

/**
 * What a voided target took counts as settled, if the user says so. What it gave back for a source that is void never does:
 * that is given back anew.
 *
 * @source conversions.md X1, X2
 */
export function settleVoided(session: Session, target: Id, gives: 'recreate' | 'ignore' | null): void {
  if (voidOpened(session, target).size > 0) return;
  for (const link of upLinks(session, target)) {
    const { track, effect, kind } = link;
    if (track === null || effect !== 1 || (kind !== 'direct' && kind !== 'through')) continue;
    const rule = gives ?? session.model.conversions.get(link.conversion)?.voidTarget ?? 'recreate';
    if (rule !== 'ignore') continue;
    const place = { record: link.sourceRecord, line: link.sourceLine, track };
    const value = leftOf(session, place, measured(link));
    if (!value.eq(zero)) writeSettled(session, place, '$ignore', value, 1);
  }
}

/** So much of a value as nobody holds and nothing has written off. */
function leftOf(session: Session, place: PlaceName, value: Big): Big {
  const found = levelAt(session, session.work.placeAt(place.record, place.line, place.track), null);
  if (!found) return value;
  const { full, tally } = value.lt(zero) ? flipped(found) : found;
  const left = full.minus(takenOf(tally)).minus(tally.settled);
  if (left.lte(zero)) return zero;
  if (value.abs().lte(left)) return value;
  return value.lt(zero) ? left.neg() : left;
}

/** Where a target took directly, by which conversion. */
function directPlaces(session: Session, target: Id): ReadonlyMap<Place, string> {
  const places = new Map<Place, string>();
  for (const link of upLinks(session, target)) {
    const { track, sourceRecord: record, sourceLine: line, conversion } = link;
    if (track === null || link.effect !== 1 || link.kind !== 'direct') continue;
    places.set(session.work.placeAt(record, line, track), conversion);
  }
  return places;
}

/** Paths by which something in force was taken there directly. */
function inForceAt(session: Session, place: Place): readonly string[] {
  const keys = linksAt(session, place).flatMap(({ conversion, kind, effect, targetRecord }) =>
    kind === 'direct' && effect === 1 && targetRecord !== null && phaseOf(session, targetRecord) === 'posted'
      ? [conversion]
      : [],
  );
  return [...new Set(keys)];
}

interface Short {
  /** What is not posted there. */
  readonly rest: Big;
  /** Of it, what nobody holds. */
  readonly open: Big;
  /** How little of it may be written off. */
  readonly limit: Big;
  readonly isBack: boolean;
}

/** @param paths  the most that one of them lets be written off is what may be; null: none of them does */
function shortAt(session: Session, place: Place, paths: readonly string[]): Short | null {
  const unders = paths.flatMap((key) => session.model.conversions.get(key)?.tolerance.under ?? []);
  const work = findWork(session, place.record);
  const found = unders.length === 0 ? null : levelAt(session, place, null);
  if (!work || !found) return null;
  const isBack = found.full.lt(zero);
  const { full, tally, scale, values: line } = isBack ? flipped(found) : found;
  const scope = scopeOf(session, { source: work.doc, sourceLine: line, doc: work.doc, line });
  const limit = unders.reduce((most, under) => {
    const part = run(under, scope);
    const one = isDecimal(part) ? full.times(part) : zero;
    return one.gt(most) ? one : most;
  }, zero);
  const rest = roundDecimal(full.minus(tally.posted).minus(tally.settled), scale);
  const open = roundDecimal(full.minus(takenOf(tally)).minus(tally.settled), scale);
  return { rest, open, limit, isBack };
}
