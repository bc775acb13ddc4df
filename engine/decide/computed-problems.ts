import type { FieldProblem } from '../problems/problem.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

/**
 * What formulas, fills and defaults gave obeys the schema of its field, as what is entered does; `completeProblems` says
 * the same of the whole record.
 */
export function computedProblems(session: Session, { type, data }: Work): FieldProblem[] {
  const { model, validators, setting } = session;
  const validate = validators.computed(type.key);
  return validate ? schemaProblems(model, type.fieldByPath, validate(data), setting.language) : [];
}
