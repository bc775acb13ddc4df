import type { ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { FieldProblem } from '../problems/problem.ts';

/** One line as it was last computed. */
export interface LineResult {
  readonly values: ValueObject;
  readonly out: JsonObject;
  /** Filled by forms: what is wrong on the line, pointers starting at the line. */
  problems: readonly FieldProblem[] | null;
}

/**
 * What the last computation of a form knew. Lines are found by identity: a line object that came in or went out
 * unchanged is not computed again. Valid only while facts are added, never replaced; drop it when a record is re-read.
 */
export interface ComputeMemo {
  readonly doc: ValueObject;
  readonly data: JsonObject;
  readonly today: string;
  readonly lines: WeakMap<JsonObject, LineResult>;
}
