// Dates of a recurrence rule, on pure dates: the part of RFC 5545 that business calendars use.
import { addDays, addMonths, daysBetween, isDate, startOf } from './date.ts';

type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

export interface Recurrence {
  readonly frequency: Frequency;
  readonly interval: number;
  /** 1 Monday … 7 Sunday; `nth` within the month (−1 the last), null: each. */
  readonly byDay: readonly { readonly day: number; readonly nth: number | null }[];
  /** 1 … 31, or −1 … −31 from the end. */
  readonly byMonthDay: readonly number[];
  readonly byMonth: readonly number[];
  readonly count: number | null;
  /** Last day, included. */
  readonly until: string | null;
}

const frequencies: readonly string[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const integer = /^[+-]?\d{1,4}$/;

/**
 * Reads an RRULE: FREQ (daily to yearly), INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL; WKST may only be MO.
 *
 * @returns null for anything else, and for parts that contradict the standard
 * @source RFC 5545 3.3.10
 */
export function parseRecurrence(text: string): Recurrence | null {
  const parts = new Map<string, string>();
  for (const part of text.replace(/^RRULE:/i, '').split(';')) {
    const [name = '', value = '', more] = part.split('=');
    if (more !== undefined || value === '' || parts.has(name.toUpperCase())) return null;
    parts.set(name.toUpperCase(), value.toUpperCase());
  }
  const known = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'COUNT', 'UNTIL', 'WKST'];
  if ([...parts.keys()].some((name) => !known.includes(name))) return null;
  const frequency = parts.get('FREQ') ?? '';
  const interval = positive(parts.get('INTERVAL') ?? '1');
  const byDay = listOf(parts.get('BYDAY'), dayOf);
  const byMonthDay = listOf(parts.get('BYMONTHDAY'), (one) => within(one, -31, 31));
  const byMonth = listOf(parts.get('BYMONTH'), (one) => within(one, 1, 12));
  const count = parts.has('COUNT') ? positive(parts.get('COUNT') ?? '') : 0;
  const until = parts.has('UNTIL') ? dateOf(parts.get('UNTIL') ?? '') : '';
  if (!frequencies.includes(frequency) || interval === null || !byDay || !byMonthDay || !byMonth) return null;
  if (count === null || until === null || (parts.has('COUNT') && parts.has('UNTIL'))) return null;
  if ((parts.get('WKST') ?? 'MO') !== 'MO') return null;
  // Which weekday of a month is said for months alone, and no day of a month for weeks.
  const isByMonths = frequency === 'MONTHLY' || (frequency === 'YEARLY' && byMonth.length > 0);
  if (byDay.some(({ nth }) => nth !== null) && !isByMonths) return null;
  if (frequency === 'WEEKLY' && byMonthDay.length > 0) return null;
  return {
    frequency: frequency as Frequency,
    interval,
    byDay,
    byMonthDay,
    byMonth,
    count: parts.has('COUNT') ? count : null,
    until: parts.has('UNTIL') ? until : null,
  };
}

function listOf<T>(text: string | undefined, read: (one: string) => T | null): readonly T[] | null {
  if (text === undefined) return [];
  const values = text.split(',').map(read);
  return values.includes(null) ? null : (values as T[]);
}

function positive(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

function within(text: string, least: number, most: number): number | null {
  const value = integer.test(text) ? Number(text) : 0;
  return value !== 0 && value >= least && value <= most ? value : null;
}

function dayOf(text: string): { day: number; nth: number | null } | null {
  const match = /^([+-]?\d)?([A-Z]{2})$/.exec(text);
  const day = weekdays.indexOf(match?.[2] ?? '') + 1;
  if (!match || day === 0) return null;
  if (match[1] === undefined) return { day, nth: null };
  const nth = within(match[1], -5, 5);
  return nth === null ? null : { day, nth };
}

function dateOf(text: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T\d{6}Z?)?$/.exec(text);
  const date = match ? `${match[1]}-${match[2]}-${match[3]}` : '';
  return isDate(date) ? date : null;
}

/** Periods looked at without a date in them before the rule is taken to have none: 29 February comes every eight years. */
const emptyMost = 3_700;

/**
 * Dates of a rule from `start` on, in order. `start` is one of them only when the rule gives it.
 *
 * @param spend  called for each period that is looked at, so that a budget may end it
 */
export function* occurrencesOf(rule: Recurrence, start: string, spend: () => void): Iterable<string> {
  let period: string | null = periodOf(rule, start);
  let given = 0;
  for (let empty = 0; period !== null && empty < emptyMost; empty++) {
    spend();
    for (const date of datesIn(rule, period, start)) {
      if (date < start) continue;
      if (rule.until !== null && date > rule.until) return;
      empty = 0;
      yield date;
      if (rule.count !== null && ++given >= rule.count) return;
    }
    if (rule.until !== null && period > rule.until) return;
    period = next(rule, period);
  }
}

function periodOf({ frequency }: Recurrence, date: string): string | null {
  if (frequency === 'DAILY') return date;
  return startOf(date, frequency === 'WEEKLY' ? 'week' : frequency === 'MONTHLY' ? 'month' : 'year');
}

function next({ frequency, interval }: Recurrence, period: string): string | null {
  if (frequency === 'DAILY') return addDays(period, interval);
  if (frequency === 'WEEKLY') return addDays(period, 7 * interval);
  return addMonths(period, frequency === 'MONTHLY' ? interval : 12 * interval);
}

const monthOf = (date: string): number => Number(date.slice(5, 7));
const dayOfMonth = (date: string): number => Number(date.slice(8));

/** 1 Monday … 7 Sunday. 0001-01-01 was a Monday. */
function weekday(date: string): number {
  return ((daysBetween('0001-01-01', date) ?? 0) % 7) + 1;
}

function datesIn(rule: Recurrence, period: string, start: string): readonly string[] {
  const { frequency, byMonth } = rule;
  switch (frequency) {
    case 'DAILY':
      return fits(rule, period) ? [period] : [];
    case 'WEEKLY': {
      const days = rule.byDay.length > 0 ? rule.byDay.map(({ day }) => day) : [weekday(start)];
      return span(period, 7).filter((date) => days.includes(weekday(date)) && inMonths(rule, date));
    }
    case 'MONTHLY':
      return inMonths(rule, period) ? datesOfMonth(rule, period, start) : [];
    case 'YEARLY': {
      const narrowed = byMonth.length > 0 || rule.byDay.length > 0 || rule.byMonthDay.length > 0;
      const named = byMonth.length > 0 || !narrowed ? byMonth : Array.from({ length: 12 }, (_, i) => i + 1);
      const months = narrowed ? [...new Set(named)].sort((a, b) => a - b) : [monthOf(start)];
      return months.flatMap((month) => {
        const first = addMonths(period, month - 1);
        return first === null ? [] : datesOfMonth(rule, first, start);
      });
    }
  }
}

function inMonths({ byMonth }: Recurrence, date: string): boolean {
  return byMonth.length === 0 || byMonth.includes(monthOf(date));
}

/** Whether a single day is one of the rule's days, months and days of the month. */
function fits(rule: Recurrence, date: string): boolean {
  const { byDay, byMonthDay } = rule;
  if (!inMonths(rule, date)) return false;
  if (byDay.length > 0 && !byDay.some(({ day }) => day === weekday(date))) return false;
  return byMonthDay.length === 0 || byMonthDay.some((day) => isMonthDay(date, day));
}

function lengthOfMonth(date: string): number {
  const first = startOf(date, 'month') ?? date;
  const after = addMonths(first, 1);
  return after === null ? 31 : (daysBetween(first, after) ?? 31);
}

function isMonthDay(date: string, day: number): boolean {
  return dayOfMonth(date) === (day > 0 ? day : lengthOfMonth(date) + 1 + day);
}

function span(first: string, length: number): readonly string[] {
  return Array.from({ length }, (_, i) => addDays(first, i)).filter((date) => date !== null);
}

/** A month without the day of `start` has no date: the 31st is passed over, as the standard says. */
function datesOfMonth({ byDay, byMonthDay }: Recurrence, first: string, start: string): readonly string[] {
  const length = lengthOfMonth(first);
  const days = byDay.length === 0 && byMonthDay.length === 0 ? [dayOfMonth(start)] : byMonthDay;
  return span(first, length).filter((date) => {
    if (days.length > 0 && !days.some((day) => isMonthDay(date, day))) return false;
    if (byDay.length === 0) return true;
    return byDay.some(({ day, nth }) => {
      if (day !== weekday(date)) return false;
      const at = dayOfMonth(date);
      return nth === null || nth === (nth > 0 ? Math.ceil(at / 7) : -Math.ceil((length + 1 - at) / 7));
    });
  });
}
