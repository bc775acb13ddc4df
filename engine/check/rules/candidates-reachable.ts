import { isCovered, isPossible, noneOf, valueFor, type Point } from '../conditions/possible.ts';
import { conditionOf, type Condition, type Test } from '../conditions/condition.ts';
import type { Checked } from '../../expressions/checked.ts';
import { formatDecimal, isDecimal } from '../../values/decimal.ts';
import type { Transition } from '../../model/machine.ts';
import type { Finding } from '../../problems/finding.ts';
import type { Rule } from '../rule.ts';

/**
 * Candidates of one event are tried in order. One that is always forestalled never happens; and where every one has a
 * condition, no reason says why, and a value is left that none is for, somebody forgot a case.
 */
export const candidatesReachable: Rule = function* ({ model, linked }) {
  for (const type of model.types.values()) {
    const file = linked.types.get(type.key)?.machine?.path ?? '';
    const groups = Map.groupBy(type.machine?.transitions ?? [], ({ from, event }) => `${from} ${event}`);
    for (const candidates of groups.values()) {
      yield* forestalled(candidates, file);
      yield* gap(candidates, file);
    }
  }
};

function* forestalled(candidates: readonly Transition[], file: string): Iterable<Finding> {
  for (const [index, candidate] of candidates.entries()) {
    const tree = treeOf(candidate);
    if (tree === undefined) continue;
    const place = { file, pointer: candidate.pointer, params: { event: candidate.event } };
    // One that is written as `false` is meant: that is how a way is closed.
    if (tree !== null && tree.kind !== 'constant' && !isPossible(conditionOf(tree))) {
      yield {
        code: 'guard-never',
        severity: 'warning',
        ...place,
        pointer: `${candidate.pointer}/guard/params/expr`,
      };
      continue;
    }
    const earlier = candidates.slice(0, index).filter((other) => isForAll(other, candidate));
    const trees = earlier.map(treeOf).filter((other) => other !== undefined);
    if (trees.length > 0 && isCovered(tree, trees))
      yield { code: 'candidate-forestalled', severity: 'warning', ...place };
  }
}

/** Whoever may take `candidate` may take `other`. */
function isForAll(other: Transition, candidate: Transition): boolean {
  if (other.roles.length === 0) return true;
  return candidate.roles.length > 0 && candidate.roles.every((role) => other.roles.includes(role));
}

/** null: no guard; undefined: one that does not compile, or that does not decide by itself. */
function treeOf({ guard }: Transition): Checked | null | undefined {
  if (guard === null) return null;
  return guard.answer === 'block' ? guard.expr.tree : undefined;
}

/**
 * Only where all conditions are about one thing, or all about fields as they stand: of two computed figures the author
 * may know what goes together.
 */
function* gap(candidates: readonly Transition[], file: string): Iterable<Finding> {
  const [first] = candidates;
  const trees = candidates.map(treeOf).filter((tree) => tree !== undefined && tree !== null);
  if (first === undefined || candidates.length < 2 || trees.length < candidates.length) return;
  if (candidates.some(({ guard }) => guard?.reason)) return;
  const left = noneOf(trees);
  const subjects = subjectsOf([left, ...trees.map((tree) => conditionOf(tree))]);
  if (left === null || (subjects.size > 1 && ![...subjects].every(isField))) return;
  const value = left.map(forgotten).find((words) => words !== null);
  if (value == null) return;
  yield {
    code: 'guards-gap',
    severity: 'warning',
    file,
    pointer: first.pointer.replace(/\/\d+$/, ''),
    params: { event: first.event, value },
  };
}

function isField(subject: string): boolean {
  return /^doc(\.\w+)+$/.test(subject);
}

/** A record that passes all of the tests, in words; null: none does, or only one that lacks a value. */
function forgotten(tests: readonly Test[]): string | null {
  const found: string[] = [];
  for (const [subject, same] of Map.groupBy(tests, (test) => test.subject)) {
    const point = valueFor(same);
    if (point === null || point.kind === 'null') return null;
    found.push(words(subject, point));
  }
  return found.length === 0 ? null : found.join(' && ');
}

function subjectsOf(conditions: readonly Condition[]): ReadonlySet<string> {
  return new Set(
    conditions.flatMap((one) => one ?? []).flatMap((tests) => tests.map((test) => test.subject)),
  );
}

/** `doc.total > 100` */
function words(subject: string, point: Point): string {
  const tell = (value: unknown): string => (isDecimal(value) ? formatDecimal(value) : JSON.stringify(value));
  if (subject.includes(' ? ')) return subject.replace(' ? ', ', ');
  if (point.kind === 'value') return `${subject} == ${tell(point.value)}`;
  if (point.kind === 'null') return `${subject} == null`;
  return [
    ...(point.above === null ? [] : [`${subject} > ${tell(point.above)}`]),
    ...(point.below === null ? [] : [`${subject} < ${tell(point.below)}`]),
  ].join(' && ');
}
