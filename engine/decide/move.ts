import type { ValueObject } from '../expressions/scope.ts';
import type { Step } from '../model/machine.ts';
import type { Id } from '../model/record.ts';
import { completeProblems, neededProblems } from './complete.ts';
import { keepReferences } from './kept.ts';
import { annul } from './ledgers/post.ts';
import { refuseProblems } from './overrides.ts';
import { afterPhase, beforePhase } from './phase-change.ts';
import { keepWork, nameOf, requireWork } from './records.ts';
import { refitSettled } from './refit-settled.ts';
import { refitDocument } from './relink.ts';
import { runActions } from './run-actions.ts';
import type { Session } from './session.ts';
import { enterStages, leaveAgreed } from './stages/enter-stages.ts';
import { remember } from './stages/memory.ts';
import { undoAgain, undoTargets } from './undo-targets.ts';

export interface Cause {
  readonly what: 'event' | 'progress' | 'timer';
  readonly key: string | null;
  readonly input: ValueObject | null;
  /** What a void record does with what it took. @source conversions.md X2 */
  readonly gives?: 'recreate' | 'ignore' | null;
}

/**
 * Carries a macrostep out: the new stage and phase, what the phase brings along, then the actions in order.
 *
 * @throws Refused incomplete, open-exceeded, posted-targets, and whatever an action is refused with
 */
export function move(session: Session, id: Id, step: Step, cause: Cause): void {
  const draft = requireWork(session, id);
  const { machine } = draft.type;
  if (!machine) return;
  const phase = machine.phaseOf(step.stage);
  const posts = draft.phase === 'draft' && phase === 'posted';
  if (phase === 'void' && draft.phase !== 'void') undoTargets(session, id);
  // Others may have taken their slices since it was written, and advances may have moved.
  if (posts) {
    refitDocument(session, id);
    refitSettled(session, id);
  }
  const before = posts ? requireWork(session, id) : draft;
  const stood = beforePhase(session, before, phase);
  const moved = keepWork(session, {
    ...before,
    stage: step.stage,
    states: machine.pathsOf(step.stage),
    phase,
    postedAt: posts ? session.constants.now : before.postedAt,
  });
  afterPhase(session, before, moved, stood, cause.gives ?? null);
  if (step.history) remember(session, id, { history: step.history });
  if (step.entered) enterStages(session, id, step.entered);
  runActions(session, id, step.actions, cause.input);
  if (before.phase === 'posted' && phase === 'void') annul(session, requireWork(session, id));
  if (before.phase !== phase) undoAgain(session, id);
  const after = requireWork(session, id);
  // What actions have set, conditions without an event look at as well.
  if (after.data !== moved.data) session.work.stirred.add(id);
  const problems = posts
    ? completeProblems(session, after, cause.key)
    : neededProblems(session, after, cause.key);
  if (problems.length > 0) refuseProblems(session, 'incomplete', { title: nameOf(session, id) }, problems);
  if (posts) keepReferences(session, id);
  session.work.happenings.push({
    record: id,
    what: cause.what,
    key: cause.key,
    stageBefore: before.stage,
    stageAfter: after.stage,
    dataBefore: draft.data,
    dataAfter: after.data,
  });
  if (step.entered) leaveAgreed(session, id, step.entered);
}
