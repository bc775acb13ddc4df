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

const canonical = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

/** A decimal of the engine from text known to be a number, or from a safe integer. */
export function decimal(value: string | number | bigint): Big {
  return new Decimal(typeof value === 'string' ? value : String(value));
}

/**
 * Reads a decimal at the JSON edge.
 *
 * @param text  digits, optional minus, optional fraction
 * @returns     null for anything else: exponent, plus, leading zeros, a bare dot, spaces
 */
export function parseDecimal(text: string): Big | null {
  return canonical.test(text) ? new Decimal(text) : null;
}

/** Canonical text: no exponent, no plus, no trailing zeros; zero has no sign. */
export function formatDecimal(value: Big): string {
  return value.toFixed();
}

/** Text with exactly `scale` decimals, half-up; what rounds to zero has no sign. */
export function formatFixed(value: Big, scale: number): string {
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

export function isDecimal(value: unknown): value is Big {
  return value instanceof Big;
}
