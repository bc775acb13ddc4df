// Pure date arithmetic on `YYYY-MM-DD`. Days are counted from 1970-01-01 in the proleptic Gregorian calendar.
import { wallClock } from './wall-clock.ts';

export type Period = 'week' | 'month' | 'quarter' | 'year';
export const periods: readonly Period[] = ['week', 'month', 'quarter', 'year'];

interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const dayMs = 86_400_000;
const shape = /^(\d{4})-(\d{2})-(\d{2})$/;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function parse(date: string): Civil | null {
  const match = shape.exec(date);
  if (!match) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return { year, month, day };
}

function print(year: number, month: number, day: number): string | null {
  if (year < 1 || year > 9999) return null;
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function toDays({ year, month, day }: Civil): number {
  const date = new Date(0);
  // setUTCFullYear, because Date.UTC takes the years 0–99 for 1900–1999.
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / dayMs);
}

function fromDays(days: number): string | null {
  const date = new Date(days * dayMs);
  return Number.isNaN(date.getTime())
    ? null
    : print(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** True for a day that exists, written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return parse(text) !== null;
}

/** The day `count` days later; null when `date` is none or the result leaves the years 1–9999. */
export function addDays(date: string, count: number): string | null {
  const from = parse(date);
  return from && fromDays(toDays(from) + count);
}

/** The same day `count` months later, or the last of that month: 31 January plus one month is 28 or 29 February. */
export function addMonths(date: string, count: number): string | null {
  const from = parse(date);
  if (!from) return null;
  const months = from.year * 12 + from.month - 1 + count;
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  return print(year, month, Math.min(from.day, daysInMonth(year, month)));
}

/** Days from `start` to `end`: 0 for the same day, negative when `end` is earlier. */
export function daysBetween(start: string, end: string): number | null {
  const a = parse(start);
  const b = parse(end);
  return a && b && toDays(b) - toDays(a);
}

/** First day of the period that holds `date`; weeks start on Monday. */
export function startOf(date: string, period: Period): string | null {
  const from = parse(date);
  if (!from) return null;
  if (period === 'week') {
    const days = toDays(from);
    // 1970-01-01 was a Thursday, three days after its Monday.
    return fromDays(days - ((((days + 3) % 7) + 7) % 7));
  }
  const month =
    period === 'year' ? 1 : period === 'quarter' ? from.month - ((from.month - 1) % 3) : from.month;
  return print(from.year, month, 1);
}

/** Last day of the period that holds `date`. */
export function endOf(date: string, period: Period): string | null {
  const start = startOf(date, period);
  if (start === null) return null;
  if (period === 'week') return addDays(start, 6);
  const next = addMonths(start, period === 'year' ? 12 : period === 'quarter' ? 3 : 1);
  return next === null ? `${start.slice(0, 4)}-12-31` : addDays(next, -1);
}

/** The last second asked about in each zone: a busy server asks many times within one, and no zone is finer. */
const lastDays = new Map<string, { readonly second: number; readonly day: string }>();

/**
 * The day that an instant falls on in a time zone.
 *
 * @param timeZone  IANA name
 * @param now       UTC ms
 * @throws RangeError when the time zone is unknown
 */
export function todayIn(timeZone: string, now: number): string {
  const second = Math.floor(now / 1000);
  const last = lastDays.get(timeZone);
  if (last?.second === second) return last.day;
  const day = dayIn(timeZone, now);
  lastDays.set(timeZone, { second, day });
  return day;
}

function dayIn(timeZone: string, now: number): string {
  const { year, month, day } = wallClock(timeZone, now);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** RFC 3339 UTC with milliseconds, as instants are stored. */
export function instantOf(now: number): string {
  return new Date(now).toISOString();
}
