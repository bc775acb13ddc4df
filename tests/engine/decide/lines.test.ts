// How lines flow: split, gathered, nested, from several tables, from none, and backwards.
import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

type Lines = readonly JsonObject[];
const linesOf = (play: Play, id: string, table = 'lines') => (play.record(id).data[table] ?? []) as Lines;
const dealToBill = 'conversions/deal-to-bill.json';
const dealToParcel = 'conversions/deal-to-parcel.json';
const goods = { from: 'lines', to: 'lines', quantity: 'quantity' };

/** A schema of the small pack with more fields on the header and on its lines. */
function withFields(file: string, header: object, columns: object): object {
  const schema = structuredClone(jsonOf(file)) as Record<string, never> & {
    properties: Record<string, { items: { properties: object } }>;
  };
  Object.assign(schema.properties, header);
  Object.assign(schema.properties['lines']!.items.properties, columns);
  return schema;
}

test('M5 one source becomes several targets by declared line keys, walking through references', () => {
  const supplier = { supplier: { type: 'string', 'x-ref': 'partner', title: 'Supplier' } };
  const item = structuredClone(jsonOf('types/item/schema.json')) as { properties: object };
  Object.assign(item.properties, supplier);
  const pack = compileSmall({
    'types/item/schema.json': item,
    [dealToBill]: {
      ...jsonOf(dealToBill),
      split: ['lines.item.supplier'],
      header: { partner: { expr: 'sourceLine.item.supplier' }, date: { expr: 'today' } },
    },
  });
  const play = new Play({}, pack);
  const other = play.make('partner', { code: 'P2', name: 'Other' });
  const a = play.make('item', { code: 'A', price: '1', supplier: play.partner });
  const b = play.make('item', { code: 'B', price: '1', supplier: other });
  const lines = [a, b, a].map((one, index) => ({ id: `L${index + 1}`, item: one, quantity: '2' }));
  const deal = play.fired(play.make('deal', { partner: play.partner, lines }), 'POST');
  const { conversion } = play.done(play.convert('deal-to-bill', deal));
  expect(conversion?.targets).toHaveLength(2);
  const made = conversion!.targets.map((id) => [play.record(id).data['partner'], linesOf(play, id).length]);
  expect(made).toEqual([
    [play.partner, 2],
    [other, 1],
  ]);
  expect(conversion?.split).toEqual([]);
  // Equal keys of two sources come together again.
  const deals = [1, 2].map(() => play.fired(play.make('deal', { partner: play.partner, lines }), 'POST'));
  expect(play.done(play.convert('deal-to-bill', deals)).conversion?.targets).toHaveLength(2);
});

const gathering = compileSmall({
  [dealToBill]: {
    ...jsonOf(dealToBill),
    lines: {
      goods: { ...goods, gather: ['item', 'price'], fields: { text: { from: 'text', merge: 'join' } } },
    },
  },
});

function dealOf(play: Play, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([quantity, price], index) => ({
    id: `L${index + 1}`,
    item: play.item,
    text: `T${index + 1}`,
    quantity,
    price,
  }));
  return play.fired(play.make('deal', { partner: play.partner, lines }), 'POST');
}

test('M9 lines with equal keys become one; each source line keeps its own link', () => {
  const play = new Play({}, gathering);
  const deals = [
    dealOf(play, [
      ['2', '10'],
      ['3', '10'],
      ['1', '11'],
    ]),
    dealOf(play, [['4', '10']]),
  ];
  const bill = play.converted('deal-to-bill', deals);
  expect(linesOf(play, bill).map(({ quantity, price, text }) => [quantity, price, text])).toEqual([
    ['9', '10', 'T1, T2'],
    ['1', '11', 'T3'],
  ]);
  const links = [...play.store.links.values()].filter(({ targetRecord }) => targetRecord === bill);
  expect(links.map(({ quantity }) => quantity)).toEqual(['2', '3', '4', '1']);
  play.fired(bill, 'POST');
  expect(play.counter(deals[0]!, 'billing', 'L2')).toBe('3/3');
});

test('M9 a gathered line that is edited is spread over its sources in order, and never asks for more than there is', () => {
  const play = new Play({}, gathering);
  const deal = dealOf(play, [
    ['2', '10'],
    ['3', '10'],
  ]);
  const bill = play.converted('deal-to-bill', deal);
  const counters = () => [play.counter(deal, 'billing', 'L1'), play.counter(deal, 'billing', 'L2')];
  expect(codeOf(play.edit(bill, { lines: { L1: { quantity: '2.5' } } }))).toBe('done');
  expect(counters()).toEqual(['2/0', '0.5/0']);
  expect(play.edit(bill, { lines: { L1: { quantity: '6' } } })).toMatchObject({ code: 'open-exceeded' });
  expect(codeOf(play.edit(bill, { lines: { L1: { quantity: '5' } } }))).toBe('done');
  expect(counters()).toEqual(['2/0', '3/0']);
  expect(codeOf(play.remove(bill))).toBe('done');
  expect(counters()).toEqual(['0/0', '0/0']);
});

const parts = {
  parts: {
    type: 'array',
    title: 'Parts',
    items: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        quantity: { type: 'string', 'x-decimal': { precision: 18, scale: 3 }, title: 'Quantity' },
        due: { type: 'string', format: 'date', title: 'Due' },
      },
    },
  },
};
const track = (table: string) => ({ table, full: 'line.quantity' });
const nested = compileSmall({
  'types/deal/schema.json': withFields('types/deal/schema.json', {}, parts),
  'types/deal/type.json': {
    ...jsonOf('types/deal/type.json'),
    tracks: { delivery: track('lines'), billing: track('lines'), part: track('lines.parts') },
  },
  [dealToParcel]: {
    ...jsonOf(dealToParcel),
    tracks: { delivery: {}, part: {} },
    lines: {
      parts: {
        from: 'lines.parts',
        to: 'lines',
        quantity: 'quantity',
        where: { expr: "sourceLine.due <= '2026-04-01'", reason: 'Not due yet' },
        fields: { text: { expr: 'parent.text' }, price: { expr: 'parent.price' } },
      },
    },
  },
});

test('Q11 P15 a nested line counts on itself and on the line that holds it; what is offered is the least', () => {
  const play = new Play({}, nested);
  const rows = [
    {
      id: 'L1',
      text: 'Steel',
      quantity: '10',
      price: '7',
      parts: [
        { id: 'A', quantity: '4', due: '2026-03-01' },
        { id: 'B', quantity: '4', due: '2026-03-20' },
        { id: 'C', quantity: '4', due: '2026-05-01' },
      ],
    },
  ];
  const deal = play.fired(play.make('deal', { partner: play.partner, lines: rows }), 'POST');
  const first = play.converted('deal-to-parcel', deal, { A: '3' });
  expect(play.line(first, 'A')).toMatchObject({ text: 'Steel', price: '7', quantity: '3' });
  expect([play.counter(deal, 'part', 'A'), play.counter(deal, 'delivery')]).toEqual(['3/0', '3/0']);
  const { record, conversion } = play.done(play.convert('deal-to-parcel', deal));
  expect(linesOf(play, record).map(({ id, quantity }) => [id, quantity])).toEqual([
    ['A', '1'],
    ['B', '4'],
  ]);
  expect(conversion?.offered[2]).toMatchObject({ line: 'C', reason: 'Not due yet' });
  play.fired(record, 'POST');
  expect(play.counter(deal, 'delivery')).toBe('8/5');
  expect(codeOf(play.edit(first, { lines: { A: { quantity: '2' } } }))).toBe('done');
  expect([play.counter(deal, 'part', 'A'), play.counter(deal, 'delivery')]).toEqual(['3/1', '7/5']);
  expect(play.edit(first, { lines: { A: { quantity: '3.001' } } })).toMatchObject({ code: 'open-exceeded' });
});

test('Q11 nested lines of one line share what it has left', () => {
  const play = new Play({}, nested);
  const part = (id: string) => ({ id, quantity: '4', due: '2026-03-01' });
  const rows = [{ id: 'L1', quantity: '6', price: '1', parts: [part('A'), part('B')] }];
  const deal = play.fired(play.make('deal', { partner: play.partner, lines: rows }), 'POST');
  const parcel = play.fired(play.converted('deal-to-parcel', deal), 'POST');
  expect(linesOf(play, parcel).map(({ quantity }) => quantity)).toEqual(['4', '2']);
  expect(play.counter(deal, 'delivery')).toBe('6/6');
});

test('Q11 two papers of one quote, billed together, share what it has left', () => {
  const play = new Play();
  const quote = play.posted('quote', ['10']);
  const proofs = [1, 2].map(() => play.fired(play.converted('quote-to-proof', quote), 'POST'));
  const bill = play.fired(play.converted('proof-to-bill', [proofs[0]!, proofs[1]!]), 'POST');
  expect(linesOf(play, bill).map(({ quantity }) => quantity)).toEqual(['10']);
  expect(play.counter(quote, 'ordering')).toBe('10/10');
});

const several = compileSmall({
  'types/deal/schema.json': withFields(
    'types/deal/schema.json',
    {
      expenses: {
        type: 'array',
        title: 'Expenses',
        items: {
          type: 'object',
          properties: {
            id: { type: 'string' },
            what: { type: 'string', title: 'What' },
            cost: { type: 'string', 'x-decimal': { precision: 18, scale: 2 }, title: 'Cost' },
          },
        },
      },
    },
    {},
  ),
  'types/deal/type.json': {
    ...jsonOf('types/deal/type.json'),
    tracks: {
      delivery: track('lines'),
      billing: track('lines'),
      cost: { table: 'expenses', full: 'line.cost' },
    },
  },
  [dealToBill]: {
    ...jsonOf(dealToBill),
    tracks: { billing: {}, cost: { measure: 'amount' } },
    lines: {
      goods,
      expenses: {
        from: 'expenses',
        to: 'lines',
        quantity: 'price',
        fields: { text: { from: 'what' }, quantity: { value: '1' } },
      },
      fee: {
        from: '$document',
        to: 'lines',
        fields: {
          text: { expr: "'Fee for ' + source.partner.name" },
          quantity: { value: '1' },
          price: { value: '5' },
        },
      },
      tax: {
        from: { expr: 'source.lines.filter(l, l.quantity > 5)' },
        to: 'lines',
        fields: {
          text: { expr: "'Packaging of ' + sourceLine.text" },
          quantity: { expr: 'sourceLine.quantity' },
          price: { value: '0.5' },
        },
      },
      note: {
        to: 'lines',
        fields: { text: { value: 'Thank you' }, quantity: { value: '0' }, price: { value: '0' } },
      },
    },
  },
});

test('lines come from several tables, the document, a list, and from nothing', () => {
  const play = new Play({}, several);
  const deal = play.fired(
    play.make('deal', {
      partner: play.partner,
      lines: [
        { id: 'L1', text: 'Beer', quantity: '6', price: '2' },
        { id: 'L2', text: 'Wine', quantity: '1', price: '9' },
      ],
      expenses: [{ id: 'E1', what: 'Taxi', cost: '12.50' }],
    }),
    'POST',
  );
  const bill = play.converted('deal-to-bill', deal);
  expect(linesOf(play, bill).map(({ text, quantity, net }) => [text, quantity, net])).toEqual([
    ['Beer', '6', '12.00'],
    ['Wine', '1', '9.00'],
    ['Taxi', '1', '12.50'],
    ['Fee for Fabrica', '1', '5.00'],
    ['Packaging of Beer', '6', '3.00'],
    ['Thank you', '0', '0.00'],
  ]);
  expect([play.counter(deal, 'billing', 'L1'), play.counter(deal, 'cost', 'E1')]).toEqual(['6/0', '12.5/0']);
  expect(codeOf(play.edit(bill, { lines: { E1: { price: '10' } } }))).toBe('done');
  expect(play.counter(deal, 'cost', 'E1')).toBe('10/0');
  expect(play.edit(bill, { lines: { E1: { price: '12.51' } } })).toMatchObject({ code: 'open-exceeded' });
});

const returning = compileSmall({
  'conversions/deal-to-refund.json': {
    ...jsonOf(dealToParcel),
    title: 'Take back',
    to: 'refund',
    lines: { goods: { ...goods, sign: -1 } },
  },
});

test('Q8 negative lines go by the return path, as positive quantities, and count on the same track', () => {
  const play = new Play({}, returning);
  const deal = play.posted('deal', ['5', '-2']);
  const states = () => play.record(deal).states.find((path) => path.startsWith('posted.delivery.'));
  play.fired(play.converted('deal-to-parcel', deal), 'POST');
  expect(states()).toBe('posted.delivery.partly');
  const { record, conversion } = play.done(play.convert('deal-to-refund', deal));
  expect(conversion?.offered.map(({ line, open, taken }) => [line, open, taken])).toEqual([
    ['L1', '0', '0'],
    ['L2', '2', '2'],
  ]);
  expect(play.line(record, 'L2')['quantity']).toBe('2');
  expect(play.counter(deal, 'delivery', 'L2')).toBe('-2/0');
  expect(codeOf(play.edit(record, { lines: { L2: { quantity: '1.5' } } }))).toBe('done');
  expect(play.counter(deal, 'delivery', 'L2')).toBe('-1.5/0');
  expect(play.edit(record, { lines: { L2: { quantity: '2.5' } } })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '2', asked: '2.5' },
  });
  play.fired(record, 'POST');
  const rest = play.converted('deal-to-refund', deal);
  expect(play.line(rest, 'L2')['quantity']).toBe('0.5');
  play.fired(rest, 'POST');
  expect(states()).toBe('posted.delivery.fully');
  expect(play.convert('deal-to-refund', deal)).toMatchObject({ code: 'nothing-open' });
  expect(play.convert('deal-to-refund', deal, { L2: '0.1' })).toMatchObject({ code: 'open-exceeded' });
});

test('Q14 what was done before is taken over by line and track, and counts as posted', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10', '5']);
  const paper = play.posted('proof', ['1']);
  const done = (line: string, track: string, quantity: string, document: string | null) => ({
    line,
    track,
    quantity,
    document,
  });
  const answer = play.run({
    kind: 'opening',
    id: deal,
    done: [
      done('L1', 'delivery', '7', paper),
      done('L2', 'delivery', '5', null),
      done('L1', 'billing', '2', paper),
    ],
  });
  expect(codeOf(answer)).toBe('done');
  expect([play.counter(deal, 'delivery'), play.counter(deal, 'billing')]).toEqual(['7/7', '2/2']);
  expect(play.record(deal).states).toContain('posted.delivery.partly');
  const parcel = play.converted('deal-to-parcel', deal);
  expect(linesOf(play, parcel).map(({ id, quantity }) => [id, quantity])).toEqual([['L1', '3']]);
  // Bill what was sent: what was delivered before counts.
  const bill = play.converted('deal-to-bill-sent', deal);
  expect(linesOf(play, bill).map(({ quantity }) => quantity)).toEqual(['5', '5']);
  expect(play.run({ kind: 'opening', id: deal, done: [done('L1', 'delivery', '4', null)] })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '3' },
  });
  expect(
    play.run({ kind: 'opening', id: deal, done: [done('L1', 'delivery', '1', null)] }, 'clerk'),
  ).toMatchObject({ code: 'not-allowed' });
});

test('Q14 what was said to be done before is taken back by saying less, or nothing, by who administers', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const open = (quantity: string, role?: string) =>
    play.run(
      { kind: 'opening', id: deal, done: [{ line: 'L1', track: 'delivery', quantity, document: null }] },
      role,
    );
  expect(codeOf(open('0'))).toBe('quantity-positive');
  play.done(open('4'));
  play.done(open('4'));
  expect(play.counter(deal, 'delivery')).toBe('4/4');
  play.done(open('1'));
  expect(play.counter(deal, 'delivery')).toBe('1/1');
  expect(open('0', 'clerk')).toMatchObject({ code: 'not-allowed' });
  play.done(open('0'));
  expect(play.counter(deal, 'delivery')).toBe('0/0');
  expect(play.record(deal).states).toContain('posted.delivery.none');
  expect(open('11')).toMatchObject({ code: 'open-exceeded', params: { open: '10' } });
});
