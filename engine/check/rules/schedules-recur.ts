import { occurrencesOf, parseRecurrence } from '../../values/recurrence.ts';
import type { Rule } from '../rule.ts';

/** Any day will do: whether a rule has days at all does not depend on when it begins. */
const START = '2024-01-01';
/** A schedule is a recurrence rule that comes to days. */
export const schedulesRecur: Rule = function* ({ model, linked }) {
  for (const { key, trigger } of model.rules.values()) {
    if (trigger.kind !== 'schedule' || hasDays(trigger.rrule)) continue;
    const file = linked.rules.get(key)?.file ?? '';
    yield { code: 'schedule-never', file, pointer: '/on/schedule', params: { schedule: trigger.rrule } };
  }
};

function hasDays(text: string): boolean {
  const rule = parseRecurrence(text);
  if (rule === null) return false;
  // One that has ended by now had its days.
  if (rule.until !== null) return true;
  const [first] = occurrencesOf(rule, START, () => undefined);
  return first !== undefined;
}
