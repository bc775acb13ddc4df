// How a target field gets its value. @source conversions.md M1, M2
import { MISSING, type Value, type ValueObject } from '../../expressions/scope.ts';
import type { Filling, Merge } from '../../model/conversion.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Field } from '../../model/type.ts';
import { isDecimal } from '../../values/decimal.ts';
import { dehydrate, hydrate } from '../../values/hydrate.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';

export interface Filled {
  readonly field: Field;
  readonly path: string;
  readonly value: Value;
  readonly merge: Merge | null;
}

type Names = {
  readonly source: ValueObject;
  readonly sourceLine: ValueObject | null;
  readonly target: ValueObject | null;
  /** The line around a nested source line. */
  readonly parent?: ValueObject | null;
};

/**
 * Values of the mapped fields that have any; `derive`, `blank` and `ask` leave theirs to the target.
 *
 * @param from  what `from` paths start at: the source line where there is one
 */
export function fill(
  session: Session,
  fields: ReadonlyMap<string, Field>,
  fillings: ReadonlyMap<string, Filling>,
  names: Names,
  from: ValueObject = names.sourceLine ?? names.source,
): Filled[] {
  return [...fillings].flatMap(([path, filling]): Filled[] => {
    const field = fieldAt(fields, path);
    // A formula of the target always wins.
    if (!field || field.formula !== null) return [];
    switch (filling.kind) {
      case 'from':
        return [{ field, path, value: valueAt(session, from, filling.path), merge: filling.merge }];
      case 'expr': {
        const scope = scopeOf(session, { ...names, doc: names.source, line: names.sourceLine });
        return [{ field, path, value: run(filling.expr, scope), merge: filling.merge }];
      }
      case 'value':
        return [{ field, path, value: constantOf(field, filling.value as Json), merge: null }];
      default:
        return [];
    }
  });
}

/** A value as it is written in the definition: decimals are text there. */
function constantOf(field: Field, value: Json): Value {
  return hydrate(alone(field), { [field.key]: value })[field.key] ?? null;
}

/** Paths of fields that stay empty although they have a default or a fill. */
export function blankPaths(fillings: ReadonlyMap<string, Filling>, prefix: string): string[] {
  return [...fillings].flatMap(([path, { kind }]) => (kind === 'blank' ? [prefix + path] : []));
}

/** As stored data; nested paths make nested objects. */
export function toData(filled: readonly Filled[]): JsonObject {
  const data: Record<string, Json> = {};
  for (const { field, path, value } of filled) {
    const written = dehydrate(alone(field), { [field.key]: value })[field.key];
    if (written !== undefined) put(data, path.split('.'), written);
  }
  return data;
}

const maps = new WeakMap<Field, ReadonlyMap<string, Field>>();

/** A map of one field, always the same: what is worked out for a map of fields is kept by the map. */
function alone(field: Field): ReadonlyMap<string, Field> {
  const known = maps.get(field);
  if (known) return known;
  const made = new Map([[field.key, field]]);
  maps.set(field, made);
  return made;
}

function put(data: Record<string, Json>, [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    data[key] = value;
    return;
  }
  const inner = { ...((data[key] ?? {}) as Record<string, Json>) };
  put(inner, rest, value);
  data[key] = inner;
}

function fieldAt(fields: ReadonlyMap<string, Field>, path: string): Field | null {
  const [key = '', ...rest] = path.split('.');
  const field = fields.get(key);
  if (!field) return null;
  return rest.length === 0 ? field : fieldAt(field.fields ?? new Map(), rest.join('.'));
}

/** Follows a dotted path, through references too. */
export function valueAt(session: Session, from: ValueObject, path: string): Value {
  let value: Value = from;
  for (const key of path.split('.')) {
    if (typeof value === 'string') value = session.reads.record(value);
    if (value === MISSING) return MISSING;
    if (value === null || typeof value !== 'object' || isDecimal(value) || Array.isArray(value)) return null;
    value = (value as ValueObject)[key] ?? null;
  }
  return value;
}
