import { describe, expect, it } from 'vitest';
import { compile, reportPlace, runReport } from '#engine';
import type { ReportRow } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { decimal } from '../../../engine/values/decimal.ts';
import { packOf, shop } from '../decisions/shop.ts';

const ledger = {
  title: 'Cash flow',
  dimensions: { source: { type: 'string' }, partner: { type: 'string' } },
  measures: { receipts: { scale: 2 }, payments: { scale: 2 } },
};
const flow = {
  title: 'Cash flow',
  source: { ledgers: ['cash-flow'] },
  params: {
    from: { type: 'string', format: 'date' },
    to: { type: 'string', format: 'date' },
    step: { enum: ['week', 'month'] },
  },
  where: 'entry.date <= params.to',
  date: 'entry.date',
  opening: 'params.from',
  rows: { source: 'key.source' },
  columns: { bucket: "params.step == 'week' ? startOf(entry.date, 'week') : startOf(entry.date, 'month')" },
  measures: {
    net: { expr: 'coalesce(entry.receipts, 0) - coalesce(entry.payments, 0)', order: 1 },
    most: { expr: 'entry.receipts', total: 'max', order: 2 },
    count: { expr: '1', total: 'count', order: 3 },
  },
  running: true,
};

function report(changes: object = {}) {
  const files = { ...shop, 'ledgers/cash-flow.json': ledger, 'reports/flow.json': { ...flow, ...changes } };
  const { model, problems } = compile(packOf(files), { validator: ajvValidator });
  if (!model) throw new Error(JSON.stringify(problems, null, 1));
  return model.reports.get('flow')!;
}

function entry(date: string, source: string, receipts: string | null, payments: string | null): ReportRow {
  const figure = (text: string | null) => (text === null ? null : decimal(text));
  return {
    entry: { date, receipts: figure(receipts), payments: figure(payments) },
    key: { source, partner: null },
  };
}

const rows = [
  entry('2026-01-15', 'orders', '100', null),
  entry('2026-02-10', 'orders', '40.5', null),
  entry('2026-02-20', 'rent', null, '30'),
  entry('2026-03-05', 'orders', '9.5', null),
  entry('2026-03-06', 'rent', null, '30'),
  entry('2026-04-01', 'orders', '1000', null),
];
const place = (step = 'month') =>
  reportPlace({ params: { from: '2026-02-01', to: '2026-03-31', step } }, 'en');

describe('a report', () => {
  it('adds up by rows and time buckets, with opening and running figures', () => {
    const table = runReport(report(), rows, place());
    expect(table.columns).toEqual([{ bucket: '2026-02-01' }, { bucket: '2026-03-01' }]);
    expect(table.lines).toEqual([
      {
        key: { source: 'orders' },
        opening: { net: '100', most: '100', count: '1' },
        cells: [
          { net: '140.5', most: '100', count: '2' },
          { net: '150', most: '100', count: '3' },
        ],
        total: { net: '50', most: '40.5', count: '2' },
      },
      {
        key: { source: 'rent' },
        opening: { net: '0', most: null, count: '0' },
        cells: [
          { net: '-30', most: null, count: '1' },
          { net: '-60', most: null, count: '2' },
        ],
        total: { net: '-60', most: null, count: '2' },
      },
    ]);
    expect(table.total.cells.map(({ net }) => net)).toEqual(['110.5', '90']);
  });

  it('follows its params, and stands still without `running`', () => {
    const table = runReport(report({ running: false }), rows, place('week'));
    expect(table.columns.map(({ bucket }) => bucket)).toEqual(['2026-02-09', '2026-02-16', '2026-03-02']);
    expect(table.lines[0]?.cells.map(({ net }) => net)).toEqual(['40.5', '0', '9.5']);
  });

  it('sorts by a measure', () => {
    expect(runReport(report({ sort: 'net' }), rows, place()).lines.map(({ key }) => key['source'])).toEqual([
      'rent',
      'orders',
    ]);
    expect(runReport(report({ sort: '-net' }), rows, place()).lines.map(({ key }) => key['source'])).toEqual([
      'orders',
      'rent',
    ]);
  });

  it('has one line of totals and no other when there is nothing', () => {
    const table = runReport(report(), [], place());
    expect(table.lines).toEqual([]);
    expect(table.total).toEqual({
      key: {},
      opening: { net: '0', most: null, count: '0' },
      cells: [],
      total: { net: '0', most: null, count: '0' },
    });
  });
});
