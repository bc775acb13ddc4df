// Comparison: `==` and `!=` compare null as a value; the others are false with null.
import type Big from 'big.js';
import type { BinaryOperator } from './ast.ts';
import type { CheckedOf, Closure, Emit } from './checked.ts';
import { equalValues, orderOf } from './compare.ts';
import { compareDecimals } from '../values/decimal.ts';
import { MISSING } from './scope.ts';
import type { Value } from './scope.ts';

const orders: Readonly<Partial<Record<BinaryOperator, (order: number) => boolean>>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

export function emitComparison(node: CheckedOf<'binary'>, emit: Emit): Closure {
  const { operator, left, right } = node;
  if (operator === 'in') return emitIn(emit(left), emit(right));
  const holds = orders[operator];
  if (holds) {
    const decimals = left.type.kind === 'decimal' && right.type.kind === 'decimal';
    return (decimals ? emitDecimalOrder : emitOrder)(emit(left), emit(right), holds);
  }
  const wanted = operator === '==';
  if (right.kind === 'constant' && right.value === null) return emitIsNull(emit(left), wanted);
  if (left.kind === 'constant' && left.value === null) return emitIsNull(emit(right), wanted);
  return emitEquality(emit(left), emit(right), wanted);
}

function emitIsNull(of: Closure, wanted: boolean): Closure {
  return (scope) => {
    const value = of(scope);
    return value === MISSING ? MISSING : (value === null) === wanted;
  };
}

function emitEquality(left: Closure, right: Closure, wanted: boolean): Closure {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (a === MISSING || b === MISSING) return MISSING;
    return equalValues(a, b) === wanted;
  };
}

function emitDecimalOrder(left: Closure, right: Closure, holds: (order: number) => boolean): Closure {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (a === MISSING || b === MISSING) return MISSING;
    return a !== null && b !== null && holds(compareDecimals(a as Big, b as Big));
  };
}

function emitOrder(left: Closure, right: Closure, holds: (order: number) => boolean): Closure {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (a === MISSING || b === MISSING) return MISSING;
    const order = orderOf(a, b);
    return order !== null && holds(order);
  };
}

function emitIn(left: Closure, right: Closure): Closure {
  return (scope) => {
    const value = left(scope);
    const list = right(scope);
    if (value === MISSING || list === MISSING) return MISSING;
    return Array.isArray(list) && (list as readonly Value[]).some((item) => equalValues(item, value));
  };
}
