// How far an approval has come: which steps are asked now, of whom, and how many have agreed.
import type { Answerers, Approval, ApprovalAnswer, ApprovalStep } from '../../model/approval.ts';
import type { Id } from '../../model/record.ts';
import { idsIn } from '../outward.ts';
import { holds, run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { Person } from '../types.ts';
import type { Work } from '../work.ts';
import { askedOf, memoryOf } from './memory.ts';

/** One step as it stands. */
export interface StepState {
  readonly step: ApprovalStep;
  readonly state: 'open' | 'waiting' | 'done' | 'left out';
  /** Everyone who counts: who is asked, less those who may not agree. */
  readonly people: readonly Person[];
  /** Who is asked beside them, once nobody has answered in time; less those who may not agree, too. */
  readonly beside: readonly Person[];
  readonly need: number;
  readonly agreed: readonly ApprovalAnswer[];
}

export type Barred = 'creator' | 'editor' | 'asker' | 'earlier';

/** Members of the company; none after noting that they have to be read. */
export function peopleOf(session: Session): readonly Person[] {
  const { people } = session.facts;
  if (people === undefined) session.lacks.people();
  return people ?? [];
}

/** Every step of an approval, in order. */
export function stepStates(session: Session, work: Work, approval: Approval): readonly StepState[] {
  const answers = askedOf(work, approval.state)?.answers ?? [];
  const states: StepState[] = [];
  // Steps of this order or a later one wait while an earlier one is open.
  let openAt = Number.POSITIVE_INFINITY;
  for (const step of approval.steps) {
    const agreed = answers.filter((one) => one.step === step.key && one.answer === 'approved');
    if (step.when !== null && !holds(step.when, scopeOf(session, { doc: work.doc }))) {
      states.push({ step, state: 'left out', people: [], beside: [], need: 0, agreed });
      continue;
    }
    const counts = ({ id }: Person): boolean => barredBy(session, work, approval, step, id) === null;
    const people = membersOf(session, work, step).filter(counts);
    const later = escalatedTo(work, approval);
    const need = step.need === 'all' ? Math.max(people.length, 1) : step.need;
    const isDone = agreed.length >= need;
    states.push({
      step,
      state: isDone ? 'done' : step.order > openAt ? 'waiting' : 'open',
      people,
      beside: later === null ? [] : membersOf(session, work, later).filter(counts),
      need,
      agreed,
    });
    if (!isDone) openAt = Math.min(openAt, step.order);
  }
  return states;
}

/** Every step is done or left out: nobody has to answer any more. */
export function isAgreed(session: Session, work: Work, approval: Approval): boolean {
  return stepStates(session, work, approval).every(({ state }) => state === 'done' || state === 'left out');
}

/** People of these roles, and those whom the expression names. */
function membersOf(session: Session, work: Work, answerers: Answerers): readonly Person[] {
  const all = peopleOf(session);
  const named = namedIn(session, work, answerers);
  const byRole = all.filter(({ roles }) => answerers.roles.some((role) => roles.includes(role)));
  const known = new Map(all.map((person) => [person.id, person]));
  const members = new Map(byRole.map((person) => [person.id, person]));
  for (const id of named) members.set(id, known.get(id) ?? { id, name: id, roles: [] });
  return [...members.values()];
}

function namedIn(session: Session, work: Work, { users }: Answerers): readonly Id[] {
  return users === null ? [] : idsIn(run(users, scopeOf(session, { doc: work.doc })));
}

/** Whether a person is asked in this step, by role or by name. */
export function isAsked(session: Session, work: Work, approval: Approval, step: ApprovalStep): boolean {
  return answerersNow(work, approval, step).some((each) => isAmong(session, work, each));
}

/** Those of the step, and once nobody has answered in time those whom it goes to then. */
export function answerersNow(work: Work, approval: Approval, step: ApprovalStep): readonly Answerers[] {
  const later = escalatedTo(work, approval);
  return later === null ? [step] : [step, later];
}

/** null: there still is time. */
function escalatedTo(work: Work, { state, escalate }: Approval): Answerers | null {
  return escalate !== null && askedOf(work, state)?.escalated ? escalate : null;
}

function isAmong(session: Session, work: Work, answerers: Answerers): boolean {
  const { id, roles } = session.setting.user;
  return (
    answerers.roles.some((role) => roles.includes(role)) || namedIn(session, work, answerers).includes(id)
  );
}

/** Why somebody may not agree, by the rule of other eyes; null: he may. */
export function barredBy(
  session: Session,
  work: Work,
  { otherEyes, state }: Approval,
  step: ApprovalStep,
  person: Id,
): Barred | null {
  if (otherEyes.size === 0) return null;
  const asked = askedOf(work, state);
  const creator = work.before?.createdBy ?? session.setting.user.id;
  if (otherEyes.has('creator') && creator === person) return 'creator';
  if (otherEyes.has('editor') && memoryOf(work).editor === person) return 'editor';
  if (otherEyes.has('asker') && asked?.asker === person) return 'asker';
  if (!otherEyes.has('earlier')) return null;
  const earlier = (asked?.answers ?? []).some(
    (answer) => answer.step !== step.key && (answer.by === person || answer.for === person),
  );
  return earlier ? 'earlier' : null;
}
