import type Big from 'big.js';
import type { LedgerKey } from '../model/ledger.ts';
import { formatDecimal, isDecimal, roundDecimal, zero } from '../values/decimal.ts';
import { amountsOf } from './amounts.ts';
import type { SumRow } from './sums.ts';

/** Which measures of a ledger hold the same value in two currencies. */
export interface Revaluation {
  /** Dimension that names the foreign currency. */
  readonly currency: string;
  /** Measure in that currency. */
  readonly foreign: string;
  /** The same in the company's currency, at the rates of the days on which it was booked. */
  readonly primary: string;
  /** Decimals of the company's currency. */
  readonly scale: number;
  /** Primary units for one of the currency, on the day; null: none was published. */
  readonly rate: (currency: string) => Big | null;
}

export interface RevaluedRow {
  readonly key: LedgerKey;
  /** What the foreign amount is worth on the day. */
  readonly worth: string;
  /** To be added to the primary measure: positive when it rose. */
  readonly difference: string;
}

/**
 * What balances in foreign currencies are worth at a day's rate. Pure: rows come from `balances(…)` on that day, what
 * is found is for a document to post.
 *
 * @returns rows that changed, and the currencies without a rate: nothing is said of those
 */
export function revalue(
  rows: readonly SumRow[],
  { currency, foreign, primary, scale, rate }: Revaluation,
): { readonly rows: readonly RevaluedRow[]; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const revalued = rows.flatMap(({ key, measures }): RevaluedRow[] => {
    const of = key[currency];
    if (of === undefined) return [];
    const amounts = amountsOf(measures);
    const now = rate(of);
    if (!isDecimal(now)) {
      missing.add(of);
      return [];
    }
    const worth = roundDecimal((amounts[foreign] ?? zero).times(now), scale);
    const difference = worth.minus(amounts[primary] ?? zero);
    if (difference.eq(zero)) return [];
    return [{ key, worth: formatDecimal(worth), difference: formatDecimal(difference) }];
  });
  return { rows: revalued, missing: [...missing].sort() };
}
