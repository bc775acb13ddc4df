import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Conversion, ConversionTrack, LineMapping } from '../model/conversion.ts';
import type { AnswerWord, Expr } from '../model/expression.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { asList, asObject, asText, type LinkedDefinition, type Origin } from '../model/linked-pack.ts';
import type { Field, RecordType } from '../model/type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { booleanType, buildCheck, buildChecks } from './build-check.ts';
import { buildFillings } from './build-fillings.ts';
import { conversionScope } from './scopes.ts';
import { textKeyOf } from './text-key.ts';
import type { Workshop } from './workshop.ts';

interface Sides {
  readonly source: RecordType;
  readonly target: RecordType;
  readonly file: string;
  readonly workshop: Workshop;
  readonly json: JsonObject;
}

const decimalType: ExprType = { kind: 'decimal' };
const noFields: ReadonlyMap<string, Field> = new Map();

/** @returns null when one of its types is unknown; that is told, unless it is absent on purpose */
export function buildConversion(
  { key, file, json }: LinkedDefinition,
  types: ReadonlyMap<string, RecordType>,
  workshop: Workshop,
): Conversion | null {
  const side = (name: 'from' | 'to'): RecordType | null => {
    const type = asText(json[name]) ?? '';
    const found = types.get(type) ?? null;
    if (found === null && !workshop.linked.isAbsent('type', type))
      workshop.tell({
        code: 'unknown-type',
        file,
        pointer: `/${name}`,
        params: { name: type, suggestion: nearestName(type, types.keys()) },
      });
    return found;
  };
  const source = side('from');
  const target = side('to');
  if (source === null || target === null) return null;
  const sides: Sides = { source, target, file, workshop, json };
  const scope = scopeOf(sides, null, null);
  const lineScope = scopeOf(sides, anyLine(source), null);
  const tolerance = asObject(json['tolerance']);
  const voiding = asObject(json['void']);
  const amount = asText(json['amount']);
  tellAmount(amount, sides);
  return {
    key,
    title: asText(json['title']) ?? key,
    textKey: textKeyOf({ file, pointer: '/title' }),
    from: source.key,
    to: target.key,
    stages: stagesOf(sides),
    guards: buildChecks(asObject(json['when'])['guard'], { file, pointer: '/when/guard' }, scope, workshop),
    effect: json['effect'] === 0 || json['effect'] === -1 ? json['effect'] : 1,
    tracks: tracksOf(sides, lineScope),
    header: buildFillings(json['header'], {
      workshop,
      scope,
      origin: { file, pointer: '/header' },
      root: 'source',
      sourceFields: source.fields,
      targetFields: target.fields,
      merge: 'equal',
      crosses: json['crosses'] === true,
      taken: amount,
    }),
    lines: Object.entries(asObject(json['lines'])).map(([name, mapping]) =>
      lineMapping(name, asObject(mapping), sides),
    ),
    tolerance: {
      over: level(tolerance['over'], { file, pointer: '/tolerance/over' }, lineScope, workshop),
      under: level(tolerance['under'], { file, pointer: '/tolerance/under' }, lineScope, workshop),
      answer: (asText(tolerance['answer']) as AnswerWord | null) ?? 'block',
    },
    reopens: Object.entries(asObject(json['reopens'])).flatMap(([track, does]) =>
      does === true ? [track] : [],
    ),
    voidSource: (asText(voiding['source']) as Conversion['voidSource'] | null) ?? 'block',
    voidTarget: (asText(voiding['target']) as Conversion['voidTarget'] | null) ?? 'recreate',
    drop: asList(json['drop']).map(String),
    amount,
    currency: currencyOf(json, file, scope, workshop),
    crosses: json['crosses'] === true,
  };
}

function scopeOf(
  { source, target, workshop }: Sides,
  sourceLine: ExprType | null,
  line: ExprType | null,
): ScopeTypes {
  const { common, docType } = workshop;
  return conversionScope(common, docType(source.key), docType(target.key), sourceLine, line);
}

/** Tracks and tolerances speak of a line of the source's only table, or of any. */
function anyLine(type: RecordType): ExprType {
  const tables = [...type.fields.values()].filter((field) => field.kind === 'table');
  const [only] = tables;
  return tables.length === 1 && only?.type.kind === 'list' ? only.type.of : { kind: 'any' };
}

function stagesOf({ source, file, workshop, json }: Sides): readonly string[] {
  const stages = asList(asObject(json['when'])['stages']).map(String);
  for (const [index, stage] of stages.entries()) {
    if (source.machine?.states.has(stage)) continue;
    const suggestion = nearestName(stage, source.machine?.states.keys() ?? []);
    workshop.tell({
      code: 'unknown-state',
      file,
      pointer: `/when/stages/${index}`,
      params: { name: stage, suggestion },
    });
  }
  return stages;
}

function tellAmount(amount: string | null, { target, file, workshop }: Sides): void {
  if (amount === null) return;
  const field = target.fields.get(amount);
  const params = { name: amount, suggestion: nearestName(amount, target.fields.keys()) };
  if (field === undefined) workshop.tell({ code: 'unknown-field', file, pointer: '/amount', params });
  else if (field.formula !== null)
    workshop.tell({ code: 'fills-formula', file, pointer: '/amount', params: { name: amount } });
}

function tracksOf({ source, json, file, workshop }: Sides, scope: ScopeTypes): ConversionTrack[] {
  const hasLines = Object.keys(asObject(json['lines'])).length > 0;
  return Object.entries(asObject(json['tracks'])).map(([track, entry]) => {
    const settings = asObject(entry);
    const at = (part: string): Origin => ({ file, pointer: `/tracks/${track}/${part}` });
    const declared = source.tracks.get(track);
    const byQuantity = declared === undefined ? hasLines : declared.table !== null;
    const when = asText(settings['when']);
    return {
      track,
      basis: basisOf(settings['basis'], at('basis'), scope, workshop),
      measure:
        (asText(settings['measure']) as ConversionTrack['measure'] | null) ??
        (byQuantity ? 'quantity' : 'amount'),
      when: when === null ? null : workshop.expression(at('when'), when, scope, booleanType),
    };
  });
}

function basisOf(
  json: Json | undefined,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
): ConversionTrack['basis'] {
  const basis = asObject(json);
  const posted = asText(basis['posted']);
  const expr = asText(basis['expr']);
  if (posted !== null) return { kind: 'posted', track: posted };
  if (expr === null) return { kind: 'full' };
  const place = { file: origin.file, pointer: `${origin.pointer}/expr` };
  return { kind: 'expr', expr: workshop.expression(place, expr, scope, decimalType) };
}

function lineMapping(key: string, json: JsonObject, sides: Sides): LineMapping {
  const { source, target, file, workshop } = sides;
  const at = (part: string): Origin => ({ file, pointer: `/lines/${key}/${part}` });
  const from = asText(json['from']);
  const to = asText(json['to']) ?? '';
  const sourceTable =
    from === null || from === '$document' ? null : tableAt(from, source, at('from'), workshop);
  const targetTable = tableAt(to, target, at('to'), workshop);
  const lineType = (table: Field | null): ExprType =>
    table?.type.kind === 'list' ? table.type.of : { kind: 'any' };
  const scope = scopeOf(
    sides,
    from === null || from === '$document' ? null : lineType(sourceTable),
    lineType(targetTable),
  );
  const quantity = asText(json['quantity']);
  if (quantity !== null && targetTable !== null && !targetTable.fields?.has(quantity)) {
    const suggestion = nearestName(quantity, targetTable.fields?.keys() ?? []);
    workshop.tell({ code: 'unknown-field', ...at('quantity'), params: { name: quantity, suggestion } });
  }
  return {
    key,
    from,
    to,
    quantity,
    where: json['where'] === undefined ? null : buildCheck(json['where'], at('where'), scope, workshop),
    fields: buildFillings(json['fields'], {
      workshop,
      scope,
      origin: at('fields'),
      root: sourceTable === null ? 'source' : 'sourceLine',
      sourceFields: sourceTable?.fields ?? null,
      targetFields: targetTable?.fields ?? noFields,
      merge: null,
      crosses: sides.json['crosses'] === true,
      taken: quantity,
    }),
  };
}

function tableAt(path: string, type: RecordType, origin: Origin, workshop: Workshop): Field | null {
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

function level(json: Json | undefined, origin: Origin, scope: ScopeTypes, workshop: Workshop): Expr | null {
  const { expr, value } = asObject(json);
  const keyword = value === undefined ? 'expr' : 'value';
  const text = asText(value) ?? asText(expr);
  const place = { file: origin.file, pointer: `${origin.pointer}/${keyword}` };
  return text === null ? null : workshop.expression(place, text, scope, decimalType);
}

function currencyOf(
  json: JsonObject,
  file: string,
  scope: ScopeTypes,
  workshop: Workshop,
): Conversion['currency'] {
  const date = asText(asObject(json['currency'])['date']);
  if (date === null) return null;
  return {
    to: 'primary',
    date: workshop.expression({ file, pointer: '/currency/date' }, date, scope, { kind: 'date' }),
  };
}
