// The lines of a conversion: what is taken from which table, and where it lands.
import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { LineMapping } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { asList, asObject, asText, type Origin } from '../model/linked-pack.ts';
import type { Field, RecordType } from '../model/type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { buildCheck } from './build-check.ts';
import { buildFillings } from './build-fillings.ts';
import { conversionScope, type ConversionScope } from './scopes.ts';
import type { Workshop } from './workshop.ts';

/** Both types of a conversion, with where it is written. */
export interface Sides {
  readonly source: RecordType;
  readonly target: RecordType;
  readonly file: string;
  readonly workshop: Workshop;
  readonly json: JsonObject;
}

const noFields: ReadonlyMap<string, Field> = new Map();
const anyType: ExprType = { kind: 'any' };

/** The source, what else is named here, and nothing more. */
export function scopeOf(
  { source, workshop: { common, docType } }: Sides,
  names: Omit<ConversionScope, 'source'> = {},
): ScopeTypes {
  return conversionScope(common, { source: docType(source.key), ...names });
}

/** The same where the target is being made already. */
export function scopeWithTarget(sides: Sides, names: Omit<ConversionScope, 'source'> = {}): ScopeTypes {
  return scopeOf(sides, { target: sides.workshop.docType(sides.target.key), ...names });
}

export function lineTypeOf(table: Field | null | undefined): ExprType {
  return table?.type.kind === 'list' ? table.type.of : anyType;
}

export function buildLineMapping(key: string, json: JsonObject, sides: Sides): LineMapping {
  const { source, target, file, workshop } = sides;
  const at = (part: string): Origin => ({ file, pointer: `/lines/${key}/${part}` });
  const from = asText(json['from']);
  const to = asText(json['to']) ?? '';
  const sourceTable =
    from === null || from === '$document' ? null : tableAt(from, source, at('from'), workshop);
  const targetTable = tableAt(to, target, at('to'), workshop);
  const list = listOf(json['from'], at('from'), sides);
  const holder =
    from === null ? undefined : source.fieldByPath.get(from.slice(0, Math.max(from.lastIndexOf('.'), 0)));
  const item = list?.type.kind === 'list' ? list.type.of : anyType;
  const isPlain = from === null || from === '$document';
  const names = {
    sourceLine: list !== null ? item : isPlain ? undefined : lineTypeOf(sourceTable),
    parent: holder?.kind === 'table' ? lineTypeOf(holder) : undefined,
  };
  const scope = scopeOf(sides, names);
  const column = (name: 'quantity' | 'amount' | 'adjust'): string | null =>
    columnOf(asText(json[name]), at(name), targetTable, workshop);
  const quantity = column('quantity');
  const amount = column('amount');
  const shares = asList(json['shares']).map(String);
  shares.forEach((name, index) => columnOf(name, at(`shares/${index}`), targetTable, workshop));
  shares.forEach((name, index) => columnOf(name, at(`shares/${index}`), sourceTable, workshop));
  return {
    key,
    from,
    list,
    to,
    quantity,
    amount,
    adjust: column('adjust'),
    shares,
    sign: json['sign'] === -1 ? -1 : 1,
    match: pathsOf(json['match'], at('match'), scope, workshop),
    gather: pathsOf(json['gather'], at('gather'), scope, workshop),
    where: json['where'] === undefined ? null : buildCheck(json['where'], at('where'), scope, workshop),
    fields: buildFillings(json['fields'], {
      workshop,
      scope: scopeWithTarget(sides, names),
      origin: at('fields'),
      root: sourceTable === null && list === null ? 'source' : 'sourceLine',
      sourceFields: sourceTable?.fields ?? null,
      targetFields: targetTable?.fields ?? noFields,
      merge: null,
      crosses: sides.json['crosses'] === true,
      taken: [quantity, amount, asText(json['adjust']), ...shares].filter((name) => name !== null),
    }),
  };
}

function listOf(json: Json | undefined, origin: Origin, sides: Sides): LineMapping['list'] {
  const text = asText(asObject(json)['expr']);
  if (text === null) return null;
  const place = { file: origin.file, pointer: `${origin.pointer}/expr` };
  return sides.workshop.expression(place, text, scopeOf(sides), { kind: 'list', of: anyType });
}

function columnOf(
  name: string | null,
  origin: Origin,
  table: Field | null,
  workshop: Workshop,
): string | null {
  if (name === null || table === null) return name;
  const field = table.fields?.get(name);
  if (field === undefined) {
    const suggestion = nearestName(name, table.fields?.keys() ?? []);
    workshop.tell({ code: 'unknown-field', ...origin, params: { name, suggestion } });
  }
  return name;
}

/** Dotted paths on the source line, through references too; each is checked as an expression is. */
function pathsOf(
  json: Json | undefined,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
): readonly string[] {
  const prefix = 'sourceLine.';
  return asList(json).map((entry, index) => {
    const path = String(entry);
    const place = { file: origin.file, pointer: `${origin.pointer}/${index}` };
    workshop.expression(place, prefix + path, scope, undefined, prefix.length);
    return path;
  });
}

export function tableAt(path: string, type: RecordType, origin: Origin, workshop: Workshop): Field | null {
  const field = type.fieldByPath.get(path);
  if (field?.kind === 'table') return field;
  const tables = [...type.fieldByPath.values()]
    .filter((each) => each.kind === 'table')
    .map((each) => each.path);
  workshop.tell({
    code: 'unknown-table',
    ...origin,
    params: { name: path, suggestion: nearestName(path, tables) },
  });
  return null;
}

/** `lines.article.mainSupplier`: a table of the source and a path on its lines. @source conversions.md M5 */
export function splitOf(sides: Sides): readonly { readonly table: string; readonly path: string }[] {
  const { source, file, workshop, json } = sides;
  return asList(json['split']).flatMap((entry, index) => {
    const text = String(entry);
    const place = { file, pointer: `/split/${index}` };
    const table = [...source.fieldByPath.values()]
      .filter((field) => field.kind === 'table' && text.startsWith(`${field.path}.`))
      .sort((a, b) => b.path.length - a.path.length)[0];
    if (table === undefined) {
      tableAt(text.split('.', 1)[0] ?? '', source, place, workshop);
      return [];
    }
    const path = text.slice(table.path.length + 1);
    const scope = scopeOf(sides, { sourceLine: lineTypeOf(table) });
    const prefix = 'sourceLine.';
    workshop.expression(place, prefix + path, scope, undefined, prefix.length - table.path.length - 1);
    return [{ table: table.path, path }];
  });
}
