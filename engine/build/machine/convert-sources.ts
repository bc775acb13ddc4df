import { anyType, decimalType, listOf } from '../../expressions/types.ts';
import type { ExprType, ScopeTypes } from '../../expressions/types.ts';
import type { Expr } from '../../model/expression.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { asObject, asText, type Origin } from '../../model/linked-pack.ts';
import type { ConvertSources } from '../../model/machine.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { booleanType } from '../build-check.ts';
import { narrowingsOf } from '../narrowings.ts';
import type { Workshop } from '../workshop.ts';
import { recordExpression } from './record-expression.ts';

/** What is converted instead of the record at hand: an expression over records, a list, or a type with a filter. */
export function buildConvertSources(
  json: Json,
  origin: Origin,
  scope: ScopeTypes,
  conversion: string,
  workshop: Workshop,
): ConvertSources {
  if (typeof json === 'string') return { kind: 'records', expr: workshop.expression(origin, json, scope) };
  if (asObject(json)['each'] !== undefined)
    return eachSource(asObject(json), origin, scope, conversion, workshop);
  const type = asText(asObject(json)['type']) ?? '';
  const linked = workshop.linked.types.get(type);
  if (!linked && !workshop.linked.isAbsent('type', type))
    workshop.tell({
      code: 'unknown-type',
      file: origin.file,
      pointer: `${origin.pointer}/type`,
      params: { name: type, suggestion: nearestName(type, workshop.linked.types.keys()) },
    });
  const where = asText(asObject(json)['where']);
  const at: Origin = { file: origin.file, pointer: `${origin.pointer}/where` };
  const inside: ScopeTypes = { ...scope, it: linked ? workshop.docType(type) : { kind: 'any' } };
  return {
    kind: 'list',
    type,
    where: where === null ? null : workshop.expression(at, where, inside, booleanType),
    narrow: where === null || !linked ? [] : narrowingsOf(where, linked, undefined, scope, workshop, 'it'),
  };
}

function eachSource(
  json: JsonObject,
  origin: Origin,
  scope: ScopeTypes,
  conversion: string,
  workshop: Workshop,
): ConvertSources {
  const from = asText(workshop.linked.conversions.get(conversion)?.json['from']);
  const at = (part: string): Origin => ({ file: origin.file, pointer: `${origin.pointer}/${part}` });
  const compiled = (part: string, inside: ScopeTypes, expect?: ExprType): Expr =>
    workshop.expression(at(part), asText(json[part]) ?? '', inside, expect);
  const each = compiled('each', scope, listOf(anyType));
  const inside: ScopeTypes = { ...scope, item: each.type.kind === 'list' ? each.type.of : anyType };
  return {
    kind: 'each',
    each,
    record: recordExpression(asText(json['record']) ?? '', at('record'), inside, from, workshop),
    amount: compiled('amount', inside, decimalType),
  };
}
