import { MISSING } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Report, ReportGroup } from '../model/report.ts';
import { dehydrateJson } from '../values/hydrate.ts';
import type { ReportPlace } from './report-place.ts';
import type { ReportRow } from './run-report.ts';

/** A figure of a report: of which line (null: of all), in which column. */
export interface ReportSpot {
  readonly row: JsonObject | null;
  /** null: the total of the line, which has nothing of what lies before the opening day. */
  readonly column: JsonObject | 'opening' | null;
}

/**
 * The rows that a figure is made of, in their order: what a drill-down shows.
 *
 * @param at  keys as `runReport` told them
 */
export function* drillInto<Row extends ReportRow>(
  report: Report,
  rows: Iterable<Row>,
  place: ReportPlace,
  at: ReportSpot,
): Iterable<Row> {
  const opening = report.opening === null ? null : place.run(report.opening, {});
  for (const row of rows) {
    if (report.where !== null && place.run(report.where, row) !== true) continue;
    const day = report.date === null ? null : place.run(report.date, row);
    const isBefore = typeof opening === 'string' && typeof day === 'string' && day < opening;
    // What lies before the opening day is in no column, and in no total.
    if (isBefore !== (at.column === 'opening')) continue;
    const column = at.column === 'opening' ? null : at.column;
    if (isAt(report.rows, at.row, row, place) && isAt(report.columns, column, row, place)) yield row;
  }
}

function isAt(
  groups: readonly ReportGroup[],
  key: JsonObject | null,
  row: ReportRow,
  place: ReportPlace,
): boolean {
  return groups.every(({ key: name, expr }) => {
    if (key === null) return true;
    const value = place.run(expr, row);
    const own: Json = dehydrateJson(value === MISSING ? null : value);
    return JSON.stringify(own) === JSON.stringify(key[name] ?? null);
  });
}
