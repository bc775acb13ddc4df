import type { Checked } from '../checked.ts';
import { childrenOf } from '../tree.ts';
import { givenNames } from './columns.ts';

/**
 * Whether a value hangs on no row: it may be worked out before a query runs.
 *
 * @param bound  slots of macros around it whose values are known
 */
export function isGiven(
  node: Checked,
  given: ReadonlySet<string> = givenNames,
  bound: ReadonlySet<number> = new Set(),
): boolean {
  switch (node.kind) {
    case 'name':
      return given.has(node.name);
    case 'local':
      return bound.has(node.slot);
    case 'loop':
      return isGiven(node.list, given, bound) && isGiven(node.body, given, new Set([...bound, node.slot]));
    case 'bind':
      return isGiven(node.value, given, bound) && isGiven(node.body, given, new Set([...bound, node.slot]));
    default:
      return childrenOf(node).every((child) => isGiven(child, given, bound));
  }
}
