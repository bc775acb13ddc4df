import type { Expr } from '../model/expression.ts';
import { checkExpression } from './check-expression.ts';
import type { Place } from './check-expression.ts';
import { emit } from './emit.ts';
import type { ExprError } from './expression-error.ts';
import { parseExpression } from './parse-expression.ts';
import { readsOf } from './reads-of.ts';

export type CompiledExpression =
  { readonly ok: true; readonly expr: Expr } | { readonly ok: false; readonly errors: readonly ExprError[] };

/**
 * Text → checked, executable expression. Never throws on bad input.
 *
 * @param place  names in scope, types that references lead to, and what the value is for
 * @returns      the expression, or every mistake in it with its place in `text`
 */
export function compileExpression(text: string, place: Place): CompiledExpression {
  const node = parseExpression(text);
  if ('code' in node) return { ok: false, errors: [node] };
  const { checked, errors } = checkExpression(node, place);
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    expr: { text, type: checked.type, reads: readsOf(checked), run: emit(checked), tree: checked },
  };
}
