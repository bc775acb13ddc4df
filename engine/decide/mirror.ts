// What gives back takes back the links of what it gives back. @source conversions.md X3, X4, P5
import type Big from 'big.js';
import type { Id, Link } from '../model/record.ts';
import { decimal, divide, formatDecimal, isZero, roundDecimal, zero } from '../values/decimal.ts';
import { courseOf, stopsOf, type Branch, type Course, type Gather } from './courses.ts';
import { countsItself } from './document-shares.ts';
import { linesById } from './line-index.ts';
import { wholeShare } from './mirror-whole.ts';
import { takingsOf } from './passed.ts';
import { lesser } from './places.ts';
import { parted, type Gauge } from './pour.ts';
import { findWork, phaseOf } from './records.ts';
import { holds, scopeOf } from './scope.ts';
import { isGoing } from './serves-others.ts';
import type { Session } from './session.ts';
import { idOf, putTaking, type Share, type Taking } from './taking.ts';
import { amountColumnOf } from './track-measure.ts';
import { downLinks, linksAt, measured, upLinksAt } from './web.ts';
import type { Place } from './working-set.ts';

/** The original's rows upstream are written once more with −1: what it took is open again on the tracks named. */
export function mirror(session: Session, taking: Taking): void {
  const { source, line, taken } = taking;
  const lineId = idOf(line);
  const rows = upLinksAt(session, source.id, lineId).filter((row) => isReopened(session, taking, row));
  // In the order in which they were taken, whatever the order in which they were read.
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const isGone = goneAmong(session, rows);
  const groups = Map.groupBy(standingFirst(session, taking, rows, isGone), trackKey);
  for (const group of groups.values())
    for (const [{ row, returned }, size] of givenBack(session, taking, group, taken, isGone)) {
      // What was taken of negative lines is given back as it was taken.
      const share = measured(row).lt(zero) ? size.neg() : size;
      if (!isZero(size)) putMirror(session, taking, row, mirrored(session, row, share, returned));
    }
  // What counts its own amount gives that back (`mirror-total.ts`).
  if (lineId !== null && !countsItself(taking.conversion)) mirrorWhole(session, taking, lineId);
}

/** What the document took as a whole goes back with its lines. */
function mirrorWhole(session: Session, taking: Taking, line: string): void {
  const { source, target, targetLine, taken } = taking;
  const rows = upLinksAt(session, source.id, null).filter(
    (row) => row.quantity === null && isReopened(session, taking, row),
  );
  const work = rows.length > 0 ? findWork(session, source.id) : null;
  for (const row of work ? rows : []) {
    const size = wholeShare(session, row, { source: work!, line, taken, target, targetLine });
    if (!isZero(size)) putMirror(session, taking, row, { quantity: null, amount: formatDecimal(size) });
  }
}

function putMirror(
  session: Session,
  taking: Taking,
  { sourceRecord: record, sourceLine: line, track }: Link,
  share: Share,
): void {
  putTaking(session, taking, { record, line, track }, 'mirror', -1, share);
}

/** Whether what a row took is open again by a taking. @source conversions.md X3 */
export function isReopened(session: Session, taking: Taking, row: Link): boolean {
  return (
    row.effect === 1 && row.kind !== 'mirror' && row.track !== null && reopens(session, taking, row.track)
  );
}

const trackKey = ({ conversion, track, targetLine }: Link): string =>
  `${conversion} ${track} ${targetLine ?? ''}`;

/** A row, and what was given back of it. */
interface Returning {
  readonly row: Link;
  readonly returned: readonly Link[];
}

/**
 * A gathered line came from several: what is given back goes to them in order, each up to what it gave, and beyond each
 * as it was taken there. Drafts come before, but what is more than they leave is given back as if they were not there: not
 * both will come into force. What was made for a record that is being voided gives to it before it gives to others.
 */
function givenBack(
  session: Session,
  taking: Taking,
  rows: readonly Link[],
  amount: Big,
  isGone: ((row: Link) => boolean) | null,
): ReadonlyMap<Returning, Big> {
  const takings = takingsOf(session, rows);
  const returned = returnedOf(session, taking.source.id, idOf(taking.line), takings);
  const branches = takings.map((own, index) => branchOf(session, own, returned[index] ?? new Map()));
  const course: Course<Returning> = { stops: [], gathers: [{ own: null, branches }] };
  const gauges = [isPending, isPosted].flatMap((counts) => {
    const room = ({ row, returned: all }: Returning): Big =>
      freeOf(
        row,
        all.filter((link) => counts(session, link)),
      );
    const any: Gauge<Returning> = { room, left: () => null };
    if (!isGone) return [any];
    const goes = (all: Gather<Returning>, index: number): boolean =>
      stopsOf(all.branches[index]?.course ?? course).some(({ row }) => isGone(row));
    const gone: Gauge<Returning> = { room, left: (all, index) => (goes(all, index) ? null : zero) };
    const { partOf } = session.work;
    if (partOf === null) return [gone, any];
    const isHere = (all: Gather<Returning>, index: number): boolean =>
      all !== course.gathers[0] || all.branches[index]?.link.sourceRecord === partOf;
    const here: Gauge<Returning> = {
      room,
      left: (all, index) => (isHere(all, index) && goes(all, index) ? null : zero),
    };
    return [here, gone, any];
  });
  const { gave } = taking;
  const before: Gauge<Returning>[] = gave ? [{ room: roomBefore(session, gave), left: () => null }] : [];
  return parted(course, amount, [...before, ...gauges], new Map());
}

function roomBefore(session: Session, gave: ReadonlyMap<Place, Big>): (one: Returning) => Big {
  return ({ row }) => {
    const place = session.work.placeOf(row);
    return lesser(measured(row).abs(), (place && gave.get(place)) ?? zero);
  };
}

const isPending = (): boolean => true;
const isPosted = (session: Session, { targetRecord }: Link): boolean =>
  targetRecord !== null && phaseOf(session, targetRecord) === 'posted';

/** What one taking wrote: all of it at each counter, or parted as it was when it was taken. */
function branchOf(
  session: Session,
  rows: readonly Link[],
  returned: ReadonlyMap<Place, readonly Link[]>,
): Branch<Returning> {
  const head = rows[0]!;
  const all = rows.map((row): Returning => {
    const place = session.work.placeOf(row);
    return { row, returned: (place && returned.get(place)) ?? [] };
  });
  const course = (stops: readonly Returning[], gathers: Course<Returning>['gathers']) => {
    return { link: head, size: null, course: { stops, gathers } };
  };
  if (head.kind === 'direct' && rows.every((row) => measured(row).eq(measured(head)))) return course(all, []);
  const { track, quantity, sourceRecord, sourceLine } = head;
  const named = {
    track: track ?? '',
    measure: quantity === null ? ('amount' as const) : ('quantity' as const),
  };
  const byPlace = new Map(all.map((one) => [session.work.placeOf(one.row), one]));
  const way = returning(courseOf(session, sourceRecord, sourceLine, named), byPlace);
  if (head.kind === 'direct' && stopsOf(way).length === all.length) return course(way.stops, way.gathers);
  // What the source was made of has changed since: rows on records of one type share what is given back.
  const types = Map.groupBy(all, ({ row }) => `${row.kind} ${findWork(session, row.sourceRecord)?.type.key}`);
  const gathers = [...types.values()].map((own): Gather<Returning> => {
    const branches = own.map((one) => ({ link: one.row, size: null, course: { stops: [one], gathers: [] } }));
    return { own: null, branches };
  });
  return course([], gathers);
}

/** A course with what was taken at its counters; those at which nothing was are left out. */
function returning(
  { stops, gathers }: Course,
  byPlace: ReadonlyMap<Place | null, Returning>,
): Course<Returning> {
  return {
    stops: stops.flatMap((place) => byPlace.get(place) ?? []),
    gathers: gathers.flatMap(({ own, branches }) => {
      const left = branches.flatMap((branch) => {
        const course = returning(branch.course, byPlace);
        return stopsOf(course).length === 0 ? [] : [{ ...branch, course }];
      });
      return left.length === 0 ? [] : [{ own, branches: left }];
    }),
  };
}

/** While a record is voided: whether what was taken there was taken of it, or of what it counts on. @source conversions.md X1 */
function goneAmong(session: Session, rows: readonly Link[]): ((row: Link) => boolean) | null {
  if (session.work.voiding.size === 0) return null;
  const gone = rows.filter(({ sourceRecord }) => isGoing(session, sourceRecord));
  const places = new Set(
    gone.flatMap(({ sourceRecord, sourceLine, track, quantity }) => {
      const named = {
        track: track ?? '',
        measure: quantity === null ? ('amount' as const) : ('quantity' as const),
      };
      return stopsOf(courseOf(session, sourceRecord, sourceLine, named));
    }),
  );
  return (row) => {
    const place = session.work.placeOf(row);
    return gone.includes(row) || (place !== null && places.has(place));
  };
}

/** What stands already, while a record is voided, stands for the others. @source conversions.md X1 */
function standingFirst(
  session: Session,
  { target }: Taking,
  rows: readonly Link[],
  isGone: ((row: Link) => boolean) | null,
): readonly Link[] {
  if (!isGone || session.work.works.get(target)?.before === null) return rows;
  const takings = [...Map.groupBy(rows, trackKey).values()].flatMap((own) => takingsOf(session, own));
  const rest = takings.flatMap((own) => {
    const left = own.filter((row) => !isGone(row));
    // Whatever it took beyond its source goes, and so does it.
    return own.length > 1 && left.every(({ kind }) => kind === 'direct') ? [] : left;
  });
  return rest.length > 0 ? rest : rows;
}

/**
 * What was given back of each taking of one line of a target, by counter: the mirrors of what was made from that line. They were
 * written taking by taking, too.
 */
export function returnedOf(
  session: Session,
  id: Id,
  line: string | null,
  takings: readonly (readonly Link[])[],
): readonly ReadonlyMap<Place, readonly Link[]>[] {
  const backs = downLinks(session, id).filter(({ sourceLine }) => sourceLine === line);
  const places = new Set(takings.flat().flatMap((row) => session.work.placeOf(row) ?? []));
  const mirrors = [...places].flatMap((place) =>
    linksAt(session, place).filter(
      ({ kind, targetRecord, targetLine }) =>
        kind === 'mirror' &&
        (targetRecord === null || phaseOf(session, targetRecord) !== 'void') &&
        backs.some(
          (back) =>
            back.targetRecord === targetRecord && (back.targetLine === targetLine || targetLine === null),
        ),
    ),
  );
  const returned = takings.map(() => new Map<Place, Link[]>());
  if (mirrors.length === 0) return returned;
  const heads = takings.map(([head]) => head && session.work.placeOf(head));
  const mirrorKey = (link: Link): string => `${link.targetRecord} ${link.targetLine ?? ''}`;
  for (const own of Map.groupBy(mirrors, mirrorKey).values()) {
    let at = 0;
    for (const link of own.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const place = session.work.placeOf(link)!;
      const head = heads.indexOf(place);
      if (head >= 0) at = head;
      const all = returned[at]!;
      all.set(place, [...(all.get(place) ?? []), link]);
    }
  }
  return returned;
}

/** Part of a row, with its part of the row's amount; what gives the last of it back gives back what is left. @source conversions.md P5 */
function mirrored(session: Session, row: Link, share: Big, returned: readonly Link[]): Share {
  const text = formatDecimal(share);
  if (row.quantity === null) return { quantity: null, amount: text };
  if (row.amount === null) return { quantity: text, amount: null };
  const before = returned.reduce((sum, link) => sum.plus(measured(link)), share);
  if (before.eq(measured(row))) {
    const rest = returned.reduce((left, { amount }) => left.minus(amount ?? '0'), decimal(row.amount));
    return { quantity: text, amount: formatDecimal(rest) };
  }
  const amount = divide(share.times(row.amount), decimal(row.quantity));
  return { quantity: text, amount: amount && formatDecimal(roundDecimal(amount, scaleAt(session, row))) };
}

/** Decimals of what a line is worth at the source of a row. */
function scaleAt(session: Session, { sourceRecord, track }: Link): number {
  const type = findWork(session, sourceRecord)?.type;
  const declared = type?.tracks.get(track ?? '');
  return (type && declared && amountColumnOf(type, declared)?.scale) ?? 2;
}

/** Whether this taking opens a track again: always, or as its target's line says. @source conversions.md X3 */
function reopens(
  session: Session,
  { conversion, source, line, target, targetLine }: Taking,
  track: string,
): boolean {
  if (!conversion.reopens.includes(track)) return false;
  const when = conversion.reopensWhen.get(track);
  if (!when) return true;
  const work = findWork(session, target);
  const own = work && targetLine !== null ? linesById(work.type, work.doc).get(targetLine)?.line : null;
  const scope = scopeOf(session, {
    source: source.doc,
    sourceLine: line,
    target: work?.doc ?? null,
    line: own ?? null,
  });
  return holds(when, scope);
}

/** What a row gave and has not been given back. */
function freeOf(row: Link, returned: readonly Link[]): Big {
  const rest = returned.reduce((left, link) => left.minus(measured(link).abs()), measured(row).abs());
  return rest.lt(zero) ? zero : rest;
}
