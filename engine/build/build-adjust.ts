// What the last slice takes of the rounding of those before it. @source conversions.md P5, P6, P7
import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { AdjustGroups, Conversion } from '../model/conversion.ts';
import { asList, asObject, asText, type Origin } from '../model/linked-pack.ts';
import type { Field, RecordType } from '../model/type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { tableAt, type Sides } from './build-conversion-lines.ts';

const anyType: ExprType = { kind: 'any' };
const decimalType: ExprType = { kind: 'decimal' };

export function adjustOf(sides: Sides, scope: ScopeTypes, lineScope: ScopeTypes): Conversion['adjust'] {
  const { target, json, file, workshop } = sides;
  if (json['adjust'] === undefined) return null;
  const adjust = asObject(json['adjust']);
  const place = { file, pointer: '/adjust/within' };
  const field = asText(adjust['field']);
  if (field !== null) tellWritten(field, target);
  return {
    field,
    within: workshop.expression(place, asText(adjust['within']) ?? '', scope, decimalType),
    groups: adjust['groups'] === undefined ? null : groupsOf(sides, lineScope),
  };

  function tellWritten(key: string, type: RecordType): void {
    const at = { file, pointer: '/adjust/field' };
    const known = type.fields.get(key);
    const suggestion = nearestName(key, type.fields.keys());
    if (known === undefined)
      workshop.tell({ code: 'unknown-field', ...at, params: { name: key, suggestion } });
    else if (known.formula !== null) workshop.tell({ code: 'fills-formula', ...at, params: { name: key } });
  }
}

function groupsOf({ source, target, json, file, workshop }: Sides, lineScope: ScopeTypes): AdjustGroups {
  const groups = asObject(asObject(json['adjust'])['groups']);
  const at = (part: string): Origin => ({ file, pointer: `/adjust/groups/${part}` });
  const key = asText(groups['key']) ?? '';
  const amounts = asList(groups['amounts']).map(String);
  const named = (part: 'of' | 'own' | 'to', type: RecordType): string => {
    const path = asText(groups[part]) ?? '';
    const known = type.fields.get(path);
    // What is computed has no lines of its own, and no ids.
    const table =
      part !== 'to' && known?.kind === 'list' && known.fields
        ? known
        : tableAt(path, type, at(part), workshop);
    if (part === 'to' && table?.formula)
      workshop.tell({ code: 'fills-formula', ...at(part), params: { name: path } });
    tellColumn(table, key, at('key'));
    amounts.forEach((name, index) => tellColumn(table, name, at(`amounts/${index}`)));
    return path;
  };
  const line = asText(asObject(groups['line'])['expr']) ?? '';
  return {
    of: named('of', source),
    own: named('own', target),
    to: named('to', target),
    key,
    amounts,
    line: workshop.expression(at('line/expr'), line, lineScope, anyType),
  };

  function tellColumn(table: Field | null, name: string, origin: Origin): void {
    if (!table || table.fields?.has(name)) return;
    const suggestion = nearestName(name, table.fields?.keys() ?? []);
    workshop.tell({ code: 'unknown-field', ...origin, params: { name, suggestion } });
  }
}
