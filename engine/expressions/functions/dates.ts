// Functions on dates: addDays, addMonths, daysBetween, startOf, endOf.
import { addDays, addMonths, daysBetween, endOf, periods, startOf } from '../../values/date.ts';
import type { Period } from '../../values/date.ts';
import { decimal, isDecimal, toInteger } from '../../values/decimal.ts';
import type { FunctionRule } from '../checked.ts';
import { dateType, decimalType } from '../types.ts';
import { strict2 } from './emitters.ts';
import { aDate, aDecimal, aWord } from './params.ts';

/** Ten thousand years in days: beyond it no date is left. */
const countMax = 3_660_000;

const shift = (name: string, run: (date: string, count: number) => string | null): FunctionRule => ({
  kind: 'function',
  name,
  params: [aDate, aDecimal],
  gives: dateType,
  emit: strict2((date, by) => {
    const count = isDecimal(by) ? toInteger(by, countMax) : null;
    return typeof date === 'string' && count !== null ? run(date, count) : null;
  }),
});

const edge = (name: string, run: (date: string, period: Period) => string | null): FunctionRule => ({
  kind: 'function',
  name,
  params: [aDate, aWord(periods)],
  gives: dateType,
  emit: strict2((date, period) =>
    typeof date === 'string' && periods.includes(period as Period) ? run(date, period as Period) : null,
  ),
});

export const dateRules: readonly FunctionRule[] = [
  shift('addDays', addDays),
  shift('addMonths', addMonths),
  {
    kind: 'function',
    name: 'daysBetween',
    params: [aDate, aDate],
    gives: decimalType,
    emit: strict2((start, end) => {
      const days = typeof start === 'string' && typeof end === 'string' ? daysBetween(start, end) : null;
      return days === null ? null : decimal(days);
    }),
  },
  edge('startOf', startOf),
  edge('endOf', endOf),
];
