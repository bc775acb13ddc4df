// What has gone by each branch of a gathered line already. @source conversions.md Q11, M9
import type Big from 'big.js';
import type { Id, Link } from '../model/record.ts';
import { minus, plus, zero } from '../values/decimal.ts';
import type { Course, Gather } from './courses.ts';
import { lesser } from './places.ts';
import { findWork, phaseOf } from './records.ts';
import type { Session } from './session.ts';
import { linksAt, measured, upLinksAt } from './web.ts';
import type { Place } from './working-set.ts';

export interface Passed {
  /** By what is in force and by drafts. */
  readonly held: Big;
  readonly posted: Big;
}

/** What one line of a target took, or gave back, somewhere. */
interface Taker {
  readonly first: Link;
  readonly rows: Link[];
}

/**
 * What has gone by each branch, in their order. It is read off the links: whatever took of the gathered line took as much
 * beyond it. Only where a target took by other lines of the same ancestors too, the target itself is asked which was which.
 *
 * @param target  what it takes as a draft counts as posted
 */
export function passedBy(
  session: Session,
  { own, branches }: Gather,
  target: Id | null = null,
): readonly Passed[] {
  const passed = branches.map(() => ({ held: zero, posted: zero }));
  if (!own) return passed;
  const doors = branches.map(({ course }) => doorsOf(course));
  const beyond = new Set(doors.flat());
  if (beyond.size === 0) return passed;
  const outside = takersOf([...beyond].flatMap((place) => linksAt(session, place)));
  for (const [key, { first, rows }] of takersOf(linksAt(session, own))) {
    const { targetRecord } = first;
    const isOwn = targetRecord === null || targetRecord === target;
    const phase = isOwn ? 'posted' : phaseOf(session, targetRecord);
    // What a draft gives back is not back before it is posted.
    if (phase === 'void' || (phase === 'draft' && first.effect === -1)) continue;
    let rest = sumOf(rows);
    const all = outside.get(key)?.rows ?? [];
    const theirs = sumOf(all).gt(rest) ? byWayOf(session, own, first, all) : all;
    const left = new Map([...beyond].map((place) => [place, sumOf(theirs.filter(isAt(session, place)))]));
    branches.forEach((branch, index) => {
      const size = branch.size;
      let gone = zero;
      for (const place of doors[index] ?? []) {
        const there = left.get(place) ?? zero;
        const isShared = doors.some((other, at) => at > index && other.includes(place));
        const part = isShared && size ? lesser(there, size) : there;
        left.set(place, minus(there, part));
        gone = plus(gone, part);
      }
      // A branch on which nothing counts has had what the others have not.
      if (doors[index]?.length === 0) {
        const others = minus(rest, sumOf(theirs));
        gone = others.lt(zero) ? zero : size ? lesser(others, size) : others;
        rest = minus(rest, gone);
      }
      const { held, posted } = passed[index]!;
      const value = first.effect === -1 ? gone.neg() : gone;
      passed[index] = { held: plus(held, value), posted: phase === 'posted' ? plus(posted, value) : posted };
    });
  }
  return passed;
}

/** The first counters on a course: what goes by it counts once in all of them together. */
function doorsOf({ stops, gathers }: Course): readonly Place[] {
  const [first] = stops;
  if (first) return [first];
  return gathers[0]?.branches.flatMap(({ course }) => doorsOf(course)) ?? [];
}

function takersOf(links: readonly Link[]): ReadonlyMap<string, Taker> {
  const takers = new Map<string, Taker>();
  for (const link of links) {
    const { kind, effect, conversion, targetRecord, targetLine } = link;
    if (kind === 'settled' || effect === 0) continue;
    const key = `${effect} ${conversion} ${targetRecord ?? ''} ${targetLine ?? ''}`;
    const known = takers.get(key);
    if (known) known.rows.push(link);
    else takers.set(key, { first: link, rows: [link] });
  }
  return takers;
}

function sumOf(rows: readonly Link[]): Big {
  return rows.reduce((sum, link) => plus(sum, measured(link).abs()), zero);
}

function isAt(session: Session, place: Place): (link: Link) => boolean {
  return (link) => session.work.placeOf(link) === place;
}

/** Of what a target line took beyond, what it took by way of the gathered line. */
function byWayOf(session: Session, own: Place, like: Link, rows: readonly Link[]): readonly Link[] {
  const { targetRecord, targetLine } = like;
  if (targetRecord === null) return rows;
  const all = upLinksAt(session, targetRecord, targetLine).filter(
    ({ conversion, track, effect }) =>
      conversion === like.conversion && track === like.track && effect === like.effect,
  );
  const mine = takingsOf(session, all).filter((taking) => taking.some(isAt(session, own)));
  return rows.filter(({ id }) => mine.some((taking) => taking.some((link) => link.id === id)));
}

/**
 * Links of one track on one target line by the takings that wrote them: each wrote the counter of its source first, then
 * its ancestors', in order of ids. Mirrors do so, too.
 */
export function takingsOf(session: Session, links: readonly Link[]): readonly (readonly Link[])[] {
  const takings: Link[][] = [];
  const sorted = links.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const typeOf = ({ sourceRecord }: Link) => findWork(session, sourceRecord)?.type;
  for (const link of sorted) {
    const isHead =
      link.kind === 'mirror' ? typeOf(link) === typeOf(sorted[0] ?? link) : link.kind === 'direct';
    const last = takings.at(-1);
    if (isHead || !last) takings.push([link]);
    else last.push(link);
  }
  return takings;
}
