import { bareReads } from './bare-reads.ts';
import { newScope, stepsMax } from '../expressions/new-scope.ts';
import type { Reads, Scope, Value, ValueObject } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';

/** Runs the expressions of a report on one row after the other, in one scope. */
export interface ReportPlace {
  readonly run: (expr: Expr, row: Partial<Pick<Scope, 'doc' | 'line' | 'entry' | 'key'>>) => Value;
}

/**
 * @param constants  what is the same for every row: params, user, here, company, settings, now, today
 * @param reads      what references lead to; absent: they lead nowhere
 */
export function reportPlace(
  constants: Partial<Pick<Scope, 'user' | 'here' | 'company' | 'settings' | 'now' | 'today'>> & {
    readonly params: ValueObject;
  },
  language: string,
  reads: Reads = bareReads,
): ReportPlace {
  const scope = newScope(reads, language, constants);
  return {
    run(expr, row) {
      scope.doc = row.doc ?? null;
      scope.line = row.line ?? null;
      scope.entry = row.entry ?? null;
      scope.key = row.key ?? null;
      scope.budget = stepsMax;
      return expr.run(scope);
    },
  };
}
