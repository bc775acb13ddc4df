// What a report asks for before it runs.
import { bareReads } from '../reports/bare-reads.ts';
import { newScope } from '../expressions/new-scope.ts';
import { MISSING, type Reads, type Scope, type ValueObject } from '../expressions/scope.ts';
import type { Expr } from '../model/expression.ts';
import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Report } from '../model/report.ts';
import { fieldProblem } from '../problems/index.ts';
import type { FieldProblem } from '../problems/problem.ts';
import { allAsked } from './asked-input.ts';
import { constantsOf, jsonBySchema } from './constants.ts';
import { labelOf, schemaProblems } from './schema-problems.ts';
import type { Setting } from './types.ts';
import type { Validators } from './validators.ts';

/** Values that a report runs with, by name (null: nothing was given), or why they will not do, each under its name. */
export type ReportParams =
  | { readonly kind: 'params'; readonly params: ValueObject }
  | { readonly kind: 'problems'; readonly problems: readonly FieldProblem[] };

/**
 * What a report runs with: what was given, what it proposes (`x-default`) for what was left out, null for all else.
 *
 * @param given  JSON by name; a decimal is text, a reference an id; null: left empty on purpose
 * @param reads  what references lead to, for conditions that walk; absent: they lead nowhere
 * @returns problems: unknown names, values of another shape, what is needed and missing (`x-required`), checks that fail
 *          (`x-check`; nobody overrides a question, so `warn` and `allow` pass and all else does not)
 */
export function reportParams(
  model: Model,
  validators: Pick<Validators, 'input'>,
  { params, asked }: Report,
  given: JsonObject,
  setting: Setting,
  reads: Reads = bareReads,
): ReportParams {
  const { language } = setting;
  const constants = constantsOf(model, setting);
  const inScope = (values: ValueObject): Scope => newScope(reads, language, { ...constants, params: values });
  const answered: Record<string, JsonObject[string]> = {};
  for (const [key, value] of Object.entries(given)) if (value !== null) answered[key] = value;
  const open = inScope(allAsked(params, {}));
  for (const { key, defaultTo } of asked.values()) {
    if (defaultTo === null || key in given) continue;
    const proposed = defaultTo.run(open);
    Object.assign(answered, jsonBySchema(params, { [key]: proposed === MISSING ? null : proposed }));
  }
  const errors = validators.input(params)(answered);
  if (errors.length > 0)
    return { kind: 'problems', problems: schemaProblems(model, asked, errors, language) };
  const values = allAsked(params, answered);
  const scope = inScope(values);
  const holds = (expr: Expr): boolean => expr.run(scope) === true;
  const problems = [...asked.values()].flatMap((field): FieldProblem[] => {
    const pointer = `/${field.key}`;
    const { when } = field.required;
    if (when !== null && (values[field.key] ?? null) === null && holds(when)) {
      const label = labelOf(model, field, field.key, language);
      return [fieldProblem('required', pointer, { label }, language)];
    }
    return field.checks.flatMap((check): FieldProblem[] => {
      if (holds(check.expr)) return [];
      const answer = typeof check.answer === 'string' ? check.answer : check.answer.run(scope);
      if (answer === 'allow' || answer === 'warn') return [];
      const reason = check.reason === null ? '' : check.reason.run(scope);
      return [fieldProblem('check-failed', pointer, { reason }, language)];
    });
  });
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'params', params: values };
}
