// What must have been done before a condition can hold: on tracks of the record, or made of it.
import type { BinaryOperator } from '../../expressions/ast.ts';
import type { Checked, CheckedOf } from '../../expressions/checked.ts';
import { isDecimal } from '../../values/decimal.ts';

/** `track:billing`: something is done there. `linked:bill`: a record of this type is linked. `stage:posted`: it stands there. */
export type Demand = `${'track' | 'linked' | 'stage'}:${string}`;
export type Demands = ReadonlySet<Demand>;

const nothing: Demands = new Set();

/** @param want  false: before it can fail to hold */
export function demandsOf(tree: Checked, want = true): Demands {
  switch (tree.kind) {
    case 'and':
    case 'or': {
      const sides = [demandsOf(tree.left, want), demandsOf(tree.right, want)];
      return (tree.kind === 'and') === want ? anyOf(sides) : allOf(sides);
    }
    case 'not':
      return demandsOf(tree.of, !want);
    case 'choose':
      return allOf([demandsOf(tree.then, want), demandsOf(tree.otherwise, want)]);
    case 'bind':
      return demandsOf(tree.body, want);
    case 'binary':
      return ofComparison(tree, want);
    case 'loop':
      return ofLoop(tree, want);
    default:
      return nothing;
  }
}

/** What must have been done before a number is more than 0. */
export function demandsOfMore(tree: Checked): Demands {
  const figure = figureOf(tree);
  if (figure) return figure.shrinks ? nothing : new Set([figure.of]);
  switch (tree.kind) {
    case 'choose':
      return allOf([demandsOfMore(tree.then), demandsOfMore(tree.otherwise)]);
    case 'bind':
      return demandsOfMore(tree.body);
    case 'binary': {
      const sides = [demandsOfMore(tree.left), demandsOfMore(tree.right)];
      if (tree.operator === '*') return anyOf(sides);
      if (tree.operator === '/' || tree.operator === '-') return sides[0] ?? nothing;
      return tree.operator === '+' ? allOf(sides) : nothing;
    }
    case 'call':
      if (tree.rule.name === 'min') return anyOf(tree.args.map(demandsOfMore));
      if (tree.rule.name === 'max') return allOf(tree.args.map(demandsOfMore));
      return tree.rule.name === 'round' && tree.args[0] ? demandsOfMore(tree.args[0]) : nothing;
    default:
      return nothing;
  }
}

/** What all of them have; of none, nothing. */
export function allOf<T>([first, ...rest]: readonly ReadonlySet<T>[]): ReadonlySet<T> {
  return new Set([...(first ?? [])].filter((one) => rest.every((other) => other.has(one))));
}

export function anyOf(all: readonly Demands[]): Demands {
  return new Set(all.flatMap((one) => [...one]));
}

/** A list holds something for which the body is true; whether something holds of all of it, a list of nothing cannot say. */
function ofLoop({ rule, list, body }: CheckedOf<'loop'>, want: boolean): Demands {
  const linked = linkedIn(list);
  const isSome = (rule.name === 'exists') === want;
  if (rule.name !== 'exists' && rule.name !== 'all') return nothing;
  if (linked) return isSome ? new Set([linked]) : nothing;
  return rule.name === 'exists' && !want ? nothing : demandsOf(body, want);
}

function ofComparison({ operator, left, right }: CheckedOf<'binary'>, want: boolean): Demands {
  const asked = want ? operator : opposite[operator];
  if (asked === undefined) return nothing;
  const stage = textOf(left) ?? textOf(right);
  if (stage !== null && tellsStage(textOf(left) === null ? left : right))
    return asked === '==' || (operator === 'in' && want) ? new Set([`stage:${stage}` as const]) : nothing;
  return ofFigure(left, asked, right) ?? ofFigure(right, flipped[asked] ?? asked, left) ?? nothing;
}

/** `source.stage`, `source.states`, or one of these. */
function tellsStage(node: Checked): boolean {
  if (linkedIn(node)) return false;
  return node.kind === 'local' || (node.kind === 'select' && ['stage', 'states'].includes(node.field));
}

/** null: it is no figure. */
function ofFigure(node: Checked, operator: BinaryOperator, other: Checked): Demands | null {
  const figure = figureOf(node);
  if (!figure) {
    const linked = node.kind === 'select' ? linkedIn(node) : null;
    // Of no record nothing equals or passes anything.
    return linked && operator !== '!=' && !isNull(other) ? new Set([linked]) : linked && nothing;
  }
  const value = other.kind === 'constant' && isDecimal(other.value) ? Number(other.value) : null;
  return asksForMore(operator, value, figure.shrinks) ? new Set([figure.of]) : nothing;
}

/** Whether a comparison asks for something done; what is open shrinks as that grows. `value` null: it is not known. */
function asksForMore(operator: BinaryOperator, value: number | null, shrinks: boolean): boolean {
  if (shrinks)
    return operator === '<' || (operator === '<=' && value !== null) || (operator === '==' && value === 0);
  if (operator === '==') return value !== 0;
  if (operator === '!=') return value === 0;
  return operator === '>' ? value === null || value >= 0 : operator === '>=' && (value === null || value > 0);
}

interface Figure {
  readonly of: Demand;
  /** It is less the more is done. */
  readonly shrinks: boolean;
}

/** `progress('billing')`, `done(line, 'billing').quantity`, `size(linked(doc, 'bill'))`. */
function figureOf(node: Checked): Figure | null {
  if (node.kind === 'select' && node.of.kind === 'call') return figureOf(node.of);
  if (node.kind !== 'call') return null;
  const [first, second] = node.args;
  switch (node.rule.name) {
    case 'progress':
      return { of: `track:${textOf(first) ?? ''}`, shrinks: false };
    case 'open':
    case 'done':
      return { of: `track:${textOf(second) ?? ''}`, shrinks: node.rule.name === 'open' };
    case 'size':
    case 'sum': {
      const linked = first ? linkedIn(first) : null;
      return linked && { of: linked, shrinks: false };
    }
    case 'coalesce':
      return first ? figureOf(first) : null;
    default:
      return null;
  }
}

/** The type whose linked records a value is of, or a list holds. */
function linkedIn(node: Checked): Demand | null {
  switch (node.kind) {
    case 'call':
      return node.rule.name === 'linked' ? `linked:${textOf(node.args[1]) ?? ''}` : null;
    case 'loop':
      return linkedIn(node.list);
    case 'select':
    case 'index':
      return linkedIn(node.of);
    default:
      return null;
  }
}

function textOf(node: Checked | undefined): string | null {
  return node?.kind === 'constant' && typeof node.value === 'string' ? node.value : null;
}

function isNull(node: Checked): boolean {
  return node.kind === 'constant' && node.value === null;
}

const opposite: Partial<Record<BinaryOperator, BinaryOperator>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  in: 'in',
};
const flipped: Partial<Record<BinaryOperator, BinaryOperator>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};
