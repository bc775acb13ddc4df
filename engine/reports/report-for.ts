import type { Expr } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { Report } from '../model/report.ts';
import { grantsReading, hidesField, readsLedger } from '../roles/index.ts';
import { linkTypes, reportFields } from './report-fields.ts';

/**
 * A report as somebody of these roles may see it: without the measures that are made of what is hidden from him. Neither
 * chosen nor grouped by such a field, as lists are not: an order tells a value. Of the rows only those are his that he
 * may read; whoever reads them asks the same policies.
 *
 * @returns null: he may see none of it
 */
export function reportFor(model: Model, roles: readonly string[], report: Report): Report | null {
  const isOpen = (expr: Expr): boolean =>
    !reportFields(model, report, expr).some((field) => hidesField(model, roles, field));
  const { where, date, rows, columns, sort } = report;
  const shaping = [where, date, ...[...rows, ...columns].map(({ expr }) => expr)];
  if (!readsSource(model, roles, report) || !shaping.every((expr) => expr === null || isOpen(expr)))
    return null;
  const measures = report.measures.filter(({ expr }) => isOpen(expr));
  if (measures.length === 0) return null;
  if (measures.length === report.measures.length) return report;
  const isSorted = [...rows, ...measures].some(({ key }) => key === sort?.key);
  return { ...report, measures, sort: isSorted ? sort : null };
}

function readsSource(model: Model, roles: readonly string[], { source }: Report): boolean {
  if (source.kind === 'records') return grantsReading(model, roles, source.type);
  if (source.kind === 'ledgers') return source.ledgers.every((ledger) => readsLedger(model, roles, ledger));
  const ends = (['from', 'to'] as const).flatMap((end) => linkTypes(model, source.conversions, end));
  return ends.every((type) => grantsReading(model, roles, type));
}
