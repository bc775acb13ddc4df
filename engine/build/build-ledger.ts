import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Expr } from '../model/expression.ts';
import type { Constraint, Dimension, Ledger, Measure } from '../model/ledger.ts';
import type { Json } from '../model/json.ts';
import { asObject, asText, type LinkedLedger, type Origin } from '../model/linked-pack.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { buildCheck } from './build-check.ts';
import { buildMargin } from './build-margin.ts';
import { referencedTypes, typeOfField } from './field-type.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';
import type { Workshop } from './workshop.ts';

const decimal: ExprType = { kind: 'decimal' };

export function buildLedger(ledger: LinkedLedger, workshop: Workshop): Ledger {
  const { key, file, json } = ledger;
  const at = (pointer: string): Origin => ({ file, pointer });
  const measures = new Map(
    Object.entries(asObject(json['measures'])).map(([name, measure]): [string, Measure] => [
      name,
      {
        key: name,
        title: asText(asObject(measure)['title']) ?? wordsOfKey(name),
        textKey: textKeyOf(at(`/measures/${name}/title`)),
        scale: Number(asObject(measure)['scale']),
      },
    ]),
  );
  const scope = constraintScope(ledger, workshop);
  return {
    key,
    title: asText(json['title']) ?? wordsOfKey(key),
    textKey: textKeyOf(at('/title')),
    dimensions: dimensionsOf(ledger, workshop),
    measures,
    derived: derivedOf(ledger, measures, workshop),
    constraints: Object.entries(asObject(json['constraints']))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, constraint]) =>
        buildConstraint(name, constraint, at(`/constraints/${name}`), scope, workshop),
      ),
    balanced: json['balanced'] === true,
  };
}

function dimensionsOf(ledger: LinkedLedger, workshop: Workshop): ReadonlyMap<string, Dimension> {
  return new Map(
    [...ledger.dimensions].map(([key, field]): [string, Dimension] => {
      const type = typeOfField(field, ledger.key, workshop.linked);
      const at = field.origins.get('title') ?? {
        file: ledger.file,
        pointer: `${field.origin.pointer}/title`,
      };
      const refs = field.keywords['x-ref'] === undefined ? null : referencedTypes(field.keywords);
      const origin = { file: ledger.file, pointer: `${field.origin.pointer}/x-ref` };
      for (const name of refs ?? []) {
        if (workshop.linked.types.has(name) || workshop.linked.isAbsent('type', name)) continue;
        const suggestion = nearestName(name, workshop.linked.types.keys());
        workshop.tell({ code: 'unknown-type', ...origin, params: { name, suggestion } });
      }
      return [
        key,
        {
          key,
          title: asText(field.keywords['title']) ?? wordsOfKey(key),
          textKey: textKeyOf(at),
          type,
          refs,
        },
      ];
    }),
  );
}

/** Derived figures see measures alone, so that they cannot go round in a circle. */
function derivedOf(
  ledger: LinkedLedger,
  measures: ReadonlyMap<string, Measure>,
  workshop: Workshop,
): ReadonlyMap<string, Expr> {
  const fields = new Map([...measures.keys()].map((key) => [key, decimal]));
  const scope: ScopeTypes = {
    ...workshop.common,
    key: keyType(ledger, workshop),
    balance: { kind: 'object', name: 'balance', fields },
  };
  return new Map(
    Object.entries(asObject(ledger.json['derived'])).map(([key, text]) => [
      key,
      workshop.expression(
        { file: ledger.file, pointer: `/derived/${key}` },
        asText(text) ?? '',
        scope,
        decimal,
      ),
    ]),
  );
}

function keyType(ledger: LinkedLedger, workshop: Workshop): ExprType {
  const fields = workshop.ledgers(ledger.key)?.dimensions ?? new Map();
  return { kind: 'object', name: 'key', fields };
}

function constraintScope(ledger: LinkedLedger, workshop: Workshop): ScopeTypes {
  const figures = workshop.ledgers(ledger.key)?.figures ?? new Map<string, ExprType>();
  const measures = Object.keys(asObject(ledger.json['measures'])).map((key): [string, ExprType] => [
    key,
    decimal,
  ]);
  return {
    ...workshop.common,
    key: keyType(ledger, workshop),
    entry: { kind: 'object', name: 'entry', fields: new Map([...measures, ['date', { kind: 'date' }]]) },
    balance: { kind: 'object', name: 'balance', fields: figures },
  };
}

function buildConstraint(
  key: string,
  json: Json,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
): Constraint {
  const check = buildCheck(json, origin, scope, workshop);
  return {
    key,
    check: { ...check, at: check.at.length === 0 ? ['post'] : check.at },
    margin: buildMargin(check.expr, scope, workshop),
  };
}
