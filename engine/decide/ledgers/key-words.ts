// What people call a balance, and who holds it.
import { balanceKey } from '../../ledgers/ledger-key.ts';
import type { Ledger, LedgerKey } from '../../model/ledger.ts';
import { valuesTitle } from '../reader-title.ts';
import { namesOf, valuesOf } from '../records.ts';
import type { Session } from '../session.ts';
import type { BalanceName } from '../types.ts';

/** More than these would not be read. */
const titlesMax = 5;

/** Titles of what a balance is kept by; a record that is not known yet is noted. */
export function keyWords(session: Session, ledger: Ledger, key: LedgerKey): string {
  const dimensions = [...ledger.dimensions.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const words = dimensions.flatMap(({ key: dimension, refs }) => {
    const value = key[dimension];
    if (value === undefined) return [];
    if (refs === null) return [value];
    const values = valuesOf(session, value);
    if (values === undefined) session.lacks.record(value);
    return [values ? valuesTitle(session, values) : value];
  });
  return words.join(', ');
}

/** Documents whose standing postings hold a balance, but those of this decision; '' when there are none. */
export function holderTitles(session: Session, name: BalanceName): string {
  const text = balanceKey(name);
  const holders = session.facts.holders?.get(text);
  if (!holders) {
    session.lacks.holders(name);
    return '';
  }
  const own = new Set(
    session.work.entries.filter((entry) => balanceKey(entry) === text).map(({ record }) => record),
  );
  const others = holders.filter(({ id }) => !own.has(id));
  for (const end of others) if (!session.work.ends.has(end.id)) session.work.ends.set(end.id, end);
  return namesOf(
    session,
    others.slice(0, titlesMax).map(({ id }) => id),
  );
}
