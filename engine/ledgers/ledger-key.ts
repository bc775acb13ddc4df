import type { LedgerKey } from '../model/ledger.ts';

/** Dimensions in alphabetical order, without nulls: equal keys have equal text. */
export function ledgerKey(values: Readonly<Record<string, string | null>>): LedgerKey {
  const key: Record<string, string> = {};
  for (const dimension of Object.keys(values).sort()) {
    const value = values[dimension];
    if (value !== null && value !== undefined) key[dimension] = value;
  }
  return key;
}

const texts = new WeakMap<LedgerKey, string>();

/** The text that stands for a key, in storage and in locks. Keys are never changed, so each is written down once. */
export function keyText(key: LedgerKey): string {
  let text = texts.get(key);
  if (text === undefined) texts.set(key, (text = JSON.stringify(ledgerKey(key))));
  return text;
}

/** Key of a balance in `Facts.balances`. */
export function balanceKey({ ledger, key }: { readonly ledger: string; readonly key: LedgerKey }): string {
  return `${ledger} ${keyText(key)}`;
}

/** Does a key lie within what was asked for? */
export function isWithin(key: LedgerKey, where: LedgerKey): boolean {
  return Object.entries(where).every(([dimension, value]) => key[dimension] === value);
}
