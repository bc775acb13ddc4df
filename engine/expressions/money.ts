// Which currency an amount is in, as far as types can tell: the field that holds it, of which record.
import type { BinaryOperator } from './ast.ts';
import type { Checked } from './checked.ts';
import { decimalType, rateType } from './types.ts';
import type { ExprType, Money } from './types.ts';

/** A line stands in its document, and what was before is in the same currency. */
const sameRecord: Readonly<Record<string, string>> = {
  line: 'doc',
  parent: 'doc',
  before: 'doc',
  sourceLine: 'source',
};

/**
 * The record that a node's values belong to, as a path; null when that cannot be told.
 *
 * @param locals  of the variables of loops around, by slot
 */
export function recordOf(node: Checked, locals: readonly (string | null)[]): string | null {
  switch (node.kind) {
    case 'name':
      return sameRecord[node.name] ?? node.name;
    case 'local':
      return locals[node.slot] ?? null;
    case 'index':
      return recordOf(node.of, locals);
    case 'select': {
      const of = recordOf(node.of, locals);
      // Through a reference lies another record; what is within the same record has its currency.
      return of === null ? null : node.type.kind === 'ref' ? `${of}.${node.field}` : of;
    }
    case 'loop':
      return node.rule.keeps === 'items' ? recordOf(node.list, locals) : null;
    default:
      return null;
  }
}

/** The type of a field of a record: an amount now knows whose currency it is in. */
export function moneyAt(type: ExprType, record: string | null): ExprType {
  if (type.kind !== 'decimal' || !type.money || type.money.of !== undefined) return type;
  const { money, ...plain } = type;
  return record === null ? plain : { ...plain, money: { field: money.field, of: record } };
}

export function moneyOf(type: ExprType): Money | null {
  return type.kind === 'decimal' && type.money?.of !== undefined ? type.money : null;
}

export function nameOfMoney({ of, field }: Money): string {
  return `${of ?? ''}.${field}`;
}

export function isSameMoney(a: Money, b: Money): boolean {
  return a.field === b.field && a.of === b.of;
}

function exchanges({ type }: Checked): boolean {
  return type.kind === 'decimal' && type.exchanges === true;
}

/**
 * What a calculation gives. Sums keep the currency, and so do multiples: a price by a quantity is an amount. A rate of
 * exchange takes it away, and what an amount is to another amount is a plain number.
 */
export function decimalOfResult(operator: BinaryOperator, left: Checked, right: Checked): ExprType {
  const [a, b] = [moneyOf(left.type), moneyOf(right.type)];
  const byRate = exchanges(left) || exchanges(right);
  switch (operator) {
    case '+':
    case '-':
    case '%':
      return amountIn(a ?? b);
    case '*':
      if (byRate) return a || b ? decimalType : rateType;
      return amountIn(a && b ? null : (a ?? b));
    case '/':
      if (byRate) return a || b ? decimalType : rateType;
      return amountIn(b ? null : a);
    default:
      return decimalType;
  }
}

function amountIn(money: Money | null): ExprType {
  return money ? { kind: 'decimal', money } : decimalType;
}

/** For functions whose result is in the currency of their first argument, or of its items. */
export function keepsMoney([first]: readonly Checked[]): ExprType {
  const of = first?.type.kind === 'list' ? first.type.of : first?.type;
  const money = of && moneyOf(of);
  return money ? { kind: 'decimal', money } : decimalType;
}
