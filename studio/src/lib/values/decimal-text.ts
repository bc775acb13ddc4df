// Decimals as people write and read them. Text in, text out: a binary float never touches an amount.

/** Canonical decimal: no exponent, no plus, no leading zeros, no trailing zeros after the point. */
const CANONICAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;

interface Signs {
  readonly group: string;
  readonly decimal: string;
}

const signsByTag = new Map<string, Signs>();
const formats = new Map<string, Intl.NumberFormat>();

/**
 * Reads what a person typed or pasted: `1.234,50` in Romanian, `1 234,50` in Polish, `1,234.50` in English,
 * and a foreign decimal sign wherever it cannot mean grouping (`12,5` in English, `12.3457` in Romanian).
 *
 * @param tag  BCP 47 tag of the language shown
 * @returns    canonical text, '' for nothing, null when it is no number
 */
export function parseDecimal(text: string, tag: string): string | null {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/−/g, '-');
  if (bare === '') return '';
  const sign = /^[+-]/.test(bare) ? bare[0] : '';
  const body = sign === '' ? bare : bare.slice(1);
  if (!/^[\d.,]+$/.test(body) || !/\d/.test(body)) return null;
  const plain = withPoint(body, signsOf(tag));
  if (plain === null) return null;
  return canonical((sign === '-' ? '-' : '') + plain);
}

/**
 * Writes a canonical decimal in the manner of the language, always grouped.
 *
 * @param least  digits after the point at least
 * @param most   digits after the point at most; null keeps all there are
 */
export function formatDecimal(value: string, tag: string, least = 0, most: number | null = null): string {
  if (!CANONICAL.test(value)) return value;
  const digits = value.split('.')[1]?.length ?? 0;
  const upper = Math.max(least, most ?? digits);
  const name = `${tag} ${least} ${upper}`;
  let format = formats.get(name);
  if (!format) {
    format = new Intl.NumberFormat(tag, {
      minimumFractionDigits: least,
      maximumFractionDigits: upper,
      useGrouping: 'always',
    });
    formats.set(name, format);
  }
  // A decimal string is formatted exactly; TypeScript wants to hear that it is one.
  return format.format(value as Intl.StringNumericLiteral);
}

/** The text to put into an input when editing starts: own decimal sign, no grouping. */
export function editDecimal(value: string, tag: string): string {
  return value.replace('.', signsOf(tag).decimal);
}

function signsOf(tag: string): Signs {
  let signs = signsByTag.get(tag);
  if (!signs) {
    const parts = new Intl.NumberFormat(tag, { useGrouping: 'always' }).formatToParts(1234567.5);
    signs = {
      group: parts.find((part) => part.type === 'group')?.value ?? '',
      decimal: parts.find((part) => part.type === 'decimal')?.value ?? '.',
    };
    signsByTag.set(tag, signs);
  }
  return signs;
}

/** Digits with one point, or null. */
function withPoint(body: string, signs: Signs): string | null {
  const points = count(body, '.');
  const commas = count(body, ',');
  if (points + commas === 0) return body;
  if (points > 0 && commas > 0) {
    const last = body.lastIndexOf('.') > body.lastIndexOf(',') ? '.' : ',';
    const other = last === '.' ? ',' : '.';
    return count(body, last) === 1 ? body.replaceAll(other, '').replace(last, '.') : null;
  }
  const mark = points > 0 ? '.' : ',';
  const grouped = new RegExp(`^[1-9]\\d{0,2}(\\${mark}\\d{3})+$`).test(body);
  if (points + commas > 1) return grouped ? body.replaceAll(mark, '') : null;
  if (mark !== signs.decimal && grouped && mark === signs.group) return body.replace(mark, '');
  return body.replace(mark, '.');
}

function canonical(text: string): string {
  const negative = text.startsWith('-');
  const [whole = '', part = ''] = text.replace('-', '').split('.');
  const head = whole.replace(/^0+(?=\d)/, '') || '0';
  const tail = part.replace(/0+$/, '');
  const digits = tail === '' ? head : `${head}.${tail}`;
  return negative && digits !== '0' ? `-${digits}` : digits;
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}
