import type { ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { MachineEvent, Transition } from '../model/machine.ts';
import type { Id } from '../model/record.ts';
import { askingOf, inputValues } from './asked-input.ts';
import { judgeOf, overridableGuard } from './judge.ts';
import { move } from './move.ts';
import { refuseOverridable } from './overrides.ts';
import { requireLineage, requireWork } from './records.ts';
import { refuse } from './refused.ts';
import { hasRole, mayFire, requireRead } from './rights.ts';
import { holds, scopeOf } from './scope.ts';
import type { Right, Session } from './session.ts';
import { answerApproval, answerInput } from './stages/answer-approval.ts';
import { memoryOf } from './stages/memory.ts';
import { approvalOn } from './stages/approval-turn.ts';
import { eventTitle, reasonOf, stageTitle } from './words.ts';
import type { Work } from './work.ts';
import { beforeOf } from './record-values.ts';

/**
 * Moves a record by one event. Where its stage waits for approval the event is an answer, and is taken when enough have
 * agreed; consequences of other decisions are taken at once.
 *
 * @param gives  what becomes of what it took, when the event voids it (X2)
 * @param right  'definition' for consequences of other decisions: nobody's roles are looked at
 * @throws Refused unknown-event, not-allowed, event-not-accepted, invalid (input), guard-failed with the reason of the
 *         first failing guard, and what `move` is refused with
 * @source SCXML 3.13 for the choice of transitions
 */
export function fire(
  session: Session,
  id: Id,
  eventKey: string,
  input: JsonObject,
  right: Right,
  gives: 'recreate' | 'ignore' | null = null,
): void {
  const work = requireLineage(session, id);
  const { language } = session.setting;
  if (right === 'person') requireRead(session, work);
  const { machine } = work.type;
  const event = machine?.events.get(eventKey) ?? refuse('unknown-event', 422, { event: eventKey }, language);
  if (!machine || work.stage === null) return;
  if (right === 'person' && !mayFire(session, work, eventKey)) refuse('not-allowed', 403, {}, language);
  const candidates = machine.candidates(work.stage, eventKey);
  if (candidates.length === 0) {
    const stage = stageTitle(session, work.type, work.states);
    refuse('event-not-accepted', 422, { event: eventTitle(session, event), stage }, language);
  }
  const open =
    right === 'definition' ? candidates : candidates.filter(({ roles }) => hasRole(session, roles));
  if (open.length === 0 || (right === 'person' && !hasRole(session, event.roles)))
    refuse('not-allowed', 403, {}, language);
  const asking = askingOf(session, work, event, open);
  const { form } = asking;
  const approval = right === 'person' ? approvalOn(session, work, eventKey) : null;
  const { own, answer } = approval ? answerInput(form, input) : { own: input, answer: {} };
  const values = inputValues(session, work, event, asking, own);
  const isTaken = approval === null || answerApproval(session, id, approval, event, answer);
  const answered = approval === null ? work : requireWork(session, id);
  const step = machine.step(
    work.stage,
    eventKey,
    judgeOf(session, answered, values),
    memoryOf(answered).history,
  );
  if (step === null) refuseByGuard(session, answered, event, open, values);
  else if (isTaken) move(session, id, step, { what: 'event', key: eventKey, input: values, gives });
}

/** @throws Refused not-bulk, unless the event is one that is fired for many records at once */
export function requireBulk(session: Session, id: Id, eventKey: string): void {
  const event = requireLineage(session, id).type.machine?.events.get(eventKey);
  if (!event || event.bulk) return;
  refuse('not-bulk', 422, { event: eventTitle(session, event) }, session.setting.language);
}

function refuseByGuard(
  session: Session,
  work: Work,
  event: MachineEvent,
  candidates: readonly Transition[],
  input: ValueObject,
): never {
  const open = overridableGuard(session, work, candidates, input);
  if (open) refuseOverridable(session, 'guard-failed', { reason: open.reason }, open.check);
  const [reason] = guardReasons(session, work, candidates, input);
  const { language } = session.setting;
  if (reason) refuse('guard-failed', 422, { reason }, language);
  refuse('guard-failed-silently', 422, { event: eventTitle(session, event) }, language);
}

/** Reasons of the guards that fail, innermost candidate first. */
export function guardReasons(
  session: Session,
  work: Work,
  candidates: readonly Transition[],
  input: ValueObject | null,
): string[] {
  return candidates.flatMap(({ guard }) => {
    if (!guard) return [];
    const scope = scopeOf(session, { doc: work.doc, before: beforeOf(work), input });
    return holds(guard.expr, scope)
      ? []
      : [reasonOf(session, guard, scope)].filter((reason) => reason !== '');
  });
}
