// Durations as ISO 8601 writes them, and instants reckoned by a company's calendar.
import { addDays, addMonths, instantOf, isDate, todayIn } from './date.ts';
import { wallClock } from './wall-clock.ts';

export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
}

const shape = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** `P3D`, `P1Y6M`, `PT2H30M` in whole numbers; null when it is none. */
export function parseDuration(text: string): Duration | null {
  const match = shape.exec(text);
  if (!match || text === 'P') return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return {
    months: years * 12 + months,
    days: weeks * 7 + days,
    ms: ((hours * 60 + minutes) * 60 + seconds) * 1000,
  };
}

export function isNoTime({ months, days, ms }: Duration): boolean {
  return months + days + ms === 0;
}

/**
 * The instant a duration later: days and months by the calendar of the time zone, at the same time of day, whatever the
 * clocks do between; hours, minutes and seconds as they pass.
 *
 * @param from  UTC ms
 * @returns     UTC ms; null beyond the year 9999
 */
export function addDuration(from: number, { months, days, ms }: Duration, timeZone: string): number | null {
  if (months === 0 && days === 0) return from + ms;
  const clock = from + offsetAt(from, timeZone);
  const moved = addMonths(instantOf(clock).slice(0, 10), months);
  const day = moved === null ? null : addDays(moved, days);
  if (day === null) return null;
  const wanted = Date.parse(`${day}T00:00:00Z`) + (clock - Math.floor(clock / dayMs) * dayMs);
  // The offset is that of the answer, which is not known yet; the second look is right unless the hour does not exist.
  const near = wanted - offsetAt(wanted, timeZone);
  return wanted - offsetAt(near, timeZone) + ms;
}

/** How far the clocks of a time zone are ahead of UTC at an instant, in ms. */
function offsetAt(instant: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(timeZone, instant);
  const whole = Math.floor(instant / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

const dayMs = 86_400_000;

/** The first instant of a day in a time zone, UTC ms; null when `date` is none. */
export function startOfDay(date: string, timeZone: string): number | null {
  if (!isDate(date)) return null;
  const noon = Date.parse(`${date}T12:00:00Z`);
  // The day begins within 36 hours before its noon in UTC; halving finds the millisecond, clock changes included.
  let before = noon - dayMs * 1.5;
  let within = noon + dayMs;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (todayIn(timeZone, middle) < date) before = middle;
    else within = middle;
  }
  return within;
}

/** A date (its first instant in the time zone) or an instant as text → canonical instant; null when it is neither. */
export function instantFrom(text: string, timeZone: string): string | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? startOfDay(text, timeZone) : Date.parse(text);
  return ms === null || Number.isNaN(ms) ? null : instantOf(ms);
}
