import { escalationKey, timerEvent, type StageTimer } from '../../model/stage-timer.ts';
import type { Id } from '../../model/record.ts';
import { judgeOf } from '../judge.ts';
import { move } from '../move.ts';
import { requireLineage, requireWork } from '../records.ts';
import type { Session } from '../session.ts';
import { askedOf, memoryOf, remember, rememberAsked } from './memory.ts';

/**
 * It is time. Does nothing when the record is gone or has left the state, when the moment is another by now, has been dealt
 * with, or is yet to come: so telling it twice does no harm. Where no way is open the moment has passed.
 */
export function fireTimer(session: Session, { record, state, key, due }: StageTimer): void {
  if (session.facts.records.get(record) === null) return;
  const work = requireLineage(session, record);
  const timers = memoryOf(work).timers?.[state];
  if (!timers || timers.due[key] !== due || due > session.constants.now) return;
  if (!work.states.includes(state) || work.stage === null) return;
  const { [key]: _, ...left } = timers.due;
  const spent = { ...timers, due: left, past: { ...timers.past, [key]: due } };
  remember(session, record, { timers: { ...memoryOf(work).timers, [state]: spent } });
  if (key === escalationKey) return escalate(session, record, state);
  const now = requireWork(session, record);
  const step = now.type.machine?.step(
    work.stage,
    timerEvent(state, key),
    judgeOf(session, now, null),
    memoryOf(now).history,
  );
  if (step) move(session, record, step, { what: 'timer', key, input: null });
}

/** Nobody has answered in time: others may answer too. */
function escalate(session: Session, id: Id, state: string): void {
  const work = requireWork(session, id);
  const asked = askedOf(work, state);
  if (asked === null) return;
  rememberAsked(session, id, state, { ...asked, escalated: true });
  session.work.happenings.push({
    record: id,
    what: 'timer',
    key: null,
    stageBefore: work.stage,
    stageAfter: work.stage,
    dataBefore: null,
    dataAfter: null,
    more: [{ path: `/approvals/${state}/escalated`, before: null, after: true }],
  });
}
