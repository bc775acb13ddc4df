import type { ScopeTypes } from '../expressions/types.ts';
import { booleanType } from '../expressions/types.ts';
import type { Expr } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import { asList, asObject, asText } from '../model/linked-pack.ts';
import type { PackFile } from '../model/pack.ts';
import type { Workshop } from './workshop.ts';

/**
 * Conditions of a form's elements, by the pointer of the element in form.json: what `rule.condition.expr` says.
 *
 * @param scope  that of the type's header fields
 */
export function buildFormConditions(
  file: Pick<PackFile, 'path' | 'json'> | null,
  scope: ScopeTypes,
  workshop: Workshop,
): ReadonlyMap<string, Expr> {
  const conditions = new Map<string, Expr>();
  const walk = (json: Json | undefined, pointer: string): void => {
    const element = asObject(json);
    const text = asText(asObject(asObject(element['rule'])['condition'])['expr']);
    if (text !== null && file !== null) {
      const origin = { file: file.path, pointer: `${pointer}/rule/condition/expr` };
      conditions.set(pointer, workshop.expression(origin, text, scope, booleanType));
    }
    for (const [index, inner] of asList(element['elements']).entries())
      walk(inner, `${pointer}/elements/${index}`);
  };
  if (file !== null) walk(file.json, '');
  return conditions;
}
