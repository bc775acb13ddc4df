// How a target field gets its value. @source conversions.md M1, M2
import { MISSING, type Value, type ValueObject } from '../../expressions/scope.ts';
import type { Filling, Merge } from '../../model/conversion.ts';
import type { Json } from '../../model/json.ts';
import type { Field } from '../../model/type.ts';
import { isDecimal } from '../../values/decimal.ts';
import { blankLine, keptValue, readField, writeField } from '../../values/hydrate.ts';
import { run, scopeOf } from '../scope.ts';
import type { Session } from '../session.ts';

export interface Filled {
  readonly field: Field;
  readonly path: string;
  readonly value: Value;
  readonly merge: Merge | null;
}

type Fields = ReadonlyMap<string, Field>;
type Fillings = ReadonlyMap<string, Filling>;

export type FillNames = {
  readonly source: ValueObject;
  readonly sourceLine: ValueObject | null;
  readonly target: ValueObject | null;
  /** The line around a nested source line. */
  readonly parent?: ValueObject | null;
};

/** One target field with what fills it, its path taken apart. */
interface Slot {
  readonly field: Field;
  readonly path: string;
  readonly filling: Filling;
  /** The field that it is copied from, where that is no longer path; else null. */
  readonly column: string | null;
}

const slots = new WeakMap<Fillings, { readonly fields: Fields; readonly slots: readonly Slot[] }>();

/** Fields that a mapping fills; worked out once per mapping, which always fills the same fields. */
function slotsOf(fields: Fields, fillings: Fillings): readonly Slot[] {
  const known = slots.get(fillings);
  if (known?.fields === fields) return known.slots;
  const made = [...fillings].flatMap(([path, filling]): Slot[] => {
    const field = fieldAt(fields, path);
    // A formula of the target always wins.
    if (!field || field.formula !== null) return [];
    const column = filling.kind === 'from' && !filling.path.includes('.') ? filling.path : null;
    return [{ field, path, filling, column }];
  });
  slots.set(fillings, { fields, slots: made });
  return made;
}

/**
 * Values of the mapped fields that have any; `derive`, `blank` and `ask` leave theirs to the target.
 *
 * @param from  what `from` paths start at: the source line where there is one
 */
export function fill(
  session: Session,
  fields: Fields,
  fillings: Fillings,
  names: FillNames,
  from: ValueObject = names.sourceLine ?? names.source,
): Filled[] {
  const filled: Filled[] = [];
  for (const { field, path, filling, column } of slotsOf(fields, fillings)) {
    switch (filling.kind) {
      case 'from': {
        const value = column === null ? valueAt(session, from, filling.path) : (from[column] ?? null);
        filled.push({ field, path, value, merge: filling.merge });
        break;
      }
      case 'expr': {
        const scope = scopeOf(session, { ...names, doc: names.source, line: names.sourceLine });
        filled.push({ field, path, value: run(filling.expr, scope), merge: filling.merge });
        break;
      }
      case 'value':
        filled.push({ field, path, value: readField(field, filling.value as Json), merge: null });
        break;
      default:
    }
  }
  return filled;
}

/** Paths of fields that stay empty although they have a default or a fill. */
export function blankPaths(fillings: Fillings, prefix: string): string[] {
  return [...fillings].flatMap(([path, { kind }]) => (kind === 'blank' ? [prefix + path] : []));
}

/** As stored data, added to `data`; nested paths make nested objects. */
export function toData(filled: readonly Filled[], data: Record<string, Json> = {}): Record<string, Json> {
  for (const { field, path, value } of filled) {
    const written = writeField(field, value);
    if (written === undefined) continue;
    if (path.includes('.')) put(data, path.split('.'), written);
    else data[path] = written;
  }
  return data;
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

/** As the values of a line: what reading it from stored data would give. */
export function toValues(fields: Fields, filled: readonly Filled[]): Record<string, Value> {
  const line = blankLine(fields);
  for (const { field, path, value } of filled) {
    const kept = keptValue(field, value);
    // A path of several steps ends in a field of another key.
    if (field.key === path) line[path] = kept;
    else putInside(line, fields, path, kept);
  }
  return line;
}

function putInside(line: Record<string, Value>, fields: Fields, path: string, value: Value): void {
  const dot = path.indexOf('.');
  const key = path.slice(0, dot);
  const inner = fields.get(key)?.fields ?? new Map();
  const holder = { ...((line[key] as ValueObject | null) ?? blankLine(inner)) };
  const rest = path.slice(dot + 1);
  if (rest.includes('.')) putInside(holder, inner, rest, value);
  else holder[rest] = value;
  line[key] = holder;
}

function fieldAt(fields: Fields, path: string): Field | null {
  const [key = '', ...rest] = path.split('.');
  const field = fields.get(key);
  if (!field) return null;
  return rest.length === 0 ? field : fieldAt(field.fields ?? new Map(), rest.join('.'));
}

/** Follows a dotted path, through references too. */
export function valueAt(session: Session, from: ValueObject, path: string): Value {
  if (!path.includes('.')) return from[path] ?? null;
  let value: Value = from;
  for (const key of path.split('.')) {
    if (typeof value === 'string') value = session.reads.record(value);
    if (value === MISSING) return MISSING;
    if (value === null || typeof value !== 'object' || isDecimal(value) || Array.isArray(value)) return null;
    value = (value as ValueObject)[key] ?? null;
  }
  return value;
}
