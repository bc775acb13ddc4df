import { conditionOf, both, always } from '../conditions/condition.ts';
import { isPossible } from '../conditions/possible.ts';
import type { Expr } from '../../model/expression.ts';
import type { Finding } from '../../problems/finding.ts';
import type { Rule } from '../rule.ts';

/** A conversion whose guard, or a line mapping whose condition, can never hold makes nothing for anybody. */
export const conversionPossible: Rule = function* ({ model, linked }) {
  for (const conversion of model.conversions.values()) {
    const file = linked.conversions.get(conversion.key)?.file ?? '';
    const guards = conversion.guards.filter(({ answer }) => answer === 'block').map(({ expr }) => expr);
    if (!canHold(guards)) yield told(file, '/when/guard', conversion.key);
    for (const mapping of conversion.lines)
      if (mapping.where !== null && !canHold([mapping.where.expr]))
        yield told(file, `/lines/${mapping.key}/where/expr`, conversion.key);
    for (const { track, when } of conversion.tracks)
      if (when !== null && !canHold([when])) yield told(file, `/tracks/${track}/when`, conversion.key);
  }
};

function canHold(exprs: readonly Expr[]): boolean {
  // One that is written as `false` is meant: that is how a way is closed.
  if (exprs.some(({ tree }) => tree?.kind === 'constant')) return true;
  return isPossible(
    exprs.reduce((all, { tree }) => (tree === undefined ? all : both(all, conditionOf(tree))), always),
  );
}

function told(file: string, pointer: string, event: string): Finding {
  return { code: 'guard-never', severity: 'warning', file, pointer, params: { event } };
}
