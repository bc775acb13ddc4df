// Exact decimals: big.js with the engine's own settings. Nothing else in the engine sets precision or mode.
import Big from 'big.js';

/** The engine's constructor: division gives 20 decimal places, half-even; other settings never matter. */
const Decimal = Big();
Decimal.DP = 20;
Decimal.RM = 2;

export const zero: Big = new Decimal('0');
export const one: Big = new Decimal('1');

/** How surplus digits go. `half-up` is away from zero, so that a correction mirrors its original to the cent. */
export const roundingModes = { down: 0, 'half-up': 1, 'half-even': 2, up: 3 } as const;
export type RoundingMode = keyof typeof roundingModes;

/** Versions and revisions are small, and every record has them. */
const SMALL = 1000;
const small: Big[] = [];

/** A decimal of the engine from text known to be a number, or from a safe integer. */
export function decimal(value: string | number | bigint): Big {
  if (typeof value === 'number' && value >= 0 && value < SMALL)
    return (small[value] ??= new Decimal(String(value)));
  const text = typeof value === 'string' ? value : String(value);
  return parseDecimal(text) ?? new Decimal(text);
}

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/**
 * Reads a decimal at the JSON edge. Every stored amount of every line comes through here, so the text is looked at once,
 * character by character, and not by the library's own reader, which takes several passes.
 *
 * @param text  digits, optional minus, optional fraction
 * @returns     null for anything else: exponent, plus, leading zeros, a bare dot, spaces
 */
export function parseDecimal(text: string): Big | null {
  const { length } = text;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const digits: number[] = [];
  let point = length;
  // Of the digits that count: those between the zeros at both ends.
  let exponent = 0;
  let kept = 0;
  for (let i = start; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === POINT && point === length && i > start && i < length - 1) {
      point = i;
      continue;
    }
    const digit = code - ZERO;
    if (!(digit >= 0 && digit <= 9)) return null;
    if (digits.length === 0) {
      if (digit === 0) {
        // A zero before the point stands alone.
        if (i === start && length > start + 1 && text.charCodeAt(start + 1) !== POINT) return null;
        continue;
      }
      exponent = i;
    }
    digits.push(digit);
    if (digit !== 0) kept = digits.length;
  }
  if (length === start) return null;
  const value = new Decimal(zero);
  value.s = start === 1 ? -1 : 1;
  if (kept > 0) {
    digits.length = kept;
    value.c = digits;
    value.e = exponent < point ? point - exponent - 1 : point - exponent;
  }
  return value;
}

/** So many digits are a safe integer. */
const DIGITS_SAFE = 15;

/** Canonical text: no exponent, no plus, no trailing zeros; zero has no sign. */
export function formatDecimal(value: Big): string {
  const { c, e, s } = value;
  const { length } = c;
  if (length > DIGITS_SAFE || e > DIGITS_SAFE || e < -DIGITS_SAFE) return value.toFixed();
  let whole = 0;
  for (let i = 0; i < length; i++) whole = whole * 10 + (c[i] as number);
  if (whole === 0) return '0';
  const sign = s < 0 ? '-' : '';
  const digits = String(whole);
  if (e < 0) return `${sign}0.${'0'.repeat(-e - 1)}${digits}`;
  if (e >= length - 1) return sign + digits + '0'.repeat(e - length + 1);
  return `${sign}${digits.slice(0, e + 1)}.${digits.slice(e + 1)}`;
}

/** Text with exactly `scale` decimals, half-up; what rounds to zero has no sign. */
export function formatFixed(value: Big, scale: number): string {
  const decimals = value.c.length - 1 - value.e;
  if (decimals <= scale) {
    const text = formatDecimal(value);
    if (decimals > 0) return text + '0'.repeat(scale - decimals);
    return scale > 0 ? `${text}.${'0'.repeat(scale)}` : text;
  }
  const text = value.toFixed(scale, 1);
  // big.js keeps the minus of −0.001 as "-0.00".
  return value.s < 0 && /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** Rounds to `scale` decimals; a negative scale rounds to tens, hundreds … */
export function roundDecimal(value: Big, scale: number, mode: RoundingMode = 'half-up'): Big {
  // What has no surplus digits is returned as it is: most amounts are rounded already.
  if (value.c.length - 1 - value.e <= scale) return value;
  return value.round(scale, roundingModes[mode]);
}

/** Quotient with 20 decimal places, half-even; null when the divisor is zero. */
export function divide(dividend: Big, divisor: Big): Big | null {
  const { c, e, s } = divisor;
  if (c[0] === 0) return null;
  if (c.length === 1 && c[0] === 1 && dividend.c[0] !== 0) {
    // By ten, a hundred, …: only the point moves. Percentages make this most of all divisions.
    const quotient = new Decimal(dividend);
    quotient.e -= e;
    quotient.s = dividend.s * s;
    return roundDecimal(quotient, Decimal.DP, 'half-even');
  }
  return (dividend.constructor === Decimal ? dividend : new Decimal(dividend)).div(divisor);
}

/** Remainder with the sign of the dividend; null when the divisor is zero. */
export function remainder(dividend: Big, divisor: Big): Big | null {
  return divisor.c[0] === 0 ? null : dividend.mod(divisor);
}

/** Number of decimals that are not trailing zeros. */
export function scaleOf(value: Big): number {
  return Math.max(0, value.c.length - 1 - value.e);
}

/** The value as an integer within ±`limit`, or null when it has a fraction or is larger. */
export function toInteger(value: Big, limit: number = Number.MAX_SAFE_INTEGER): number | null {
  if (value.e > 15 || scaleOf(value) > 0) return null;
  const number = Number(value.toFixed());
  return Math.abs(number) <= limit ? number : null;
}

export function isZero(value: Big): boolean {
  return value.c[0] === 0;
}

export function isPositive(value: Big): boolean {
  return value.s > 0 && value.c[0] !== 0;
}

export function isNegative(value: Big): boolean {
  return value.s < 0 && value.c[0] !== 0;
}

/** Sum; what is added to nothing is returned as it is, for most tallies are nothing. */
export function plus(a: Big, b: Big): Big {
  return isZero(b) ? a : isZero(a) ? b : a.plus(b);
}

/** Difference; what nothing is taken from is returned as it is, and all taken from itself leaves nothing. */
export function minus(a: Big, b: Big): Big {
  return a === b ? zero : isZero(b) ? a : a.minus(b);
}

/** Below 0, 0 or above it as `a` is less than `b`, the same, or more; the library would copy one of them first. */
export function compareDecimals(a: Big, b: Big): number {
  const signA = isZero(a) ? 0 : a.s;
  const signB = isZero(b) ? 0 : b.s;
  if (signA !== signB) return signA - signB;
  if (signA === 0) return 0;
  if (a.e !== b.e) return a.e > b.e ? signA : -signA;
  const length = Math.min(a.c.length, b.c.length);
  for (let i = 0; i < length; i++) {
    const difference = (a.c[i] as number) - (b.c[i] as number);
    if (difference !== 0) return difference * signA;
  }
  return a.c.length === b.c.length ? 0 : (a.c.length - b.c.length) * signA;
}

export function isDecimal(value: unknown): value is Big {
  return value instanceof Big;
}
