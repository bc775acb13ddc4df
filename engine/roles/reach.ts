// Which records a right reaches, as a condition on a record: one text for what runs in memory and in the database.
import type { Scope } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';
import type { Reach } from '../model/role.ts';
import type { RecordType } from '../model/type.ts';

/** Nothing, everything, or the records for which the condition is true. */
export type Rule = 'none' | 'all' | Expr;

/** A right as a rule for the records of a type. */
export function ruleOf(reach: Reach, type: RecordType): Rule {
  return reach === 'own' || reach === 'team' ? type.reach[reach] : reach;
}

/** @param scope  with the record as `doc`; made only when the rule looks at it */
export function reaches(rule: Rule, scope: () => Scope): boolean {
  return rule === 'all' || (rule !== 'none' && rule.run(scope()) === true);
}
