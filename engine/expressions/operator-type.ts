// Which operands an operator takes, and what it gives.
import type { BinaryOperator } from './ast.ts';
import type { Checked } from './checked.ts';
import { isComparable, isOpen, isOrdered, nameOfType } from './type-rules.ts';
import { anyType, booleanType, decimalType, textType } from './types.ts';
import type { ExprType } from './types.ts';

/** Tells that a node is not what was expected of it. */
export type Mismatch = (node: Checked, name: string, expected: string) => void;

/** The text of a node that is one written out, or null. */
export function constantText(node: Checked): string | null {
  return node.kind === 'constant' && typeof node.value === 'string' ? node.value : null;
}

/** Type of `left operator right`; what does not fit is told. */
export function operatorType(
  operator: BinaryOperator,
  left: Checked,
  right: Checked,
  mismatch: Mismatch,
): ExprType {
  switch (operator) {
    case '+':
      return plusType(left, right, mismatch);
    case '-':
    case '*':
    case '/':
    case '%':
      expectKind(left, operator, 'decimal', mismatch);
      expectKind(right, operator, 'decimal', mismatch);
      return decimalType;
    case 'in':
      expectMember(left, right, mismatch);
      return booleanType;
    case '==':
    case '!=':
      expectComparable(operator, left, right, mismatch);
      return booleanType;
    default: {
      const unordered = [left, right].find((node) => !isOrdered(node.type));
      if (unordered) mismatch(unordered, operator, 'decimal, text or date');
      else expectComparable(operator, left, right, mismatch);
      return booleanType;
    }
  }
}

/** An operand must be of one kind; an unknown or null passes. */
export function expectKind(
  node: Checked,
  name: string,
  kind: 'decimal' | 'boolean',
  mismatch: Mismatch,
): void {
  if (!isOpen(node.type) && node.type.kind !== kind) mismatch(node, name, kind);
}

function expectComparable(operator: string, left: Checked, right: Checked, mismatch: Mismatch): void {
  if (!isComparable(left.type, right.type, constantText(left), constantText(right)))
    mismatch(right, operator, nameOfType(left.type));
}

function expectMember(left: Checked, right: Checked, mismatch: Mismatch): void {
  const { type } = right;
  if (isOpen(type)) return;
  if (type.kind !== 'list') mismatch(right, 'in', 'list');
  else if (!isComparable(left.type, type.of, constantText(left), null))
    mismatch(left, 'in', nameOfType(type.of));
}

function isWritable({ kind }: ExprType): boolean {
  return kind === 'text' || kind === 'decimal' || kind === 'date' || kind === 'instant';
}

/** `+` adds decimals, and joins a text with what can be written out. */
function plusType(left: Checked, right: Checked, mismatch: Mismatch): ExprType {
  const operands = [left, right];
  if (operands.some(({ type }) => type.kind === 'text')) {
    for (const node of operands)
      if (!isOpen(node.type) && !isWritable(node.type)) mismatch(node, '+', 'text');
    return textType;
  }
  for (const node of operands) expectKind(node, '+', 'decimal', mismatch);
  return operands.some(({ type }) => type.kind === 'any') ? anyType : decimalType;
}
