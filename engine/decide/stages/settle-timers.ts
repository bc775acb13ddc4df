// When it will be time: worked out anew whenever a record changes. @source definitions.md, Stages: `after`
import { MISSING } from '../../expressions/scope.ts';
import type { StageMemory, StateTimers } from '../../model/stage-memory.ts';
import { memoryKey } from '../../model/stage-memory.ts';
import type { Delay, StageTimer, TimerChanges } from '../../model/stage-timer.ts';
import type { Stored } from '../../model/record.ts';
import { addDuration, instantFrom } from '../../values/duration.ts';
import { instantOf, todayIn } from '../../values/date.ts';
import { sameJson } from '../same.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';
import { memoryOf, remember } from './memory.ts';

/**
 * Sets the timers of the states that changed records are in. What a moment is reckoned from is read as it stands now, and
 * `today` and `now` are those at which the state was entered: so reckoning again moves nothing that need not move.
 */
export function settleTimers(session: Session): void {
  for (const work of [...session.work.works.values()]) {
    const delays = work.type.machine?.delays;
    if (!delays || delays.size === 0 || work.deleted || !hasChanged(work)) continue;
    const known = memoryOf(work).timers ?? {};
    const timers: Record<string, StateTimers> = {};
    for (const state of work.states) {
      const waited = delays.get(state);
      if (!waited) continue;
      const { since = session.constants.now, past = {} } = known[state] ?? {};
      timers[state] = { since, past, due: dueOf(session, work, waited, since, past) };
    }
    if (!sameJson(timers as never, known as never)) remember(session, work.id, { timers });
  }
}

function hasChanged({ before, data, stage }: Work): boolean {
  return before === null || before.data !== data || before.stage !== stage;
}

/** Moments that are yet to come, or have come and were not dealt with. */
function dueOf(
  session: Session,
  work: Work,
  delays: readonly Delay[],
  since: string,
  past: StateTimers['past'],
): StateTimers['due'] {
  const due: Record<string, string> = {};
  for (const { key, at } of delays) {
    const moment = momentOf(session, work, at, since);
    if (moment !== null && moment !== past[key]) due[key] = moment;
  }
  return due;
}

function momentOf(session: Session, work: Work, at: Delay['at'], since: string): string | null {
  const { timeZone } = session.setting.company;
  const entered = Date.parse(since);
  if ('ms' in at) {
    const due = addDuration(entered, at, timeZone);
    return due === null ? null : instantOf(due);
  }
  const scope = scopeOf(session, { doc: work.doc, now: since, today: todayIn(timeZone, entered) });
  const value = run(at, scope);
  return value === MISSING || typeof value !== 'string' ? null : instantFrom(value, timeZone);
}

/** What the decision changes of timers; null: nothing. */
export function timerChanges(session: Session): TimerChanges | null {
  const put: StageTimer[] = [];
  const remove: Omit<StageTimer, 'due'>[] = [];
  for (const work of session.work.works.values()) {
    if ((work.type.machine?.delays.size ?? 0) === 0) continue;
    const before = timersIn(work.id, memoryIn(work.before));
    const after = work.deleted ? new Map<string, StageTimer>() : timersIn(work.id, memoryOf(work));
    for (const [name, timer] of after) if (before.get(name)?.due !== timer.due) put.push(timer);
    for (const [name, { record, state, key }] of before)
      if (!after.has(name)) remove.push({ record, state, key });
  }
  return put.length + remove.length === 0 ? null : { put, remove };
}

/** The moments that a stored record waits for. */
export function timersOf(record: Stored): readonly StageTimer[] {
  return [...timersIn(record.id, memoryIn(record)).values()];
}

function memoryIn(stored: Stored | null): StageMemory {
  return (stored?.data[memoryKey] as StageMemory | undefined) ?? {};
}

function timersIn(record: string, { timers = {} }: StageMemory): Map<string, StageTimer> {
  return new Map(
    Object.entries(timers).flatMap(([state, { due }]) =>
      Object.entries(due).map(([key, at]) => [`${state} ${key}`, { record, state, key, due: at }] as const),
    ),
  );
}
