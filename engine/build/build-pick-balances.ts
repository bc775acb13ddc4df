import { unify } from '../expressions/type-rules.ts';
import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Json } from '../model/json.ts';
import {
  asList,
  asObject,
  asText,
  type LinkedField,
  type LinkedLedger,
  type LinkedType,
} from '../model/linked-pack.ts';
import type { PickBalance, ShownFigure } from '../model/type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { objectType, referencedTypes } from './field-type.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import type { Workshop } from './workshop.ts';

type Fields = ReadonlyMap<string, ExprType>;

/** Balances beside what may be picked: by `order`, then by name. */
export function buildPickBalances(type: LinkedType, workshop: Workshop): readonly PickBalance[] {
  const balances = Object.entries(asObject(asObject(type.json['pick'])['balances']));
  if (balances.length === 0) return [];
  const { doc, line } = pickedIn(type.key, workshop);
  const scope: ScopeTypes = {
    ...workshop.common,
    it: { kind: 'ref', types: [type.key] },
    doc: { kind: 'object', name: 'doc', fields: doc },
    line: { kind: 'object', name: 'line', fields: line },
  };
  return balances
    .map(([key, json]) => ({ key, json, order: Number(asObject(json)['order'] ?? 0) }))
    .sort((a, b) => a.order - b.order || (a.key < b.key ? -1 : 1))
    .map(({ key, json }) => buildBalance(key, json, type, scope, workshop));
}

function buildBalance(
  key: string,
  json: Json,
  type: LinkedType,
  scope: ScopeTypes,
  workshop: Workshop,
): PickBalance {
  const balance = asObject(json);
  const at = (part: string) => ({
    file: `${type.folder}type.json`,
    pointer: `/pick/balances/${key}/${part}`,
  });
  const ledger = asText(balance['ledger']) ?? '';
  const known = workshop.ledgers(ledger);
  if (!known && !workshop.linked.isAbsent('ledger', ledger)) {
    const suggestion = nearestName(ledger, workshop.linked.ledgers.keys());
    workshop.tell({ code: 'unknown-ledger', ...at('ledger'), params: { name: ledger, suggestion } });
  }
  const dimensions = Object.entries(asObject(balance['key'])).map(([name, text]) => {
    const dimension = known?.dimensions.get(name);
    if (known && !dimension) {
      const params = { name, ledger, suggestion: nearestName(name, known.dimensions.keys()) };
      workshop.tell({ code: 'unknown-dimension', ...at(`key/${name}`), atKey: true, params });
    }
    return [name, workshop.expression(at(`key/${name}`), asText(text) ?? '', scope, dimension)] as const;
  });
  const show = asList(balance['show']).map(String);
  for (const [index, name] of show.entries()) {
    if (!known || known.figures.has(name)) continue;
    const params = { name, ledger, suggestion: nearestName(name, known.figures.keys()) };
    workshop.tell({ code: 'unknown-measure', ...at(`show/${index}`), params });
  }
  const linked = workshop.linked.ledgers.get(ledger);
  const names = show.length > 0 ? show : Object.keys(asObject(linked?.json['measures']));
  return {
    key,
    ledger,
    dimensions: new Map(dimensions),
    show: names.map((name) => shownFigure(name, linked)),
  };
}

function shownFigure(figure: string, ledger: LinkedLedger | undefined): ShownFigure {
  const measure = asObject(ledger?.json['measures'])[figure];
  const title = asText(asObject(measure)['title']) ?? wordsOfKey(figure);
  if (!ledger || measure === undefined) return { figure, title, textKey: null, scale: null };
  const textKey = textKeyOf({ file: ledger.file, pointer: `/measures/${figure}/title` });
  return { figure, title, textKey, scale: Number(asObject(measure)['scale']) };
}

/** What a record of this type may be picked in: whatever any type has that refers to it. */
function pickedIn(key: string, workshop: Workshop): { readonly doc: Fields; readonly line: Fields } {
  let doc: Fields = new Map();
  let line: Fields = new Map();
  const refersTo = ({ keywords, fields, element }: LinkedField): boolean =>
    referencedTypes(keywords).includes(key) ||
    [...(fields?.values() ?? []), ...(element ? [element] : [])].some(refersTo);
  for (const type of workshop.linked.types.values()) {
    const fields = [...type.fields.values()].filter(refersTo);
    if (fields.length === 0) continue;
    doc = together(doc, workshop.docType(type.key).fields);
    for (const field of fields)
      if (field.fields) line = together(line, objectType(field.fields, 'line', workshop.linked, true).fields);
  }
  return { doc, line };
}

function together(some: Fields, more: Fields): Fields {
  const all = new Map(some);
  for (const [name, type] of more) {
    const known = all.get(name);
    all.set(name, (known ? unify(known, type) : type) ?? { kind: 'any' });
  }
  return all;
}
