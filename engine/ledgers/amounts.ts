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
  for (const [measure, amount] of Object.entries(b)) sum[measure] = (sum[measure] ?? zero).plus(amount);
  return sum;
}

export function negated(amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([measure, amount]) => [measure, amount.neg()]));
}

export function minus(a: Amounts, b: Amounts): Amounts {
  return plus(a, negated(b));
}

export function isNothing(amounts: Amounts): boolean {
  return Object.values(amounts).every((amount) => amount.eq(zero));
}
