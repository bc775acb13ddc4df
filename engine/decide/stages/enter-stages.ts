// What begins anew when a state is entered.
import type { Approval } from '../../model/approval.ts';
import type { Id } from '../../model/record.ts';
import { nameOf, requireWork } from '../records.ts';
import { refuse } from '../refused.ts';
import type { Session } from '../session.ts';
import { isAgreed, stepStates } from './approval-steps.ts';
import { stepTitle } from './approval-turn.ts';
import { memoryOf, remember, rememberAsked } from './memory.ts';

/**
 * Begins the approvals of the states that were entered, and their time.
 *
 * @throws Refused approval-short, when fewer people could agree than have to: nobody could ever get out
 */
export function enterStages(session: Session, id: Id, entered: readonly string[]): void {
  const work = requireWork(session, id);
  const { machine } = work.type;
  const waiting = entered.filter((state) => machine?.delays.has(state));
  if (waiting.length > 0) {
    const begun = waiting.map(
      (state) => [state, { since: session.constants.now, due: {}, past: {} }] as const,
    );
    remember(session, id, { timers: { ...memoryOf(work).timers, ...Object.fromEntries(begun) } });
  }
  for (const approval of machine?.approvals ?? []) {
    if (!entered.includes(approval.state)) continue;
    rememberAsked(session, id, approval.state, { asker: session.setting.user.id, answers: [] });
    requirePeople(session, id, approval);
  }
}

function requirePeople(session: Session, id: Id, approval: Approval): void {
  for (const one of stepStates(session, requireWork(session, id), approval)) {
    if (one.state === 'left out' || one.people.length >= one.need) continue;
    const params = { step: stepTitle(session, one), need: one.need, found: one.people.length };
    refuse('approval-short', 422, { ...params, title: nameOf(session, id) }, session.setting.language);
  }
}

/** Where every step is left out nobody has to be asked: the record goes on by itself. */
export function leaveAgreed(session: Session, id: Id, entered: readonly string[]): void {
  const work = requireWork(session, id);
  const approval = work.type.machine?.approvals.find(
    ({ state }) => entered.includes(state) && work.states.includes(state),
  );
  if (approval && isAgreed(session, work, approval))
    session.verbs.fire(session, id, approval.approve, {}, 'definition');
}
