// What binds on every save. Everything wrong is collected and answered at once.
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import { MISSING } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Check } from '../model/expression.ts';
import type { Field, RecordType } from '../model/type.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { compareDecimals, decimal, formatDecimal, isDecimal, isZero } from '../values/decimal.ts';
import { choice, choiceBy, eachField, eachHeld, pointerTo, type Choice } from './each-field.ts';
import { referenceProblems } from './reference-checks.ts';
import { find } from './find.ts';
import { ownKeys, withoutKept } from './kept.ts';
import { storedTitle } from './reader-title.ts';
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
    ...decimalProblems(session, type, doc),
    ...referenceProblems(session, type, doc, data, before),
    ...checkProblems(session, type, doc, null, was),
    ...uniqueProblems(session, type, doc, data, before),
  ];
}

interface Limits {
  readonly minimum: Big | null;
  readonly maximum: Big | null;
  /** Digits before the point that the field can hold. */
  readonly digits: number;
}

const limitsOfFields = new WeakMap<Field, Limits>();

function limitsOf(field: Field): Limits {
  const known = limitsOfFields.get(field);
  if (known) return known;
  const { minimum = null, maximum = null, precision = 0, scale = 0 } = field.decimal ?? {};
  const limits = {
    minimum: minimum === null ? null : decimal(minimum),
    maximum: maximum === null ? null : decimal(maximum),
    digits: precision - scale,
  };
  limitsOfFields.set(field, limits);
  return limits;
}

const limited = choice(
  ({ decimal: of, formula }) =>
    of !== null && (formula !== null || of.minimum !== null || of.maximum !== null),
  true,
);

/**
 * Least and greatest of decimals, which JSON Schema cannot say of text; and what a formula makes must fit its field, or
 * the record could never leave the draft phase.
 */
function decimalProblems(session: Session, type: RecordType, doc: ValueObject): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { language } = session.setting;
  eachHeld(limited(type), doc, (field, holder, table, index) => {
    const value = holder[field.key];
    if (!isDecimal(value)) return;
    const { minimum, maximum, digits } = limitsOf(field);
    const add = (
      code: 'minimum' | 'maximum' | 'too-large',
      params: Readonly<Record<string, string | number>>,
    ) => problems.push(fieldProblem(code, pointerTo(field, table, index), params, language));
    if (minimum && compareDecimals(value, minimum) < 0) add('minimum', { limit: formatDecimal(minimum) });
    else if (maximum && compareDecimals(value, maximum) > 0)
      add('maximum', { limit: formatDecimal(maximum) });
    if (field.formula !== null && !isZero(value) && value.e >= Math.max(digits, 1))
      add('too-large', { label: fieldLabel(session, type, field.path), digits });
  });
  return problems;
}

const binds = (check: Check, event: string | null): boolean =>
  event === null ? check.at.length === 0 || check.at.includes('edit') : check.at.includes(event);

const checkedOnSave = choice(({ checks }) => checks.some((check) => binds(check, null)), true);
const checkedOn = choiceBy(({ checks }, event) => checks.some((check) => binds(check, event)), true);

function checkedAt(type: RecordType, event: string | null): Choice {
  return event === null ? checkedOnSave(type) : checkedOn(type, event);
}

/**
 * Field checks (`x-check`) that bind at an event, or on every save; warnings go to the decision, what is overridden to
 * the history, the rest is answered.
 *
 * @param event   null: a save
 * @param before  the record as it was; null: it is new
 */
export function checkProblems(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  event: string | null,
  before: ValueObject | null,
): FieldProblem[] {
  const { language } = session.setting;
  const problems: FieldProblem[] = [];
  // One scope for all: making it costs more than most checks.
  const scope = scopeOf(session, { doc, before });
  eachHeld(checkedAt(type, event), doc, (field, holder, table, index, around) => {
    const line = table === null ? null : holder;
    scope.line = line;
    scope.parent = line === null ? null : around;
    for (const check of field.checks) {
      if (!binds(check, event) || holds(check.expr, scope)) continue;
      const answer = answerOf(check, scope);
      if (answer === 'allow') continue;
      const reason = reasonOf(session, check, scope);
      const problem = fieldProblem('check-failed', pointerTo(field, table, index), { reason }, language);
      if (answer === 'warn') session.work.warnings.push(problem);
      else if (answer === 'block') problems.push(problem);
      else {
        const one = { code: `${type.key}.${field.path}`, roles: check.roles };
        const was = event === null ? before : null;
        if (stoodBefore(session, type, field, check, was, line, doc)) continue;
        if (!overridden(session, one, String(doc['id']))) problems.push(overridable(problem, one));
      }
    }
  });
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
