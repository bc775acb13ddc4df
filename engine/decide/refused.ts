import { OutOfSteps } from '../expressions/spend.ts';
import type { FieldProblem, Refusal } from '../problems/problem.ts';
import { refusal, type RefusalCode } from '../problems/index.ts';
import type { Params } from '../problems/fill-words.ts';

/**
 * Carries a refusal from deep inside a decision to its door, which answers it as a value.
 * It never leaves `decide()`: there it is caught, or, when facts were missing, thrown away with the rest.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(answer: Refusal) {
    super(answer.code);
    this.refusal = answer;
  }
}

/** Ends the decision: the business says no. */
export function refuse(
  code: RefusalCode,
  status: Refusal['status'],
  params: Params,
  language: string,
  problems: readonly FieldProblem[] = [],
): never {
  throw new Refused(refusal(code, status, params, language, problems));
}

/**
 * What ended a decision, as the answer to it. A formula that never comes to an end is the author's mistake, so whoever
 * works is told, and nothing else stands still.
 *
 * @throws the error itself when it is no refusal
 */
export function refusalOf(error: unknown, language: string): Refusal {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof OutOfSteps) return refusal('too-many-steps', 422, {}, language);
  throw error;
}
