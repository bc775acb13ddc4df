import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type {
  DecisionField,
  DecisionRow,
  DecisionSource,
  DecisionTable,
  HitPolicy,
  OutputLimits,
  Result,
  Validity,
} from '../model/decision-table.ts';
import type { Expr } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import {
  asList,
  asObject,
  asText,
  type LinkedField,
  type LinkedPack,
  type LinkedTable,
  type Origin,
} from '../model/linked-pack.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { booleanType } from './build-check.ts';
import { buildCells, canonical } from './decision-cells.ts';
import { kindOf, objectType, referencedTypes, typeOfField } from './field-type.ts';
import { narrowingsOf } from './narrowings.ts';
import { rowSource } from './row-source.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import type { Workshop } from './workshop.ts';

const date: ExprType = { kind: 'date' };

/** The decision tables of a pack, by key. */
export function buildDecisions(
  { decisions }: LinkedPack,
  workshop: Workshop,
): ReadonlyMap<string, DecisionTable> {
  return new Map([...decisions].map(([key, table]) => [key, buildDecision(table, workshop)]));
}

function buildDecision(table: LinkedTable, workshop: Workshop): DecisionTable {
  const { key, file, json } = table;
  const at = (pointer: string): Origin => ({ file, pointer });
  const inputs = fieldsOf(table.inputs, table, workshop);
  const outputs = fieldsOf(table.outputs, table, workshop);
  const scope: ScopeTypes = {
    ...workshop.common,
    input: objectType(table.inputs, 'input', workshop.linked, false),
  };
  const dayText = asText(json['date']);
  const results = (value: Json | undefined, origin: Origin): ReadonlyMap<string, Result> =>
    buildResults(value, origin, outputs, scope, workshop);
  return {
    key,
    title: asText(json['title']) ?? wordsOfKey(key),
    textKey: textKeyOf(at('/title')),
    inputs,
    outputs,
    hit: (asText(json['hit']) as HitPolicy | null) ?? 'first',
    date: dayText === null ? null : workshop.expression(at('/date'), dayText, scope, date),
    sources: ordered(json['sources']).map(([name, source]) =>
      buildSource(name, source, at(`/sources/${name}`), outputs, scope, workshop),
    ),
    rows: ordered(json['rows']).map(([name, row]): DecisionRow => {
      const origin = at(`/rows/${name}`);
      const condition = asText(row['if']);
      return {
        key: name,
        title: asText(row['title']),
        textKey: textKeyOf(under(origin, 'title')),
        priority: Number(row['priority'] ?? 0),
        cells: buildCells(row['when'], under(origin, 'when'), inputs, workshop),
        condition:
          condition === null ? null : workshop.expression(under(origin, 'if'), condition, scope, booleanType),
        valid: buildValidity(row['valid'], under(origin, 'valid'), scope, workshop),
        results: results(row['then'], under(origin, 'then')),
      };
    }),
    defaults: json['default'] === undefined ? null : results(json['default'], at('/default')),
    limits: limitsOf(table.outputs),
  };
}

const limiting = ['enum', 'const', 'minimum', 'maximum', 'minLength', 'maxLength', 'format', 'x-decimal'];

/** A day or an instant is one by its expression; a number of an output has its decimals when it is answered. */
function limitsOf(outputs: LinkedTable['outputs']): OutputLimits | null {
  const limited = [...outputs].flatMap(([key, { keywords }]): [string, Json][] => {
    const own = Object.entries(keywords).filter(([keyword]) => limiting.includes(keyword));
    const isBound = own.some(
      ([keyword, value]) => keyword !== 'format' || !['date', 'date-time'].includes(String(value)),
    );
    return isBound ? [[key, { type: keywords['type'] ?? 'string', ...Object.fromEntries(own) }]] : [];
  });
  if (limited.length === 0) return null;
  const digits = new Map<string, number>();
  for (const [key, schema] of limited) {
    const { type: _, 'x-decimal': decimal, ...more } = asObject(schema);
    const { precision, scale } = asObject(decimal);
    if (Object.keys(more).length === 0) digits.set(key, Number(precision) - Number(scale));
  }
  const isAll = digits.size === limited.length;
  return { properties: Object.fromEntries(limited), digits: isAll ? digits : null };
}

function under(origin: Origin, key: string): Origin {
  return { file: origin.file, pointer: `${origin.pointer}/${key}` };
}

/** Members by `order`, then as written. */
function ordered(json: Json | undefined): [string, Readonly<Record<string, Json>>][] {
  return Object.entries(asObject(json))
    .map(([key, value]): [string, Readonly<Record<string, Json>>] => [key, asObject(value)])
    .sort(([, a], [, b]) => Number(a['order'] ?? 0) - Number(b['order'] ?? 0));
}

function fieldsOf(
  fields: ReadonlyMap<string, LinkedField>,
  table: LinkedTable,
  workshop: Workshop,
): ReadonlyMap<string, DecisionField> {
  return new Map(
    [...fields].map(([key, field]): [string, DecisionField] => {
      const refs = kindOf(field) === 'ref' ? referencedTypes(field.keywords) : null;
      for (const name of refs ?? []) {
        if (workshop.linked.types.has(name) || workshop.linked.isAbsent('type', name)) continue;
        const suggestion = nearestName(name, workshop.linked.types.keys());
        const origin = under(field.origin, 'x-ref');
        workshop.tell({ code: 'unknown-type', ...origin, params: { name, suggestion } });
      }
      const title: Origin = under(field.origin, 'title');
      return [
        key,
        {
          key,
          title: asText(field.keywords['title']) ?? wordsOfKey(key),
          textKey: textKeyOf(title),
          type: typeOfField(field, table.key, workshop.linked),
          refs,
          options: field.keywords['enum'] === undefined ? null : asList(field.keywords['enum']),
        },
      ];
    }),
  );
}

function buildValidity(
  json: Json | undefined,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
): Validity {
  const day = (part: 'from' | 'to'): Expr | null => {
    const text = asText(asObject(json)[part]);
    return text === null ? null : workshop.expression(under(origin, part), text, scope, date);
  };
  return { from: day('from'), to: day('to') };
}

function tellUnknownOutput(
  name: string,
  origin: Origin,
  outputs: ReadonlyMap<string, DecisionField>,
  workshop: Workshop,
): void {
  workshop.tell({
    code: 'decision-unknown-output',
    ...origin,
    atKey: true,
    params: { name, suggestion: nearestName(name, outputs.keys()) },
  });
}

function buildResults(
  json: Json | undefined,
  origin: Origin,
  outputs: ReadonlyMap<string, DecisionField>,
  scope: ScopeTypes,
  workshop: Workshop,
): ReadonlyMap<string, Result> {
  const results = new Map<string, Result>();
  for (const [name, value] of Object.entries(asObject(json))) {
    const at = under(origin, name);
    const output = outputs.get(name);
    if (!output) {
      tellUnknownOutput(name, at, outputs, workshop);
      continue;
    }
    const text = asText(asObject(value)['expr']);
    if (text !== null)
      results.set(name, {
        kind: 'expr',
        expr: workshop.expression(under(at, 'expr'), text, scope, output.type),
      });
    else results.set(name, { kind: 'value', value: canonical(value, output, 'outputs', at, workshop) });
  }
  return results;
}

function buildSource(
  key: string,
  json: Readonly<Record<string, Json>>,
  origin: Origin,
  outputs: ReadonlyMap<string, DecisionField>,
  scope: ScopeTypes,
  workshop: Workshop,
): DecisionSource {
  const type = asText(json['type']) ?? '';
  const table = asText(json['each']);
  const { found, lines, scope: inside } = rowSource(type, table, origin, workshop);
  const rows: ScopeTypes = { ...scope, ...inside };
  const where = asText(json['where']);
  const whole = where === null ? null : workshop.expression(under(origin, 'where'), where, rows, booleanType);
  const optional = (part: string, text: string | null, expect?: ExprType): Expr | null =>
    text === null ? null : workshop.expression(under(origin, part), text, rows, expect);
  const results = new Map<string, Expr>();
  for (const [name, text] of Object.entries(asObject(json['then']))) {
    const at = under(under(origin, 'then'), name);
    const output = outputs.get(name);
    if (output) results.set(name, workshop.expression(at, asText(text) ?? '', rows, output.type));
    else tellUnknownOutput(name, at, outputs, workshop);
  }
  return {
    key,
    title: asText(json['title']),
    textKey: textKeyOf(under(origin, 'title')),
    type,
    table: lines ? table : null,
    where: whole,
    narrow: where === null || !found ? [] : narrowingsOf(where, found, lines, scope, workshop),
    valid: buildValidity(json['valid'], under(origin, 'valid'), rows, workshop),
    prefer: asList(json['prefer']).map((text, index) =>
      workshop.expression(under(under(origin, 'prefer'), String(index)), asText(text) ?? '', rows),
    ),
    priority: optional('priority', asText(json['priority']), { kind: 'decimal' }),
    ofUser: json['rights'] === 'user',
    results,
  };
}
