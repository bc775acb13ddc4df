import type { Span } from './ast.ts';

/**
 * What is wrong in an expression, with the place in its text. Words come from the problem catalogue.
 *
 * - `expr-syntax` { detail }: not an expression; the first mistake only
 * - `expr-unknown-name` { name, suggestion }
 * - `expr-unknown-field` { name, of, suggestion }
 * - `expr-unknown-function` { name, suggestion }
 * - `expr-arguments` { name, expected, found }: how many, or which constant
 * - `expr-type` { name, expected, found }: `name` is the operator or function, or '' for the whole
 *
 * A parameter that does not apply is ''.
 */
export interface ExprError extends Span {
  readonly code:
    | 'expr-syntax'
    | 'expr-unknown-name'
    | 'expr-unknown-field'
    | 'expr-unknown-function'
    | 'expr-arguments'
    | 'expr-type';
  readonly params: Readonly<Record<string, string | number>>;
}
