import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import { flattenForm } from '../link/flatten-fields.ts';
import type { Expr } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import { asList, asObject, asText, type LinkedDefinition, type Origin } from '../model/linked-pack.ts';
import type { Report, ReportGroup, ReportMeasure, ReportSource } from '../model/report.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { booleanType } from './build-check.ts';
import { buildParams } from './build-fields.ts';
import { objectType } from './field-type.ts';
import { rowSource } from './row-source.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import type { Workshop } from './workshop.ts';

const date: ExprType = { kind: 'date' };
const any: ExprType = { kind: 'any' };

export function buildReport({ key, file, json }: LinkedDefinition, workshop: Workshop): Report {
  const at = (pointer: string): Origin => ({ file, pointer });
  const fields = flattenForm(asObject(json['params']), at('/params'), workshop.findings);
  const params = objectType(fields, 'params', workshop.linked, false);
  const { source, scope: inside } = sourceOf(asObject(json['source']), at('/source'), workshop);
  const outer: ScopeTypes = { ...workshop.common, params };
  const scope: ScopeTypes = { ...outer, ...inside };
  const optional = (part: string, where: ScopeTypes, expect: ExprType): Expr | null => {
    const text = asText(json[part]);
    return text === null ? null : workshop.expression(at(`/${part}`), text, where, expect);
  };
  const groups = (part: 'rows' | 'columns'): readonly ReportGroup[] =>
    ordered(json[part]).map(([name, group]) => groupOf(name, group, at(`/${part}/${name}`), scope, workshop));
  const rows = groups('rows');
  const measures = ordered(json['measures']).map(([name, measure]): ReportMeasure => ({
    ...groupOf(name, measure, at(`/measures/${name}`), scope, workshop, measured(measure)),
    total: (asText(asObject(measure)['total']) ?? 'sum') as ReportMeasure['total'],
  }));
  const sort = asText(json['sort']);
  const known = [...rows, ...measures].map((one) => one.key);
  if (sort !== null && !known.includes(sort.replace(/^-/, ''))) {
    const name = sort.replace(/^-/, '');
    const suggestion = nearestName(name, known);
    workshop.tell({ code: 'report-sort', ...at('/sort'), params: { name, suggestion } });
  }
  if (json['opening'] !== undefined && json['date'] === undefined)
    workshop.tell({ code: 'report-opening', ...at('/opening') });
  return {
    key,
    title: asText(json['title']) ?? wordsOfKey(key),
    textKey: textKeyOf(at('/title')),
    source,
    params: asObject(json['params']),
    asked: buildParams(fields, params, workshop),
    where: optional('where', scope, booleanType),
    rows,
    columns: groups('columns'),
    measures,
    date: optional('date', scope, date),
    opening: optional('opening', outer, date),
    running: json['running'] === true,
    sort: sort === null ? null : { key: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
    chart: asText(json['chart']),
    drill: json['drill'] === true,
  };
}

/** Anything may be counted; what is added up or compared is a number. */
function measured(measure: Json): ExprType | undefined {
  return asText(asObject(measure)['total']) === 'count' ? undefined : { kind: 'decimal' };
}

function ordered(json: Json | undefined): [string, Json][] {
  return Object.entries(asObject(json)).sort(
    ([, a], [, b]) => Number(asObject(a)['order'] ?? 0) - Number(asObject(b)['order'] ?? 0),
  );
}

function groupOf(
  key: string,
  json: Json,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
  expect?: ExprType,
): ReportGroup {
  const under = (part: string): Origin => ({ file: origin.file, pointer: `${origin.pointer}/${part}` });
  const place = typeof json === 'string' ? origin : under('expr');
  const text = asText(json) ?? asText(asObject(json)['expr']) ?? '';
  return {
    key,
    title: asText(asObject(json)['title']) ?? wordsOfKey(key),
    textKey: textKeyOf(under('title')),
    expr: workshop.expression(place, text, scope, expect),
  };
}

function sourceOf(
  json: Readonly<Record<string, Json>>,
  origin: Origin,
  workshop: Workshop,
): { readonly source: ReportSource; readonly scope: ScopeTypes } {
  const under = (part: string): Origin => ({ file: origin.file, pointer: `${origin.pointer}/${part}` });
  const type = asText(json['type']);
  if (json['links'] !== undefined)
    return linksOf(asList(json['links']).map(String), under('links'), workshop);
  if (type === null) return ledgersOf(asList(json['ledgers']).map(String), under('ledgers'), workshop);
  const table = asText(json['each']);
  const { scope } = rowSource(type, table, origin, workshop);
  return { source: { kind: 'records', type, table }, scope };
}

/** A link is an entry of what was carried over, kept by what it leads from and to. */
function linksOf(
  conversions: readonly string[],
  origin: Origin,
  workshop: Workshop,
): { readonly source: ReportSource; readonly scope: ScopeTypes } {
  const { linked } = workshop;
  for (const [index, name] of conversions.entries())
    if (!linked.conversions.has(name) && !linked.isAbsent('conversion', name)) {
      const suggestion = nearestName(name, linked.conversions.keys());
      const at = { file: origin.file, pointer: `${origin.pointer}/${index}` };
      workshop.tell({ code: 'unknown-conversion', ...at, params: { name, suggestion } });
    }
  const named = conversions.length === 0 ? [...linked.conversions.keys()] : conversions;
  const side = (end: 'from' | 'to'): ExprType => {
    const types = new Set(named.map((name) => asText(linked.conversions.get(name)?.json[end]) ?? ''));
    const known = [...types].filter((type) => linked.types.has(type));
    return known.length === 0 ? any : { kind: 'ref', types: known };
  };
  const text: ExprType = { kind: 'text' };
  const decimal: ExprType = { kind: 'decimal' };
  const key = { conversion: text, track: text, kind: text, source: side('from'), target: side('to') };
  const entry = { quantity: decimal, amount: decimal, effect: decimal };
  return {
    source: { kind: 'links', conversions },
    scope: {
      key: { kind: 'object', name: 'key', fields: new Map(Object.entries(key)) },
      entry: { kind: 'object', name: 'entry', fields: new Map(Object.entries(entry)) },
    },
  };
}

/** Of several ledgers everything that any of them has is in scope; what one lacks is null. */
function ledgersOf(
  ledgers: readonly string[],
  origin: Origin,
  workshop: Workshop,
): { readonly source: ReportSource; readonly scope: ScopeTypes } {
  const key = new Map<string, ExprType>();
  const entry = new Map<string, ExprType>([
    ['date', date],
    ['ledger', { kind: 'text' }],
    ['record', any],
  ]);
  for (const [index, name] of ledgers.entries()) {
    const known = workshop.ledgers(name);
    if (!known && !workshop.linked.isAbsent('ledger', name)) {
      const suggestion = nearestName(name, workshop.linked.ledgers.keys());
      const at = { file: origin.file, pointer: `${origin.pointer}/${index}` };
      workshop.tell({ code: 'unknown-ledger', ...at, params: { name, suggestion } });
    }
    for (const [dimension, type] of known?.dimensions ?? []) key.set(dimension, type);
    // What is derived is derived of a balance; one entry has none.
    const measures = asObject(workshop.linked.ledgers.get(name)?.json['measures']);
    for (const [figure, type] of known?.figures ?? [])
      if (Object.hasOwn(measures, figure)) entry.set(figure, type);
  }
  return {
    source: { kind: 'ledgers', ledgers },
    scope: {
      key: { kind: 'object', name: 'key', fields: key },
      entry: { kind: 'object', name: 'entry', fields: entry },
    },
  };
}
