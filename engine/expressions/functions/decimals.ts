// Functions on decimals: round, abs, min, max, range, allocate, take.
import type Big from 'big.js';
import { allocate } from '../../values/allocate.ts';
import { decimal, isDecimal, roundDecimal, roundingModes, toInteger, zero } from '../../values/decimal.ts';
import type { RoundingMode } from '../../values/decimal.ts';
import type { Checked, Closure, Emit, FunctionRule } from '../checked.ts';
import { orderOf } from '../compare.ts';
import { MISSING } from '../scope.ts';
import type { Value } from '../scope.ts';
import { keepsMoney } from '../money.ts';
import { spend } from '../spend.ts';
import { unify } from '../type-rules.ts';
import { anyType, decimalType, listOf } from '../types.ts';
import { strict, strict1, strict2 } from './emitters.ts';
import { aDecimal, aWord, decimals, somethingOrdered } from './params.ts';
import { takeRule } from './take.ts';

/** Decimals beyond this many are no use to anybody and cost time. */
const scaleMax = 30;
const rangeMax = 10_000;

function roundTo(value: Value, digits: Value, mode: RoundingMode): Value {
  if (!isDecimal(value) || !isDecimal(digits)) return null;
  const scale = toInteger(digits, scaleMax);
  return scale === null ? null : roundDecimal(value, scale, mode);
}

/** Digits and mode are nearly always written out; then nothing but the value is evaluated. */
function emitRound(args: readonly Checked[], emit: Emit): Closure {
  const [value, digits, word] = args as [Checked, Checked | undefined, Checked | undefined];
  if (word !== undefined && word.kind !== 'constant')
    return strict(([a = null, b = null, told]) =>
      typeof told === 'string' && Object.hasOwn(roundingModes, told)
        ? roundTo(a, b, told as RoundingMode)
        : null,
    )(args, emit);
  const mode = (word?.kind === 'constant' ? word.value : 'half-up') as RoundingMode;
  const fixed =
    digits === undefined
      ? 0
      : digits.kind === 'constant' && isDecimal(digits.value)
        ? toInteger(digits.value, scaleMax)
        : null;
  if (fixed === null) return strict2((a, b) => roundTo(a, b, mode))(args, emit);
  const run = emit(value);
  if (value.type.kind !== 'decimal')
    return strict1((a) => (isDecimal(a) ? roundDecimal(a, fixed, mode) : null))(args, emit);
  return (scope) => {
    const a = run(scope);
    return a === null || a === MISSING ? a : roundDecimal(a as Big, fixed, mode);
  };
}

/** The least (sign −1) or greatest (sign 1); nulls are passed over. */
function pick(values: readonly Value[], sign: 1 | -1): Value {
  let best: Value = null;
  for (const value of values) {
    if (value === MISSING) return MISSING;
    if (value === null) continue;
    if (best === null) best = value;
    else if ((orderOf(value, best) ?? 0) * sign > 0) best = value;
  }
  return best;
}

const extreme = (name: string, sign: 1 | -1): FunctionRule => ({
  kind: 'function',
  name,
  params: [
    {
      expected: 'decimal, text or date',
      accepts: (type) => somethingOrdered.accepts(type.kind === 'list' ? type.of : type),
    },
  ],
  repeats: true,
  gives: (args, place) => {
    let common =
      args.length === 1 && args[0]?.type.kind === 'list' ? args[0].type.of : (args[0]?.type ?? anyType);
    for (const arg of args.slice(1)) {
      const united = unify(common, arg.type);
      if (!united)
        place.complain(arg, 'expr-arguments', { name, expected: common.kind, found: arg.type.kind });
      common = united ?? anyType;
    }
    return common;
  },
  emit: (args, emit) => {
    const closures = args.map(emit);
    const [only] = closures;
    if (only && closures.length === 1)
      return (scope) => {
        const value = only(scope);
        return Array.isArray(value) ? pick(value as readonly Value[], sign) : value;
      };
    return (scope) =>
      pick(
        closures.map((closure) => closure(scope)),
        sign,
      );
  },
});

export const decimalRules: readonly FunctionRule[] = [
  {
    kind: 'function',
    name: 'round',
    params: [aDecimal, aDecimal, aWord(Object.keys(roundingModes))],
    optional: 2,
    gives: keepsMoney,
    emit: emitRound,
  },
  {
    kind: 'function',
    name: 'abs',
    params: [aDecimal],
    gives: keepsMoney,
    emit: strict1((a) => (isDecimal(a) ? a.abs() : null)),
  },
  extreme('min', -1),
  extreme('max', 1),
  {
    kind: 'function',
    name: 'range',
    params: [aDecimal],
    gives: listOf(decimalType),
    emit: strict1((a, scope) => {
      const count = isDecimal(a) ? toInteger(a, rangeMax) : null;
      if (count === null) return null;
      spend(scope, Math.max(0, count));
      return Array.from({ length: Math.max(0, count) }, (_, i) => decimal(i));
    }),
  },
  {
    kind: 'function',
    name: 'allocate',
    params: [aDecimal, decimals, aDecimal],
    gives: listOf(decimalType),
    emit: strict(([total, weights, scale]) => {
      if (!isDecimal(total) || !Array.isArray(weights) || !isDecimal(scale)) return null;
      const digits = toInteger(scale, scaleMax);
      return digits === null || digits < 0 ? null : allocate(total, weights.map(orZero), digits);
    }),
  },
  takeRule,
];

function orZero(value: Value): Big {
  return isDecimal(value) ? value : zero;
}
