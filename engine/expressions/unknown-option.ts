import type { Checked } from './checked.ts';
import { constantText } from './operator-type.ts';
import type { BinaryOperator } from './ast.ts';

/** A text written out that a field never holds, so that comparing them tells nothing. */
export interface UnknownOption {
  readonly node: Checked;
  readonly value: string;
  readonly options: readonly string[];
}

/** Of `==`, `!=` and `in`: texts that are none of those that the other side may be. */
export function unknownOptions(
  operator: BinaryOperator,
  left: Checked,
  right: Checked,
): readonly UnknownOption[] {
  if (operator === 'in') {
    const items = right.kind === 'list' ? right.items : [];
    return [...items.flatMap((item) => against(left, item)), ...against(elementOf(right), left)];
  }
  if (operator !== '==' && operator !== '!=') return [];
  return [...against(left, right), ...against(right, left)];
}

/** A list of texts stands for each of its items. */
function elementOf(list: Checked): Checked {
  return list.type.kind === 'list' ? { ...list, type: list.type.of } : list;
}

function against({ type }: Checked, node: Checked): readonly UnknownOption[] {
  const value = constantText(node);
  if (type.kind !== 'text' || type.options === undefined || value === null) return [];
  return type.options.includes(value) ? [] : [{ node, value, options: type.options }];
}
