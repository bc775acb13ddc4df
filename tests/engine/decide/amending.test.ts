// Drafts follow what they were made from, whatever they were made of.
import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { allowTime } from '../runs.ts';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

allowTime();

const dealToBill = 'conversions/deal-to-bill.json';
const goods = { from: 'lines', to: 'lines', quantity: 'quantity' };

/** Deals that are amendable as they stand, billed by a path with these changes. */
const amending = (path: object = {}) =>
  compileSmall({
    'types/deal/type.json': { ...jsonOf('types/deal/type.json'), amendable: true },
    [dealToBill]: { ...jsonOf(dealToBill), ...path },
  });
const gathering = () => amending({ lines: { goods: { ...goods, gather: ['price'] } } });

const amend = (play: Play, id: string, patch: JsonObject) => play.run({ kind: 'amend', id, patch });
const lines = (play: Play, id: string) =>
  (play.record(id).data['lines'] as JsonObject[]).map(({ quantity, price }) => `${quantity} at ${price}`);
const held = (play: Play, id: string) => ['L1', 'L2'].map((line) => play.counter(id, 'billing', line));

test('X5 M9 a gathered line is the sum of what its source lines are now, each with its own link', () => {
  const play = new Play({}, gathering());
  const deal = play.posted('deal', ['2', '3']);
  const bill = play.converted('deal-to-bill', deal);
  play.done(amend(play, deal, { lines: { L2: { quantity: '10' } } }));
  expect([lines(play, bill), held(play, deal)]).toEqual([['12 at 10'], ['2/0', '10/0']]);
  play.done(amend(play, deal, { lines: { L2: { quantity: '1' } } }));
  expect([lines(play, bill), held(play, deal)]).toEqual([['3 at 10'], ['2/0', '1/0']]);
  play.done(amend(play, deal, { lines: { L1: null } }));
  expect([lines(play, bill), held(play, deal)]).toEqual([['1 at 10'], ['0/0', '1/0']]);
  play.fired(bill, 'POST');
  expect(play.counter(deal, 'billing', 'L2')).toBe('1/1');
});

test('X5 M9 what no longer goes with what it was gathered with stands on a line of its own, and joins it again', () => {
  const play = new Play({}, gathering());
  const deal = play.posted('deal', ['2', '3', '4']);
  const bill = play.converted('deal-to-bill', deal);
  play.done(amend(play, deal, { lines: { L2: { price: '20' } } }));
  expect([lines(play, bill), held(play, deal)]).toEqual([
    ['6 at 10', '3 at 20'],
    ['2/0', '3/0'],
  ]);
  expect(play.record(bill).data['total']).toBe(play.record(deal).data['total']);
  play.done(amend(play, deal, { lines: { L3: { price: '20' } } }));
  expect(lines(play, bill)).toEqual(['2 at 10', '7 at 20']);
  // All of them together: the line stays one.
  play.done(amend(play, deal, { lines: { L2: { price: '30' }, L3: { price: '30', quantity: '5' } } }));
  expect(lines(play, bill)).toEqual(['2 at 10', '8 at 30']);
});

test('X5 M9 what was gathered of two deals follows the one that is amended', () => {
  const play = new Play({}, gathering());
  const [first, other] = [play.posted('deal', ['2', '3']), play.posted('deal', ['4'])];
  const bill = play.converted('deal-to-bill', [first, other]);
  expect(lines(play, bill)).toEqual(['9 at 10']);
  play.done(amend(play, first, { lines: { L1: { quantity: '7' }, L2: { price: '5' } } }));
  expect(lines(play, bill)).toEqual(['11 at 10', '3 at 5']);
  expect([held(play, first), play.counter(other, 'billing')]).toEqual([['7/0', '3/0'], '4/0']);
  play.done(amend(play, first, { lines: { L1: { price: '6' }, L2: { price: '6' } } }));
  expect(lines(play, bill)).toEqual(['4 at 10', '10 at 6']);
  expect(play.counter(other, 'billing')).toBe('4/0');
});

test('X5 M4 a draft of two deals keeps to what both of them say, and what is merged is merged anew', () => {
  const play = new Play({}, amending());
  const deal = (note: string) => {
    const rows = [{ id: 'L1', text: 'Part 1', quantity: '1', price: '1' }];
    return play.fired(play.make('deal', { partner: play.partner, note, lines: rows }), 'POST');
  };
  const [first, other] = [deal('a'), deal('b')];
  const bill = play.converted('deal-to-bill', [first, other]);
  const partner = play.make('partner', { code: 'P9', name: 'Nine' });
  expect(amend(play, first, { partner })).toMatchObject({ problems: [{ code: 'source-disagrees' }] });
  expect(play.record(first).data['partner']).toBe(play.partner);
  play.done(amend(play, other, { note: 'z' }));
  expect(play.record(bill).data['note']).toBe('a, z');
  play.done(play.edit(bill, { note: 'by hand' }));
  play.done(amend(play, first, { note: 'c' }));
  expect(play.record(bill).data['note']).toBe('by hand');
  // Near miss: a draft of one follows.
  play.remove(bill);
  const own = play.converted('deal-to-bill', first);
  play.done(amend(play, first, { partner }));
  expect(play.record(own).data['partner']).toBe(partner);
});

test('X5 Q2 an explicit quantity stays, and whoever took the rest takes the rest', () => {
  const play = new Play({}, amending());
  const deal = play.posted('deal', ['10']);
  const some = play.converted('deal-to-bill', deal, { L1: '4' });
  const rest = play.converted('deal-to-bill', deal);
  const both = () => [play.line(some, 'L1')['quantity'], play.line(rest, 'L1')['quantity']];
  play.done(amend(play, deal, { lines: { L1: { quantity: '20' } } }));
  expect(both()).toEqual(['4', '16']);
  play.done(amend(play, deal, { lines: { L1: { quantity: '9' } } }));
  expect(both()).toEqual(['4', '5']);
  play.fired(rest, 'POST');
  // What is left by what is posted later was still taken on purpose.
  play.done(amend(play, deal, { lines: { L1: { quantity: '30' } } }));
  expect(both()).toEqual(['4', '5']);
});

test('X5 Q2 where less is full than was, the latest draft shrinks first, and none below nothing', () => {
  const play = new Play({}, amending());
  const deal = play.posted('deal', ['10']);
  const drafts = ['3', '3', '3'].map((quantity) => play.converted('deal-to-bill', deal, { L1: quantity }));
  play.done(amend(play, deal, { lines: { L1: { quantity: '5' } } }));
  expect(drafts.map((id) => play.line(id, 'L1')['quantity'])).toEqual(['3', '2', undefined]);
  expect(play.counter(deal, 'billing')).toBe('5/0');
});

test('X5 Q2 what was held beyond what is open on purpose is left to posting, unless less is full', () => {
  const play = new Play({}, amending());
  const deal = play.posted('deal', ['10']);
  const [first, second] = ['6', '6'].map((quantity) =>
    play.converted('deal-to-bill', deal, { L1: quantity }),
  );
  play.done(amend(play, deal, { note: 'n', lines: { L1: { price: '11' } } }));
  expect([first, second].map((id) => lines(play, id!))).toEqual([['6 at 11'], ['6 at 11']]);
  play.fired(first!, 'POST');
  expect(codeOf(play.fire(second!, 'POST'))).toBe('open-exceeded');
});

test('X5 M5 a line that belongs to another part goes to the draft of that part', () => {
  const play = new Play({}, amending({ split: ['lines.item'] }));
  const other = play.make('item', { code: 'B', price: '1' });
  const row = (id: string, item: string, quantity: string) => ({ id, item, quantity, price: '1', text: id });
  const rows = [row('L1', play.item, '1'), row('L2', play.item, '2'), row('L3', other, '3')];
  const deal = play.fired(play.make('deal', { partner: play.partner, lines: rows }), 'POST');
  const [own = '', others = ''] = play.done(play.convert('deal-to-bill', deal)).conversion?.targets ?? [];
  play.done(amend(play, deal, { lines: { L2: { item: other } } }));
  expect([lines(play, own), lines(play, others)]).toEqual([['1 at 1'], ['3 at 1', '2 at 1']]);
  expect(held(play, deal)).toEqual(['1/0', '2/0']);
  // The whole draft is of another part now: it follows.
  play.done(amend(play, deal, { lines: { L1: { item: other } } }));
  expect(play.line(own, 'L1')['item']).toBe(other);
});

test('P5 X5 links of a draft are worth what their source line is worth now', () => {
  const play = new Play({}, amending());
  const deal = play.posted('deal', ['3']);
  play.converted('deal-to-bill', deal);
  play.done(amend(play, deal, { lines: { L1: { price: '20' } } }));
  expect([...play.store.links.values()]).toMatchObject([{ quantity: '3', amount: '60' }]);
});

/** Bills that are amendable as they stand, paid by receipts: an amount of the whole. */
const paying = () =>
  compileSmall({ 'types/bill/type.json': { ...jsonOf('types/bill/type.json'), amendable: true } });
const paid = (play: Play, bills: readonly string[], amount?: string) => {
  const sources = bills.map((id) => ({ id, ...(amount === undefined ? {} : { amount }) }));
  return play.done(play.run({ kind: 'convert', conversion: 'bill-to-receipt', sources, set: {}, into: null }))
    .record;
};
const totals = (play: Play, ids: readonly string[]) => ids.map((id) => play.record(id).data['total']);

test('X5 Q13 a draft of an amount follows: all stays all, what was taken on purpose stays', () => {
  const play = new Play({}, paying());
  const bill = play.posted('bill', ['5']);
  const all = paid(play, [bill]);
  play.done(amend(play, bill, { lines: { L1: { quantity: '8' } } }));
  expect(totals(play, [all])).toEqual(['80.00']);
  play.done(amend(play, bill, { lines: { L1: { quantity: '2' } } }));
  expect([totals(play, [all]), play.counter(bill, 'payment', null)]).toEqual([['20.00'], '20/0']);
  play.done(play.edit(all, { total: '15' }));
  play.done(amend(play, bill, { lines: { L1: { quantity: '9' } } }));
  expect(totals(play, [all])).toEqual(['15.00']);
});

test('X5 Q13 where less is full, the latest draft of an amount shrinks first, nothing falls below what is posted', () => {
  const play = new Play({}, paying());
  const bill = play.posted('bill', ['10']);
  const posted = play.fired(paid(play, [bill], '20'), 'POST');
  const drafts = ['40', '30', '10'].map((amount) => paid(play, [bill], amount));
  const answer = play.done(amend(play, bill, { lines: { L1: { quantity: '7' } } }));
  expect(totals(play, [posted, ...drafts])).toEqual(['20.00', '40.00', '10.00', '0.00']);
  expect(play.counter(bill, 'payment', null)).toBe('70/20');
  expect(answer.warnings).toMatchObject([
    { code: 'draft-emptied', params: { title: 'Receipt Fabrica' }, pointer: '' },
  ]);
  expect(amend(play, bill, { lines: { L1: { quantity: '1.9' } } })).toMatchObject({
    code: 'below-posted',
    params: { label: expect.stringContaining('B-2026-0001') as string, posted: '20', full: '19' },
  });
});

test('X5 M4 an amount of two bills follows the one that is amended', () => {
  const play = new Play({}, paying());
  const [first, other] = [play.posted('bill', ['5']), play.posted('bill', ['4'])];
  const receipt = paid(play, [first, other]);
  play.done(amend(play, first, { lines: { L1: { quantity: '3' } } }));
  expect(totals(play, [receipt])).toEqual(['70.00']);
  expect([first, other].map((id) => play.counter(id, 'payment', null))).toEqual(['30/0', '40/0']);
  play.done(amend(play, other, { lines: { L1: { quantity: '6' } } }));
  expect(totals(play, [receipt])).toEqual(['90.00']);
  expect([first, other].map((id) => play.counter(id, 'payment', null))).toEqual(['30/0', '60/0']);
});

const statement = {
  'types/receipt/schema.json': {
    type: 'object',
    properties: {
      partner: { type: 'string', 'x-ref': 'partner' },
      lines: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: { type: 'string' },
            asked: { type: 'string', 'x-decimal': { precision: 18, scale: 2 } },
            date: { type: 'string', format: 'date' },
          },
        },
      },
    },
  },
  'conversions/bill-to-receipt.json': {
    title: 'Receipt',
    from: 'bill',
    to: 'receipt',
    tracks: { payment: { measure: 'amount' } },
    lines: {
      bills: { from: '$document', to: 'lines', quantity: 'asked', fields: { date: { from: 'date' } } },
    },
    drop: ['lines', 'total', 'note', 'date'],
  },
};

test('X1 X5 Q13 a line that stands for a record as a whole follows it, and goes with it', () => {
  const type = { ...jsonOf('types/bill/type.json'), amendable: true };
  const path = { ...statement['conversions/bill-to-receipt.json'], void: { source: 'void-drafts' } };
  const pack = compileSmall({
    ...statement,
    'types/bill/type.json': type,
    'conversions/bill-to-receipt.json': path,
  });
  const play = new Play({}, pack);
  const [first, other] = [play.posted('bill', ['5']), play.posted('bill', ['4'])];
  const receipt = paid(play, [first, other]);
  const asked = () => (play.record(receipt).data['lines'] as JsonObject[]).map((line) => line['asked']);
  expect(asked()).toEqual(['50', '40']);
  play.done(amend(play, first, { lines: { L1: { quantity: '3' } } }));
  expect([asked(), play.counter(first, 'payment', null)]).toEqual([['30', '40'], '30/0']);
  play.fired(first, 'DROP');
  expect([asked(), play.counter(other, 'payment', null)]).toEqual([['40'], '40/0']);
});

test('X5 Q13 a piece of a record stays one piece, and goes when less is full', () => {
  const ticket = (play: Play) =>
    play.fired(play.make('deal', { partner: play.partner, lines: [{ id: 'L1', quantity: '2' }] }), 'POST');
  const type = { ...jsonOf('types/deal/type.json'), amendable: true, tracks: {} } as JsonObject;
  const pack = compileSmall({
    'types/deal/type.json': {
      ...type,
      tracks: {
        ...(jsonOf('types/deal/type.json')['tracks'] as JsonObject),
        ride: { full: 'sum(doc.lines.map(l, l.quantity))' },
      },
    },
    'conversions/deal-to-receipt.json': {
      title: 'Ride',
      from: 'deal',
      to: 'receipt',
      tracks: { ride: { measure: 'quantity' } },
      drop: ['lines', 'total'],
    },
  });
  const play = new Play({}, pack);
  const deal = ticket(play);
  const rides = [1, 2].map(() => play.converted('deal-to-receipt', deal));
  play.done(amend(play, deal, { lines: { L1: { quantity: '5' } } }));
  expect(play.counter(deal, 'ride', null)).toBe('2/0');
  const answer = play.done(amend(play, deal, { lines: { L1: { quantity: '1' } } }));
  expect(play.counter(deal, 'ride', null)).toBe('1/0');
  expect(answer.warnings).toMatchObject([{ code: 'draft-emptied' }]);
  play.fired(rides[0]!, 'POST');
  expect(play.counter(deal, 'ride', null)).toBe('1/1');
});

test('X5 a draft of lines that is left without any is named, one that keeps a line is not', () => {
  const play = new Play({}, amending());
  const deal = play.posted('deal', ['10', '5']);
  const [kept, emptied] = [
    play.converted('deal-to-bill', deal, { L1: '1' }),
    play.converted('deal-to-bill', deal, { L2: '5' }),
  ];
  const answer = play.done(amend(play, deal, { lines: { L1: { quantity: '4' }, L2: null } }));
  expect(play.record(emptied).data['lines']).toEqual([]);
  expect(play.record(kept).data['lines']).toMatchObject([{ quantity: '1' }]);
  expect(answer.warnings.map(({ message }) => message)).toEqual([
    'Bill Fabrica is left without anything: there is nothing more for it in what it was made from.',
  ]);
});
