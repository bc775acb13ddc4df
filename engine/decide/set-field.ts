// The action `set`: a field of the header, a column of every line, or the rows of a table.
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Action, TableRows } from '../model/machine.ts';
import type { Field } from '../model/type.ts';
import type { FieldProblem } from '../problems/problem.ts';
import type { IdSource } from '../values/ids.ts';
import { dehydrate } from '../values/hydrate.ts';
import { computedProblems } from './computed-problems.ts';
import { computeWork } from './compute-work.ts';
import { linesAt } from './each-field.ts';
import { followChange } from './follow.ts';
import { refuse } from './refused.ts';
import { sameJson } from './same.ts';
import { shapeProblems } from './save-checks.ts';
import { run, scopeOf, type Names } from './scope.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

type SetAction = Extract<Action, { type: 'set' }>;
type Fields = ReadonlyMap<string, Field>;

/**
 * Writes what the expression gives, with `line` and `parent` in scope where the path leads through tables; what hangs on
 * it follows.
 *
 * @throws Refused invalid, and what `followChange` is refused with
 */
export function setField(
  session: Session,
  work: Work,
  action: SetAction,
  _input: ValueObject | null,
  names: Names,
): void {
  const place = { session, action };
  const data = written(place, work.type.fields, action.field.split('.'), work.data, work.doc, names);
  const refuseAny = (problems: readonly FieldProblem[]): void => {
    if (problems.length > 0) refuse('invalid', 422, {}, session.setting.language, problems);
  };
  refuseAny(shapeProblems(session, work.type, data, work.data));
  const after = computeWork(session, work, data, work.doc);
  refuseAny(computedProblems(session, after));
  followChange(session, work, after);
}

interface Place {
  readonly session: Session;
  readonly action: SetAction;
}

function written(
  place: Place,
  fields: Fields,
  [key = '', ...rest]: readonly string[],
  data: JsonObject,
  values: ValueObject,
  names: Names,
): JsonObject {
  const field = fields.get(key);
  if (!field) return data;
  const { [key]: old, ...others } = data;
  if (rest.length === 0) {
    const { session, action } = place;
    const next = dehydrate(new Map([[key, field]]), {
      [key]: run(action.expr, scopeOf(session, names)),
    });
    if (field.kind !== 'table') return { ...others, ...next };
    const rows = withIds(field.fields ?? new Map(), linesAt(next, key), session.ids);
    return { ...others, [key]: joined(linesAt(data, key), rows, action.rows) };
  }
  const inner = field.fields ?? new Map();
  const deeper = (at: JsonObject, value: Value | undefined, more: Names): JsonObject =>
    written(place, inner, rest, at, (value ?? {}) as ValueObject, { ...names, ...more });
  if (field.kind === 'object') return { ...data, [key]: deeper((old ?? {}) as JsonObject, values[key], {}) };
  const lines = (values[key] ?? []) as readonly Value[];
  const parent = names['line'] ?? values;
  return {
    ...data,
    [key]: linesAt(data, key).map((line, index) =>
      deeper(line, lines[index], { line: lines[index] ?? null, parent }),
    ),
  };
}

/** What stands there and what is new, as the action says. */
function joined(
  old: readonly JsonObject[],
  rows: readonly JsonObject[],
  how: TableRows,
): readonly JsonObject[] {
  if (how.kind !== 'keep') return how.kind === 'append' ? [...old, ...rows] : rows;
  const { by } = how;
  // Without columns to tell rows by, they are told by their place.
  if (by.length === 0) return [...old, ...rows.slice(old.length)];
  const isLike = (a: JsonObject, b: JsonObject): boolean =>
    by.every((column) => sameJson(a[column] ?? null, b[column] ?? null));
  return [...old, ...rows.filter((row) => !old.some((line) => isLike(line, row)))];
}

function withIds(fields: Fields, rows: readonly JsonObject[], ids: IdSource): JsonObject[] {
  const tables = [...fields.values()].filter(({ kind }) => kind === 'table');
  return rows.map((row) => {
    const nested = tables.flatMap(({ key, fields: inner }): [string, Json][] =>
      row[key] === undefined ? [] : [[key, withIds(inner ?? new Map(), linesAt(row, key), ids)]],
    );
    return { id: ids.line(), ...row, ...Object.fromEntries(nested) };
  });
}
