import type { Id } from '../../model/record.ts';
import type { FieldProblem } from '../../problems/problem.ts';
import { refuseProblems } from '../overrides.ts';
import type { Session } from '../session.ts';
import { unbalanced } from './check-balanced.ts';
import { foreseePosting } from './foresee.ts';
import { changedBalances, judgeBalances } from './judge-balances.ts';
import { storedBalance } from './read-balance.ts';
import { settleStanding } from './settle-standing.ts';

/**
 * The end of a decision as far as ledgers go: standing postings follow what was changed, then constraints are judged,
 * once. A pack without ledgers pays nothing.
 *
 * @param record  the one that the command is about
 * @throws Refused ledger-refused, with every reason
 */
export function settleLedgers(session: Session, record: Id): void {
  if (session.model.ledgers.size === 0) return;
  settleStanding(session);
  if (session.lacks.any) return;
  // New values are absolute, so every balance that changes has to be known, and is locked.
  for (const delta of changedBalances(session)) storedBalance(session, delta);
  if (session.lacks.any) return;
  const { problems, warnings } = judgeBalances(session, 'post', record);
  const fixed: FieldProblem[] = unbalanced(session);
  session.work.warnings.push(...warnings);
  for (const work of [...session.work.works.values()]) {
    if (work.phase !== 'draft' || work.before?.data === work.data) continue;
    const foreseen = foreseePosting(session, work);
    fixed.push(...foreseen.problems);
    session.work.warnings.push(...foreseen.warnings);
  }
  const all = [...fixed, ...problems];
  const [first] = all;
  if (!first) return;
  refuseProblems(session, 'ledger-refused', { reason: first.message }, all);
}
