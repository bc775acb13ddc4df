import type { ScopeTypes } from '../../expressions/types.ts';
import type { Json } from '../../model/json.ts';
import { asObject, asText, type Origin } from '../../model/linked-pack.ts';
import type { ConvertSources } from '../../model/machine.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { booleanType } from '../build-check.ts';
import { conjunctsOf, narrowingsOf } from '../narrowings.ts';
import type { Workshop } from '../workshop.ts';

/** What is converted instead of the record at hand: an expression over records, or a type with a filter. */
export function buildConvertSources(
  json: Json,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
): ConvertSources {
  if (typeof json === 'string') return { kind: 'records', expr: workshop.expression(origin, json, scope) };
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
    narrow:
      where === null || !linked
        ? []
        : narrowingsOf(conjunctsOf(where), linked, undefined, scope, workshop, 'it'),
  };
}
