// What posting a draft would do to balances: tried, judged and undone. @source conversions.md R2
import type { Judge, Machine, Step } from '../../model/machine.ts';
import type { FieldProblem } from '../../problems/problem.ts';
import { judgeOf } from '../judge.ts';
import { keepWork } from '../records.ts';
import { holds, scopeOf } from '../scope.ts';
import { memoryOf } from '../stages/memory.ts';
import type { Session } from '../session.ts';
import { recount } from '../web.ts';
import type { Work } from '../work.ts';
import { unbalanced } from './check-balanced.ts';
import { judgeBalances, type Judgement } from './judge-balances.ts';
import { annul, post, reverse } from './post.ts';
import { settleStanding } from './settle-standing.ts';

const nothing: Judgement = { problems: [], warnings: [] };

/** Does anything that this type posts into have to be judged at this moment? */
export function isJudged(session: Session, work: Work, at: 'edit' | 'post'): boolean {
  return work.type.postings.some((posting) => {
    const ledger = session.model.ledgers.get(posting.ledger);
    if (at === 'post' && ledger?.balanced) return true;
    return ledger?.constraints.some(({ check }) => check.at.includes(at)) ?? false;
  });
}

/** A draft as if it were posted by the first event that posts it. */
export function foreseePosting(session: Session, work: Work): Judgement {
  const { machine } = work.type;
  if (!machine || work.stage === null || work.phase !== 'draft' || work.deleted) return nothing;
  if (!isJudged(session, work, 'edit')) return nothing;
  const step = postingStep(session, machine, work);
  return step ? tried(session, work, step, 'edit') : nothing;
}

/** Why an event would be refused by ledgers. */
export function foreseeEvent(session: Session, work: Work, event: string): readonly FieldProblem[] {
  const { machine } = work.type;
  const step =
    machine && work.stage !== null
      ? machine.step(work.stage, event, hopeful(session, work, machine), memoryOf(work).history)
      : null;
  return step ? tried(session, work, step, 'post').problems : [];
}

function postingStep(session: Session, machine: Machine, work: Work): Step | null {
  if (work.stage === null) return null;
  const judge = hopeful(session, work, machine);
  for (const { event } of machine.candidates(work.stage, null)) {
    const step = machine.step(work.stage, event, judge, memoryOf(work).history);
    if (step && machine.phaseOf(step.stage) === 'posted') return step;
  }
  return null;
}

/**
 * Whether an event is allowed is not the question here, so its guards hold; ways that open by themselves are judged as
 * they stand, else they would lead on and back without end.
 */
function hopeful(session: Session, work: Work, machine: Machine): Judge {
  const judge = judgeOf(session, work, null);
  const ofEvents = new Set(machine.transitions.map(({ guard }) => guard?.expr));
  return (guard) => ofEvents.has(guard) || judge(guard);
}

function tried(session: Session, work: Work, step: Step, at: 'edit' | 'post'): Judgement {
  const { machine } = work.type;
  if (!machine) return nothing;
  const mark = session.work.mark();
  try {
    const phase = machine.phaseOf(step.stage);
    const moved = keepWork(session, {
      ...work,
      stage: step.stage,
      states: machine.pathsOf(step.stage),
      phase,
    });
    if (phase !== work.phase) recount(session, work.id, work.phase, phase);
    for (const action of step.actions) {
      if (action.type !== 'post' && action.type !== 'reverse') continue;
      if (action.when !== null && !holds(action.when, scopeOf(session, { doc: moved.doc }))) continue;
      if (action.type === 'post') post(session, moved, action);
      else reverse(session, moved, action, null);
    }
    if (work.phase === 'posted' && phase === 'void') annul(session, moved);
    settleStanding(session);
    const judged = judgeBalances(session, at, work.id);
    return at === 'edit' ? judged : { ...judged, problems: [...unbalanced(session), ...judged.problems] };
  } finally {
    session.work.reset(mark);
  }
}
