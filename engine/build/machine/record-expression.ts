import { isOpen, nameOfType } from '../../expressions/type-rules.ts';
import type { ExprType, ScopeTypes } from '../../expressions/types.ts';
import type { Expr } from '../../model/expression.ts';
import type { Origin } from '../../model/linked-pack.ts';
import type { Workshop } from '../workshop.ts';

/** An expression that gives a record of a type: the record, a reference to it, or its id as text. */
export function recordExpression(
  text: string,
  origin: Origin,
  scope: ScopeTypes,
  type: string | null,
  workshop: Workshop,
): Expr {
  const expr = workshop.expression(origin, text, scope);
  if (type !== null && workshop.linked.types.has(type) && !mayBe(expr.type, type)) {
    const expected = nameOfType({ kind: 'ref', types: [type] });
    workshop.tell({ code: 'expr-type', ...origin, params: { expected, found: nameOfType(expr.type) } });
  }
  return expr;
}

function mayBe(found: ExprType, type: string): boolean {
  if (isOpen(found) || found.kind === 'text') return true;
  if (found.kind === 'ref') return found.types.includes(type);
  return found.kind === 'object' && found.name === type;
}
