import { plus } from '../../ledgers/amounts.ts';
import { balanceKey } from '../../ledgers/ledger-key.ts';
import type { Session } from '../session.ts';
import type { DraftEntry } from '../working-set.ts';

/** Puts an entry into the decision; from now on every balance that is asked for has it. */
export function writeEntry({ work, ids }: Session, entry: Omit<DraftEntry, 'id'>): void {
  work.entries.push({ ...entry, id: ids.uuid() });
  const { ledger, key, amounts, date } = entry;
  const name = balanceKey(entry);
  const before = work.deltas.get(name);
  work.deltas.set(name, {
    ledger,
    key,
    amounts: before ? plus(before.amounts, amounts) : amounts,
    date: before && before.date > date ? before.date : date,
  });
}
