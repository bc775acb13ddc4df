// What binds on every save. Everything wrong is collected and answered at once.
import type { ValueObject } from '../expressions/scope.ts';
import { MISSING } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Field, RecordType } from '../model/type.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { isDecimal } from '../values/decimal.ts';
import { eachField } from './each-field.ts';
import { referenceProblems } from './reference-checks.ts';
import { find } from './record-reads.ts';
import { ownKeys, withoutKept } from './kept.ts';
import { lineAt } from './record-values.ts';
import { sameJson } from './same.ts';
import { holds, scopeOf } from './scope.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Session } from './session.ts';
import { answerOf, fieldLabel, reasonOf } from './words.ts';

/** Shape and line ids of data as it was sent: nothing can be computed from data that fails here. */
export function shapeProblems(
  session: Session,
  type: RecordType,
  given: JsonObject,
  before: JsonObject | null = null,
): FieldProblem[] {
  // What the record has kept by itself stays; nobody else writes it.
  const raw = before && ownKeys.every((key) => given[key] === before[key]) ? withoutKept(given) : given;
  const { model, validators, setting } = session;
  const problems = schemaProblems(model, type, validators.draft(type.key)(raw), setting.language);
  return [...problems, ...duplicateLines(type, raw, setting.language)];
}

function duplicateLines(type: RecordType, raw: JsonObject, language: string): FieldProblem[] {
  return [...type.fields.values()].flatMap((field) => {
    const lines = field.kind === 'table' ? raw[field.key] : null;
    if (!Array.isArray(lines)) return [];
    const seen = new Set<unknown>();
    return lines.flatMap((line: Json, index) => {
      const id = line !== null && typeof line === 'object' ? (line as JsonObject)['id'] : null;
      if (typeof id !== 'string') return [];
      if (seen.has(id))
        return [fieldProblem('duplicate-line', `/${field.key}/${index}/id`, { id }, language)];
      seen.add(id);
      return [];
    });
  });
}

/**
 * A client never writes a formula's field. Echoing what stands there, before or after the computation, is no writing:
 * forms send whole lines.
 */
export function computedFieldProblems(
  session: Session,
  type: RecordType,
  sent: JsonObject,
  computed: JsonObject,
  before: JsonObject | null,
): FieldProblem[] {
  return eachField(type, sent, (field) => field.formula !== null, computed, before).flatMap(
    ({ field, pointer, value, computed: result, before: old }) =>
      sameJson(value, result) || (old !== undefined && sameJson(value, old))
        ? []
        : [
            fieldProblem(
              'computed-field',
              pointer,
              { label: fieldLabel(session, type, field.path) },
              session.setting.language,
            ),
          ],
  );
}

/** References, field checks and uniqueness of computed data; only what differs from `before` is looked at again. */
export function contentProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  before: JsonObject | null,
): FieldProblem[] {
  return [
    ...boundProblems(session, type, doc, data),
    ...sizeProblems(session, type, doc, data, before),
    ...referenceProblems(session, type, doc, data, before),
    ...checkProblems(session, type, doc, data, (at) => at.length === 0 || at.includes('edit')),
    ...uniqueProblems(session, type, doc, data, before),
  ];
}

/** Least and greatest of decimals: JSON Schema cannot say them of text, so they are judged here. */
function boundProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
): FieldProblem[] {
  const bounded = (field: Field) =>
    field.decimal !== null && (field.decimal.minimum ?? field.decimal.maximum) !== null;
  return eachField(type, data, bounded, data, null).flatMap(({ field, pointer, table, index }) => {
    const holder = table === null ? doc : lineAt(doc, table, index);
    const value = (holder as ValueObject | null)?.[field.key] ?? null;
    const { minimum = null, maximum = null } = field.decimal ?? {};
    if (!isDecimal(value)) return [];
    const { language } = session.setting;
    if (minimum !== null && value.lt(minimum))
      return [fieldProblem('minimum', pointer, { limit: minimum }, language)];
    if (maximum !== null && value.gt(maximum))
      return [fieldProblem('maximum', pointer, { limit: maximum }, language)];
    return [];
  });
}

/** What a formula makes must fit its field, or the record could never leave the draft phase. */
function sizeProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  before: JsonObject | null,
): FieldProblem[] {
  const computed = ({ formula, decimal }: Field) => formula !== null && decimal !== null;
  return eachField(type, data, computed, data, before).flatMap(({ field, pointer, table, index }) => {
    const holder = table === null ? doc : lineAt(doc, table, index);
    const value = (holder as ValueObject | null)?.[field.key] ?? null;
    const { precision, scale } = field.decimal ?? { precision: 0, scale: 0 };
    const digits = precision - scale;
    if (!isDecimal(value) || value.c[0] === 0 || value.e < Math.max(digits, 1)) return [];
    const params = { label: fieldLabel(session, type, field.path), digits };
    return [fieldProblem('too-large', pointer, params, session.setting.language)];
  });
}

/** Field checks (`x-check`) whose place `at` passes; warnings go to the decision, the rest is answered. */
export function checkProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  binds: (at: readonly string[]) => boolean,
): FieldProblem[] {
  const wanted = (field: Field) => field.checks.some((check) => binds(check.at));
  return eachField(type, data, wanted, data, null, true).flatMap(({ field, pointer, table, index }) => {
    const scope = scopeOf(session, { doc, line: table === null ? null : lineAt(doc, table, index) });
    return field.checks.flatMap((check) => {
      if (!binds(check.at) || holds(check.expr, scope)) return [];
      const answer = answerOf(check, scope);
      if (answer === 'allow') return [];
      const problem = fieldProblem(
        'check-failed',
        pointer,
        { reason: reasonOf(check, scope) },
        session.setting.language,
      );
      if (answer !== 'warn') return [problem];
      session.work.warnings.push(problem);
      return [];
    });
  });
}

function uniqueProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  before: JsonObject | null,
): FieldProblem[] {
  return [...type.fields.values()].flatMap((field) => {
    if (!field.unique && field.key !== type.naturalKey) return [];
    const value = data[field.key];
    if (typeof value !== 'string' || value === '' || sameJson(value, before?.[field.key])) return [];
    const found = find(session, { type: type.key, where: { [field.key]: value }, before: null });
    if (found === MISSING || found === null || found.id === doc['id']) return [];
    const params = { label: fieldLabel(session, type, field.key), value, title: found.title };
    return [fieldProblem('not-unique', `/${field.key}`, params, session.setting.language)];
  });
}
