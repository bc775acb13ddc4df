import { amountsOf, measuresOf, noAmounts, plus } from '../../ledgers/amounts.ts';
import { MISSING } from '../../expressions/scope.ts';
import type { Balance } from '../../model/ledger.ts';
import type { Session } from '../session.ts';
import type { Decision } from '../types.ts';
import { changedBalances } from './judge-balances.ts';
import { storedBalance } from './read-balance.ts';

/** Entries and new balances as data; nothing at all when nothing was written into ledgers. */
export function assembleLedgers(session: Session): Pick<Decision, 'entries' | 'balances'> {
  if (session.work.entries.length === 0) return {};
  const entries = session.work.entries.map(({ amounts, ...entry }) => ({
    ...entry,
    measures: measuresOf(amounts),
  }));
  const balances = changedBalances(session).map((delta): Balance => {
    const stored = storedBalance(session, delta);
    const before = stored === MISSING ? null : stored;
    const { ledger, key } = delta;
    const measures = measuresOf(plus(before ? amountsOf(before.measures) : noAmounts, delta.amounts));
    return { ledger, key, measures, version: (before?.version ?? 0) + 1 };
  });
  return { entries, balances };
}
