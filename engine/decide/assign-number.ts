import type { Series } from '../model/series.ts';
import { Fault } from '../problems/problem.ts';
import { keepWork } from './records.ts';
import type { Session } from './session.ts';
import { NUMBER_HOLE } from './types.ts';
import type { Work } from './work.ts';

/**
 * Leaves a hole for the legal number, which is drawn last of all when the decision is written, since its series is
 * the hottest lock. A record that has a number keeps it. @source conversions.md N1
 */
export function assignNumber(session: Session, work: Work, seriesKey: string): void {
  if (work.number !== null) return;
  const series = session.model.series.get(seriesKey);
  if (!series) throw new Fault(`No series ${seriesKey} in the model`);
  const { scope, pattern } = filledPattern(series, session.constants.today);
  const { start, mode } = series;
  session.work.numbers.push({ record: work.id, series: seriesKey, scope, pattern, start, mode });
  keepWork(session, { ...work, number: NUMBER_HOLE });
}

function filledPattern(series: Series, today: string): { scope: string; pattern: string } {
  const [year = '', month = ''] = today.split('-');
  const scope = series.reset === 'never' ? '' : series.reset === 'year' ? year : `${year}-${month}`;
  return { scope, pattern: series.pattern.replaceAll('{year}', year).replaceAll('{month}', month) };
}

/** Fills the number into its pattern: `OF-2026-{number:5}` and 7 give `OF-2026-00007`. */
export function writeNumber(pattern: string, number: number | bigint): string {
  return pattern.replace(/\{number(?::(\d+))?\}/, (_, width?: string) =>
    String(number).padStart(Number(width ?? 0), '0'),
  );
}
