// What binds when a record leaves the draft phase (catalogs: on save).
import type { Field } from '../model/type.ts';
import type { ValueObject } from '../expressions/scope.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { chosenOf, eachField } from './each-field.ts';
import { withoutKept } from './kept.ts';
import { lineAt } from './record-values.ts';
import { checkProblems } from './save-checks.ts';
import { schemaProblems } from './schema-problems.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { fieldLabel } from './words.ts';
import type { Work } from './work.ts';

/**
 * Everything that is still missing.
 *
 * @param event  key of the event that leaves the draft phase; null: the save of a catalog record
 */
export function completeProblems(session: Session, work: Work, event: string | null): FieldProblem[] {
  const { model, validators, setting } = session;
  const { type, data, doc } = work;
  const problems = [
    ...schemaProblems(model, type, validators.complete(type.key)(withoutKept(data)), setting.language),
    ...requiredProblems(session, work, event),
    ...(event === null ? [] : checkProblems(session, type, doc, data, event)),
  ];
  const seen = new Set<string>();
  return problems.filter(({ code, pointer }) => {
    const key = `${code} ${pointer}`;
    return seen.has(key) ? false : (seen.add(key), true);
  });
}

/** Fields that an expression or the event itself makes necessary; `required` of the schema is the validator's. */
function requiredProblems(session: Session, work: Work, event: string | null): FieldProblem[] {
  const { type, data, doc } = work;
  const wanted = ({ required }: Field) =>
    required.when !== null || (event !== null && required.at.includes(event));
  return eachField(chosenOf(type, wanted), data, data, null, true).flatMap((place) => {
    const { field, table, index, value } = place;
    if (!isBlank(value)) return [];
    const line = table === null ? null : (lineAt(doc, table, index) as ValueObject | null);
    const needed =
      (event !== null && field.required.at.includes(event)) ||
      (field.required.when !== null && holds(field.required.when, scopeOf(session, { doc, line })));
    if (!needed) return [];
    const params = { label: fieldLabel(session, type, field.path) };
    return [fieldProblem('required', place.pointer, params, session.setting.language)];
  });
}

function isBlank(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Documents may be saved unfinished; what lives on without stages must be whole at once. */
export function mustBeComplete(work: Work): boolean {
  return work.type.machine === null || (work.type.kind === 'catalog' && work.phase === 'posted');
}
