// The same policy as SQL, for lists, search, counts and exports.
import { conditionSql } from '../expressions/index.ts';
import type { AddParam, SqlColumns } from '../expressions/index.ts';
import type { Scope } from '../expressions/scope.ts';
import { Fault } from '../problems/problem.ts';
import { readsAll, stagesOf } from './policy.ts';
import type { Part, Policy } from './policy.ts';
import type { Rule } from './reach.ts';

/**
 * The records that a policy lets be read.
 *
 * @param scope  user, company, settings, today, now
 * @returns      a condition; null: all of them
 * @throws Fault when a rule has no SQL: publishing refuses such a rule
 */
export function readSql(policy: Policy, columns: SqlColumns, scope: Scope, add: AddParam): string | null {
  if (readsAll(policy)) return null;
  return anyOf(policy.parts.map(({ read }) => ruleSql(read, columns, scope, add)));
}

/**
 * The records of which a field may be seen, among those that may be read.
 *
 * @returns  a condition; true: of all; false: of none
 */
export function fieldSql(
  policy: Policy,
  path: string,
  columns: SqlColumns,
  scope: Scope,
  add: AddParam,
): string | boolean {
  if (!policy.fieldRules) return true;
  const reading = policy.parts.filter(({ read }) => read !== 'none');
  const hides = reading.map((part) => stagesOf(part.grant, 'hidden', path));
  if (hides.every((all) => all.every((stages) => stages === 'never'))) return true;
  if (hides.every((all) => all.includes('always'))) return false;
  return anyOf(reading.map((part, i) => shownSql(part, hides[i] ?? [], columns, scope, add)));
}

function shownSql(
  { read }: Part,
  hides: ReturnType<typeof stagesOf>,
  columns: SqlColumns,
  scope: Scope,
  add: AddParam,
): string {
  if (hides.includes('always')) return 'false';
  const stages = hides.flatMap((one) => (typeof one === 'string' ? [] : one));
  const rule = ruleSql(read, columns, scope, add);
  if (stages.length === 0) return rule;
  const states = columns('states');
  if (!states) throw new Fault('Rows have no states');
  return `(${rule} and not (${states.sql} && ${add(stages, 'text[]')}))`;
}

function ruleSql(rule: Rule, columns: SqlColumns, scope: Scope, add: AddParam): string {
  if (typeof rule === 'string') return rule === 'all' ? 'true' : 'false';
  const answer = conditionSql(rule, columns);
  if (!answer.ok) throw new Fault(`A right has no SQL: ${rule.text}`);
  return answer.bind(scope, add);
}

function anyOf(conditions: readonly string[]): string {
  const open = [...new Set(conditions)].filter((condition) => condition !== 'false');
  return open.length === 0 ? 'false' : `(${open.join(' or ')})`;
}
