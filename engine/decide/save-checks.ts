// What binds on every save. Everything wrong is collected and answered at once.
import type { ValueObject } from '../expressions/scope.ts';
import { MISSING } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { RecordType } from '../model/type.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { choice, eachField } from './each-field.ts';
import { referenceProblems } from './reference-checks.ts';
import { checkProblems, limitProblems } from './field-checks.ts';
import { find } from './find.ts';
import { ownKeys, withoutKept } from './kept.ts';
import { storedTitle } from './reader-title.ts';
import { sameJson } from './same.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Session } from './session.ts';
import { fieldLabel } from './words.ts';

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
  const problems = schemaProblems(model, type.fieldByPath, validators.draft(type.key)(raw), setting.language);
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

const formulas = choice((field) => field.formula !== null);

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
  return eachField(formulas(type), sent, computed, before).flatMap((place) => {
    const { field, value, computed: result, before: old } = place;
    if (sameJson(value, result) || (old !== undefined && sameJson(value, old))) return [];
    const params = { label: fieldLabel(session, type, field.path) };
    return [fieldProblem('computed-field', place.pointer, params, session.setting.language)];
  });
}

/**
 * References, field checks and uniqueness of computed data; only what differs from `before` is looked at again.
 *
 * @param was  the document before the change: a check that somebody went past then is not asked again
 */
export function contentProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  before: JsonObject | null,
  was: ValueObject | null = null,
): FieldProblem[] {
  return [
    ...limitProblems(session, type, doc),
    ...referenceProblems(session, type, doc, data, before),
    ...checkProblems(session, type, doc, null, was),
    ...uniqueProblems(session, type, doc, data, before),
  ];
}

/** What a search compares with: nothing is a value of its own. */
function equalTo(value: Json | undefined): string | boolean | null {
  return typeof value === 'string' || typeof value === 'boolean'
    ? value
    : value == null
      ? null
      : String(value);
}

function uniqueProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  before: JsonObject | null,
): FieldProblem[] {
  return [...type.fields.values()].flatMap((field) => {
    if (field.unique === null && field.key !== type.naturalKey) return [];
    const value = data[field.key];
    if (typeof value !== 'string' || value === '') return [];
    const keys = [...(field.unique ?? []), field.key].sort();
    if (keys.every((key) => sameJson(data[key] ?? null, before?.[key] ?? null))) return [];
    const where = Object.fromEntries(keys.map((key) => [key, equalTo(data[key])]));
    // The database itself keeps natural keys apart; others are locked while one looks for them.
    const isKey = field.key === type.naturalKey && field.unique?.length === 0;
    const found = find(session, { type: type.key, where, before: null, ...(!isKey && { locked: true }) });
    if (found === MISSING || found === null || found.id === doc['id']) return [];
    const params = { label: fieldLabel(session, type, field.key), value, title: storedTitle(session, found) };
    return [fieldProblem('not-unique', `/${field.key}`, params, session.setting.language)];
  });
}
