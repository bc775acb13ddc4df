// Date rules as timers: what is planned, what is due, what has been done. Kept by the runtime, decided here.
import type { Model } from '../model/model.ts';
import type { Id } from '../model/record.ts';
import type { RuleRun } from './rule-event.ts';

/** A day on which a rule runs for a record, or for a line of it. */
export interface Timer {
  readonly rule: string;
  readonly record: Id;
  readonly line: string | null;
  /** YYYY-MM-DD */
  readonly at: string;
}

/** The same rule for the same line and day has the same key: it runs once, however often it is planned. */
export function timerKey({ rule, record, line, at }: Timer): string {
  return `${rule}/${record}/${line ?? '-'}/${at}`;
}

/**
 * What is to be written when a record changed: timers that are new, and those that no longer stand.
 *
 * @param planned  timers of the record that are stored and have not fired
 * @param due      what its rules say now
 * @param fired    keys that have run; they are never planned again
 */
export function planTimers(
  planned: readonly Timer[],
  due: readonly Timer[],
  fired: ReadonlySet<string>,
): { readonly put: readonly Timer[]; readonly remove: readonly Timer[] } {
  const wanted = new Map(due.map((timer) => [timerKey(timer), timer]));
  const known = new Set(planned.map(timerKey));
  return {
    put: [...wanted].filter(([key]) => !known.has(key) && !fired.has(key)).map(([, timer]) => timer),
    remove: planned.filter((timer) => !wanted.has(timerKey(timer))),
  };
}

/**
 * What runs on a day, oldest first: everything planned up to it that has not run. After a stop of a week each missed
 * day runs once, with its own `due`.
 *
 * @param rules  they tell in which order rules of one day run
 */
export function dueTimers(
  planned: readonly Timer[],
  today: string,
  fired: ReadonlySet<string>,
  rules: Model['rules'] = new Map(),
): readonly RuleRun[] {
  const order = ({ rule }: Timer): number => rules.get(rule)?.order ?? 0;
  return planned
    .filter((timer) => timer.at <= today && !fired.has(timerKey(timer)))
    .sort((a, b) => compare(a.at, b.at) || order(a) - order(b) || compare(timerKey(a), timerKey(b)))
    .map(({ rule, record, line, at }) => ({
      key: timerKey({ rule, record, line, at }),
      rule,
      record,
      line,
      due: at,
      given: {},
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
