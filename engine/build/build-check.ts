import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { AnswerWord, Check, Expr } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import { asList, asObject, asText, type Origin } from '../model/linked-pack.ts';
import { namedRoles } from './named-roles.ts';
import type { Workshop } from './workshop.ts';

export const booleanType: ExprType = { kind: 'boolean' };

/** Guards, preconditions and field checks: one shape. */
export function buildCheck(json: Json, origin: Origin, scope: ScopeTypes, workshop: Workshop): Check {
  const check = asObject(json);
  const at = (key: string): Origin => ({ file: origin.file, pointer: `${origin.pointer}/${key}` });
  const reason = asText(check['reason']);
  return {
    expr: workshop.expression(at('expr'), asText(check['expr']) ?? '', scope, booleanType),
    reason: reason === null ? null : workshop.template(at('reason'), reason, scope),
    answer: buildAnswer(check['answer'], at('answer'), scope, workshop),
    at: namesOf(check['at']),
    roles: namedRoles(check['roles'], at('roles'), workshop),
  };
}

/** One check, or a list of them. */
export function buildChecks(
  json: Json | undefined,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
): Check[] {
  if (json === undefined) return [];
  if (!Array.isArray(json)) return [buildCheck(json, origin, scope, workshop)];
  return asList(json).map((entry, index) =>
    buildCheck(entry, { file: origin.file, pointer: `${origin.pointer}/${index}` }, scope, workshop),
  );
}

export function buildAnswer(
  json: Json | undefined,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
): AnswerWord | Expr {
  if (json === undefined) return 'block';
  const expr = asText(asObject(json)['expr']);
  if (expr === null) return json as AnswerWord;
  return workshop.expression({ file: origin.file, pointer: `${origin.pointer}/expr` }, expr, scope, {
    kind: 'text',
  });
}

/** `"SEND"` or `["SEND", "CANCEL"]`. */
export function namesOf(json: Json | undefined): readonly string[] {
  return typeof json === 'string' ? [json] : asList(json).map(String);
}
