import { MISSING, type Missing, type Value } from '../../expressions/scope.ts';
import { amountsOf, type Amounts } from '../../ledgers/amounts.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import type { Id } from '../../model/record.ts';
import type { Session } from '../session.ts';
import { figuresOf, keyValues } from './figures.ts';
import { ownEntries } from './own-entries.ts';

type Entry = Pick<LedgerEntry, 'line' | 'date' | 'key'> & { readonly amounts: Amounts };

/** Entries of a record in a ledger that the action `post` has booked and nothing has mirrored, this decision's too. */
export function readBooked(session: Session, record: Id, ledgerName: string): readonly Value[] | Missing {
  const ledger = session.model.ledgers.get(ledgerName);
  if (!ledger) {
    session.lacks.elsewhere();
    return MISSING;
  }
  const own = ownEntries(session, record);
  if (own === null) return MISSING;
  const written = session.work.entries;
  const mirrored = new Set(written.flatMap(({ reverses }) => reverses ?? []));
  const before = own.booked
    .filter((entry) => entry.ledger === ledgerName && !mirrored.has(entry.id))
    .map(({ measures, ...entry }): Entry => ({ ...entry, amounts: amountsOf(measures) }));
  const since: readonly Entry[] = written.filter(
    (entry) =>
      entry.record === record &&
      entry.ledger === ledgerName &&
      entry.kind === 'booked' &&
      !mirrored.has(entry.id),
  );
  return [...before, ...since].map(({ line, date, key, amounts }) => ({
    ...keyValues(ledger, key),
    ...figuresOf(session, ledger, key, amounts),
    line,
    date,
  }));
}
