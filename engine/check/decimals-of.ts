// How many decimals what an expression gives may have, as far as its tree can tell.
import type { Checked, CheckedOf } from '../expressions/checked.ts';
import type { ExprType } from '../expressions/types.ts';
import { isDecimal, scaleOf } from '../values/decimal.ts';

/** null: it cannot be told. Infinity: a quotient, which has no end. */
export type Decimals = number | null;

/** Decimals of a counter that is read: `open(line, 'billing').amount`. */
export type CounterDecimals = (track: string, part: string) => Decimals;

/**
 * The most decimals that a number may have.
 *
 * @param counters  asked for what `open` and `done` give
 */
export function decimalsOf(tree: Checked, counters: CounterDecimals): Decimals {
  const of = (node: Checked): Decimals => decimalsOf(node, counters);
  switch (tree.kind) {
    case 'constant':
      return isDecimal(tree.value) ? scaleOf(tree.value) : tree.value === null ? 0 : null;
    case 'select':
      return ofCounter(tree, counters) ?? ofType(tree.type);
    case 'negate':
      return of(tree.of);
    case 'choose':
      return most([of(tree.then), of(tree.otherwise)]);
    case 'bind':
      return of(tree.body);
    case 'binary':
      return ofOperator(tree, of(tree.left), of(tree.right));
    case 'call':
      return ofCall(tree, of);
    case 'loop':
      return tree.rule.name === 'map' ? of(tree.body) : ofType(itemOf(tree.type));
    default:
      return ofType(itemOf(tree.type));
  }
}

function ofOperator({ operator }: CheckedOf<'binary'>, left: Decimals, right: Decimals): Decimals {
  switch (operator) {
    case '+':
    case '-':
    case '%':
      return most([left, right]);
    case '*':
      return left === null || right === null ? null : left + right;
    case '/':
      return Infinity;
    default:
      return null;
  }
}

function ofCall({ rule, args, type }: CheckedOf<'call'>, of: (node: Checked) => Decimals): Decimals {
  const [first, second] = args;
  switch (rule.name) {
    case 'round':
      return second === undefined ? 0 : digitsOf(second);
    case 'allocate':
      return args[2] === undefined ? null : digitsOf(args[2]);
    case 'abs':
    case 'sum':
      return first === undefined ? null : of(first);
    case 'min':
    case 'max':
    case 'coalesce':
      return most(args.map(of));
    default:
      return ofType(itemOf(type));
  }
}

/** The number of digits that is written out. */
function digitsOf(node: Checked): Decimals {
  return node.kind === 'constant' && isDecimal(node.value) ? Number(node.value) : null;
}

function ofCounter({ of, field }: CheckedOf<'select'>, counters: CounterDecimals): Decimals {
  if (of.kind !== 'call' || (of.rule.name !== 'open' && of.rule.name !== 'done')) return null;
  const track = of.args[1];
  return track?.kind === 'constant' && typeof track.value === 'string' ? counters(track.value, field) : null;
}

function ofType(type: ExprType): Decimals {
  return type.kind === 'decimal' ? (type.scale ?? null) : null;
}

function itemOf(type: ExprType): ExprType {
  return type.kind === 'list' ? type.of : type;
}

/** Of several that may be it. */
function most(all: readonly Decimals[]): Decimals {
  return all.includes(null) ? null : Math.max(0, ...all.map(Number));
}
