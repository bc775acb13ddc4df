import type { Refusal } from '../problems/problem.ts';
import { refusalOf } from './refusal-of.ts';
import type { Session } from './session.ts';
import type { Needs } from './types.ts';

/**
 * What a session is asked for: the answer, or the refusal that ended it; while anything was lacking, what that is.
 *
 * @throws whatever `ask` throws that is no refusal
 */
export function answered<Answer>(session: Session, ask: () => Answer): Answer | Refusal | Needs {
  const answer = answerOf(session, ask);
  return session.lacks.any ? session.lacks.needs() : answer;
}

function answerOf<Answer>(session: Session, ask: () => Answer): Answer | Refusal {
  try {
    return ask();
  } catch (error) {
    return refusalOf(error, session);
  }
}
