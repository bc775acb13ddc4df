import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MISSING } from '../../../engine/expressions/scope.ts';
import type { ExprType } from '../../../engine/expressions/types.ts';
import type { Field, FieldKind } from '../../../engine/model/type.ts';
import { decimal, formatDecimal, isDecimal } from '../../../engine/values/decimal.ts';
import {
  dehydrate,
  dehydrateJson,
  hydrate,
  hydrateJson,
  keptValue,
  readField,
  writeField,
} from '../../../engine/values/hydrate.ts';
import { tried } from '../runs.ts';

function field(key: string, kind: FieldKind, more: Partial<Field> = {}): Field {
  const type: ExprType = kind === 'decimal' ? { kind: 'decimal' } : { kind: 'text' };
  return {
    key,
    path: key,
    kind,
    title: key,
    textKey: key,
    optionsKey: null,
    type,
    schema: {},
    decimal: null,
    ref: null,
    fields: null,
    money: null,
    formula: null,
    live: false,
    defaultTo: null,
    fill: null,
    visible: null,
    editable: null,
    required: { always: false, when: null, at: [] },
    checks: [],
    living: false,
    owner: null,
    copy: true,
    unique: null,
    account: false,
    ...more,
  };
}

const mapOf = (...fields: readonly Field[]) => new Map(fields.map((one) => [one.key, one]));
const decimalOf = (scale: number, fixed: boolean) => ({
  decimal: { precision: 18, scale, fixed, minimum: null, maximum: null },
});

const fields = mapOf(
  field('note', 'text'),
  field('total', 'decimal', decimalOf(2, true)),
  field('factor', 'decimal', decimalOf(6, false)),
  field('days', 'integer'),
  field('paid', 'boolean'),
  field('lines', 'table', {
    fields: mapOf(
      field('id', 'text'),
      field('quantity', 'decimal', decimalOf(3, false)),
      field('parts', 'table', {
        fields: mapOf(field('id', 'text'), field('weight', 'decimal', decimalOf(3, false))),
      }),
    ),
  }),
  field('rates', 'list', { type: { kind: 'list', of: { kind: 'decimal' } } }),
  field('months', 'list', {
    type: { kind: 'list', of: { kind: 'decimal' } },
    schema: { type: 'array', items: { type: 'integer' } },
  }),
  field('tags', 'list', { type: { kind: 'list', of: { kind: 'text' } } }),
  field('address', 'object', { fields: mapOf(field('street', 'text'), field('floor', 'integer')) }),
);

describe('hydrate and dehydrate', () => {
  it('go there and back', () => {
    const data = {
      note: 'x',
      total: '10.50',
      factor: '0.000001',
      days: 30,
      paid: false,
      lines: [{ id: 'L1', quantity: '3', parts: [{ id: 'P1', weight: '0.5' }] }, { id: 'L2' }],
      rates: ['1.5', '2'],
      months: [1, 12],
      tags: ['a'],
      address: { street: 'Main', floor: 2 },
    };
    expect(dehydrate(fields, hydrate(fields, data))).toEqual(data);
  });

  it('writes canonical decimals and pads fixed ones', () => {
    const back = dehydrate(fields, hydrate(fields, { total: '10.5', factor: '1.500', rates: ['2.0'] }));
    expect(back).toEqual({ total: '10.50', factor: '1.5', rates: ['2'] });
  });

  it('reads what is absent as null, and leaves null and what is missing out again', () => {
    const values = hydrate(fields, { note: null });
    expect(values['note']).toBeNull();
    expect(values['lines']).toBeNull();
    expect(dehydrate(fields, { ...values, total: MISSING })).toEqual({});
  });

  it('gives a new object that may be changed', () => {
    const data = { lines: [{ id: 'L1', quantity: '3' }] };
    const values = hydrate(fields, data) as { lines: Record<string, unknown>[] };
    values.lines[0]!['quantity'] = decimal('4');
    expect(data.lines[0]!.quantity).toBe('3');
    expect(hydrate(fields, data)).not.toBe(values);
  });

  it('leaves out what is no field', () => {
    expect(hydrate(fields, { gone: 'x' })).not.toHaveProperty('gone');
  });
});

it('values without a field keep their shape, numbers become decimals', () => {
  const json = { a: [1, 'x', null, { b: true }] };
  expect(dehydrateJson(hydrateJson(json))).toEqual({ a: ['1', 'x', null, { b: true }] });
  expect(dehydrateJson(MISSING)).toBeNull();
});

describe('a value that is kept', () => {
  const plain = (value: unknown): unknown => (isDecimal(value) ? formatDecimal(value) : value);

  it('is what reading it from stored data gives', () => {
    const digits = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.nat({ max: 8 }));
    const value = fc.oneof(
      digits.map(([whole, scale]) => decimal(whole).div(decimal(10).pow(scale))),
      fc.constantFrom(null, MISSING, true, 'text'),
    );
    const columns = ['note', 'total', 'factor', 'days'].map((key) => fields.get(key)!);
    fc.assert(
      fc.property(fc.constantFrom(...columns), value, (of, one) => {
        fc.pre(of.kind !== 'text' || !isDecimal(one));
        expect(plain(keptValue(of, one))).toEqual(plain(readField(of, writeField(of, one))));
      }),
      tried(100),
    );
  });

  it('is so inside objects, tables and lists as well', () => {
    const lines = [{ id: 'a', quantity: decimal('1.5'), parts: [{ id: 'b', weight: decimal('2') }] }];
    const table = fields.get('lines')!;
    expect(dehydrate(fields, { lines: keptValue(table, lines) })).toEqual(dehydrate(fields, { lines }));
  });
});
