import type { Place } from './check-expression.ts';
import { compileTree, type CompiledExpression } from './compile-tree.ts';
import { parseExpression } from './parse-expression.ts';

/**
 * Text → checked, executable expression. Never throws on bad input.
 *
 * @param place  names in scope, types that references lead to, and what the value is for
 * @returns      the expression, or every mistake in it with its place in `text`
 */
export function compileExpression(text: string, place: Place): CompiledExpression {
  return compileTree(text, parseExpression(text), place);
}
