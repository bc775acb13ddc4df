import { findKey, listKey } from '#engine';
import type { Facts, Find, Id, Lineage, Needs, Stored } from '#engine';
import { readFinds } from './read-finds.ts';
import { addOwnEntries, noLedgerFacts, readLedgerFacts } from './read-ledger-facts.ts';
import type { LedgerFacts } from './read-ledger-facts.ts';
import { readLineages } from './read-lineages.ts';
import { readWithReferences } from './read-records.ts';
import { readLists } from './read-lists.ts';
import type { Connection } from './statement.ts';
import type { StorePlan } from './type-plan.ts';

/** Facts that grow round by round. */
export interface GrowingFacts extends Omit<Facts, keyof LedgerFacts>, LedgerFacts {
  readonly records: Map<Id, Stored | null>;
  readonly lineages: Map<Id, Lineage>;
  readonly finds: Map<string, Stored | null>;
  readonly lists: Map<string, readonly Stored[]>;
}

export function noFacts(): GrowingFacts {
  return { records: new Map(), lineages: new Map(), finds: new Map(), lists: new Map(), ...noLedgerFacts() };
}

/**
 * Reads what a decision lacks, one statement a kind, all sent together.
 *
 * What the records refer to is read along: the next round would ask for it, and a round costs more than a row.
 *
 * @param lock     locks lineages until the transaction ends
 * @param guesses  searches that have not been asked for and probably will be
 */
export async function readFacts(
  connection: Connection,
  companyId: string,
  plan: StorePlan,
  needs: Needs,
  facts: GrowingFacts,
  lock: boolean,
  guesses: readonly Find[] = [],
): Promise<void> {
  const guessed = guesses.filter((find) => !facts.finds.has(findKey(find)));
  const sought = [...needs.finds, ...guessed];
  const lists = needs.lists ?? [];
  const [lineages, records, finds, listed] = await Promise.all([
    needs.lineages.length > 0 ? readLineages(connection, companyId, needs.lineages, lock) : null,
    needs.records.length > 0 ? readWithReferences(connection, companyId, needs.records) : null,
    sought.length > 0 ? readFinds(connection, companyId, sought, plan) : null,
    asksLedgers(needs) ? readLedgerFacts(connection, companyId, needs, facts, lock) : null,
    lists.length > 0 ? readLists(connection, companyId, lists, plan) : null,
  ]);
  for (const record of lineages?.around ?? [])
    if (!facts.records.has(record.id)) facts.records.set(record.id, record);
  for (const [id, record] of records ?? []) if (!facts.lineages.has(id)) facts.records.set(id, record);
  // Read under lock, so newer than what may have been read before it.
  for (const [id, record] of lineages?.records ?? []) facts.records.set(id, record);
  for (const [id, lineage] of lineages?.lineages ?? []) facts.lineages.set(id, lineage);
  for (const id of needs.lineages)
    if (!facts.lineages.has(id)) facts.lineages.set(id, { up: [], down: [], counters: [] });
  for (const [index, find] of sought.entries()) facts.finds.set(findKey(find), finds?.[index] ?? null);
  for (const [index, need] of lists.entries()) facts.lists.set(listKey(need), listed?.[index] ?? []);
  // Ancestors may have been locked only now.
  if (needs.entries && lineages)
    await addOwnEntries(connection, companyId, [...lineages.records.keys()], facts);
}

function asksLedgers({ balances, sums, entries, holders }: Needs): boolean {
  return (balances ?? sums ?? entries ?? holders) !== undefined;
}
