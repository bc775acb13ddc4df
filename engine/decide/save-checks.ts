// What binds on every save. Everything wrong is collected and answered at once.
import type Big from 'big.js';
import type { Value, ValueObject } from '../expressions/scope.ts';
import { MISSING } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Check } from '../model/expression.ts';
import type { Field, RecordType } from '../model/type.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { compareDecimals, decimal, formatDecimal, isDecimal } from '../values/decimal.ts';
import { choice, chosenOf, eachField, type Choice, type FieldPlace } from './each-field.ts';
import { referenceProblems } from './reference-checks.ts';
import { find } from './record-reads.ts';
import { ownKeys, withoutKept } from './kept.ts';
import { storedTitle } from './reader-title.ts';
import { lineAt } from './record-values.ts';
import { linesById } from './line-index.ts';
import { overridable, overridden } from './overrides.ts';
import { sameJson, sameValue } from './same.ts';
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
    ...boundProblems(session, type, doc, data),
    ...sizeProblems(session, type, doc, data, before),
    ...referenceProblems(session, type, doc, data, before),
    ...checkProblems(session, type, doc, data, null, was),
    ...uniqueProblems(session, type, doc, data, before),
  ];
}

const bounded = choice(
  ({ decimal }) => decimal !== null && (decimal.minimum !== null || decimal.maximum !== null),
);

interface Bounds {
  readonly minimum: Big | null;
  readonly maximum: Big | null;
}

const boundsOfFields = new WeakMap<Field, Bounds>();

function boundsOf(field: Field): Bounds {
  const known = boundsOfFields.get(field);
  if (known) return known;
  const { minimum = null, maximum = null } = field.decimal ?? {};
  const bounds = {
    minimum: minimum === null ? null : decimal(minimum),
    maximum: maximum === null ? null : decimal(maximum),
  };
  boundsOfFields.set(field, bounds);
  return bounds;
}

/** Least and greatest of decimals: JSON Schema cannot say them of text, so they are judged here. */
function boundProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const place of eachField(bounded(type), data, data, null)) {
    const value = valueAt(doc, place);
    if (!isDecimal(value)) continue;
    const { minimum, maximum } = boundsOf(place.field);
    const { language } = session.setting;
    if (minimum && compareDecimals(value, minimum) < 0)
      problems.push(fieldProblem('minimum', place.pointer, { limit: formatDecimal(minimum) }, language));
    else if (maximum && compareDecimals(value, maximum) > 0)
      problems.push(fieldProblem('maximum', place.pointer, { limit: formatDecimal(maximum) }, language));
  }
  return problems;
}

/** The computed value at a place. */
function valueAt(doc: ValueObject, { field, table, index }: FieldPlace): Value {
  const holder = table === null ? doc : (lineAt(doc, table, index) as ValueObject | null);
  return holder?.[field.key] ?? null;
}

const computedDecimals = choice(({ formula, decimal: digits }) => formula !== null && digits !== null);

/** What a formula makes must fit its field, or the record could never leave the draft phase. */
function sizeProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  before: JsonObject | null,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const place of eachField(computedDecimals(type), data, data, before)) {
    const value = valueAt(doc, place);
    const { field } = place;
    const { precision, scale } = field.decimal ?? { precision: 0, scale: 0 };
    const digits = precision - scale;
    if (!isDecimal(value) || value.c[0] === 0 || value.e < Math.max(digits, 1)) continue;
    const params = { label: fieldLabel(session, type, field.path), digits };
    problems.push(fieldProblem('too-large', place.pointer, params, session.setting.language));
  }
  return problems;
}

const binds = (check: Check, event: string | null): boolean =>
  event === null ? check.at.length === 0 || check.at.includes('edit') : check.at.includes(event);

const checkedOnSave = choice(({ checks }) => checks.some((check) => binds(check, null)));

function checkedAt(type: RecordType, event: string | null): Choice {
  if (event === null) return checkedOnSave(type);
  return chosenOf(type, ({ checks }) => checks.some((check) => binds(check, event)));
}

/**
 * Field checks (`x-check`) that bind at an event, or on every save; warnings go to the decision, what is overridden to
 * the history, the rest is answered.
 *
 * @param event  null: a save
 */
export function checkProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  data: JsonObject,
  event: string | null,
  was: ValueObject | null = null,
): FieldProblem[] {
  const { language } = session.setting;
  const problems: FieldProblem[] = [];
  // One scope for all: making it costs more than most checks.
  const scope = scopeOf(session, { doc });
  for (const place of eachField(checkedAt(type, event), data, data, null, true)) {
    const { field, table, index } = place;
    scope.line = table === null ? null : lineAt(doc, table, index);
    for (const check of field.checks) {
      if (!binds(check, event) || holds(check.expr, scope)) continue;
      const answer = answerOf(check, scope);
      if (answer === 'allow') continue;
      const reason = reasonOf(session, check, scope);
      const problem = fieldProblem('check-failed', place.pointer, { reason }, language);
      if (answer === 'warn') session.work.warnings.push(problem);
      else if (answer === 'block') problems.push(problem);
      else {
        const one = { code: `${type.key}.${field.path}`, roles: check.roles };
        const line = scope.line as ValueObject | null;
        if (stoodBefore(session, type, field, check, was, line, doc)) continue;
        if (!overridden(session, one, String(doc['id']))) problems.push(overridable(problem, one));
      }
    }
  }
  return problems;
}

/** The same value failed the same check before, so somebody went past it then. */
function stoodBefore(
  session: Session,
  type: RecordType,
  field: Field,
  check: Check,
  was: ValueObject | null,
  line: ValueObject | null,
  doc: ValueObject,
): boolean {
  if (was === null) return false;
  const old = line === null ? null : (linesById(type, was).get(String(line['id']))?.line ?? null);
  if (line !== null && old === null) return false;
  const isSame = sameValue((old ?? was)[field.key] ?? null, (line ?? doc)[field.key] ?? null);
  return isSame && !holds(check.expr, scopeOf(session, { doc: was, line: old }));
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
    const params = { label: fieldLabel(session, type, field.key), value, title: storedTitle(session, found) };
    return [fieldProblem('not-unique', `/${field.key}`, params, session.setting.language)];
  });
}
