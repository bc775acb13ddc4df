// Durations as ISO 8601 writes them, and instants reckoned by a company's calendar.
import { addDays, addMonths, instantOf, todayIn } from './date.ts';

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
  const day = todayIn(timeZone, from);
  const start = startOfDay(day, timeZone);
  const moved = addMonths(day, months);
  const later = moved === null ? null : addDays(moved, days);
  const begun = later === null ? null : startOfDay(later, timeZone);
  return start === null || begun === null ? null : begun + (from - start) + ms;
}

const dayMs = 86_400_000;

/** The first instant of a day in a time zone, UTC ms; null when `date` is none. */
export function startOfDay(date: string, timeZone: string): number | null {
  const noon = Date.parse(`${date}T12:00:00Z`);
  if (Number.isNaN(noon)) return null;
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
