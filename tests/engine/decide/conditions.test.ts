// What a field is needed for, and what a track is moved by, when several tables are mapped.
import { describe, expect, test } from 'vitest';
import { compile, makeValidators, playScenario, type Scenario, type ScenarioStep } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { packOf } from '../decisions/shop.ts';

const text = { type: 'string' };
const number = { type: 'string', 'x-decimal': { precision: 12, scale: 3 } };
const table = (properties: object) => ({
  type: 'array',
  items: { type: 'object', properties: { id: text, ...properties } },
});
const state = (phase: string, on: object = {}) => ({ meta: { phase }, on });

const { model, problems } = compile(
  packOf({
    'pack.json': { key: 'bids', title: 'Bids', version: '1.0.0', language: 1 },
    'roles.json': {
      owner: {
        title: 'Owner',
        administers: true,
        types: { '*': { read: 'all', create: true, edit: true, events: ['*'] } },
        conversions: ['*'],
      },
    },
    'types/thing/type.json': { kind: 'catalog', title: 'Thing', key: 'code', label: 'doc.code' },
    'types/thing/schema.json': {
      type: 'object',
      properties: { code: { ...text, 'x-unique': true }, heavy: { type: 'boolean' } },
      required: ['code'],
    },
    'types/bid/type.json': {
      kind: 'document',
      title: 'Bid',
      key: 'number',
      label: "'bid'",
      tables: { goods: { quantity: 'quantity' }, work: { quantity: 'hours' } },
      tracks: {
        ordering: { table: 'goods', full: 'line.quantity' },
        carrying: { table: 'goods', full: 'line.quantity' },
      },
    },
    'types/bid/schema.json': {
      type: 'object',
      properties: {
        kind: text,
        place: { ...text, 'x-required': { expr: "doc.kind == 'abroad'", at: ['bid-to-order'] } },
        reason: { ...text, 'x-living': true, 'x-required': { at: ['LOSE'] } },
        goods: table({
          thing: { ...text, 'x-ref': 'thing', 'x-required': { at: ['bid-to-order'] } },
          quantity: number,
        }),
        work: table({ hours: number }),
      },
    },
    'types/bid/machine.json': {
      initial: 'draft',
      states: {
        draft: state('draft', { SEND: 'sent' }),
        sent: state('posted', { LOSE: 'lost' }),
        lost: { meta: { phase: 'posted', outcome: 'lost' } },
      },
    },
    'types/order/type.json': { kind: 'document', title: 'Order', key: 'number', label: "'order'" },
    'types/order/schema.json': {
      type: 'object',
      properties: {
        kind: text,
        place: text,
        goods: table({ thing: { ...text, 'x-ref': 'thing' }, quantity: number }),
        work: table({ hours: number }),
      },
    },
    'conversions/bid-to-order.json': {
      title: 'Order',
      from: 'bid',
      to: 'order',
      tracks: { ordering: {}, carrying: { when: 'sourceLine.thing.heavy' } },
      lines: {
        goods: { from: 'goods', to: 'goods', quantity: 'quantity' },
        work: { from: 'work', to: 'work', quantity: 'hours' },
      },
      drop: ['reason'],
    },
  }),
  { validator: ajvValidator },
);
if (!model) throw new Error(JSON.stringify(problems));
const validators = makeValidators(model, ajvValidator);

function detail(data: NonNullable<ScenarioStep['data']>, ...steps: readonly ScenarioStep[]): string | null {
  const story: Scenario = {
    title: 'x',
    given: { records: { thing: [{ code: 'STONE', heavy: true }, { code: 'FEATHER' }] } },
    when: [{ as: 'bid', create: 'bid', data }, { fire: 'SEND', on: 'bid' }, ...steps],
  };
  return playScenario(model!, validators, story, {}).detail;
}

const order = (more: Partial<ScenarioStep> = {}): ScenarioStep => ({
  convert: 'bid-to-order',
  from: [{ record: 'bid' }],
  as: 'order',
  ...more,
});

describe('a field that names events and conversions', () => {
  test('is not needed to leave the draft phase, but for what it names', () => {
    expect(
      detail({}, { fire: 'LOSE', on: 'bid', refused: { code: 'incomplete', says: 'Fill in: Reason' } }),
    ).toBeNull();
    expect(
      detail({}, { edit: 'bid', patch: { reason: 'Too dear' } }, { fire: 'LOSE', on: 'bid' }),
    ).toBeNull();
  });

  test('is needed where its condition holds', () => {
    const goods = [{ id: 'A', thing: 'STONE', quantity: '1' }];
    const refused = { code: 'conversion-guard', says: 'Fill in: Place' };
    expect(detail({ kind: 'abroad', goods }, order({ refused }))).toBeNull();
    expect(detail({ kind: 'home', goods }, order())).toBeNull();
  });

  test('keeps a line out that lacks it, and says so when it is asked for', () => {
    const goods = [
      { id: 'A', quantity: '1' },
      { id: 'B', thing: 'STONE', quantity: '2' },
    ];
    const then = { data: { goods: { B: { quantity: '2' } } } };
    expect(detail({ goods }, order({ then }))).toBeNull();
    const from = [{ record: 'bid', lines: { A: '1' } }];
    expect(detail({ goods }, order({ from, refused: { says: 'Fill in: Thing' } }))).toBeNull();
  });
});

test('Q12: a condition on a line knows its columns, however many tables are mapped', () => {
  const goods = [
    { id: 'A', thing: 'STONE', quantity: '3' },
    { id: 'B', thing: 'FEATHER', quantity: '4' },
  ];
  const then = { open: { ordering: { A: '0', B: '0' }, carrying: { A: '0', B: '4' } } };
  expect(
    detail({ goods, work: [{ id: 'W', hours: '2' }] }, order(), { edit: 'bid', patch: {}, then }),
  ).toBeNull();
});
