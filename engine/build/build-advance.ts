// Advances and what settles them. @source conversions.md P7
import type { ExprType } from '../expressions/types.ts';
import type { Advance, Settles } from '../model/conversion.ts';
import { asObject, asText, type Origin } from '../model/linked-pack.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { scopeOf, scopeWithTarget, tableAt, type Sides } from './build-conversion-lines.ts';
import { buildFillings } from './build-fillings.ts';

const anyType: ExprType = { kind: 'any' };
const decimalType: ExprType = { kind: 'decimal' };

export function advanceOf(sides: Sides): Advance | null {
  const { json, file, workshop, source, target } = sides;
  if (json['advance'] === undefined) return null;
  const advance = asObject(json['advance']);
  const at = (part: string): Origin => ({ file, pointer: `/advance/${part}` });
  const groups = workshop.expression(
    at('groups/expr'),
    asText(asObject(advance['groups'])['expr']) ?? '',
    scopeOf(sides),
    { kind: 'list', of: anyType },
  );
  const to = asText(advance['to']) ?? '';
  const table = tableAt(to, target, at('to'), workshop);
  const item = groups.type.kind === 'list' ? groups.type.of : anyType;
  const scope = scopeOf(sides, { sourceLine: item });
  const amounts = Object.entries(asObject(advance['amounts'])).map(([column, entry]) => {
    tellColumn(column, at(`amounts/${column}`), true);
    const text = asText(asObject(entry)['expr']) ?? '';
    return { column, of: workshop.expression(at(`amounts/${column}/expr`), text, scope, decimalType) };
  });
  const key = asText(advance['key']) ?? '';
  tellColumn(key, at('key'), false);
  return {
    groups,
    to,
    key,
    amounts,
    fields: buildFillings(advance['fields'], {
      workshop,
      scope,
      origin: at('fields'),
      root: 'sourceLine',
      sourceFields: null,
      targetFields: table?.fields ?? new Map(),
      merge: null,
      crosses: false,
      taken: amounts.map(({ column }) => column),
    }),
  };

  function tellColumn(name: string, origin: Origin, atKey: boolean): void {
    if (!table || table.fields?.has(name)) return;
    const suggestion = nearestName(name, table.fields?.keys() ?? source.fields.keys());
    workshop.tell({ code: 'unknown-field', ...origin, atKey, params: { name, suggestion } });
  }
}

export function settlesOf(sides: Sides): readonly Settles[] {
  const { json, file, workshop } = sides;
  const { conversions } = workshop.linked;
  return Object.entries(asObject(json['settles'])).map(([name, entry]) => {
    const settles = asObject(entry);
    const at = (part: string): Origin => ({ file, pointer: `/settles/${name}/${part}` });
    const named = (part: 'conversion' | 'by'): string => {
      const key = asText(settles[part]) ?? '';
      if (!conversions.has(key) && !workshop.linked.isAbsent('conversion', key)) {
        const params = { name: key, suggestion: nearestName(key, conversions.keys()) };
        workshop.tell({ code: 'unknown-conversion', ...at(part), params });
      }
      return key;
    };
    const limit = asText(asObject(settles['limit'])['expr']);
    return {
      conversion: named('conversion'),
      by: named('by'),
      limit: limit === null ? null : limitOf(limit),
    };

    function limitOf(text: string): Settles['limit'] {
      const advance = asText(asObject(conversions.get(asText(settles['by']) ?? '')?.json)['from']) ?? '';
      const known = workshop.linked.types.has(advance) ? workshop.docType(advance) : anyType;
      const scope = { ...scopeWithTarget(sides, { sourceLine: anyType }), source: known };
      return workshop.expression(at('limit/expr'), text, scope, decimalType);
    }
  });
}
