// What binds when a record leaves the draft phase (catalogs: on save).
import type { Field, RecordType } from '../model/type.ts';
import type { ValueObject } from '../expressions/scope.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { choiceBy, eachField } from './each-field.ts';
import { withoutKept } from './kept.ts';
import { beforeOf, lineAt, parentAt } from './record-values.ts';
import { checkProblems } from './field-checks.ts';
import { schemaProblems } from './schema-problems.ts';
import { holds, scopeOf, type Names } from './scope.ts';
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
    ...schemaProblems(
      model,
      type.fieldByPath,
      validators.complete(type.key)(withoutKept(data)),
      setting.language,
    ),
    ...requiredProblems(session, work, event, true),
    ...(event === null ? [] : checkProblems(session, type, doc, event, beforeOf(work))),
  ];
  const seen = new Set<string>();
  return problems.filter(({ code, pointer }) => {
    const key = `${code} ${pointer}`;
    return seen.has(key) ? false : (seen.add(key), true);
  });
}

/**
 * What an event that leaves the draft phase alone needs of a record: the fields that name it in `x-required` and the
 * checks that name it in `at`. Most types have none, and pay nothing.
 */
export function neededProblems(session: Session, work: Work, cause: string | null): FieldProblem[] {
  const { type, doc } = work;
  const failed =
    cause === null || !isChecked(type, cause) ? [] : checkProblems(session, type, doc, cause, beforeOf(work));
  return [...requiredProblems(session, work, cause, false), ...failed];
}

const checked = new WeakMap<RecordType, ReadonlySet<string>>();

/** Whether a check of the type names this event. */
function isChecked(type: RecordType, at: string): boolean {
  const known = checked.get(type);
  if (known) return known.has(at);
  const names = [...type.fieldByPath.values()].flatMap(({ checks }) => checks.flatMap((check) => check.at));
  checked.set(type, new Set(names));
  return names.includes(at);
}

/**
 * Fields that an expression, an event or a conversion makes necessary; `required` of the schema is the validator's.
 *
 * @param cause   key of the event or conversion; a field that names some is needed for these alone
 * @param leaves  the draft phase is left: what names none is needed, too
 */
export function requiredProblems(
  session: Session,
  work: Work,
  cause: string | null,
  leaves: boolean,
): FieldProblem[] {
  const { type, data, doc } = work;
  const chosen = (leaves ? wantedToLeave : wantedToMove)(type, cause ?? '');
  return eachField(chosen, data, data, null, true).flatMap((place) => {
    const { field, table, index, value } = place;
    const line = table === null ? null : (lineAt(doc, table, index) as ValueObject | null);
    const parent = table === null ? null : parentAt(doc, table);
    if (!isBlank(value) || !isNeeded(session, field, { doc, line, parent })) return [];
    const params = { label: fieldLabel(session, type, field.path) };
    return [fieldProblem('required', place.pointer, params, session.setting.language)];
  });
}

/** Names of what a line still needs before a conversion takes it; of the header when there is no line. */
export function lackingFor(
  session: Session,
  { type, doc }: Work,
  conversion: string,
  table: string | null,
  line: ValueObject | null,
): string[] {
  const fields = table === null ? type.fields : type.fieldByPath.get(table)?.fields;
  return namingOf(fields ?? new Map()).flatMap((field) => {
    if (!isWanted(field, conversion, false) || !isBlank((line ?? doc)[field.key] ?? null)) return [];
    return isNeeded(session, field, { doc, line }) ? [fieldLabel(session, type, field.path)] : [];
  });
}

/** Fields that name events or conversions; nearly always none, and asked for every line that is taken. */
function namingOf(fields: ReadonlyMap<string, Field>): readonly Field[] {
  let found = naming.get(fields);
  if (!found)
    naming.set(fields, (found = [...fields.values()].filter(({ required }) => required.at.length > 0)));
  return found;
}

const naming = new WeakMap<ReadonlyMap<string, Field>, readonly Field[]>();

/** @param cause  '': none */
function isWanted({ required }: Field, cause: string, leaves: boolean): boolean {
  if (required.at.length > 0) return required.at.includes(cause);
  return leaves && required.when !== null;
}

const wantedToLeave = choiceBy((field, cause) => isWanted(field, cause, true), true);
const wantedToMove = choiceBy((field, cause) => isWanted(field, cause, false), true);

function isNeeded(session: Session, { required }: Field, names: Names): boolean {
  return required.when === null || holds(required.when, scopeOf(session, names));
}

function isBlank(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Documents may be saved unfinished; what lives on without stages must be whole at once. */
export function mustBeComplete(work: Work): boolean {
  return work.type.machine === null || (work.type.kind === 'catalog' && work.phase === 'posted');
}
