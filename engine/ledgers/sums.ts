// Balances by any dimensions, up to any day: the pure part, over entries at hand.
import type { LedgerEntry, LedgerKey, Measures } from '../model/ledger.ts';
import { startOf } from '../values/date.ts';
import { amountsOf, isNothing, measuresOf, plus, type Amounts } from './amounts.ts';
import { isWithin, keyText, ledgerKey } from './ledger-key.ts';

/** A question to a ledger: what do the entries within `where` add up to, for each combination of `by`? */
export interface SumQuestion {
  readonly ledger: string;
  readonly where: LedgerKey;
  /** Dimensions, or `day week month quarter year`: the period in which the entry lies, by its first day. */
  readonly by: readonly string[];
  /** First and last day, both included; null: open. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface SumRow {
  readonly key: LedgerKey;
  readonly measures: Measures;
}

/** Periods that entries may be gathered by, beside dimensions. */
export const buckets = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Bucket = (typeof buckets)[number];

export function isBucket(name: string): name is Bucket {
  return (buckets as readonly string[]).includes(name);
}

/** Equal questions have equal keys: key of `Facts.sums`. */
export function sumKey({ ledger, where, by, from, to }: SumQuestion): string {
  return JSON.stringify([ledger, ledgerKey(where), by, from, to]);
}

/** Whether balances alone answer it: they know no days. */
export function needsEntries({ by, from, to }: SumQuestion): boolean {
  return from !== null || to !== null || by.some(isBucket);
}

/** An entry, or a balance (which has no date), as far as adding up needs it. */
type Addend = Pick<LedgerEntry, 'ledger' | 'key' | 'measures'> & { readonly date: string | null };

export function answers({ ledger, where, from, to }: SumQuestion, entry: Addend): boolean {
  if (entry.ledger !== ledger || !isWithin(entry.key, where)) return false;
  const { date } = entry;
  return (from === null || (date !== null && date >= from)) && (to === null || (date !== null && date <= to));
}

/** The row that an entry falls into. */
export function rowKey(by: readonly string[], entry: Addend): LedgerKey {
  return ledgerKey(
    Object.fromEntries(
      by.map((name) => {
        const own = entry.key[name];
        if (own !== undefined || !isBucket(name) || entry.date === null) return [name, own ?? null];
        return [name, name === 'day' ? entry.date : startOf(entry.date, name)];
      }),
    ),
  );
}

/**
 * Adds entries up.
 *
 * @returns one row for each combination of `by` that does not come to nothing, in order of its key
 */
export function sumEntries(question: SumQuestion, entries: Iterable<Addend>): SumRow[] {
  const rows = new Map<string, { readonly key: LedgerKey; readonly amounts: Amounts }>();
  for (const entry of entries) {
    if (!answers(question, entry)) continue;
    const key = rowKey(question.by, entry);
    const text = keyText(key);
    rows.set(text, { key, amounts: plus(rows.get(text)?.amounts ?? {}, amountsOf(entry.measures)) });
  }
  return [...rows]
    .filter(([, { amounts }]) => !isNothing(amounts))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { key, amounts }]) => ({ key, measures: measuresOf(amounts) }));
}

/** Two answers to one question, added up. */
export function mergeRows(rows: readonly SumRow[], more: readonly SumRow[]): readonly SumRow[] {
  if (more.length === 0) return rows;
  const merged = new Map(
    rows.map(({ key, measures }) => [keyText(key), { key, amounts: amountsOf(measures) }]),
  );
  for (const { key, measures } of more) {
    const text = keyText(key);
    merged.set(text, { key, amounts: plus(merged.get(text)?.amounts ?? {}, amountsOf(measures)) });
  }
  return [...merged]
    .filter(([, { amounts }]) => !isNothing(amounts))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { key, amounts }]) => ({ key, measures: measuresOf(amounts) }));
}
