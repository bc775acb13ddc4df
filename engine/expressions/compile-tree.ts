import type { Expr } from '../model/expression.ts';
import type { Node } from './ast.ts';
import { checkExpression } from './check-expression.ts';
import type { Place } from './check-expression.ts';
import { emit } from './emit.ts';
import type { ExprError } from './expression-error.ts';
import { readsOf } from './reads-of.ts';

export type CompiledExpression =
  { readonly ok: true; readonly expr: Expr } | { readonly ok: false; readonly errors: readonly ExprError[] };

/** What was read of `text` → checked, executable expression. */
export function compileTree(text: string, node: Node | ExprError, place: Place): CompiledExpression {
  if ('code' in node) return { ok: false, errors: [node] };
  const { checked, errors } = checkExpression(node, place);
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    expr: { text, type: checked.type, reads: readsOf(checked), run: emit(checked), tree: checked },
  };
}
