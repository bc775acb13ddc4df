// What only definitions say: revaluation, lots, tables within lines, balances in forms. No engine code knows of it.
import { expect, test } from 'vitest';
import { compute, emptyFacts, playScenario } from '#engine';
import type { Facts, JsonObject, Scenario } from '#engine';
import { packFiles, Trade, done, refused, tradeModel, tradeValidators } from './pack.ts';

const amount = { type: 'string', 'x-decimal': { precision: 18, scale: 2, fixed: true } };
const number = { type: 'string', 'x-decimal': { precision: 18, scale: 4 } };
const line = (properties: JsonObject): JsonObject => ({
  type: 'array',
  items: { type: 'object', properties: { id: { type: 'string' }, ...properties } },
});
const text = { type: 'string', maxLength: 40 };
const posted = packFiles['types/journal/machine.json'];
const head = (title: string) => ({ ...(packFiles['types/journal/type.json'] as JsonObject), title });

test('a revaluation is a document that posts the difference of every foreign balance on its day', () => {
  const play = new Trade(
    {},
    {
      'ledgers/foreign.json': {
        title: 'Foreign',
        dimensions: { currency: { type: 'string' } },
        measures: { foreign: { scale: 2 }, primary: { scale: 2 } },
      },
      'types/note/type.json': head('Note'),
      'types/note/machine.json': posted,
      'types/note/schema.json': {
        type: 'object',
        properties: {
          date: { type: 'string', format: 'date' },
          lines: line({ currency: text, foreign: amount, primary: amount }),
        },
      },
      'types/note/postings.json': {
        lines: {
          ledger: 'foreign',
          each: 'lines',
          date: 'doc.date',
          key: { currency: 'line.currency' },
          measures: { foreign: 'line.foreign', primary: 'line.primary' },
        },
      },
      'types/revaluation/type.json': head('Revaluation'),
      'types/revaluation/machine.json': posted,
      'types/revaluation/schema.json': {
        type: 'object',
        properties: {
          date: { type: 'string', format: 'date' },
          rates: line({ currency: text, rate: number }),
        },
      },
      'types/revaluation/postings.json': {
        differences: {
          ledger: 'foreign',
          each: "balances('foreign', {}, 'currency', null, doc.date)",
          where: 'doc.rates.exists(r, r.currency == item.currency)',
          date: 'doc.date',
          key: { currency: 'item.currency' },
          measures: {
            primary:
              'round(item.foreign * doc.rates.filter(r, r.currency == item.currency)[0].rate, 2) - item.primary',
          },
        },
      },
    },
  );
  const note = (date: string, foreign: string, primary: string) =>
    done(
      play.fire(play.make('note', { date, lines: [{ id: 'a', currency: 'EUR', foreign, primary }] }), 'POST'),
    );
  note('2026-01-10', '100.00', '490.00');
  note('2026-01-20', '50.00', '250.00');
  note('2026-02-05', '70.00', '350.00');
  const revaluation = play.make('revaluation', {
    date: '2026-01-31',
    rates: [{ id: 'r', currency: 'EUR', rate: '5.1' }],
  });
  done(play.fire(revaluation, 'POST'));
  // 150 EUR at 5.1 is 765: 25 more than the 740 they were booked at. What came later is not touched.
  expect(play.sum({ ledger: 'foreign', to: '2026-01-31' })).toEqual({ foreign: '150', primary: '765' });
  expect(play.sum({ ledger: 'foreign' })).toEqual({ foreign: '220', primary: '1115' });
});

test('one line, several entries: lots are taken in order', () => {
  const play = new Trade(
    {},
    {
      'ledgers/lots.json': {
        title: 'Lots',
        dimensions: { item: { type: 'string', 'x-ref': 'item' }, lot: { type: 'string' } },
        measures: { onHand: { scale: 3 } },
        constraints: { there: { expr: 'balance.onHand >= 0', reason: 'Not in this lot' } },
      },
      'types/change/type.json': head('Change'),
      'types/change/machine.json': posted,
      'types/change/schema.json': {
        type: 'object',
        properties: {
          comes: line({ item: { type: 'string', 'x-ref': 'item' }, lot: text, quantity: number }),
          goes: line({ item: { type: 'string', 'x-ref': 'item' }, quantity: number }),
        },
      },
      'types/change/postings.json': {
        comes: {
          ledger: 'lots',
          each: 'comes',
          key: { item: 'line.item', lot: 'line.lot' },
          measures: { onHand: 'line.quantity' },
        },
        goes: {
          ledger: 'lots',
          each: "flatten(doc.goes.map(g, cel.bind(lots, balances('lots', { 'item': g.item }, 'lot'), range(size(lots)).map(i, { 'item': g.item, 'lot': lots[i].lot, 'taken': take(g.quantity, lots.map(l, l.onHand))[i] }))))",
          key: { item: 'item.item', lot: 'item.lot' },
          measures: { onHand: '-item.taken' },
        },
      },
    },
  );
  const item = play.bolt;
  const comes = (lot: string, quantity: string) => ({ id: lot, item, lot, quantity });
  done(play.fire(play.make('change', { comes: [comes('A', '3'), comes('B', '5')] }), 'POST'));
  done(play.fire(play.make('change', { goes: [{ id: 'g', item, quantity: '4' }] }), 'POST'));
  expect(play.rows({ ledger: 'lots', by: ['lot'] })).toEqual([
    { key: { lot: 'B' }, measures: { onHand: '4' } },
  ]);
});

test('a table within lines posts row by row, and sees the line around it', () => {
  const play = new Trade(
    {},
    {
      'ledgers/demand.json': {
        title: 'Demand',
        dimensions: { item: { type: 'string', 'x-ref': 'item' }, due: { type: 'string', format: 'date' } },
        measures: { wanted: { scale: 3 } },
      },
      'types/plan/type.json': head('Plan'),
      'types/plan/machine.json': packFiles['types/deal/machine.json'],
      'types/plan/schema.json': {
        type: 'object',
        properties: {
          lines: line({
            item: { type: 'string', 'x-ref': 'item' },
            tranches: line({ due: { type: 'string', format: 'date' }, quantity: number }),
          }),
        },
      },
      'types/plan/postings.json': {
        demand: {
          ledger: 'demand',
          while: ['posted'],
          each: 'lines.tranches',
          key: { item: 'parent.item', due: 'line.due' },
          measures: { wanted: 'line.quantity' },
          date: 'line.due',
        },
      },
    },
  );
  const tranches = [
    { id: 't1', due: '2026-04-01', quantity: '2' },
    { id: 't2', due: '2026-05-01', quantity: '3' },
  ];
  const plan = play.make('plan', { lines: [{ id: 'L1', item: play.bolt, tranches }] });
  done(play.fire(plan, 'POST'));
  expect(play.rows({ ledger: 'demand', by: ['month'] })).toEqual([
    { key: { month: '2026-04-01' }, measures: { wanted: '2' } },
    { key: { month: '2026-05-01' }, measures: { wanted: '3' } },
  ]);
  done(play.fire(plan, 'DROP'));
  expect(play.rows({ ledger: 'demand' })).toEqual([]);
});

test('R2 a form is told while it is filled in, at the line that asks too much', () => {
  const play = new Trade();
  play.posted('intake', ['10']);
  play.posted('deal', ['6']);
  const data = {
    partner: play.partner,
    warehouse: play.warehouse,
    lines: [
      { id: 'L1', item: play.nut, quantity: '0.000', price: '1.00' },
      { id: 'L2', item: play.bolt, quantity: '5', price: '1.00' },
    ],
  };
  const setting = play.setting();
  let facts: Facts = emptyFacts();
  for (let round = 0; round < 8; round++) {
    const answer = compute(tradeModel, tradeValidators, 'parcel', data, null, facts, setting);
    if (answer.kind === 'computed') {
      expect(answer.problems.map(({ pointer, message }) => [pointer, message])).toEqual([
        [
          '/lines/1',
          'Not enough stock: reserved by others (BOLT, MAIN): 5 needed, 4 available. Held by: Deal.',
        ],
      ]);
      return;
    }
    facts = play.store.read(answer, facts);
  }
  throw new Error('the form still asks');
});

test('an event that a ledger would refuse is not offered, and says why', () => {
  const play = new Trade();
  const wrong = play.make('journal', { lines: [{ id: 'a', account: '5121', debit: '1.00' }] });
  const described = play.describe(wrong);
  if (described.kind !== 'description') throw new Error('not described');
  expect(described.actions.find(({ key }) => key === 'POST')).toMatchObject({
    allowed: false,
    reasons: ['Accounts: debit 1 and credit 0 of “Journal” differ.'],
  });
  expect(refused(play.fire(wrong, 'POST')).problems.map(({ code }) => code)).toEqual(['not-balanced']);
});

test('a story may say what ledgers come to, in natural keys, and is told what differs', () => {
  const story = (reserved: string): Scenario => ({
    title: 'Reserved, then sent',
    given: {
      today: '2026-03-02',
      records: {
        item: [{ code: 'BOLT' }],
        warehouse: [{ code: 'MAIN' }],
        partner: [{ code: 'FABRICA' }],
      },
    },
    when: [
      { as: 'in', create: 'intake', data: goods('10') },
      { fire: 'POST', on: 'in' },
      { as: 'deal', create: 'deal', data: goods('6') },
      {
        fire: 'POST',
        on: 'deal',
        balances: [
          { ledger: 'stock', where: { item: 'BOLT' }, figures: { available: '4', reserved: '6.000' } },
        ],
      },
      { as: 'parcel', convert: 'deal-to-parcel', from: [{ record: 'deal', lines: { L1: '4' } }] },
      { fire: 'POST', on: 'parcel' },
    ],
    balances: [
      { ledger: 'stock', where: { item: 'BOLT', warehouse: 'MAIN' }, figures: { onHand: '6', reserved } },
      { ledger: 'stock', on: '2026-03-01', figures: { onHand: '0' } },
    ],
  });
  expect(playScenario(tradeModel, tradeValidators, story('2'), {})).toMatchObject({
    passed: true,
    detail: null,
  });
  expect(playScenario(tradeModel, tradeValidators, story('3'), {}).detail).toBe(
    'stock BOLT MAIN reserved: expected 3, found 2',
  );
});

function goods(quantity: string): JsonObject {
  const lines = [{ id: 'L1', item: 'BOLT', quantity, price: '10.00' }];
  return { partner: 'FABRICA', warehouse: 'MAIN', lines };
}
