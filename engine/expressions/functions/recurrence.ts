// occurrences('FREQ=MONTHLY;BYMONTHDAY=15', doc.start, doc.end): dates of a recurrence rule.
import { occurrencesOf, parseRecurrence } from '../../values/recurrence.ts';
import type { Checked, FunctionRule } from '../checked.ts';
import { constantText } from '../operator-type.ts';
import { spend } from '../spend.ts';
import { dateType, listOf } from '../types.ts';
import { strict } from './emitters.ts';
import { aDate, aText } from './params.ts';

/** Dates that one rule may give: thirty years of days. */
const datesMost = 10_000;

export const recurrenceRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'occurrences',
    params: [aText, aDate, aDate, aDate],
    optional: 1,
    gives: ([rule], place) => {
      const text = rule ? constantText(rule as Checked) : null;
      if (rule && text !== null && parseRecurrence(text) === null)
        place.complain(rule, 'expr-arguments', {
          name: 'occurrences',
          expected: 'FREQ=DAILY|WEEKLY|MONTHLY|YEARLY;INTERVAL;BYDAY;BYMONTHDAY;BYMONTH;COUNT|UNTIL',
          found: text,
        });
      return listOf(dateType);
    },
    emit: strict(([text, start, last, first = start], scope) => {
      const rule = typeof text === 'string' ? parseRecurrence(text) : null;
      if (!rule || typeof start !== 'string' || typeof last !== 'string' || typeof first !== 'string')
        return null;
      const dates: string[] = [];
      for (const date of occurrencesOf({ ...rule, until: least(rule.until, last) }, start, () =>
        spend(scope),
      )) {
        spend(scope);
        if (date < first) continue;
        // A part of the dates would be taken for all of them.
        if (dates.length >= datesMost) return null;
        dates.push(date);
      }
      return dates;
    }),
  },
];

function least(a: string | null, b: string): string {
  return a !== null && a < b ? a : b;
}
