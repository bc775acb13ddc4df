import type { ValueObject } from '../expressions/scope.ts';
import type { Action } from '../model/machine.ts';
import type { Series } from '../model/series.ts';
import { Fault } from '../problems/problem.ts';
import { keepWork } from './records.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import { NUMBER_HOLE } from './types.ts';
import type { Work } from './work.ts';

type NumberAction = Extract<Action, { type: 'assignNumber' }>;

/**
 * Leaves a hole for the legal number, which is drawn last of all when the decision is written, since its series is
 * the hottest lock. A record that has a number keeps it. @source conversions.md N1
 */
export function assignNumber(
  session: Session,
  work: Work,
  { series: seriesKey, by }: NumberAction,
  _input: ValueObject | null,
  names: Names,
): void {
  if (work.number !== null) return;
  const series = session.model.series.get(seriesKey);
  if (!series) throw new Fault(`No series ${seriesKey} in the model`);
  const value = by === null ? null : run(by, scopeOf(session, names));
  const { scope, pattern } = filledPattern(
    series,
    session.constants.today,
    typeof value === 'string' ? value : null,
  );
  const { start, mode } = series;
  session.work.numbers.push({ record: work.id, series: seriesKey, scope, pattern, start, mode });
  keepWork(session, { ...work, number: NUMBER_HOLE });
}

function filledPattern(series: Series, today: string, by: string | null): { scope: string; pattern: string } {
  const [year = '', month = ''] = today.split('-');
  const period = series.reset === 'never' ? '' : series.reset === 'year' ? year : `${year}-${month}`;
  // Braces would be read as places of the pattern.
  const shown = by?.replace(/[{}]/g, '') ?? '';
  const pattern = series.pattern
    .replaceAll('{year}', year)
    .replaceAll('{month}', month)
    .replaceAll('{by}', () => shown);
  return { scope: by === null ? period : `${period}/${by}`, pattern };
}

/** Fills the number into its pattern: `OF-2026-{number:5}` and 7 give `OF-2026-00007`. */
export function writeNumber(pattern: string, number: number | bigint): string {
  return pattern.replace(/\{number(?::(\d+))?\}/, (_, width?: string) =>
    String(number).padStart(Number(width ?? 0), '0'),
  );
}
