import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Expr } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { Posting } from '../model/ledger.ts';
import { asList, asObject, asText, type LinkedType, type Origin } from '../model/linked-pack.ts';
import type { Field } from '../model/type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { booleanType } from './build-check.ts';
import type { Workshop } from './workshop.ts';

const decimal: ExprType = { kind: 'decimal' };
const aPath = /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/;

/** What a type writes into ledgers, in order: by `order`, then by name, so that no order of keys means anything. */
export function buildPostings(
  type: LinkedType,
  byPath: ReadonlyMap<string, Field>,
  workshop: Workshop,
): readonly Posting[] {
  if (type.postings === null) return [];
  const file = type.postings.path;
  return Object.entries(asObject(type.postings.json))
    .filter(([key]) => key !== '$schema')
    .map(([key, json]) => ({ key, json, order: Number(asObject(json)['order'] ?? 0) }))
    .sort((a, b) => a.order - b.order || (a.key < b.key ? -1 : 1))
    .map(({ key, json }) => buildPosting(key, json, { file, pointer: `/${key}` }, type, byPath, workshop));
}

function buildPosting(
  key: string,
  json: Json,
  origin: Origin,
  type: LinkedType,
  byPath: ReadonlyMap<string, Field>,
  workshop: Workshop,
): Posting {
  const posting = asObject(json);
  const at = (part: string): Origin => ({ file: origin.file, pointer: `${origin.pointer}/${part}` });
  const ledger = asText(posting['ledger']) ?? '';
  const { each, scope: whole } = eachOf(asText(posting['each']), at('each'), type, byPath, workshop);
  const { parts, scope } = partsOf(asText(posting['parts']), at('parts'), whole, workshop);
  const optional = (part: string, expect: ExprType): Expr | null => {
    const text = asText(posting[part]);
    return text === null ? null : workshop.expression(at(part), text, scope, expect);
  };
  const known = workshop.ledgers(ledger);
  if (!known && !workshop.linked.isAbsent('ledger', ledger)) {
    const suggestion = nearestName(ledger, workshop.linked.ledgers.keys());
    workshop.tell({ code: 'unknown-ledger', ...at('ledger'), params: { name: ledger, suggestion } });
  }
  const measures = asObject(workshop.linked.ledgers.get(ledger)?.json['measures']);
  const dimensions = new Map<string, Expr>();
  for (const [name, text] of Object.entries(asObject(posting['key']))) {
    const dimension = known?.dimensions.get(name);
    if (known && !dimension)
      workshop.tell({
        code: 'unknown-dimension',
        ...at(`key/${name}`),
        atKey: true,
        params: { name, ledger, suggestion: nearestName(name, known.dimensions.keys()) },
      });
    dimensions.set(name, workshop.expression(at(`key/${name}`), asText(text) ?? '', scope, dimension));
  }
  const amounts = new Map<string, Expr>();
  for (const [name, text] of Object.entries(asObject(posting['measures']))) {
    if (known && !Object.hasOwn(measures, name))
      workshop.tell({
        code: 'unknown-measure',
        ...at(`measures/${name}`),
        atKey: true,
        params: { name, ledger, suggestion: nearestName(name, Object.keys(measures)) },
      });
    amounts.set(name, workshop.expression(at(`measures/${name}`), asText(text) ?? '', scope, decimal));
  }
  return {
    key,
    ledger,
    each,
    parts,
    where: optional('where', booleanType),
    dimensions,
    measures: amounts,
    date: optional('date', { kind: 'date' }),
    whilst: posting['while'] === undefined ? null : asList(posting['while']).map(String),
  };
}

/** What is gone through, and what its expressions see: `doc`, `item`, and of a table `line` and `parent`. */
function eachOf(
  text: string | null,
  origin: Origin,
  type: LinkedType,
  byPath: ReadonlyMap<string, Field>,
  workshop: Workshop,
): { readonly each: Posting['each']; readonly scope: ScopeTypes } {
  const doc = workshop.docType(type.key);
  const scope: ScopeTypes = { ...workshop.common, doc };
  if (text === null) return { each: null, scope };
  const field = byPath.get(text);
  if (field?.kind === 'table' || field?.kind === 'list') {
    const line = itemOf(field.type);
    const outer = byPath.get(text.split('.').slice(0, -1).join('.'));
    const parent = outer === undefined ? doc : itemOf(outer.type);
    return { each: { kind: 'table', path: text }, scope: { ...scope, line, item: line, parent } };
  }
  // A plain name can be nothing but a table; what is no name is an expression.
  if (aPath.test(text) && !text.startsWith('doc.')) {
    const tables = [...byPath.values()].filter(({ kind }) => kind === 'table').map(({ path }) => path);
    const suggestion = nearestName(text, tables);
    workshop.tell({ code: 'unknown-table', ...origin, params: { name: text, suggestion } });
    const any: ExprType = { kind: 'any' };
    return { each: null, scope: { ...scope, line: any, item: any, parent: any } };
  }
  const expr = workshop.expression(origin, text, scope, { kind: 'list', of: { kind: 'any' } });
  const item = itemOf(expr.type);
  return { each: { kind: 'list', expr }, scope: { ...scope, item, line: item } };
}

/** A list that each of these falls into: its items are in scope as `item`, beside the `line`. */
function partsOf(
  text: string | null,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
): { readonly parts: Expr | null; readonly scope: ScopeTypes } {
  if (text === null) return { parts: null, scope };
  const parts = workshop.expression(origin, text, scope, { kind: 'list', of: { kind: 'any' } });
  return { parts, scope: { ...scope, item: itemOf(parts.type) } };
}

function itemOf(type: ExprType): ExprType {
  return type.kind === 'list' ? type.of : { kind: 'any' };
}
