// How far a track has come. @source conversions.md Q6, Q7
import type Big from 'big.js';
import { MISSING, type Missing, type Scope, type ValueObject } from '../expressions/scope.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Id } from '../model/record.ts';
import type { RecordType, Track } from '../model/type.ts';
import {
  compareDecimals,
  decimal,
  divide,
  formatDecimal,
  isDecimal,
  one,
  roundDecimal,
  toInteger,
  zero,
} from '../values/decimal.ts';
import { holderOf } from './line-index.ts';
import { findWork } from './records.ts';
import { run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { takesNegative } from './takes-negative.ts';
import type { TrackProgress } from './types.ts';
import { tallyAt, weave } from './web.ts';
import type { Work } from './work.ts';
import type { Place, Tally } from './working-set.ts';

export interface Standing {
  readonly line: string | null;
  readonly full: Big;
  /** Something says what is full: not nothing, which counts as zero. */
  readonly isKnown: boolean;
  readonly tally: Tally;
  /** A negative line that has a path to go back by (Q8): it is done when that much came back. */
  readonly goesBack: boolean;
  /** Decimals at which they are compared. */
  readonly scale: number;
}

/** Full and tally of every line of a track (of the document, when it has no table). */
export function standings(session: Session, type: RecordType, doc: ValueObject, track: Track): Standing[] {
  const record = doc['id'] as Id;
  if (track.table === null) {
    const place = session.work.placeAt(record, null, track.key);
    const full = fullAt(session, place, doc, null, track, type);
    const isKnown = place.on === doc;
    const scale = scaleAt(session, type, track, doc, null);
    const goesBack = full.lt(zero) && hasWayBack(session, type, track);
    return [{ line: null, full, isKnown, tally: tallyAt(session, place), goesBack, scale }];
  }
  const back = hasWayBack(session, type, track);
  return linesOf(doc, track.table).map((line) => {
    const place = session.work.placeAt(record, line['id'] as string, track.key);
    const full = fullAt(session, place, doc, line, track, type);
    const goesBack = back && full.lt(zero);
    const scale = scaleAt(session, type, track, doc, line);
    const isKnown = place.on === doc;
    return { line: place.line, full, isKnown, tally: tallyAt(session, place), goesBack, scale };
  });
}

const waysBack = new WeakMap<Track, boolean>();

/** Some conversion takes what is negative on this track. @source conversions.md Q8 */
function hasWayBack(session: Session, type: RecordType, track: Track): boolean {
  const known = waysBack.get(track);
  if (known !== undefined) return known;
  const found = (session.model.conversionsFrom.get(type.key) ?? []).some(
    (path) => path.tracks.some((named) => named.track === track.key) && goesBackBy(session, path, track),
  );
  waysBack.set(track, found);
  return found;
}

function goesBackBy({ model }: Session, path: Conversion, { table }: Track): boolean {
  if (takesNegative(model, path)) return true;
  return path.effect === 1 && (table === null ? path.sign !== 1 : path.lines.some(({ sign }) => sign === -1));
}

/** What is full on a line; nothing counts as zero. */
export function fullOf(
  session: Session,
  doc: ValueObject,
  line: ValueObject | null,
  track: Track,
  type: RecordType,
): Big {
  const place = session.work.placeAt(doc['id'] as Id, line && (line['id'] as string), track.key);
  return fullAt(session, place, doc, line, track, type);
}

/** The same at the place of that line. */
export function fullAt(
  session: Session,
  place: Place,
  doc: ValueObject,
  line: ValueObject | null,
  track: Track,
  type: RecordType,
): Big {
  if (place.on === doc) return place.full;
  const { work } = session;
  const scope = work.fullScope?.doc === doc ? work.fullScope : scopeOf(session, { doc });
  work.fullScope = null;
  const full = runFull(scope, doc, line, track, type);
  work.fullScope = scope;
  if (full) {
    place.full = full;
    place.on = doc;
  }
  return full ?? zero;
}

/** null: nothing, or not known yet. */
function runFull(
  scope: Scope,
  doc: ValueObject,
  line: ValueObject | null,
  track: Track,
  type: RecordType,
): Big | null {
  const isNested = line !== null && track.table?.includes('.') === true;
  scope.line = line;
  scope.parent = isNested ? holderOf(type, doc, line['id'] as string) : null;
  const value = run(track.full, scope);
  return isDecimal(value) ? value : null;
}

/** What is held, and not less than what is posted: what a draft gives back is not back before it is posted. */
export function takenOf({ held, posted }: Pick<Tally, 'held' | 'posted'>): Big {
  return held === posted || compareDecimals(held, posted) >= 0 ? held : posted;
}

/**
 * What is still to come: between nothing and full, also where more came than was asked for. Of a negative line that is
 * what goes back, and nothing where no path takes it (Q8).
 */
export function openOf(session: Session, type: RecordType, track: Track, full: Big, tally: Tally): Big {
  const isBack = full.lt(zero);
  if (isBack && track.table !== null && !hasWayBack(session, type, track)) return zero;
  const open = full.minus(tally.posted).minus(tally.settled);
  const [least, most] = isBack ? [full, zero] : [zero, full];
  return open.lt(least) ? least : open.gt(most) ? most : open;
}

/** Lines of a table by dotted path; of a nested one those of all the lines around, in order. */
export function linesOf(doc: ValueObject, table: string): readonly ValueObject[] {
  const dot = table.indexOf('.');
  if (dot >= 0)
    return linesOf(doc, table.slice(0, dot)).flatMap((line) => linesOf(line, table.slice(dot + 1)));
  const lines = doc[table];
  return Array.isArray(lines) ? (lines as readonly ValueObject[]) : [];
}

/** Decimals at which a line's quantities are compared: those of its unit, as the track says, else of its field. @source conversions.md Q6, Q7 */
export function scaleAt(
  session: Session,
  type: RecordType,
  track: Track,
  doc: ValueObject,
  line: ValueObject | null,
): number {
  if (track.precision === null) return scaleOfTrack(type, track);
  const isNested = line !== null && track.table?.includes('.') === true;
  const parent = isNested ? holderOf(type, doc, line['id'] as string) : null;
  const value = run(track.precision, scopeOf(session, { doc, line, parent }));
  return (isDecimal(value) ? toInteger(value, scaleMost) : null) ?? scaleOfTrack(type, track);
}

/** No unit is divided finer; a wilder number says nothing. */
const scaleMost = 12;

/** Decimals of the field that a track counts. */
export function scaleOfTrack(type: RecordType, track: Track): number {
  const known = scales.get(track);
  if (known !== undefined) return known;
  const scale = findScale(type, track);
  scales.set(track, scale);
  return scale;
}

const scales = new WeakMap<Track, number>();

function findScale(type: RecordType, track: Track): number {
  for (const read of track.full.reads) {
    const path = read
      .replace(/^line\./, `${track.table ?? ''}.`)
      .replace(/^doc\./, '')
      .replaceAll('[]', '');
    const field = type.fieldByPath.get(path);
    if (field?.decimal) return field.decimal.scale;
    if (field?.kind === 'integer') return 0;
  }
  return track.table === null ? 2 : 6;
}

/**
 * Line by line: one line's excess never hides another's shortage. Negative lines count where there is a way back for
 * them, else not at all. Where every line is full at 0 there is nothing to do, and it is done; where none says what is full,
 * nothing is known to be done.
 */
export function stateOf(list: readonly Standing[]): TrackProgress['state'] {
  let done = 0;
  let begun = 0;
  let all = 0;
  for (const standing of list) {
    const step = stepOf(standing);
    if (!step) continue;
    all++;
    if (!roundDecimal(step.full.minus(step.reached), standing.scale).gt(zero)) done++;
    if (roundDecimal(step.reached, standing.scale).gt(zero)) begun++;
  }
  if (all > 0 && done === all) return 'fully';
  const isNothing = all === 0 && list.every(({ full }) => full.eq(zero));
  if (isNothing && list.some(({ isKnown }) => isKnown)) return 'fully';
  return begun > 0 ? 'partly' : 'none';
}

/** Open to a new conversion; of a line that goes back a negative number. */
export function freeOf({ full, tally, goesBack }: Standing): Big {
  const sign = goesBack ? -1 : 1;
  const held = tally.held.times(sign);
  const taken = takenOf({ held, posted: tally.posted.times(sign) });
  const free = full.times(sign).minus(taken).minus(tally.settled.times(sign));
  return free.gt(zero) ? free.times(sign) : zero;
}

/** What is to do and what is done, both as positive numbers; null where nothing is to do. */
function stepOf({ full, tally, goesBack }: Standing): { full: Big; reached: Big } | null {
  const reached = tally.posted.plus(tally.settled);
  if (full.gt(zero)) return { full, reached };
  return goesBack ? { full: full.neg(), reached: reached.neg() } : null;
}

/** A draft that is still empty has not nothing to do: what counts on it as a whole is judged from posting on. */
function stateAt(doc: ValueObject, list: readonly Standing[], track: Track): TrackProgress['state'] {
  if (track.table === null && doc['phase'] === 'draft' && list.every(({ full }) => full.eq(zero)))
    return 'none';
  return stateOf(list);
}

/** Share done, weighed by the lines' amounts: between 0 and 1, and 1 only when every line is done. */
export function shareOf(type: RecordType, doc: ValueObject, track: Track, list: readonly Standing[]): Big {
  const amountField = track.table === null ? null : (type.tables.get(track.table)?.amount ?? null);
  const amounts = new Map(
    amountField === null || track.table === null
      ? []
      : linesOf(doc, track.table).map((line) => [line['id'] as string, line[amountField] ?? null]),
  );
  let weights = zero;
  let sum = zero;
  let plain = zero;
  let count = 0;
  for (const standing of list) {
    const { line } = standing;
    const step = stepOf(standing);
    if (!step) continue;
    const reached = divide(step.reached, step.full) ?? zero;
    const share = reached.gt(one) ? one : reached.lt(zero) ? zero : reached;
    const amount = line === null ? null : (amounts.get(line) ?? null);
    const weight = isDecimal(amount) ? amount.abs() : zero;
    weights = weights.plus(weight);
    sum = sum.plus(weight.times(share));
    plain = plain.plus(share);
    count++;
  }
  if (weights.gt(zero)) return divide(sum, weights) ?? zero;
  return count === 0 ? zero : (divide(plain, decimal(count)) ?? zero);
}

/** What `progress('track')` says: exactly 0 for none and exactly 1 for fully, whatever the percentage would round to. */
export function progressOf(session: Session, record: Id, trackKey: string): Big | Missing {
  const work = findWork(session, record);
  if (work === undefined || (work && !weave(session, record))) return MISSING;
  const track = work?.type.tracks.get(trackKey);
  if (!work || !track) return zero;
  // Guards ask for the same track over and over: each branch of a machine once.
  const key = `${record} ${trackKey}`;
  const { shares, tide } = session.work;
  const known = shares.get(key);
  if (known && known.work === work && known.tide === tide) return known.share;
  const share = countShare(session, work, track);
  shares.set(key, { work, tide, share });
  return share;
}

function countShare(session: Session, work: Work, track: Track): Big {
  const list = standings(session, work.type, work.doc, track);
  const state = stateAt(work.doc, list, track);
  if (state === 'none') return zero;
  if (state === 'fully') return one;
  const share = shareOf(work.type, work.doc, track, list);
  // Between the two whatever happens to the weights: a line without an amount still counts as begun.
  return share.gt(zero) && share.lt(one) ? share : decimal('0.5');
}

/** For screens: every track of a record with its lines. */
export function describeProgress(session: Session, type: RecordType, doc: ValueObject): TrackProgress[] {
  return [...type.tracks.values()].map((track) => {
    const list = standings(session, type, doc, track);
    const state = stateAt(doc, list, track);
    const share = state === 'fully' ? one : shareOf(type, doc, track, list);
    const { language } = session.setting;
    return {
      track: track.key,
      title: session.model.text(language, `types/${type.key}/type#/tracks/${track.key}/title`, track.title),
      state,
      percent: formatDecimal(roundDecimal(share.times(decimal(100)), 1)),
      lines: list.map(({ line, full, tally }) => ({
        line,
        full: formatDecimal(full),
        held: formatDecimal(tally.held),
        posted: formatDecimal(tally.posted),
        open: formatDecimal(full.minus(tally.held).minus(tally.settled)),
      })),
    };
  });
}
