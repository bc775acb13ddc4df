// What screens are told of ledgers before anything is tried. A caller without `facts.balances` is told nothing.
import type { FieldProblem } from '../../problems/problem.ts';
import { firstOverride } from '../overrides.ts';
import { keepWork } from '../records.ts';
import type { Session } from '../session.ts';
import type { ActionState } from '../types.ts';
import type { Work } from '../work.ts';
import { foreseeEvent, foreseePosting, isJudged } from './foresee.ts';

/** Events that a ledger would refuse are not allowed, with its reason. */
export function judgeActions(
  session: Session,
  work: Work,
  actions: readonly ActionState[],
): readonly ActionState[] {
  if (session.facts.balances === undefined || session.lacks.any || !isJudged(session, work, 'post'))
    return actions;
  return actions.map((action) => {
    if (action.kind !== 'event' || !action.allowed) return action;
    const problems = foreseeEvent(session, work, action.key);
    if (problems.length === 0) return action;
    const reasons = problems.map(({ message }) => message);
    const override = firstOverride(session, problems);
    return { ...action, allowed: false, primary: false, reasons, ...(override ? { override } : {}) };
  });
}

/** What a draft in a form would be told on saving: refusals and warnings alike, at their lines. */
export function foreseeForm(session: Session, work: Work): readonly FieldProblem[] {
  if (session.facts.balances === undefined || session.lacks.any) return [];
  if (work.phase !== 'draft' || !isJudged(session, work, 'edit')) return [];
  const { problems, warnings } = foreseePosting(session, keepWork(session, work));
  return [...problems, ...warnings];
}
