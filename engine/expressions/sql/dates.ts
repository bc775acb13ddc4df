// Functions on dates as SQL, with the limits of their closures: years 1 to 9999, whole counts.
import type { Checked } from '../checked.ts';
import { asDate, asNumber, stored } from './operands.ts';
import type { Operand, SqlText, Stored } from './operands.ts';

type ToOperand = (node: Checked) => Operand;

/** Days from the first to the last date there is. */
const daysMost = 3_652_058;
const first = `date '0001-01-01'`;

/** D + C days; null when C is no whole number or the result leaves the years 1–9999. */
function addDaysSql(date: SqlText, count: SqlText): SqlText {
  return (bind) => {
    const [d, c] = [date(bind), count(bind)];
    return `(case when ${c} = trunc(${c}) and (${d} - ${first}) + ${c} between 0 and ${daysMost} then ${d} + (${c})::int end)`;
  };
}

function addMonthsSql(date: SqlText, count: SqlText): SqlText {
  return (bind) => {
    const [d, c] = [date(bind), count(bind)];
    const months = `extract(year from ${d}) * 12 + extract(month from ${d}) - 1 + ${c}`;
    return `(case when ${c} = trunc(${c}) and ${months} between 12 and 119999 then (${d} + make_interval(months => (${c})::int))::date end)`;
  };
}

const startSql =
  (date: SqlText, period: string): SqlText =>
  (bind) =>
    `date_trunc('${period}', ${date(bind)}::timestamp)::date`;

function endSql(date: SqlText, period: string): SqlText {
  const start = startSql(date, period);
  // The last week runs into the year 10000.
  if (period === 'week')
    return (bind) => `(case when ${date(bind)} < date '9999-12-27' then ${start(bind)} + 6 end)`;
  const length = period === 'year' ? '12' : period === 'quarter' ? '3' : '1';
  return (bind) => `(${start(bind)} + interval '${length} months' - interval '1 day')::date`;
}

const periods = new Set(['week', 'month', 'quarter', 'year']);

/** @returns null when the function is none of dates */
export function dateCall(name: string, args: readonly Checked[], operand: ToOperand): Stored | null {
  const [a, b] = args as [Checked, Checked];
  switch (name) {
    case 'addDays':
      return stored('date', addDaysSql(asDate(operand(a)), asNumber(operand(b))));
    case 'addMonths':
      return stored('date', addMonthsSql(asDate(operand(a)), asNumber(operand(b))));
    case 'daysBetween': {
      const [from, to] = [asDate(operand(a)), asDate(operand(b))];
      return stored('numeric', (bind) => `(${to(bind)} - ${from(bind)})::numeric`);
    }
    case 'startOf':
    case 'endOf': {
      const period = b.kind === 'constant' && typeof b.value === 'string' ? b.value : '';
      // The word is one of four, checked; it is never anything that somebody typed.
      if (!periods.has(period)) return null;
      const date = asDate(operand(a));
      return stored('date', name === 'startOf' ? startSql(date, period) : endSql(date, period));
    }
    default:
      return null;
  }
}
