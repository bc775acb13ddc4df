// What an event asks for, and what it is told.
import { MISSING, type ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { MachineEvent, Transition } from '../model/machine.ts';
import type { Field } from '../model/type.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { jsonBySchema, valuesBySchema } from './constants.ts';
import { overridable, overridden, refuseProblems } from './overrides.ts';
import { inputReferenceProblems } from './reference-checks.ts';
import { labelOf, schemaProblems } from './schema-problems.ts';
import { holds, run, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { answerOf, reasonOf } from './words.ts';
import type { Work } from './work.ts';
import { beforeOf } from './record-values.ts';

/** Fields that are asked for; `form` null: none. */
export type Asking = Pick<Transition, 'form' | 'asked'>;

/**
 * What is asked for: by the first way that may be gone as things stand, whatever is answered; by the event, in stages where
 * none of its ways asks for anything.
 */
export function askingOf(
  session: Session,
  work: Work,
  event: MachineEvent,
  candidates: readonly Transition[],
): Asking {
  if (candidates.every(({ form }) => form === null)) return event;
  const scope = scopeOf(session, { doc: work.doc, before: beforeOf(work) });
  for (const candidate of candidates) {
    const { guard, form } = candidate;
    if (guard === null) return candidate;
    const isOpen =
      guard.expr.reads.some((path) => path.startsWith('input')) ||
      holds(guard.expr, scope) ||
      answerOf(guard, scope) !== 'block';
    if (isOpen && form !== null) return candidate;
    if (isOpen && !guard.expr.reads.some((path) => path.startsWith('input'))) return candidate;
  }
  return candidates.find(({ form }) => form !== null) ?? event;
}

/** What is asked for as a screen shows it: proposals worked out (`default`), and whether it is needed as things stand. */
export function shownForm(session: Session, work: Work, { form, asked }: Asking): JsonObject | null {
  if (form === null) return null;
  const proposed = jsonBySchema(form, proposals(session, work, { form, asked }, {}));
  const scope = scopeOf(session, { doc: work.doc, input: allAsked(form, {}) });
  return Object.fromEntries(
    Object.entries(form).map(([key, schema]) => {
      const { 'x-default': _, 'x-check': __, 'x-required': needed, ...plain } = schema as JsonObject;
      const when = asked.get(key)?.required.when;
      const isNeeded = needed === true || (when != null && holds(when, scope));
      return [
        key,
        {
          ...plain,
          ...(isNeeded ? { 'x-required': true } : {}),
          ...(proposed[key] === undefined ? {} : { default: proposed[key] }),
        },
      ];
    }),
  );
}

/**
 * What was answered, hydrated, and null for all else that is asked for.
 *
 * @param input  a field that is left out takes its proposal (`x-default`); one that is null is empty
 * @throws Refused invalid: the wrong shape, missing, a reference that does not fit, a check that fails (x-check)
 */
export function inputValues(
  session: Session,
  work: Work,
  event: MachineEvent,
  asking: Asking,
  input: JsonObject,
): ValueObject {
  const { form, asked } = asking;
  const { language } = session.setting;
  const refuseAll = (problems: readonly FieldProblem[]): void => {
    if (problems.length > 0) refuseProblems(session, 'invalid', {}, problems);
  };
  if (form === null) {
    const [surplus] = Object.keys(input);
    if (surplus !== undefined)
      refuseAll([fieldProblem('unknown-field', `/${surplus}`, { field: surplus }, language)]);
    return {};
  }
  const given: JsonObject = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  const proposed = jsonBySchema(form, proposals(session, work, asking, input));
  const answered = { ...given, ...proposed };
  const errors = session.validators.input(form)(answered);
  refuseAll(schemaProblems(session.model, byPath(asked), errors, language));
  const values = allAsked(form, answered);
  refuseAll([
    ...inputReferenceProblems(session, asked, work.doc, values),
    ...fieldProblems(session, work, event, asked, values),
  ]);
  return values;
}

/** What was given, hydrated, and null for all else that is asked for. */
export function allAsked(form: JsonObject, given: JsonObject): ValueObject {
  return {
    ...Object.fromEntries(Object.keys(form).map((key) => [key, null])),
    ...valuesBySchema(form, given),
  };
}

/** Of what was left out. Proposals see the record, and neither what was answered nor each other. */
function proposals(session: Session, work: Work, { form, asked }: Asking, input: JsonObject): ValueObject {
  const open = [...asked.values()].filter(({ key, defaultTo }) => defaultTo !== null && !(key in input));
  if (open.length === 0) return {};
  const names = { doc: work.doc, before: beforeOf(work), input: allAsked(form ?? {}, {}) };
  const scope = scopeOf(session, names);
  return Object.fromEntries(
    open.map(({ key, defaultTo }) => {
      const value = defaultTo === null ? null : run(defaultTo, scope);
      return [key, value === MISSING ? null : value];
    }),
  );
}

function fieldProblems(
  session: Session,
  work: Work,
  event: MachineEvent,
  asked: ReadonlyMap<string, Field>,
  values: ValueObject,
): FieldProblem[] {
  const { model, setting } = session;
  const { language } = setting;
  const scope = scopeOf(session, { doc: work.doc, before: beforeOf(work), input: values });
  return [...asked.values()].flatMap((field): FieldProblem[] => {
    const pointer = `/${field.key}`;
    const value = values[field.key] ?? null;
    const { when } = field.required;
    if (value === null && when !== null && holds(when, scope)) {
      const label = labelOf(model, field, field.key, language);
      return [fieldProblem('required', pointer, { label }, language)];
    }
    return field.checks.flatMap((check) => {
      if (holds(check.expr, scope)) return [];
      const answer = answerOf(check, scope);
      const reason = reasonOf(session, check, scope);
      const problem = fieldProblem('check-failed', pointer, { reason }, language);
      if (answer === 'warn') session.work.warnings.push(problem);
      if (answer === 'warn' || answer === 'allow') return [];
      if (answer === 'block') return [problem];
      const one = { code: `${work.type.key}.${event.key}.${field.key}`, roles: check.roles };
      return overridden(session, one, work.id) ? [] : [overridable(problem, one)];
    });
  });
}

const paths = new WeakMap<ReadonlyMap<string, Field>, ReadonlyMap<string, Field>>();

/** Fields that are asked for, and those inside them, by their dotted path. */
function byPath(asked: ReadonlyMap<string, Field>): ReadonlyMap<string, Field> {
  const known = paths.get(asked);
  if (known) return known;
  const found = new Map<string, Field>();
  const walk = (fields: ReadonlyMap<string, Field>): void => {
    for (const field of fields.values()) {
      found.set(field.path, field);
      if (field.fields) walk(field.fields);
    }
  };
  walk(asked);
  paths.set(asked, found);
  return found;
}
