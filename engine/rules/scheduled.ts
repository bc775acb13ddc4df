// Rules of a schedule: which run on the days that passed.
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import { occurrencesOf, parseRecurrence } from '../values/recurrence.ts';
import type { RuleRun } from './rule-event.ts';

/** Days that passed: after `since`, up to `today`; schedules are reckoned from `start`. All YYYY-MM-DD. */
export interface Passed {
  readonly start: string;
  readonly since: string;
  readonly today: string;
}

/** A schedule may come to so many days at once; who stood still for longer catches up in several goes. */
const daysMost = 10_000;

/**
 * Rules whose schedule has days among those that passed, one run for each day, and for each record of a rule that says
 * `of`: oldest first. Stages are judged when a rule runs, on the record as it stands then.
 *
 * @returns runs, each with the key under which it runs once: (rule, record, day)
 */
export function scheduledRuns(
  model: Model,
  records: Iterable<Pick<Stored, 'id' | 'type'>>,
  { start, since, today }: Passed,
): readonly RuleRun[] {
  const all = [...records];
  const runs = [...model.rules.values()].flatMap(({ key, trigger, disabled }) => {
    if (disabled || trigger.kind !== 'schedule') return [];
    const { of } = trigger;
    const ids = of === null ? [null] : all.filter(({ type }) => type === of).map(({ id }) => id);
    return daysOf(trigger.rrule, start, today)
      .filter((day) => day > since)
      .flatMap((due) =>
        ids.map((record): RuleRun => {
          const once = `${key}/${record ?? '-'}/${due}`;
          return { key: once, rule: key, record, line: null, due, given: {} };
        }),
      );
  });
  return runs.sort(
    (a, b) =>
      compare(a.due ?? '', b.due ?? '') || orderOf(model, a) - orderOf(model, b) || compare(a.key, b.key),
  );
}

function orderOf(model: Model, { rule }: RuleRun): number {
  return model.rules.get(rule)?.order ?? 0;
}

function daysOf(rrule: string, start: string, until: string): readonly string[] {
  const rule = parseRecurrence(rrule);
  const days: string[] = [];
  if (!rule) return days;
  const last = rule.until !== null && rule.until < until ? rule.until : until;
  for (const day of occurrencesOf({ ...rule, until: last }, start, () => undefined)) {
    days.push(day);
    if (days.length >= daysMost) break;
  }
  return days;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
