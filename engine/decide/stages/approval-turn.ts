// Whether it is somebody's turn to answer, for whom, and why not.
import type { Approval } from '../../model/approval.ts';
import type { Id } from '../../model/record.ts';
import type { RefusalCode } from '../../problems/index.ts';
import { idsIn } from '../outward.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { Person } from '../types.ts';
import type { Work } from '../work.ts';
import { answerersNow, barredBy, isAgreed, isAsked, stepStates } from './approval-steps.ts';
import type { Barred, StepState } from './approval-steps.ts';
import { askedOf } from './memory.ts';

/** What the user may answer now: himself, or for those who let him. */
export interface Turn {
  readonly step: StepState;
  readonly person: Person;
}

export interface Against {
  readonly code: RefusalCode;
  readonly params: Readonly<Record<string, string>>;
}

const barredCodes: Readonly<Record<Barred, RefusalCode>> = {
  creator: 'approval-own-record',
  editor: 'approval-own-change',
  asker: 'approval-own-request',
  earlier: 'approval-earlier',
};

/**
 * The innermost active state that is answered by an event; null also where nobody has to answer any more: a change may have
 * left every step out, or somebody whom all had to wait for is gone. Then the event is one as any other.
 */
export function approvalOn(session: Session, work: Work, event: string): Approval | null {
  const asked = (work.type.machine?.approvals ?? []).filter(
    ({ state, approve, reject }) => (approve === event || reject === event) && work.states.includes(state),
  );
  const [innermost] = asked.toSorted((a, b) => b.state.length - a.state.length);
  return innermost === undefined || isAgreed(session, work, innermost) ? null : innermost;
}

/** @returns what the user may answer, one for each person whom he may answer for; or why he may not */
export function turnsOf(session: Session, work: Work, approval: Approval): readonly Turn[] | Against {
  const steps = stepStates(session, work, approval);
  // Who could answer in several steps answers where the fewest others could: his answer is needed most there.
  const open = steps
    .filter(({ state }) => state === 'open')
    .toSorted((a, b) => a.people.length - b.people.length);
  const turns = open.flatMap((step) => turnsIn(session, work, approval, step));
  return turns.length > 0 ? turns : against(session, work, approval, steps, open);
}

function turnsIn(session: Session, work: Work, approval: Approval, state: StepState): readonly Turn[] {
  const { user } = session.setting;
  const { step } = state;
  if (barredBy(session, work, approval, step, user.id) !== null) return [];
  // One pair of eyes counts once, whomever it answers for.
  if (hasAnswered(work, approval, step.key, user.id)) return [];
  const answered = answeredFor(work, approval, step.key);
  const self = isAsked(session, work, approval, step) && !answered.has(user.id) ? [user] : [];
  const others = standsInFor(session, work, approval, state).filter(({ id }) => !answered.has(id));
  return [...self, ...others].map((person): Turn => ({ step: state, person }));
}

/** Whom of those who are asked the user may answer for. */
function standsInFor(
  session: Session,
  work: Work,
  approval: Approval,
  { people, beside }: StepState,
): readonly Person[] {
  const asked = new Map([...people, ...beside].map((person) => [person.id, person]));
  return [...asked.values()].filter(
    ({ id }) => id !== session.setting.user.id && isDelegate(session, work, approval, id),
  );
}

function answeredFor(work: Work, { state }: Approval, step: string): ReadonlySet<Id> {
  const answers = askedOf(work, state)?.answers ?? [];
  return new Set(answers.filter((one) => one.step === step).map((one) => one.for));
}

function hasAnswered(work: Work, { state }: Approval, step: string | null, person: Id): boolean {
  const answers = askedOf(work, state)?.answers ?? [];
  return answers.some((one) => (step === null || one.step === step) && one.by === person);
}

function isDelegate(session: Session, work: Work, { delegates }: Approval, person: Id): boolean {
  if (delegates === null) return false;
  const scope = scopeOf(session, { doc: work.doc, it: person });
  return idsIn(run(delegates, scope)).includes(session.setting.user.id);
}

function against(
  session: Session,
  work: Work,
  approval: Approval,
  steps: readonly StepState[],
  open: readonly StepState[],
): Against {
  const { user } = session.setting;
  const asked = open.filter(
    (state) =>
      isAsked(session, work, approval, state.step) || standsInFor(session, work, approval, state).length > 0,
  );
  for (const { step } of asked) {
    const barred = barredBy(session, work, approval, step, user.id);
    if (barred !== null) return { code: barredCodes[barred], params: {} };
  }
  if (asked.length > 0 || hasAnswered(work, approval, null, user.id))
    return { code: 'approval-answered', params: {} };
  const later = steps.find(
    ({ step, state }) => state === 'waiting' && isAsked(session, work, approval, step),
  );
  const [first] = open;
  if (later && first)
    return {
      code: 'approval-later',
      params: { step: stepTitle(session, later), before: stepTitle(session, first) },
    };
  const titles = open.map(
    (one) => `${stepTitle(session, one)} (${askedNames(session, work, approval, one).join(', ')})`,
  );
  return { code: 'approval-not-asked', params: { steps: titles.join('; ') } };
}

export function stepTitle(session: Session, { step }: StepState): string {
  return session.model.text(session.setting.language, step.textKey, step.title);
}

/** Who is still asked: titles of roles, and names of those who are named. */
export function askedNames(
  session: Session,
  work: Work,
  approval: Approval,
  { step, people, beside, agreed }: StepState,
): readonly string[] {
  const { model, setting } = session;
  const roles = answerersNow(work, approval, step).flatMap((answerers) => answerers.roles);
  const titles = roles.map((key) => {
    const role = model.roles.get(key);
    return role ? model.text(setting.language, role.textKey, role.title) : key;
  });
  const answered = new Set(agreed.map((one) => one.for));
  const named = [...people, ...beside].filter(
    ({ id, roles: own }) => !answered.has(id) && !roles.some((role) => own.includes(role)),
  );
  return [...new Set([...titles, ...named.map(({ name }) => name)])];
}
