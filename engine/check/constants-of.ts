import type { Checked } from '../expressions/checked.ts';
import type { Value } from '../expressions/scope.ts';
import { isDecimal } from '../values/decimal.ts';

/** The values that an expression comes to as they are written in it: all of them, of `a ? b : c` and `coalesce` too. */
export function constantsOf(tree: Checked): readonly Value[] {
  switch (tree.kind) {
    case 'constant':
      return [tree.value];
    case 'negate':
      return constantsOf(tree.of).flatMap((value) => (isDecimal(value) ? [value.neg()] : []));
    case 'choose':
      return [...constantsOf(tree.then), ...constantsOf(tree.otherwise)];
    case 'bind':
      return constantsOf(tree.body);
    case 'call':
      return tree.rule.name === 'coalesce' ? tree.args.flatMap(constantsOf) : [];
    default:
      return [];
  }
}
