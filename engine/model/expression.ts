import type { Checked } from '../expressions/checked.ts';
import type { ExprType } from '../expressions/types.ts';
import type { Scope, Value } from '../expressions/scope.ts';

/** A checked and compiled expression. `run` never throws but on a Fault; a missing fact gives MISSING and is noted. */
export interface Expr {
  readonly text: string;
  readonly type: ExprType;
  /** What it reads: `doc.total`, `doc.lines[].net`, `source.partner.blocked`. Sorted, unique. */
  readonly reads: readonly string[];
  readonly run: (scope: Scope) => Value;
  /** The checked tree, from which SQL is made; absent in what stands in for a text that does not compile. */
  readonly tree?: Checked;
}

/** Words for people with values in them: `Only {open} left`; `{…}` is an expression. */
export interface Template {
  readonly text: string;
  /** Where its translation stands in locales. */
  readonly textKey: string;
  /** What its holes read, as of `Expr`. */
  readonly reads: readonly string[];
  /** The checked trees of its holes. */
  readonly trees: readonly Checked[];
  /**
   * Renders in the language of `scope.language`.
   *
   * @param hides  whether something that a hole reads is hidden from whoever is told: then `…` stands for its value
   */
  readonly run: (scope: Scope, hides?: Hides) => string;
}

export type Hides = (reads: readonly string[]) => boolean;

export type AnswerWord = 'allow' | 'warn' | 'override' | 'block';

/** Guards, preconditions and field checks: one shape. */
export interface Check {
  readonly expr: Expr;
  readonly reason: Template | null;
  readonly answer: AnswerWord | Expr;
  readonly at: readonly string[];
  /** Who may override; nobody named: whoever may do what is checked. @source conversions.md T2 */
  readonly roles: readonly string[];
}
