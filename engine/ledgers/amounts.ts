// Measures while they are added up: decimals by measure; what is absent is zero.
import type Big from 'big.js';
import type { Measures } from '../model/ledger.ts';
import { decimal, formatDecimal, zero } from '../values/decimal.ts';

export type Amounts = Readonly<Record<string, Big>>;

export const noAmounts: Amounts = {};

export function amountsOf(measures: Measures): Amounts {
  return Object.fromEntries(Object.entries(measures).map(([measure, text]) => [measure, decimal(text)]));
}

/** Canonical text by measure, in alphabetical order, without zeros. */
export function measuresOf(amounts: Amounts): Measures {
  const measures: Record<string, string> = {};
  for (const measure of Object.keys(amounts).sort()) {
    const amount = amounts[measure];
    if (amount && !amount.eq(zero)) measures[measure] = formatDecimal(amount);
  }
  return measures;
}

export function plus(a: Amounts, b: Amounts): Amounts {
  const sum: Record<string, Big> = { ...a };
  for (const measure in b) {
    const amount = b[measure] ?? zero;
    const known = sum[measure];
    sum[measure] = known ? known.plus(amount) : amount;
  }
  return sum;
}

export function negated(amounts: Amounts): Amounts {
  return minus(noAmounts, amounts);
}

export function minus(a: Amounts, b: Amounts): Amounts {
  const rest: Record<string, Big> = { ...a };
  for (const measure in b) {
    const amount = b[measure] ?? zero;
    const known = rest[measure];
    rest[measure] = known ? known.minus(amount) : amount.neg();
  }
  return rest;
}

export function isNothing(amounts: Amounts): boolean {
  for (const measure in amounts) if (amounts[measure]?.c[0] !== 0) return false;
  return true;
}
