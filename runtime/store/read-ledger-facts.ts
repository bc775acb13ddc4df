import { balanceKey, sumKey } from '#engine';
import type { Facts, Id, Needs } from '#engine';
import { readBalances, readHolders } from './read-balances.ts';
import { readOwnEntries } from './read-entries.ts';
import { readSums } from './read-sums.ts';
import type { Connection } from './statement.ts';

type Grown<Key extends 'balances' | 'sums' | 'entries' | 'holders'> =
  NonNullable<Facts[Key]> extends ReadonlyMap<infer Name, infer Value> ? Map<Name, Value> : never;

/** Facts about ledgers that grow round by round. */
export interface LedgerFacts {
  readonly balances: Grown<'balances'>;
  readonly sums: Grown<'sums'>;
  readonly entries: Grown<'entries'>;
  readonly holders: Grown<'holders'>;
}

export function noLedgerFacts(): LedgerFacts {
  return { balances: new Map(), sums: new Map(), entries: new Map(), holders: new Map() };
}

/** Reads what a decision lacks of ledgers. Sent after the locks of the same round, so that what is locked stands still. */
export async function readLedgerFacts(
  connection: Connection,
  companyId: string,
  { balances = [], sums = [], entries = [], holders = [] }: Needs,
  facts: LedgerFacts,
  lock: boolean,
): Promise<void> {
  const [, rows, read, held] = await Promise.all([
    addOwnEntries(connection, companyId, entries, facts),
    Promise.all(sums.map((question) => readSums(connection, companyId, question))),
    balances.length > 0 ? readBalances(connection, companyId, balances, lock) : null,
    holders.length > 0 ? readHolders(connection, companyId, holders) : null,
  ]);
  for (const [index, question] of sums.entries()) facts.sums.set(sumKey(question), rows[index] ?? []);
  for (const [name, found] of read ?? []) facts.balances.set(name, found);
  for (const name of holders) facts.holders.set(balanceKey(name), held?.get(balanceKey(name)) ?? []);
}

/** Entries of records that are locked by now. */
export async function addOwnEntries(
  connection: Connection,
  companyId: string,
  records: readonly Id[],
  facts: LedgerFacts,
): Promise<void> {
  const lacking = records.filter((id) => !facts.entries.has(id));
  if (lacking.length === 0) return;
  for (const [id, found] of await readOwnEntries(connection, companyId, lacking))
    facts.entries.set(id, found);
}
