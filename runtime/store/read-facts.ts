import { findKey } from '#engine';
import type { Facts, Id, Lineage, Needs, Stored } from '#engine';
import { readFinds } from './read-finds.ts';
import { readLineages } from './read-lineages.ts';
import { readRecords } from './read-records.ts';
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
 * @param lock  locks lineages until the transaction ends
 */
export async function readFacts(
  connection: Connection,
  companyId: string,
  plan: StorePlan,
  needs: Needs,
  facts: GrowingFacts,
  lock: boolean,
): Promise<void> {
  const [lineages, records, finds] = await Promise.all([
    needs.lineages.length > 0 ? readLineages(connection, companyId, needs.lineages, lock) : null,
    needs.records.length > 0 ? readRecords(connection, companyId, needs.records) : null,
    needs.finds.length > 0 ? readFinds(connection, companyId, needs.finds, plan) : null,
  ]);
  for (const [id, record] of records ?? []) facts.records.set(id, record);
  // Read under lock, so newer than what may have been read before it.
  for (const [id, record] of lineages?.records ?? []) facts.records.set(id, record);
  for (const [id, lineage] of lineages?.lineages ?? []) facts.lineages.set(id, lineage);
  for (const id of needs.lineages) if (!facts.lineages.has(id)) facts.lineages.set(id, { up: [], down: [], counters: [] });
  for (const [index, find] of needs.finds.entries()) facts.finds.set(findKey(find), finds?.[index] ?? null);
}
