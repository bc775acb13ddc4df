// Which records a right reaches, as a condition on a record: one text for what runs in memory and in the database.
import { systemFields } from '../build/system-fields.ts';
import { compileExpression } from '../expressions/index.ts';
import type { Scope } from '../expressions/scope.ts';
import type { ExprType } from '../expressions/types.ts';
import type { Expr } from '../model/expression.ts';
import type { Reach } from '../model/role.ts';
import type { Field, RecordType } from '../model/type.ts';
import { Fault } from '../problems/problem.ts';

/** Nothing, everything, or the records for which the condition is true. */
export type Rule = 'none' | 'all' | Expr;

/** A record without an owner belongs to who made it. */
const own = 'doc.owner == user.id || (doc.owner == null && doc.createdBy == user.id)';

const kept = new WeakMap<RecordType, Map<'own' | 'team', Expr>>();

/** A right as a rule for the records of a type. Where records name no team, a team's are one's own. */
export function ruleOf(reach: Reach, type: RecordType): Rule {
  if (reach === 'none' || reach === 'all' || typeof reach === 'object') return reach;
  const known = kept.get(type) ?? new Map<'own' | 'team', Expr>();
  const team = teamOf(type);
  kept.set(type, known);
  let rule = known.get(reach);
  if (!rule) {
    const ofTeam = reach === 'team' && team !== null;
    rule = compiled(
      ofTeam ? `${own} || (doc.${team.key} != null && doc.${team.key} in user.teams)` : own,
      type,
    );
    known.set(reach, rule);
  }
  return rule;
}

/** The field that names the team; one that cannot has been told of by the checker. */
function teamOf(type: RecordType): Field | null {
  const field = type.team === null ? undefined : type.fields.get(type.team);
  return field?.kind === 'ref' || field?.kind === 'text' ? field : null;
}

function compiled(text: string, type: RecordType): Expr {
  const team = teamOf(type);
  const words: ExprType = { kind: 'text' };
  const doc: ExprType = {
    kind: 'object',
    name: type.key,
    fields: new Map([...systemFields, ...(team ? [[team.key, team.type] as const] : [])]),
  };
  const user: ExprType = {
    kind: 'object',
    name: 'user',
    fields: new Map<string, ExprType>([
      ['id', words],
      ['teams', { kind: 'list', of: words }],
    ]),
  };
  const answer = compileExpression(text, { scope: { doc, user }, types: () => null, partial: true });
  if (!answer.ok)
    throw new Fault(`The rule for ${type.key} does not compile: ${JSON.stringify(answer.errors)}`);
  return answer.expr;
}

/** @param scope  with the record as `doc`; made only when the rule looks at it */
export function reaches(rule: Rule, scope: () => Scope): boolean {
  return rule === 'all' || (rule !== 'none' && rule.run(scope()) === true);
}
