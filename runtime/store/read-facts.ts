import { findKey, listKey } from '#engine';
import type { Facts, Find, Id, Lineage, Needs, Person, Stored } from '#engine';
import { readFinds } from './read-finds.ts';
import { addOwnEntries, noLedgerFacts, readLedgerFacts } from './read-ledger-facts.ts';
import type { LedgerFacts } from './read-ledger-facts.ts';
import { readLineages } from './read-lineages.ts';
import { readWithReferences, stillSo } from './read-records.ts';
import { readLists } from './read-lists.ts';
import { readPeople } from './read-people.ts';
import type { RecordMemory } from './record-memory.ts';
import type { Connection } from './statement.ts';
import { readChains } from './trees.ts';
import type { StorePlan } from './type-plan.ts';

/** Facts that grow round by round. */
export interface GrowingFacts extends Omit<Facts, keyof LedgerFacts>, LedgerFacts {
  readonly records: NotedRecords;
  readonly lineages: Map<Id, Lineage>;
  readonly finds: Map<string, Stored | null>;
  readonly lists: Map<string, readonly Stored[]>;
  people?: readonly Person[];
  readonly chains: Map<Id, readonly Id[]>;
  readonly heldChains: Map<Id, readonly Id[]>;
  /** How often what is linked to each lineage has changed. */
  readonly versions: Map<Id, number>;
  /** Records taken from memory unasked: whoever writes has to ask whether they still are so. */
  readonly vouched: Map<Id, Stored>;
}

/** Records by id, and which of them anybody has looked at. */
export class NotedRecords extends Map<Id, Stored | null> {
  readonly looked = new Set<Id>();

  override get(id: Id): Stored | null | undefined {
    this.looked.add(id);
    return super.get(id);
  }
}

export function noFacts(): GrowingFacts {
  return {
    records: new NotedRecords(),
    lineages: new Map(),
    finds: new Map(),
    lists: new Map(),
    chains: new Map(),
    heldChains: new Map(),
    versions: new Map(),
    vouched: new Map(),
    ...noLedgerFacts(),
  };
}

/** Over what, of which company and how facts are read. */
export interface Reader {
  readonly connection: Connection;
  readonly companyId: string;
  readonly plan: StorePlan;
  /** Locks lineages until the transaction ends. */
  readonly lock: boolean;
  /** null: over a connection that sees what is not committed yet. */
  readonly memory: RecordMemory | null;
  /** Takes what is remembered without asking whether it still is so. */
  readonly trusts?: boolean;
}

/**
 * Reads what a decision lacks, one statement a kind, all sent together.
 *
 * What the records refer to is read along: the next round would ask for it, and a round costs more than a row.
 *
 * @param guesses  searches that have not been asked for and probably will be
 */
export async function readFacts(
  reader: Reader,
  needs: Needs,
  facts: GrowingFacts,
  guesses: readonly Find[] = [],
): Promise<void> {
  const { connection, companyId, plan, lock, memory } = reader;
  const guessed = guesses.filter((find) => !facts.finds.has(findKey(find)));
  const searches = [...needs.finds, ...guessed];
  const sought = reader.trusts ? searches.filter((find) => !recallFound(memory, facts, find)) : searches;
  const lists = needs.lists ?? [];
  const remembered = reader.trusts ? (memory?.withReferences(needs.records) ?? []) : [];
  vouch(facts, remembered);
  const unread = needs.records.filter((id) => !facts.records.has(id));
  const { chains = [], heldChains = [] } = needs;
  const [lineages, records, finds, , listed, people, above, held] = await Promise.all([
    needs.lineages.length > 0
      ? readLineages(connection, companyId, needs.lineages, lock, memory?.around(needs.lineages))
      : null,
    unread.length > 0 ? readRemembering(reader, unread) : null,
    sought.length > 0 ? readFinds(connection, companyId, sought, plan, lock) : null,
    asksLedgers(needs) ? readLedgerFacts(connection, companyId, needs, facts, lock) : null,
    lists.length > 0 ? readLists(connection, companyId, lists, plan) : null,
    needs.people ? readPeople(connection, companyId) : null,
    chains.length > 0 ? readChains(connection, companyId, chains, plan, false) : null,
    heldChains.length > 0 ? readChains(connection, companyId, heldChains, plan, lock) : null,
  ]);
  if (people) facts.people = people;
  if (lineages) memory?.keep(lineages.around);
  if (finds) memory?.keep(finds.filter((record) => record !== null));
  for (const record of lineages?.around ?? [])
    if (!facts.records.has(record.id)) facts.records.set(record.id, record);
  for (const [id, record] of records ?? []) if (!facts.lineages.has(id)) facts.records.set(id, record);
  // Read under lock, so newer than what may have been read before it.
  for (const [id, record] of lineages?.records ?? []) facts.records.set(id, record);
  for (const [id, lineage] of lineages?.lineages ?? []) facts.lineages.set(id, lineage);
  for (const [id, version] of lineages?.versions ?? []) facts.versions.set(id, version);
  for (const [id, chain] of above ?? []) facts.chains.set(id, chain);
  for (const [id, chain] of held ?? []) facts.heldChains.set(id, chain);
  for (const id of needs.lineages)
    if (!facts.lineages.has(id)) facts.lineages.set(id, { up: [], down: [], counters: [] });
  for (const [index, find] of sought.entries()) facts.finds.set(findKey(find), finds?.[index] ?? null);
  for (const [index, need] of lists.entries()) facts.lists.set(listKey(need), listed?.[index] ?? []);
  // Ancestors may have been locked only now.
  if (needs.entries && lineages)
    await addOwnEntries(connection, companyId, [...lineages.records.keys()], facts);
}

/** Takes records from memory; what has been read stands. */
export function vouch(facts: GrowingFacts, records: readonly Stored[]): void {
  for (const record of records) {
    if (facts.records.has(record.id)) continue;
    facts.records.set(record.id, record);
    facts.vouched.set(record.id, record);
  }
}

/** @returns whether what the search finds is remembered; whoever writes has to ask whether it still is so */
function recallFound(memory: RecordMemory | null, facts: GrowingFacts, find: Find): boolean {
  const record = find.locked ? null : (memory?.found(find) ?? null);
  if (!record) return false;
  vouch(facts, [record]);
  // Perhaps it has been read meanwhile, in another version.
  if (facts.records.get(record.id) !== record) return false;
  facts.finds.set(findKey(find), record);
  return true;
}

/** Records and what they refer to; of what is remembered only the version is asked. */
async function readRemembering(
  { connection, companyId, memory }: Reader,
  ids: readonly Id[],
): Promise<Map<Id, Stored | null>> {
  const remembered = memory?.withReferences(ids) ?? [];
  const known = new Set(remembered.map(({ id }) => id));
  const [valid, read] = await Promise.all([
    stillSo(connection, companyId, remembered),
    readWithReferences(
      connection,
      companyId,
      ids.filter((id) => !known.has(id)),
    ),
  ]);
  const all = new Map<Id, Stored | null>(valid.map((record) => [record.id, record]));
  for (const [id, record] of read) all.set(id, record);
  const changed = ids.filter((id) => !all.has(id));
  for (const [id, record] of await readWithReferences(connection, companyId, changed)) all.set(id, record);
  // What was once is no longer what stands under that id.
  memory?.keep([...all].flatMap(([id, record]) => (record?.id === id ? [record] : [])));
  return all;
}

function asksLedgers({ balances, sums, entries, holders }: Needs): boolean {
  return (balances ?? sums ?? entries ?? holders) !== undefined;
}
