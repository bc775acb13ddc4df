import { equalValues, orderOf } from '../../expressions/compare.ts';
import type { Value } from '../../expressions/scope.ts';
import { both, conditionOf, either, never, type Condition, type Side, type Test } from './condition.ts';
import type { Checked } from '../../expressions/checked.ts';

/**
 * Whether a condition can hold of any record, as far as can be proven: subjects are taken as independent of each other,
 * numbers and texts as dense. What cannot be judged is possible.
 */
export function isPossible(condition: Condition): boolean {
  return condition === null || condition.some(isCasePossible);
}

/** Whether `tree` holds only where one of `others` does: then it never decides anything after them. */
export function isCovered(tree: Checked | null, others: readonly (Checked | null)[]): boolean {
  // Without a condition it always holds.
  if (others.includes(null)) return true;
  let rest: Condition = tree === null ? [[]] : conditionOf(tree);
  for (const other of others) if (other !== null) rest = both(rest, conditionOf(other, false));
  return !isPossible(rest);
}

/** Where none of the trees holds. */
export function noneOf(trees: readonly Checked[]): Condition {
  return trees.reduce<Condition>((rest, tree) => both(rest, conditionOf(tree, false)), [[]]);
}

/** Where any of the trees holds. */
export function anyOf(trees: readonly Checked[]): Condition {
  return trees.reduce<Condition>((rest, tree) => either(rest, conditionOf(tree)), never);
}

function isCasePossible(tests: readonly Test[]): boolean {
  return [...Map.groupBy(tests, ({ subject }) => subject).values()].every((same) => valueFor(same) !== null);
}

/** A value that passes all tests of one subject, as a point on the line of what it is compared with; null: none. */
export function valueFor(tests: readonly Test[]): Point | null {
  return pointsOf(tests).find((point) => tests.every((test) => test.holds(sides(test, point)))) ?? null;
}

/** Null, one of the constants (or options), or what lies between two neighbours of them. */
export type Point =
  | { readonly kind: 'null' }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'between'; readonly above: Value | null; readonly below: Value | null };

/** Values before null: what is told of names a value where one will do. */
function pointsOf(tests: readonly Test[]): readonly Point[] {
  const options = tests.find((test) => test.options !== null)?.options ?? null;
  if (options !== null)
    return [...options.map((value): Point => ({ kind: 'value', value })), { kind: 'null' }];
  const constants = inOrder(tests.flatMap((test) => test.constants).filter((value) => value !== null));
  return [
    ...constants.map((value): Point => ({ kind: 'value', value })),
    ...[null, ...constants].map((above, i): Point => ({
      kind: 'between',
      above,
      below: constants[i] ?? null,
    })),
    { kind: 'null' },
  ];
}

function sides(test: Test, point: Point): readonly Side[] {
  return test.constants.map((constant) => side(point, constant));
}

function side(point: Point, constant: Value): Side {
  if (point.kind === 'null') return constant === null ? 0 : null;
  if (constant === null) return null;
  if (point.kind === 'value') return equalValues(point.value, constant) ? 0 : signOf(point.value, constant);
  if (point.above !== null && !isBefore(point.above, constant)) return 1;
  return -1;
}

function signOf(value: Value, constant: Value): Side {
  const order = orderOf(value, constant);
  return order === null ? null : order < 0 ? -1 : 1;
}

/** A constant after `value`, and so after all that lies directly above `value`. */
function isBefore(value: Value, constant: Value): boolean {
  return (orderOf(value, constant) ?? 0) < 0;
}

function inOrder(constants: readonly Value[]): readonly Value[] {
  const sorted = [...constants].sort((a, b) => orderOf(a, b) ?? 0);
  return sorted.filter((value, i) => i === 0 || !equalValues(value, sorted[i - 1] ?? null));
}
