// What is taken of a line, parted among the lines that were gathered into it. @source conversions.md Q11, M9
import type Big from 'big.js';
import { compareDecimals, isPositive, isZero, minus, plus, zero } from '../values/decimal.ts';
import type { Course, Gather } from './courses.ts';

/** One way to measure what may flow: what is open, or what tolerance lets flow besides. */
export interface Gauge<Stop> {
  readonly room: (stop: Stop) => Big;
  /** By a branch; null: as much as there is room for. */
  readonly left: (gather: Gather<Stop>, branch: number) => Big | null;
}

/** What has gone somewhere, or by a branch, and is not yet counted there. */
export type Spent = Map<object, Big>;

export function spentAt(spent: Spent, at: object): Big {
  return spent.get(at) ?? zero;
}

export function spend(spent: Spent, at: object, value: Big): void {
  spent.set(at, plus(spentAt(spent, at), value));
}

/** How much of what is wanted gathered lines let through. What is spent is left as it is. */
export function throughGathers<Stop extends object>(
  { gathers }: Course<Stop>,
  want: Big,
  gauge: Gauge<Stop>,
  spent: Spent,
): Big {
  return gathers.reduce((most, gather) => fill(gather, most, gauge, new Map(spent)).reduce(plus, zero), want);
}

/** Each branch in order gets what may go by it, until what is wanted is used up; `spent` tells of it. */
function fill<Stop extends object>(
  gather: Gather<Stop>,
  want: Big,
  gauge: Gauge<Stop>,
  spent: Spent,
): readonly Big[] {
  let rest = want;
  return gather.branches.map(({ link, course }, index) => {
    const left = gauge.left(gather, index);
    const part = pour(course, left ? lesser(rest, minus(left, spentAt(spent, link))) : rest, gauge, spent);
    spend(spent, link, part);
    rest = minus(rest, part);
    return part;
  });
}

/** @returns how much of it flowed, and in `spent` where */
function pour<Stop extends object>(course: Course<Stop>, want: Big, gauge: Gauge<Stop>, spent: Spent): Big {
  let most = want;
  for (const stop of course.stops) most = lesser(most, minus(gauge.room(stop), spentAt(spent, stop)));
  if (!isPositive(most)) return zero;
  const { gathers } = course;
  // Where several conversions made a line, all of them have to let it through.
  if (gathers.length > 1) most = throughGathers(course, most, gauge, spent);
  for (const gather of gathers) most = fill(gather, most, gauge, spent).reduce(plus, zero);
  for (const stop of course.stops) spend(spent, stop, most);
  return most;
}

/**
 * Says of every counter how much of a taking counts there: all of it, and beyond a gathered line each line behind what the
 * first gauge lets, then what the next does, in order; the last takes what is left.
 */
export function parted<Stop extends object>(
  course: Course<Stop>,
  taken: Big,
  gauges: readonly Gauge<Stop>[],
  spent: Spent,
  shares: Map<Stop, Big> = new Map(),
): ReadonlyMap<Stop, Big> {
  for (const stop of course.stops) {
    shares.set(stop, plus(shares.get(stop) ?? zero, taken));
    spend(spent, stop, taken);
  }
  for (const gather of course.gathers) {
    const scratch: Spent = new Map(spent);
    let parts = gather.branches.map(() => zero);
    let rest = taken;
    for (const gauge of gauges) {
      if (isZero(rest)) break;
      const more = fill(gather, rest, gauge, scratch);
      parts = parts.map((part, index) => plus(part, more[index] ?? zero));
      rest = more.reduce(minus, rest);
    }
    gather.branches.forEach(({ link, course: onward }, index) => {
      const part = parts[index]!;
      const all = index === parts.length - 1 ? plus(part, rest) : part;
      if (isZero(all)) return;
      spend(spent, link, all);
      parted(onward, all, gauges, spent, shares);
    });
  }
  return shares;
}

function lesser(a: Big, b: Big): Big {
  return compareDecimals(b, a) < 0 ? b : a;
}
