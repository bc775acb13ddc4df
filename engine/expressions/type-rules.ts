// How static types relate: their names, what goes where, what may be compared, what two branches have in common.
import { isDate } from '../values/date.ts';
import { anyType, listOf } from './types.ts';
import type { ExprType, TypeTable } from './types.ts';

/** As shown in problems: `list of decimal`, `reference to partner`, `order`. */
export function nameOfType(type: ExprType): string {
  switch (type.kind) {
    case 'list':
      return `list of ${nameOfType(type.of)}`;
    case 'object':
      return type.name;
    case 'ref':
      return `reference to ${type.revision ? 'a version of ' : ''}${type.types.join(' / ')}`;
    default:
      return type.kind;
  }
}

/** Nothing can be wrong with it: an unknown, or null, which every type admits. */
export function isOpen(type: ExprType): boolean {
  return type.kind === 'any' || type.kind === 'null';
}

/** True when a constant text is written as this type is stored. */
function isWritten(text: string, as: ExprType): boolean {
  if (as.kind === 'date') return isDate(text);
  return as.kind === 'instant' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(text);
}

function isTextFor(other: ExprType, constant: string | null): boolean {
  return constant === null ? other.kind === 'ref' : isWritten(constant, other);
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.some((type) => b.includes(type));
}

/**
 * May a value of type `found` stand where `expected` is declared?
 *
 * @param constant  the value when it is a text written out: a date may be written as text
 */
export function isAssignable(expected: ExprType, found: ExprType, constant: string | null): boolean {
  if (isOpen(expected) || isOpen(found)) return true;
  if (found.kind === 'text' && constant !== null && isWritten(constant, expected)) return true;
  switch (expected.kind) {
    case 'list':
      return found.kind === 'list' && isAssignable(expected.of, found.of, null);
    case 'ref':
      // An id may come as text (of a user, from a form); a text written out can be no id.
      if (found.kind === 'text') return constant === null;
      return (
        found.kind === 'ref' &&
        found.revision === expected.revision &&
        found.types.every((type) => expected.types.includes(type))
      );
    case 'object': {
      if (found.kind !== 'object') return false;
      if (found.name === expected.name) return true;
      for (const [key, type] of found.fields) {
        const wanted = expected.fields.get(key);
        if (!wanted || !isAssignable(wanted, type, null)) return false;
      }
      return true;
    }
    default:
      return expected.kind === found.kind;
  }
}

/**
 * May the two be asked whether they are equal? The constants are texts written out, or null.
 *
 * A reference may be compared with an id that comes as text, but not with a text written out: no id ever stands in a
 * definition, so that `doc.currency == 'EUR'` would never hold (`doc.currency.code == 'EUR'` does).
 */
export function isComparable(
  a: ExprType,
  b: ExprType,
  constantA: string | null,
  constantB: string | null,
): boolean {
  if (isOpen(a) || isOpen(b)) return true;
  if (a.kind === 'ref' && b.kind === 'ref') return a.revision === b.revision && overlap(a.types, b.types);
  if (a.kind === 'list' && b.kind === 'list') return isComparable(a.of, b.of, null, null);
  if (a.kind === 'object' || b.kind === 'object') return false;
  if (a.kind === b.kind) return true;
  if (a.kind === 'text') return isTextFor(b, constantA);
  if (b.kind === 'text') return isTextFor(a, constantB);
  return false;
}

/** Types that have an order. */
export function isOrdered(type: ExprType): boolean {
  return (
    isOpen(type) ||
    type.kind === 'decimal' ||
    type.kind === 'text' ||
    type.kind === 'date' ||
    type.kind === 'instant'
  );
}

/** The type of what may be either; null when they have nothing in common. */
export function unify(a: ExprType, b: ExprType): ExprType | null {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'any' || b.kind === 'any') return anyType;
  if (a.kind === 'list' && b.kind === 'list') {
    const of = unify(a.of, b.of);
    return of && listOf(of);
  }
  if (a.kind === 'ref' && b.kind === 'ref') {
    if (a.revision !== b.revision) return { kind: 'text' };
    return { ...a, types: [...new Set([...a.types, ...b.types])] };
  }
  if ((a.kind === 'ref' && b.kind === 'text') || (a.kind === 'text' && b.kind === 'ref'))
    return { kind: 'text' };
  if (a.kind === 'object' && b.kind === 'object')
    return a.name === b.name ? unifyFields(a, b) : unifyFields(a, b, 'object');
  if (a.kind === 'decimal' && b.kind === 'decimal') return sameDecimal(a, b);
  if (a.kind === 'text' && b.kind === 'text') return a.options === b.options ? a : { kind: 'text' };
  return a.kind === b.kind ? a : null;
}

type Decimal = Extract<ExprType, { kind: 'decimal' }>;

/** An amount or a plain number is an amount; of two currencies nothing more is known. */
function sameDecimal(a: Decimal, b: Decimal): ExprType {
  if (!a.money && !b.money) return a.exchanges ? a : b;
  if (!a.money || !b.money) return a.money ? a : b;
  return a.money.field === b.money.field && a.money.of === b.money.of ? a : { kind: 'decimal' };
}

type ObjectType = Extract<ExprType, { kind: 'object' }>;

/** A named type is unified with itself; two others keep the fields that agree. */
function unifyFields(a: ObjectType, b: ObjectType, name: string = a.name): ExprType {
  if (a.fields === b.fields) return a;
  return { kind: 'object', name, fields: commonFields([a.fields, b.fields]) };
}

function commonFields(all: readonly ReadonlyMap<string, ExprType>[]): ReadonlyMap<string, ExprType> {
  const [first, ...rest] = all;
  const common = new Map<string, ExprType>();
  for (const [key, type] of first ?? []) {
    let united: ExprType | null = type;
    for (const fields of rest) {
      const other = fields.get(key);
      united = united && other ? unify(united, other) : null;
    }
    if (united) common.set(key, united);
  }
  return common;
}

/** Fields reachable through a reference: of several types only the common ones; null when no type is known. */
export function fieldsThrough(
  types: readonly string[],
  table: TypeTable,
): ReadonlyMap<string, ExprType> | null {
  const known = types.map(table).filter((fields) => fields !== null);
  if (known.length === 0) return null;
  return known.length === 1 ? (known[0] ?? null) : commonFields(known);
}

/** Record types that a value of this type may be of; none: it is no record, or nothing is known of it. */
export function recordTypes(type: ExprType, types: TypeTable): readonly string[] {
  if (type.kind === 'ref') return type.types;
  return type.kind === 'object' && types(type.name) !== null ? [type.name] : [];
}
