import { describe, expect, it } from 'vitest';
import {
  compile,
  drillInto,
  makeValidators,
  newScope,
  planReport,
  reportParams,
  reportPlace,
  runReport,
} from '#engine';
import type { ReportRow } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { policyColumns } from '../../../engine/roles/index.ts';
import { bareReads } from '../../../engine/reports/bare-reads.ts';
import { decimal } from '../../../engine/values/decimal.ts';
import { packOf, settingOf, shop } from '../decisions/shop.ts';

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

describe('what a report reads', () => {
  const orders = (where: string) => {
    const { model, problems } = compile(
      packOf({
        ...shop,
        'reports/flow.json': {
          title: 'Sales',
          source: { type: 'sale', each: 'lines' },
          params: { by: { type: 'string' } },
          where,
          rows: { partner: 'doc.partner' },
          measures: { quantity: 'line.quantity' },
        },
      }),
      { validator: ajvValidator },
    );
    if (!model) throw new Error(JSON.stringify(problems, null, 1));
    const type = model.types.get('sale')!;
    return planReport(model.reports.get('flow')!, policyColumns(type));
  };

  it('is narrowed by the database as far as columns go, and judged here beyond', () => {
    const plan = orders("doc.phase == 'posted' && doc.createdBy == params.by && line.quantity > 1");
    expect(plan.narrow).toHaveLength(2);
    expect(plan.isNarrow).toBe(false);
    expect(plan.reads).toEqual(['doc.createdBy', 'doc.partner', 'doc.phase', 'line.quantity']);
    const values: unknown[] = [];
    const scope = newScope(bareReads, 'en', { params: { by: 'ana' } });
    const texts = plan.narrow.map(({ bind }) => bind(scope, (value) => `$${values.push(value)}`));
    expect(texts[0]).toContain('phase');
    expect(values).toEqual(expect.arrayContaining(['posted', 'ana']));
  });

  it('needs no judging when every part has its column, and has nothing for the database in an alternative', () => {
    expect(orders("doc.phase == 'posted'")).toMatchObject({ isNarrow: true, narrow: [{ ok: true }] });
    expect(orders("doc.phase == 'posted' || line.quantity > 1")).toMatchObject({
      isNarrow: false,
      narrow: [],
    });
  });

  it('is all judged here when it is no record', () => {
    expect(planReport(report(), null)).toMatchObject({ narrow: [], isNarrow: false });
  });
});

describe('a drill-down', () => {
  it('shows the rows that a figure is made of', () => {
    const at = (row: object | null, column: object | 'opening' | null) => [
      ...drillInto(report(), rows, place(), { row: row as never, column: column as never }),
    ];
    expect(at({ source: 'orders' }, { bucket: '2026-02-01' })).toEqual([rows[1]]);
    expect(at({ source: 'rent' }, null)).toEqual([rows[2], rows[4]]);
    // The opening figure lies in no column, and in no total.
    expect(at({ source: 'orders' }, null)).toEqual([rows[1], rows[3]]);
    expect(at({ source: 'orders' }, 'opening')).toEqual([rows[0]]);
    expect(at(null, 'opening')).toEqual([rows[0]]);
    expect(at(null, { bucket: '2026-03-01' })).toEqual([rows[3], rows[4]]);
  });
});

describe('links', () => {
  it('are counted by what they lead from and to', () => {
    const { model, problems } = compile(
      packOf({
        ...shop,
        'reports/flow.json': {
          title: 'Carried over',
          source: { links: [] },
          rows: { track: 'key.track' },
          measures: { quantity: 'entry.quantity * entry.effect' },
        },
      }),
      { validator: ajvValidator },
    );
    if (!model) throw new Error(JSON.stringify(problems, null, 1));
    const link = (track: string, quantity: string, effect: string): ReportRow => ({
      entry: { quantity: decimal(quantity), amount: null, effect: decimal(effect) },
      key: { conversion: 'c', track, kind: 'direct', source: 'a', target: 'b' },
    });
    const carried = [link('billing', '5', '1'), link('billing', '2', '-1'), link('delivery', '4', '1')];
    const table = runReport(model.reports.get('flow')!, carried, reportPlace({ params: {} }, 'en'));
    expect(table.lines.map(({ key, total }) => [key['track'], total['quantity']])).toEqual([
      ['billing', '3'],
      ['delivery', '4'],
    ]);
  });
});

describe('what a report asks for', () => {
  const files = {
    ...shop,
    'ledgers/cash-flow.json': ledger,
    'reports/flow.json': {
      ...flow,
      params: {
        from: { type: 'string', format: 'date', 'x-default': "startOf(today, 'year')" },
        to: {
          type: 'string',
          format: 'date',
          'x-required': true,
          'x-check': {
            expr: 'params.from == null || params.to >= params.from',
            reason: '{params.to} is before {params.from}',
          },
        },
        step: { type: 'string', enum: ['week', 'month'], 'x-default': "'month'" },
        least: { type: 'string', 'x-decimal': { precision: 9, scale: 2 } },
        why: { type: 'string', 'x-required': 'params.least != null' },
      },
    },
  };
  const { model, problems } = compile(packOf(files), { validator: ajvValidator });
  if (!model) throw new Error(JSON.stringify(problems, null, 1));
  const validators = makeValidators(model, ajvValidator);
  const ask = (given: object) =>
    reportParams(model, validators, model.reports.get('flow')!, given as never, settingOf('2026-03-15'));
  const told = (given: object) => {
    const answer = ask(given);
    return answer.kind === 'problems'
      ? answer.problems.map(({ code, pointer, message }) => [code, pointer, message])
      : answer.params;
  };

  it('is proposed for what is left out, and nothing for what is left empty', () => {
    expect(told({ to: '2026-03-31' })).toEqual({
      from: '2026-01-01',
      to: '2026-03-31',
      step: 'month',
      least: null,
      why: null,
    });
    expect(told({ to: '2026-03-31', from: null, step: 'week', least: '2.50', why: 'x' })).toMatchObject({
      from: null,
      step: 'week',
      least: decimal('2.5'),
    });
  });

  it('is needed, held to its limits and checked', () => {
    expect(told({})).toEqual([['required', '/to', expect.stringContaining('To')]]);
    const wrong = ask({ to: '2026-02-31', step: 'day', least: '2.555', colour: 'red' });
    expect(wrong.kind === 'problems' && wrong.problems).toMatchObject([
      { code: 'unknown-field', pointer: '/colour' },
      { code: 'format', pointer: '/to' },
      { code: 'enum', pointer: '/step' },
      { code: 'decimal', pointer: '/least' },
    ]);
    expect(told({ to: '2025-12-31', least: '1' })).toEqual([
      ['check-failed', '/to', '31/12/2025 is before 01/01/2026'],
      ['required', '/why', expect.any(String)],
    ]);
  });
});

it('counts values of any kind', () => {
  const measures = { named: { expr: 'key.source', total: 'count' } };
  const some = [...rows.slice(0, 2), { ...rows[2]!, key: { source: null, partner: null } }];
  const table = runReport(report({ measures, rows: {}, sort: undefined }), some, place());
  expect(table.total.total).toEqual({ named: '1' });
  expect(table.total.opening).toEqual({ named: '1' });
});
