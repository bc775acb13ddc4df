import { OutOfSteps } from '../expressions/spend.ts';
import { refusal } from '../problems/index.ts';
import type { Refusal } from '../problems/problem.ts';
import { storedTitle } from './reader-title.ts';
import { Refused } from './refused.ts';
import type { Session } from './session.ts';

/**
 * What ended a decision, in words, as the answer to it. A formula that never comes to an end is the author's mistake,
 * so whoever works is told, and nothing else stands still.
 *
 * @throws the error itself when it is no refusal
 */
export function refusalOf(error: unknown, session: Session): Refusal {
  if (error instanceof OutOfSteps) return refusal('too-many-steps', 422, {}, session.setting.language);
  if (!(error instanceof Refused)) throw error;
  const { code, status, problems, words = code, override, named, language } = error.unsaid;
  const params = named ? { ...error.unsaid.params, title: storedTitle(session, named) } : error.unsaid.params;
  const said = refusal(words, status, params, language, problems);
  return { ...said, code, ...(override && { override }) };
}
