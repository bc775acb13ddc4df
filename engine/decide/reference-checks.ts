import type { Value, ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { Field, RecordType } from '../model/type.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { versionOf } from '../values/version.ts';
import { choice, eachField } from './each-field.ts';
import { valuesTitle } from './reader-title.ts';
import { lineAt, parentAt } from './record-values.ts';
import { valuesOf } from './records.ts';
import { sameJson } from './same.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';

const references = choice(({ ref, formula }) => ref !== null && formula === null, true);

/** References that changed: there, of an allowed type, not archived, and obeying the field's `where`. */
export function referenceProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  before: JsonObject | null,
): FieldProblem[] {
  return eachField(references(type), data, data, before).flatMap((place) => {
    const { field, value, table, index } = place;
    if (typeof value !== 'string' || sameJson(value, place.before)) return [];
    const line = table === null ? null : lineAt(doc, table, index);
    const parent = table === null ? null : parentAt(doc, table);
    return referenceProblem(session, field, value, place, doc, line as ValueObject | null, null, parent);
  });
}

/** References that an event was given, as `referenceProblems` has it. @param input  hydrated */
export function inputReferenceProblems(
  session: Session,
  asked: ReadonlyMap<string, Field>,
  doc: ValueObject,
  input: ValueObject,
): FieldProblem[] {
  return [...asked.values()].flatMap((field) => {
    const value = field.ref ? input[field.key] : null;
    if (typeof value !== 'string') return [];
    return referenceProblem(session, field, value, { pointer: `/${field.key}` }, doc, null, input);
  });
}

/** What is wrong with one record at one reference field; notes what has not been read. */
export function referenceProblem(
  session: Session,
  field: Field,
  id: string,
  place: { readonly pointer: string },
  doc: ValueObject,
  line: ValueObject | null,
  input: ValueObject | null = null,
  parent: Value = line === null ? null : doc,
): FieldProblem[] {
  const { ref } = field;
  const { language } = session.setting;
  if (ref && ref.revision !== (versionOf(id) !== null)) {
    const type = typeTitles(session, ref.types);
    const code = ref.revision ? 'reference-without-revision' : 'reference-not-found';
    return [fieldProblem(code, place.pointer, { type, value: id }, language)];
  }
  const values = valuesOf(session, id);
  if (values === undefined) {
    session.lacks.record(id);
    return [];
  }
  if (!ref) return [];
  if (values === null) {
    const type = typeTitles(session, ref.types);
    return [fieldProblem('reference-not-found', place.pointer, { type, value: id }, language)];
  }
  const title = valuesTitle(session, values);
  if (!ref.types.includes(values['type'] as string))
    return [fieldProblem('reference-not-allowed', place.pointer, { title }, language)];
  if (values['archived'] === true)
    return [fieldProblem('reference-archived', place.pointer, { title }, language)];
  // `it` is a reference like any other: expressions walk from its id.
  if (ref.where && !holds(ref.where, scopeOf(session, { doc, line, parent, input, it: id }))) {
    return [fieldProblem('reference-not-allowed', place.pointer, { title }, language)];
  }
  return [];
}

function typeTitles(session: Session, types: readonly string[]): string {
  return types.map((key) => typeTitle(session, key)).join(', ');
}

function typeTitle(session: Session, key: string): string {
  const type = session.model.types.get(key);
  return type ? session.model.text(session.setting.language, `types/${key}/type#/title`, type.title) : key;
}
