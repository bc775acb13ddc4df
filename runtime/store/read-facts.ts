import { findKey } from '#engine';
import type { Facts, Find, Id, Lineage, Needs, Stored } from '#engine';
import { readFinds } from './read-finds.ts';
import { readLineages } from './read-lineages.ts';
import { readWithReferences } from './read-records.ts';
import type { Connection } from './statement.ts';
import type { StorePlan } from './type-plan.ts';

/** Facts that grow round by round. */
export interface GrowingFacts extends Facts {
  readonly records: Map<Id, Stored | null>;
  readonly lineages: Map<Id, Lineage>;
  readonly finds: Map<string, Stored | null>;
}

export function noFacts(): GrowingFacts {
  return { records: new Map(), lineages: new Map(), finds: new Map() };
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
  const [lineages, records, finds] = await Promise.all([
    needs.lineages.length > 0 ? readLineages(connection, companyId, needs.lineages, lock) : null,
    needs.records.length > 0 ? readWithReferences(connection, companyId, needs.records) : null,
    sought.length > 0 ? readFinds(connection, companyId, sought, plan) : null,
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
}
