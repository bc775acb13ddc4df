// Numbers and days inside sentences, in the manner of the language. Values elsewhere stay canonical.
const canonical = /^-?\d+(?:\.\d+)?$/;
const day = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Europe's English, as on the screens: the day before the month. */
const locales: Readonly<Record<string, string>> = { en: 'en-GB', ro: 'ro-RO', pl: 'pl-PL' };
const formats = new Map<string, Intl.NumberFormat>();

/** `1234.5` → `1,234.5`, `1.234,5`, `1 234,5` with all of its digits; what is no canonical number stays as it is. */
export function spokenNumber(value: string, language: string): string {
  if (!canonical.test(value)) return value;
  const digits = value.split('.')[1]?.length ?? 0;
  const name = `${language} ${digits}`;
  let format = formats.get(name);
  if (!format) {
    // Four digits are not grouped: a year is a number too.
    format = new Intl.NumberFormat(localeOf(language), {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: digits > 0 ? 'always' : 'min2',
    });
    formats.set(name, format);
  }
  return format.format(value as Intl.StringNumericLiteral);
}

/** `2026-11-21` → `21/11/2026`, `21.11.2026`; what is no day stays as it is. */
export function spokenDay(value: string, language: string): string {
  const [, year, month, date] = day.exec(value) ?? [];
  if (year === undefined) return value;
  return [date, month, year].join(localeOf(language) === 'en-GB' ? '/' : '.');
}

function localeOf(language: string): string {
  return locales[language.slice(0, 2)] ?? 'en-GB';
}

/** A name before the rest of its sentence: of two full stops that would meet (`S.R.L.` at the end), one stays. */
export function oneFullStop(name: string, rest: string): string {
  return name.endsWith('.') && rest.startsWith('.') ? name.slice(0, -1) : name;
}
