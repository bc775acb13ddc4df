import type { ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { beside } from '../values/beside.ts';

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
  /** The same object in every computation of one form: what stands beside a line is this form's or another's. */
  readonly form: object;
}

const results = beside<JsonObject, { readonly form: object; readonly result: LineResult }>();

/** A line as it was last computed in this form; null when it is new to it. */
export function lineResult(memo: ComputeMemo | null, line: JsonObject): LineResult | null {
  const known = memo && results.get(line);
  return known && known.form === memo.form ? known.result : null;
}

export function rememberLine(form: object, line: JsonObject, result: LineResult): void {
  results.set(line, { form, result });
}
