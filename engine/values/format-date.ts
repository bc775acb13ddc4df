import { daysBetween } from './date.ts';
import { formatsOf } from './language-formats.ts';

const tokens = /'((?:[^']|'')*)'|yyyy|yy|MMMM|MMM|MM|M|dd|d|EEEE|EEE|HH|H|mm|ss/g;
/** A Monday: days of the week are counted from it. */
const MONDAY = '2024-01-01';

/**
 * Writes a date or an instant by a pattern of `yyyy yy MMMM MMM MM M dd d EEEE EEE HH H mm ss`; names of months and days
 * are those of the language, what stands in quotes stays (`d 'de' MMMM`), and so do other signs. Instants are in UTC.
 *
 * @returns null when `value` is neither
 */
export function formatDate(value: string, pattern: string, language: string): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2}))?/.exec(value);
  if (!match) return null;
  const [date, yyyy = '', MM = '', dd = '', HH = '00', mm = '00', ss = '00'] = match;
  const { months, shortMonths, days, shortDays } = formatsOf(language);
  const month = Number(MM) - 1;
  const weekday = (((daysBetween(MONDAY, date.slice(0, 10)) ?? 0) % 7) + 7) % 7;
  const parts: Readonly<Record<string, string | undefined>> = {
    yyyy,
    yy: yyyy.slice(2),
    MMMM: months[month],
    MMM: shortMonths[month],
    MM,
    M: String(month + 1),
    dd,
    d: String(Number(dd)),
    EEEE: days[weekday],
    EEE: shortDays[weekday],
    HH,
    H: String(Number(HH)),
    mm,
    ss,
  };
  return pattern.replace(tokens, (token, quoted: string | undefined) =>
    quoted === undefined ? (parts[token] ?? token) : quoted === '' ? "'" : quoted.replaceAll("''", "'"),
  );
}
