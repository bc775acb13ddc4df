// A condition as what can be reasoned about: either of several cases, in each of which several tests hold.
import type { Checked, CheckedOf } from '../../expressions/checked.ts';
import type { Value } from '../../expressions/scope.ts';
import { spell } from './spell.ts';

/** Which side of a constant a value lies on; null: it is another without order, or null where the constant is not. */
export type Side = -1 | 0 | 1 | null;

/** What is asked of one subject: a field, a computed figure, or a pair of them that is compared. */
export interface Test {
  /** Equal texts are equal values. */
  readonly subject: string;
  /** Constants that the subject is compared with. */
  readonly constants: readonly Value[];
  /** Values that the subject may have, when they are known; null is always possible. */
  readonly options: readonly Value[] | null;
  /** @param side  of the subject's value, relative to the constants one by one */
  readonly holds: (sides: readonly Side[]) => boolean;
}

/** Cases of which one must hold; each is a list of tests that hold together. null: too intricate to be judged. */
export type Condition = readonly (readonly Test[])[] | null;

/** Beyond this a condition is not judged: nothing is told of it. */
const CASES_MAX = 128;

export const always: Condition = [[]];
export const never: Condition = [];

/** When `tree` is true, or (with `isTrue` false) when it is false or null. */
export function conditionOf(tree: Checked, isTrue = true): Condition {
  switch (tree.kind) {
    case 'constant':
      return (tree.value === true) === isTrue ? always : never;
    case 'not':
      return conditionOf(tree.of, !isTrue);
    case 'and':
    case 'or': {
      const left = conditionOf(tree.left, isTrue);
      const right = conditionOf(tree.right, isTrue);
      return (tree.kind === 'and') === isTrue ? both(left, right) : either(left, right);
    }
    case 'choose':
      return either(
        both(conditionOf(tree.when, true), conditionOf(tree.then, isTrue)),
        both(conditionOf(tree.when, false), conditionOf(tree.otherwise, isTrue)),
      );
    case 'binary':
      return [[comparison(tree, isTrue)]];
    default:
      return [[truth(tree, isTrue)]];
  }
}

export function both(a: Condition, b: Condition): Condition {
  if (a === null || b === null) return a?.length === 0 || b?.length === 0 ? never : null;
  if (a.length * b.length > CASES_MAX) return null;
  return a.flatMap((left) => b.map((right) => [...left, ...right]));
}

export function either(a: Condition, b: Condition): Condition {
  if (a === null || b === null || a.length + b.length > CASES_MAX) return null;
  return [...a, ...b];
}

/** A boolean that is looked at as it is. */
function truth(tree: Checked, isTrue: boolean): Test {
  return {
    subject: spell(tree),
    constants: [true],
    options: [true, false],
    holds: ([side]) => (side === 0) === isTrue,
  };
}

function comparison(tree: CheckedOf<'binary'>, isTrue: boolean): Test {
  const { left, right, operator } = tree;
  if (operator === 'in') return membership(left, right, tree, isTrue);
  const passes = passesOf(operator);
  if (passes === null) return truth(tree, isTrue);
  if (right.kind === 'constant') return against(left, right.value, passes, isTrue);
  if (left.kind === 'constant')
    return against(right, left.value, (side) => passes(turned(side, true)), isTrue);
  // Two things compared: less, equal, greater, or without an order, when either or both of them may be null. The pair is
  // spelt in one direction.
  const [a, b] = [spell(left), spell(right)];
  const isTurned = b < a;
  const isEquality = operator === '==' || operator === '!=';
  return {
    subject: isTurned ? `${b} ? ${a}` : `${a} ? ${b}`,
    constants: ['pair'],
    options: null,
    holds: ([side = null]) => (side === null && isEquality) || passes(turned(side, isTurned)) === isTrue,
  };
}

function turned(side: Side, isTurned: boolean): Side {
  return side === null || !isTurned ? side : side === 0 ? 0 : side === 1 ? -1 : 1;
}

function against(of: Checked, value: Value, passes: (side: Side) => boolean, isTrue: boolean): Test {
  return {
    subject: spell(of),
    constants: [value],
    options: of.type.kind === 'boolean' ? [true, false] : optionsOf(of),
    holds: ([side = null]) => passes(side) === isTrue,
  };
}

function membership(of: Checked, list: Checked, tree: Checked, isTrue: boolean): Test {
  if (list.kind !== 'list' || list.items.some((item) => item.kind !== 'constant' || item.value === null))
    return truth(tree, isTrue);
  const values = list.items.map((item) => (item.kind === 'constant' ? item.value : null));
  return {
    subject: spell(of),
    constants: values,
    options: optionsOf(of),
    holds: (sides) => sides.includes(0) === isTrue,
  };
}

function optionsOf({ type }: Checked): readonly Value[] | null {
  return type.kind === 'text' ? (type.options ?? null) : null;
}

function passesOf(operator: CheckedOf<'binary'>['operator']): ((side: Side) => boolean) | null {
  switch (operator) {
    case '==':
      return (side) => side === 0;
    case '!=':
      return (side) => side !== 0;
    case '<':
      return (side) => side === -1;
    case '<=':
      return (side) => side === -1 || side === 0;
    case '>':
      return (side) => side === 1;
    case '>=':
      return (side) => side === 1 || side === 0;
    default:
      return null;
  }
}
