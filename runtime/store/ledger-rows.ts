// Entries and balances as rows.
import { keyText } from '#engine';
import type { Balance, Decision, LedgerEntry } from '#engine';

/** Rows of the two parts that a decision writes into ledgers. */
export function ledgerRows(
  { entries = [], balances = [] }: Decision,
  release: number,
): { readonly entries: readonly object[]; readonly balances: readonly object[] } {
  return {
    entries: entries.map((entry) => entryRow(entry, release)),
    balances: balances.map(balanceRow),
  };
}

function entryRow(entry: LedgerEntry, release: number): object {
  return {
    id: entry.id,
    ledger: entry.ledger,
    record_id: entry.record,
    posting: entry.posting,
    kind: entry.kind,
    line_id: entry.line,
    date: entry.date,
    key: keyText(entry.key),
    dimensions: entry.key,
    measures: entry.measures,
    reverses: entry.reverses,
    release,
  };
}

function balanceRow({ ledger, key, measures, version }: Balance): object {
  return { ledger, key: keyText(key), dimensions: key, measures, version };
}
