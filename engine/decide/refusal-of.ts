import { OutOfSteps } from '../expressions/spend.ts';
import { refusal } from '../problems/index.ts';
import type { Refusal } from '../problems/problem.ts';
import { Refused } from './refused.ts';

/**
 * What ended a decision, in words, as the answer to it. A formula that never comes to an end is the author's mistake,
 * so whoever works is told, and nothing else stands still.
 *
 * @throws the error itself when it is no refusal
 */
export function refusalOf(error: unknown, language: string): Refusal {
  if (error instanceof OutOfSteps) return refusal('too-many-steps', 422, {}, language);
  if (!(error instanceof Refused)) throw error;
  const { code, status, params, problems, words = code, override } = error.unsaid;
  const said = refusal(words, status, params, error.unsaid.language, problems);
  return { ...said, code, ...(override && { override }) };
}
