import { compareText } from '../values/compare-text.ts';
import type { Value } from '../expressions/scope.ts';
import type { Bound, Cell } from '../model/decision-table.ts';
import { formatDecimal, isDecimal, parseDecimal } from '../values/decimal.ts';

/** Does a value lie in a cell? References are given by natural key. A range never holds nothing. */
export function matchesCell(cell: Exclude<Cell, { kind: 'under' }>, value: Value): boolean {
  const plain = isDecimal(value) ? formatDecimal(value) : value;
  if (cell.kind === 'among') return cell.values.some((wanted) => wanted === plain);
  if (typeof plain !== 'string') return false;
  return within(plain, cell.from, 1) && within(plain, cell.to, -1);
}

function within(value: string, bound: Bound | null, sign: 1 | -1): boolean {
  if (bound === null) return true;
  const order = compareBounds(value, bound.value) * sign;
  return bound.closed ? order >= 0 : order > 0;
}

/** Decimals by amount, dates and instants as text. */
export function compareBounds(a: string, b: string): number {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  return left && right ? left.cmp(right) : compareText(a, b);
}

/** A cell in the words of its author: `goods / service`, `≥ 10, < 100`. */
export function cellWords(cell: Cell): string {
  if (cell.kind === 'among') return cell.values.map(String).join(' / ');
  if (cell.kind === 'under') return `${cell.value} › …`;
  const parts = [
    cell.from && `${cell.from.closed ? '≥' : '>'} ${cell.from.value}`,
    cell.to && `${cell.to.closed ? '≤' : '<'} ${cell.to.value}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
