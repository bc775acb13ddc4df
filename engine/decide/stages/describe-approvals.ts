import type { Session } from '../session.ts';
import type { ApprovalState } from '../types.ts';
import type { Work } from '../work.ts';
import { stepStates } from './approval-steps.ts';
import { askedNames, stepTitle } from './approval-turn.ts';
import { askedOf } from './memory.ts';

/** The approvals that a record waits for now, for screens. */
export function describeApprovals(session: Session, work: Work): readonly ApprovalState[] {
  const waiting = (work.type.machine?.approvals ?? []).filter(({ state }) => work.states.includes(state));
  return waiting.map((approval) => ({
    state: approval.state,
    title: session.model.text(session.setting.language, approval.textKey, approval.title),
    approve: approval.approve,
    reject: approval.reject,
    steps: stepStates(session, work, approval).map((one) => ({
      step: one.step.key,
      title: stepTitle(session, one),
      state: one.state,
      need: one.need,
      given: one.agreed.length,
      asked: one.state === 'open' || one.state === 'waiting' ? askedNames(session, work, approval, one) : [],
    })),
    answers: askedOf(work, approval.state)?.answers ?? [],
  }));
}
