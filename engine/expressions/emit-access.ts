// Reading names and fields.
import { isDecimal, toInteger } from '../values/decimal.ts';
import type { CheckedOf, Closure, Emit } from './checked.ts';
import { MISSING } from './scope.ts';
import type { Scope, Value, ValueObject } from './scope.ts';

/** One closure for each common name: a load by a fixed name is several times as fast as one by a variable. */
const names: Readonly<Record<string, Closure>> = {
  doc: (scope) => scope.doc,
  line: (scope) => scope.line,
  parent: (scope) => scope.parent,
  before: (scope) => scope.before,
  source: (scope) => scope.source,
  sourceLine: (scope) => scope.sourceLine,
  target: (scope) => scope.target,
  input: (scope) => scope.input,
  it: (scope) => scope.it,
  item: (scope) => scope.item,
  user: (scope) => scope.user,
  company: (scope) => scope.company,
  settings: (scope) => scope.settings,
  now: (scope) => scope.now,
  today: (scope) => scope.today,
};

export function emitName(name: string): Closure {
  const known = names[name];
  if (known) return known;
  const key = name as keyof Scope;
  return (scope) => (scope[key] ?? null) as Value;
}

/** A field of what the checker knows to be an object. Absent is null. */
function fieldOf(object: Value, field: string): Value {
  if (object === null || object === MISSING) return object;
  const value = (object as ValueObject)[field];
  return value === undefined ? null : value;
}

/** A field of what may be anything: own fields of plain objects alone, so that no prototype is reached. */
function anyFieldOf(object: Value, field: string): Value {
  if (object === MISSING) return MISSING;
  if (object === null || typeof object !== 'object' || Array.isArray(object) || isDecimal(object))
    return null;
  return Object.hasOwn(object, field) ? ((object as ValueObject)[field] ?? null) : null;
}

export function emitSelect(node: CheckedOf<'select'>, emit: Emit): Closure {
  const { of, field } = node;
  const object = emit(of);
  if (node.through === 'any') return (scope) => anyFieldOf(object(scope), field);
  if (node.through === 'ref')
    return (scope) => {
      const id = object(scope);
      return typeof id === 'string'
        ? fieldOf(scope.reads.record(id), field)
        : id === MISSING
          ? MISSING
          : null;
    };
  // The two that formulas are made of, without the call between.
  if (of.kind === 'name' && of.name === 'doc') return (scope) => fieldOf(scope.doc, field);
  if (of.kind === 'name' && of.name === 'line') return (scope) => fieldOf(scope.line, field);
  if (of.kind === 'local') {
    const { slot } = of;
    return (scope) => fieldOf(scope.locals[slot] as Value, field);
  }
  return (scope) => fieldOf(object(scope), field);
}

/** An item by its place from 0, or a field by a computed name; null when there is none. */
export function emitIndex(of: Closure, at: Closure): Closure {
  return (scope) => {
    const list = of(scope);
    const index = at(scope);
    if (list === MISSING || index === MISSING) return MISSING;
    if (typeof index === 'string') return anyFieldOf(list, index);
    if (!Array.isArray(list) || !isDecimal(index)) return null;
    const place = toInteger(index);
    return place === null ? null : ((list as readonly Value[])[place] ?? null);
  };
}
