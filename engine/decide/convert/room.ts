// What the counters of a taking leave for it. @source conversions.md Q2, Q8, Q11
import type Big from 'big.js';
import type { Conversion } from '../../model/conversion.ts';
import { isPositive, minus, one, plus, zero } from '../../values/decimal.ts';
import type { Course } from '../courses.ts';
import { gaugesOf, type Gauges } from '../gauges.ts';
import { flipped, lesser, levelsOf, mostAt, openAt, type Counted, type Level } from '../places.ts';
import { parted, spend, spentAt, throughGathers, type Spent } from '../pour.ts';
import type { Session } from '../session.ts';

export interface Room {
  /** Counters at which all of it counts, as seen the way that it goes. */
  readonly levels: readonly Level[];
  /** Besides these the ones behind gathered lines, at which parts of it count. */
  readonly all: readonly Level[];
  /** Tracks on which lines were gathered on the way. */
  readonly parting: readonly { readonly course: Course; readonly gauges: Gauges }[];
}

/** @param isBack  of a negative line: everything is seen the other way up */
export function roomOf(
  session: Session,
  conversion: Conversion,
  counted: readonly Counted[],
  isBack: boolean,
): Room {
  const plain = levelsOf(counted);
  const all = isBack ? plain.map(flipped) : plain;
  if (counted.every(({ course }) => course.gathers.length === 0)) return { levels: all, all, parting: [] };
  const stops = new Set(counted.flatMap(({ course }) => course.stops));
  const parting = counted
    .filter(({ course }) => course.gathers.length > 0)
    .map((track) => ({ course: track.course, gauges: gaugesOf(session, conversion, track, isBack) }));
  return { levels: all.filter(({ place }) => stops.has(place)), all, parting };
}

/** What is open, and no more than a bound: the least of all counters. */
export function openIn({ levels, all, parting }: Room, bound: Big | null, spent: Spent): Big | null {
  let open = bound;
  for (const level of levels) {
    const free = minus(openAt(level), spentAt(spent, level.place));
    open = open === null ? free : lesser(open, free);
  }
  for (const { course, gauges } of parting) open = through(course, open ?? fullOf(all), gauges.open, spent);
  return open;
}

/** The most that may be asked for, whatever drafts hold. */
export function mostIn({ levels, all, parting }: Room, bound: Big | null, over: Big): Big | null {
  let most = bound;
  for (const level of levels) {
    const limit = mostAt(level, over);
    most = most === null ? limit : lesser(most, limit);
  }
  for (const { course, gauges } of parting)
    most = through(course, most ?? fullOf(all).times(plus(one, over)), gauges.most, new Map());
  return most;
}

/** What is open beyond lines that were gathered; null: none were. */
export function openBeyond(
  session: Session,
  conversion: Conversion,
  counted: Counted,
  isBack: boolean,
): Big | null {
  const { course, levels } = counted;
  if (course.gathers.length === 0) return null;
  const { open } = gaugesOf(session, conversion, counted, isBack);
  return throughGathers(course, fullOf(levels).abs(), open, new Map());
}

/** What is less than nothing stays so, for words to say. */
function through(course: Course, want: Big, gauge: Gauges['open'], spent: Spent): Big {
  return isPositive(want) ? throughGathers(course, want, gauge, spent) : want;
}

/** More than all that is full anywhere flows nowhere. */
function fullOf(levels: readonly Level[]): Big {
  return levels.reduce((sum, { full }) => plus(sum, full), zero);
}

/** What is taken is no longer there for the next who is offered something by the same command. */
export function spendIn({ levels, parting }: Room, taken: Big, spent: Spent): void {
  for (const { place } of levels)
    if (!parting.some(({ course }) => course.stops.includes(place))) spend(spent, place, taken);
  for (const { course, gauges } of parting)
    parted(course, taken, [gauges.live, gauges.open, gauges.most], spent);
}
