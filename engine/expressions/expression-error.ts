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
 * - `expr-unknown-option` { name, allowed, suggestion }: compared with a text that the field never holds
 * - `expr-currency` { name, expected, found }: amounts of two currencies are added; the fields that hold them
 * - `expr-no-column` { field }: the condition is for a database, and this is no column
 * - `expr-not-sql` { name }: a database cannot do this
 * - `expr-row-lookup` {}: the condition is for a database, and looks up by what stands in each record
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
    | 'expr-type'
    | 'expr-unknown-option'
    | 'expr-currency'
    | 'expr-no-column'
    | 'expr-not-sql'
    | 'expr-row-lookup';
  readonly params: Readonly<Record<string, string | number>>;
}
