// Arithmetic: null in either operand gives null, and so does division by zero. `+` also joins texts.
import type Big from 'big.js';
import { divide, formatDecimal, isDecimal, minus, plus, remainder } from '../values/decimal.ts';
import type { Checked, CheckedOf, Closure, Emit } from './checked.ts';
import { MISSING } from './scope.ts';
import type { Value } from './scope.ts';
import { spend } from './spend.ts';

type Arithmetic = (a: Big, b: Big) => Big | null;

const operations: Readonly<Record<string, Arithmetic>> = {
  '+': plus,
  '-': minus,
  '*': (a, b) => a.times(b),
  '/': divide,
  '%': remainder,
};

/** Digits beyond which a product costs a step for each: repeated squaring must not outrun the budget. */
const digitsFree = 200;

export function emitArithmetic(node: CheckedOf<'negate'> | CheckedOf<'binary'>, emit: Emit): Closure {
  if (node.kind === 'negate') return emitNegate(node.of, emit);
  const { operator, left, right, type } = node;
  if (operator === '+' && type.kind !== 'decimal') return emitJoin(emit(left), emit(right));
  const run = operations[operator] as Arithmetic;
  if (left.type.kind !== 'decimal' || right.type.kind !== 'decimal')
    return emitLoose(emit(left), emit(right), run);
  if (operator === '*') return emitTimes(emit(left), emit(right));
  if (right.kind === 'constant') return emitWithConstant(emit(left), right.value as Big, run);
  return emitDecimals(emit(left), emit(right), run);
}

function emitNegate(of: Checked, emit: Emit): Closure {
  if (of.kind === 'constant' && isDecimal(of.value)) {
    const value = of.value.neg();
    return () => value;
  }
  const operand = emit(of);
  return (scope) => {
    const a = operand(scope);
    if (a === MISSING) return MISSING;
    return isDecimal(a) ? a.neg() : null;
  };
}

function emitDecimals(left: Closure, right: Closure, run: Arithmetic): Closure {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (a === MISSING || b === MISSING) return MISSING;
    return a === null || b === null ? null : run(a as Big, b as Big);
  };
}

function emitTimes(left: Closure, right: Closure): Closure {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (a === MISSING || b === MISSING) return MISSING;
    if (a === null || b === null) return null;
    const digits = (a as Big).c.length + (b as Big).c.length;
    if (digits > digitsFree) spend(scope, digits * digits);
    return (a as Big).times(b as Big);
  };
}

function emitWithConstant(left: Closure, b: Big, run: Arithmetic): Closure {
  return (scope) => {
    const a = left(scope);
    return a === null || a === MISSING ? a : run(a as Big, b);
  };
}

/** Operands whose type is not known: what is no decimal counts as null. */
function emitLoose(left: Closure, right: Closure, run: Arithmetic): Closure {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (a === MISSING || b === MISSING) return MISSING;
    return isDecimal(a) && isDecimal(b) ? run(a, b) : null;
  };
}

function emitJoin(left: Closure, right: Closure): Closure {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (a === MISSING || b === MISSING) return MISSING;
    if (a === null || b === null) return null;
    if (isDecimal(a) && isDecimal(b)) return plus(a, b);
    const first = textOf(a);
    const second = textOf(b);
    return first === null || second === null ? null : first + second;
  };
}

function textOf(value: Value): string | null {
  if (typeof value === 'string') return value;
  return isDecimal(value) ? formatDecimal(value) : null;
}
