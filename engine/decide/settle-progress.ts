import { judgeOf } from './judge.ts';
import { move } from './move.ts';
import { findWork, nameOf } from './records.ts';
import { refuse } from './refused.ts';
import { sameJson } from './same.ts';
import { memoryOf } from './stages/memory.ts';
import type { Session } from './session.ts';
import { reopenShort } from './settled-links.ts';

/**
 * Far more than an honest chain needs (each record settles in one or two), few enough to end before anybody waits.
 * A smaller number would refuse long chains, a larger one only delays the refusal of a loop.
 */
const roundsMax = 200;

/**
 * Tells every record whose counters moved, until nothing moves any more: what was written off is judged again (T3), then
 * `always` guards on `progress('…')` decide.
 *
 * @throws Refused automation-loop
 */
export function settleProgress(session: Session): void {
  const moved: string[] = [];
  for (let rounds = 0; session.work.stirred.size > 0; rounds++) {
    const [id = ''] = [...session.work.stirred].sort();
    reopenShort(session, id);
    session.work.stirred.delete(id);
    const work = findWork(session, id);
    const { machine } = work?.type ?? {};
    if (!work || !machine || work.stage === null || work.phase === 'void') continue;
    const step = machine.step(work.stage, '@progress', judgeOf(session, work, null), memoryOf(work).history);
    if (!step || (sameJson(step.stage, work.stage) && step.actions.length === 0)) continue;
    moved.push(nameOf(session, id));
    if (rounds > roundsMax) {
      refuse('automation-loop', 422, { events: moved.slice(-3).join(', ') }, session.setting.language);
    }
    move(session, id, step, { what: 'progress', key: null, input: null });
  }
}
