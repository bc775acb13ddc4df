// What authors say of the values of fields: limits of decimals and checks. Judged on every save, and while somebody types.
import type Big from 'big.js';
import { MISSING, type ValueObject } from '../expressions/scope.ts';
import type { Check } from '../model/expression.ts';
import type { Field, RecordType } from '../model/type.ts';
import { valueProblem } from '../problems/value-problem.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { compareDecimals, decimal, formatDecimal, isDecimal, isZero } from '../values/decimal.ts';
import { choice, choiceBy, eachHeld, pointerTo, type Choice } from './each-field.ts';
import { linesById } from './line-index.ts';
import { overridable, overridden } from './overrides.ts';
import { sameValue } from './same.ts';
import { holds, run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { answerOf, fieldLabel, reasonOf } from './words.ts';

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
export function limitProblems(session: Session, type: RecordType, doc: ValueObject): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { language } = session.setting;
  eachHeld(limited(type), doc, (field, holder, table, index) => {
    const value = holder[field.key];
    if (!isDecimal(value)) return;
    const { minimum, maximum, digits } = limitsOf(field);
    const add = (
      code: 'minimum' | 'maximum' | 'too-large',
      params: Readonly<Record<string, string | number>>,
    ) => problems.push(valueProblem(code, pointerTo(field, table, index), params, language));
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
      if (!binds(check, event)) continue;
      const held = run(check.expr, scope);
      // Where a fact lacks, nothing is said: it is read, and asked again.
      if (held === true || held === MISSING) continue;
      const answer = answerOf(check, scope);
      if (answer === 'allow') continue;
      const reason = reasonOf(session, check, scope);
      const problem = valueProblem('check-failed', pointerTo(field, table, index), { reason }, language);
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

/**
 * What saving would say of the values of a form, refusals and warnings alike.
 *
 * @param was  the record as it is stored; null: it is new
 */
export function formChecks(
  session: Session,
  type: RecordType,
  doc: ValueObject,
  was: ValueObject | null,
): FieldProblem[] {
  const problems = [...limitProblems(session, type, doc), ...checkProblems(session, type, doc, null, was)];
  return [...problems, ...session.work.warnings];
}
