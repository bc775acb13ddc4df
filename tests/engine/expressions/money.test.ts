// Amounts know the field that holds their currency; adding two currencies is told when the pack is checked.
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/index.ts';
import type { ExprType } from '../../../engine/expressions/types.ts';

const amount = (field: string): ExprType => ({ kind: 'decimal', money: { field } });
const plain: ExprType = { kind: 'decimal' };
const rate: ExprType = { kind: 'decimal', exchanges: true };
const object = (name: string, fields: Record<string, ExprType>): ExprType => ({
  kind: 'object',
  name,
  fields: new Map(Object.entries(fields)),
});
const line = object('order.lines', {
  net: amount('currency'),
  cost: amount('costCurrency'),
  quantity: plain,
});
const fields: Record<string, ExprType> = {
  total: amount('currency'),
  paid: amount('currency'),
  totalHome: amount('homeCurrency'),
  rate,
  share: plain,
  contract: { kind: 'ref', types: ['order'] },
  lines: { kind: 'list', of: line },
};
const order = object('order', fields);
const place = {
  scope: { doc: order, line, before: order, source: order, sourceLine: line, target: order },
  types: () => new Map(Object.entries(fields)),
};

const told = (text: string): unknown => {
  const result = compileExpression(text, place);
  return result.ok
    ? []
    : result.errors.map(({ code, start, end, params }) => [
        code,
        text.slice(start, end),
        params['expected'],
        params['found'],
      ]);
};

describe('two currencies are not added', () => {
  test.each([
    ['doc.total + doc.totalHome', 'doc.totalHome', 'doc.currency', 'doc.homeCurrency'],
    ['doc.total - doc.contract.total', 'doc.contract.total', 'doc.currency', 'doc.contract.currency'],
    ['source.total + target.total', 'target.total', 'source.currency', 'target.currency'],
    ['line.net - line.cost', 'line.cost', 'doc.currency', 'doc.costCurrency'],
    ['round(doc.total * 2, 2) + doc.totalHome', 'doc.totalHome', 'doc.currency', 'doc.homeCurrency'],
    ['sum(doc.lines.map(l, l.net)) - doc.totalHome', 'doc.totalHome', 'doc.currency', 'doc.homeCurrency'],
    ['line.net * line.quantity + doc.totalHome', 'doc.totalHome', 'doc.currency', 'doc.homeCurrency'],
    ['doc.share * doc.total - doc.totalHome', 'doc.totalHome', 'doc.currency', 'doc.homeCurrency'],
    ['doc.total / line.quantity + doc.totalHome', 'doc.totalHome', 'doc.currency', 'doc.homeCurrency'],
    ['-doc.total + abs(doc.totalHome)', 'abs(doc.totalHome)', 'doc.currency', 'doc.homeCurrency'],
    ['doc.lines.map(l, l.net + l.cost)', 'l.cost', 'doc.currency', 'doc.costCurrency'],
    ['cel.bind(t, doc.total, t + doc.totalHome)', 'doc.totalHome', 'doc.currency', 'doc.homeCurrency'],
  ])('%s', (text, at, expected, found) => {
    expect(told(text)).toEqual([['expr-currency', at, expected, found]]);
  });
});

describe('near misses', () => {
  test.each([
    'doc.total - doc.paid',
    'doc.total - before.total',
    'doc.total - line.net',
    'source.total - sourceLine.net',
    'doc.total + 1',
    'doc.total + doc.rate',
    'round(doc.total * doc.rate, 2) - doc.totalHome',
    "exchange(doc.total, 'EUR', 'RON', '2026-03-02') + doc.totalHome",
    'doc.total / doc.totalHome + doc.rate',
    'doc.total / doc.paid + doc.totalHome',
    'doc.total / doc.rate + doc.totalHome',
    'doc.total * (1 / doc.rate) + doc.totalHome',
    "doc.total * rate('EUR', 'RON', '2026-03-02') + doc.totalHome",
    'doc.total * coalesce(doc.rate, 1) + doc.totalHome',
    'sum(doc.lines.map(l, l.net * l.quantity)) - doc.total',
    'sum(doc.lines.map(l, l.net)) - doc.total',
    'doc.total > doc.totalHome',
    '(doc.rate > 1 ? doc.total : doc.totalHome) + doc.paid',
  ])('%s', (text) => {
    expect(told(text)).toEqual([]);
  });
});
