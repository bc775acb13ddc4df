import { stepsMax } from '../expressions/new-scope.ts';
import { MISSING, type Missing, type Scope, type Value } from '../expressions/scope.ts';
import type { DecisionSource } from '../model/decision-table.ts';
import { formatDecimal, isDecimal } from '../values/decimal.ts';
import type { ListNeed } from './list-need.ts';

/** What a source has to read for this question: records and lines that its equalities leave. */
export function listNeedOf(
  source: Pick<DecisionSource, 'type' | 'table' | 'narrow'>,
  scope: Scope,
): ListNeed | Missing {
  const where: Record<string, string | boolean | null> = {};
  const lines: Record<string, string | boolean | null> = {};
  let isMissing = false;
  for (const { table, field, value } of source.narrow) {
    scope.budget = stepsMax;
    const found = value.run(scope);
    if (found === MISSING) isMissing = true;
    else (table ? lines : where)[field] = plain(found);
  }
  return isMissing ? MISSING : { type: source.type, table: source.table, where, lines };
}

function plain(value: Value): string | boolean | null {
  if (isDecimal(value)) return formatDecimal(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
