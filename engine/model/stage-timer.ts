// Ways that a record takes by itself when it is time (`after`). @source definitions.md, Stages
import type { Duration } from '../values/duration.ts';
import type { Expr } from './expression.ts';
import type { Id } from './record.ts';

/** A delay of a state: by the calendar from when the state was entered, or at a moment that an expression gives. */
export interface Delay {
  /** As written under `after`; `$escalate` for an approval that nobody answers. */
  readonly key: string;
  readonly at: Duration | Expr;
}

export const escalationKey = '$escalate';

/** One moment that is waited for. It stands as long as the record is in the state and the moment is the same. */
export interface StageTimer {
  readonly record: Id;
  /** Path of the state. */
  readonly state: string;
  readonly key: string;
  /** Instant, RFC 3339 UTC with milliseconds. */
  readonly due: string;
}

/** What a decision says of timers: `put` are new or have another moment, `remove` are no longer waited for. */
export interface TimerChanges {
  readonly put: readonly StageTimer[];
  readonly remove: readonly Omit<StageTimer, 'due'>[];
}

/** By what the machine is told that it is time; nobody can send it from outside. */
export function timerEvent(state: string, key: string): string {
  return `@after ${state} ${key}`;
}

/** In what order timers are told: the earlier first; at one moment the outer state first, since leaving it makes the inner moot. */
export function byMoment(a: StageTimer, b: StageTimer): number {
  return (
    compare(a.due, b.due) || compare(a.record, b.record) || compare(a.state, b.state) || compare(a.key, b.key)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
