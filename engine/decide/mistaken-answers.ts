import type { FieldProblem } from '../problems/problem.ts';
import type { Session } from './session.ts';

/** What tables answered in a session that they never may. A file of its own: forms without tables ask it, too. */
const mistaken = new WeakMap<Session, Map<string, FieldProblem>>();

export function noteMistake(session: Session, problem: FieldProblem): void {
  const known = mistaken.get(session) ?? new Map<string, FieldProblem>();
  mistaken.set(session, known.set(problem.message, problem));
}

/** What decision tables were heard to answer that they never may, each once. */
export function mistakenAnswers(session: Session): readonly FieldProblem[] {
  return [...(mistaken.get(session)?.values() ?? [])];
}
