import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { advanceOf, advances, amendable, saleOf } from './advance-pack.ts';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

const rows = [
  ['3', '33.333', '19'],
  ['7', '1.429', '9'],
  ['1', '0.05', '19'],
] as const;
const table = (play: Play, id: string, name = 'lines') => play.record(id).data[name] as readonly JsonObject[];
const totals = (play: Play, id: string) => {
  const { net, tax, total } = play.record(id).data;
  return [net, tax, total];
};

test('P5 slices of one line sum to its amount to the cent, on the lines themselves', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['3', '3.333', '19']]);
  expect(play.line(sale, 'L1')['net']).toBe('10.00');
  const finals = ['1', '1', '1'].map((quantity) =>
    play.fired(play.converted('sale-to-final', sale, { L1: quantity }), 'POST'),
  );
  expect(finals.map((id) => play.line(id, 'L1')['net'])).toEqual(['3.33', '3.33', '3.34']);
  expect(finals.map((id) => play.line(id, 'L1')['adjust'])).toEqual([undefined, undefined, '0.01']);
});

test('P5 X4 what is credited in parts gives back all of it, and may be billed again to the cent', () => {
  const play = new Play();
  const deal = play.posted('deal', ['3'], '3.333');
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  for (const quantity of ['1', '1', '1'])
    play.fired(play.converted('bill-to-refund', bill, { L1: quantity }), 'POST');
  play.fired(play.converted('deal-to-bill', deal), 'POST');
  const billed = [...play.store.links.values()].filter(({ track }) => track === 'billing');
  expect(billed.map(({ effect, amount }) => [effect, amount])).toEqual([
    [1, '10'],
    [-1, '3.33'],
    [-1, '3.33'],
    [-1, '3.34'],
    [1, '10'],
  ]);
});

test('P5 at another price the line is worth what its own formula says', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['3', '3.333', '19']]);
  play.converted('sale-to-final', sale, { L1: '2' });
  const last = play.converted('sale-to-final', sale);
  expect(play.line(last, 'L1')).toMatchObject({ net: '3.33' });
  play.done(play.edit(last, { lines: { L1: { price: '4' } } }));
  expect(play.line(last, 'L1')).toEqual({ id: 'L1', quantity: '1', price: '4', taxRate: '19', net: '4.00' });
  play.done(play.edit(last, { lines: { L1: { price: '3.333', quantity: '0.5' } } }));
  expect(play.line(last, 'L1')).toMatchObject({ net: '1.67' });
});

test('P7 an advance of everything leaves a final paper of exactly 0.00', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, rows);
  const down = play.fired(advanceOf(play, sale), 'POST');
  expect(totals(play, down)).toEqual(totals(play, sale));
  const final = play.converted('sale-to-final', sale);
  expect(totals(play, final)).toEqual(['0.00', '0.00', '0.00']);
  expect(table(play, final, 'groups')).toMatchObject([
    { rate: '9', base: '0.00', tax: '0.00' },
    { rate: '19', base: '0.00', tax: '0.00' },
  ]);
  play.fired(final, 'POST');
  expect(play.record(sale).phase).toBe('posted');
  expect(play.convert('down-to-down-back', down)).toMatchObject({ code: 'nothing-open' });
});

test('P7 an advance is stored by tax group; what is settled are the stored amounts', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, rows);
  const first = play.fired(advanceOf(play, sale, '50'), 'POST');
  expect(play.record(first).data['total']).toBe('50.00');
  const groups = table(play, first).map(({ rate, gross, base, tax }) => [rate, gross, base, tax]);
  expect(groups).toEqual([
    ['9', '4.19', '3.84', '0.35'],
    ['19', '45.81', '38.50', '7.31'],
  ]);
  const second = play.fired(advanceOf(play, sale), 'POST');
  const final = play.converted('sale-to-final', sale);
  expect(totals(play, final)).toEqual(['0.00', '0.00', '0.00']);
  expect(table(play, final, 'advances').map(({ advance }) => advance)).toEqual([
    first,
    first,
    second,
    second,
  ]);
});

test('P7 an advance follows what is asked for while it is a draft, up to what is open', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['1', '100', '19']]);
  const down = advanceOf(play, sale, '11.90');
  expect(codeOf(play.edit(down, { asked: '23.80' }))).toBe('done');
  expect(play.record(down).data).toMatchObject({ net: '20.00', tax: '3.80', total: '23.80' });
  expect(play.counter(sale, 'advance', null)).toBe('23.8/0');
  expect(play.edit(down, { asked: '119.01' })).toMatchObject({ code: 'open-exceeded' });
});

const warned = (answer: ReturnType<Play['run']>) =>
  answer.kind === 'decision' ? answer.warnings.map(({ message }) => message) : [answer.code];

test('P7 a draft final takes an advance that comes into force, and whoever posts that is told', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['3', '33.333', '19']]);
  const final = play.converted('sale-to-final', sale);
  const down = advanceOf(play, sale);
  expect(warned(play.fire(down, 'POST'))).toEqual([
    'In Final 119 of advances is settled now, instead of 0: they have moved since it was made.',
  ]);
  expect(totals(play, final)).toEqual(['0.00', '0.00', '0.00']);
  play.fired(final, 'POST');
  expect(totals(play, final)).toEqual(['0.00', '0.00', '0.00']);
  const [line] = table(play, down);
  expect(play.counter(down, 'settlement', String(line?.['id']))).toBe('119/119');
});

test('P7 several drafts take of an advance what is open of it, in whatever order they are posted', () => {
  for (const isLate of [true, false]) {
    const play = new Play({}, advances);
    const sale = saleOf(play, [['4', '10', '19']]);
    const part = play.converted('sale-to-final', sale, { L1: '1' });
    const more = play.converted('sale-to-final', sale, { L1: '2' });
    const down = play.fired(advanceOf(play, sale, '20'), 'POST');
    for (const id of isLate ? [more, part] : [part, more]) play.fired(id, 'POST');
    const rest = play.fired(play.converted('sale-to-final', sale), 'POST');
    expect([part, more, down, rest].map((id) => play.record(id).data['total'])).toEqual([
      '0.00',
      '15.70',
      '20.00',
      '11.90',
    ]);
  }
});

test('P7 X1 a draft final settles one advance less when that is voided or refunded', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['4', '10', '19']]);
  const [first, second] = ['11.90', '23.80'].map((amount) =>
    play.fired(advanceOf(play, sale, amount), 'POST'),
  );
  const final = play.converted('sale-to-final', sale);
  expect(play.record(final).data['total']).toBe('11.90');
  const voided = play.done(play.fire(first ?? '', 'DROP'));
  expect(voided.plan).toMatchObject([{ what: 'reduce', record: final }]);
  expect(play.record(final).data['total']).toBe('23.80');
  const [line] = table(play, second ?? '');
  const back = play.converted('down-to-down-back', second ?? '', { [String(line?.['id'])]: '11.90' });
  expect(warned(play.fire(back, 'POST'))).toEqual([
    'In Final 11.9 of advances is settled now, instead of 23.8: they have moved since it was made.',
  ]);
  expect(warned(play.fire(final, 'POST'))).toEqual([]);
  expect(totals(play, final)).toEqual(['30.00', '5.70', '35.70']);
});

test('P7 a draft settles what others would have settled, where nothing would be left for it later', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['4', '10', '19']]);
  const down = play.fired(advanceOf(play, sale, '20'), 'POST');
  const first = play.converted('sale-to-final', sale, { L1: '2' });
  const second = play.converted('sale-to-final', sale);
  expect([first, second].map((id) => play.record(id).data['total'])).toEqual(['3.80', '23.80']);
  // By hand: less of it now, the rest with the next one.
  const settled = String(table(play, first, 'advances')[0]?.['id']);
  play.done(play.edit(first, { advances: { [settled]: { gross: '5' } } }));
  expect(warned(play.fire(first, 'POST'))).toEqual([]);
  play.done(play.fire(second, 'POST'));
  expect([first, second].map((id) => play.record(id).data['total'])).toEqual(['18.80', '8.80']);
  expect(play.counter(down, 'settlement', String(table(play, down)[0]?.['id']))).toBe('20/20');
});

test('P7 an advance comes to no more than what is still to come, by tax group', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [
    ['4', '10', '19'],
    ['1', '10', '9'],
  ]);
  const early = advanceOf(play, sale, '58.50');
  play.fired(play.converted('sale-to-final', sale, { L1: '4' }), 'POST');
  expect(play.fire(early, 'POST')).toMatchObject({ code: 'advance-exceeds' });
  play.fired(early, 'DROP');
  expect(
    play.run({
      kind: 'convert',
      conversion: 'sale-to-down',
      sources: [{ id: sale, amount: '10.91' }],
      set: {},
      into: null,
    }),
  ).toMatchObject({
    code: 'advance-exceeds',
    message: 'Of Sale only 10.9 is still to come: an advance of 10.91 would never be settled.',
  });
  const down = play.fired(advanceOf(play, sale), 'POST');
  expect(table(play, down).map(({ rate, gross, base }) => [rate, gross, base])).toEqual([
    ['9', '10.90', '10.00'],
  ]);
  const last = play.fired(play.converted('sale-to-final', sale), 'POST');
  expect(totals(play, last)).toEqual(['0.00', '0.00', '0.00']);
  expect(play.convert('sale-to-down', sale)).toMatchObject({ code: 'nothing-open' });
});

test('P7 what settles an advance settles no more of it than it comes to', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['4', '10', '19']]);
  const down = play.fired(advanceOf(play, sale), 'POST');
  const final = play.converted('sale-to-final', sale);
  play.done(play.edit(final, { lines: { L1: { quantity: '1' } } }));
  expect(warned(play.fire(final, 'POST'))).toEqual([
    'In Final 11.9 of advances is settled now, instead of 47.6: they have moved since it was made.',
  ]);
  expect(totals(play, final)).toEqual(['0.00', '0.00', '0.00']);
  expect(table(play, final, 'advances')).toMatchObject([{ gross: '11.90', base: '10.00', tax: '1.90' }]);
  expect(play.counter(down, 'settlement', String(table(play, down)[0]?.['id']))).toBe('11.9/11.9');
});

test('P7 X4 a credit is not undone where an advance was taken of what it had opened', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['4', '10', '19']]);
  const final = play.fired(play.converted('sale-to-final', sale), 'POST');
  const credit = play.fired(play.converted('final-to-final-back', final), 'POST');
  const down = play.fired(advanceOf(play, sale, '11.90'), 'POST');
  expect(play.fire(credit, 'DROP')).toMatchObject({
    code: 'advance-exceeds',
    message: 'Of Sale only 0 is still to come: an advance of 11.9 would never be settled.',
  });
  play.fired(play.converted('down-to-down-back', down), 'POST');
  play.fired(credit, 'DROP');
  expect(play.counter(sale, 'billing')).toBe('4/4');
});

test('P7 X5 an amended sale keeps what its advances are settled with', () => {
  const play = new Play({}, amendable);
  const sale = saleOf(play, [['4', '10', '19']]);
  play.fired(play.converted('sale-to-final', sale, { L1: '1' }), 'POST');
  play.fired(advanceOf(play, sale, '23.80'), 'POST');
  const amend = (quantity: string) =>
    play.run({ kind: 'amend', id: sale, patch: { lines: { L1: { quantity } } } });
  expect(amend('2.5')).toMatchObject({ code: 'advance-exceeds', params: { open: '17.85', asked: '23.8' } });
  play.done(amend('3'));
});

test('P7 Q8 an advance settles and gives back its negative groups as they are', () => {
  const sold = (play: Play): string =>
    saleOf(play, [
      ['1', '100', '19'],
      ['1', '-10', '9'],
    ]);
  const play = new Play({}, advances);
  const sale = sold(play);
  const down = play.fired(advanceOf(play, sale), 'POST');
  expect(play.record(down).data['total']).toBe('108.10');
  const back = play.fired(play.converted('down-to-down-back', down), 'POST');
  expect(totals(play, back)).toEqual(['90.00', '18.10', '108.10']);
  expect(play.counter(sale, 'advance', null)).toBe('0/0');
  play.fired(advanceOf(play, sale), 'POST');
  const final = play.fired(play.converted('sale-to-final', sale), 'POST');
  expect(totals(play, final)).toEqual(['0.00', '0.00', '0.00']);
  const credit = play.fired(play.converted('final-to-final-back', final), 'POST');
  expect(totals(play, credit)).toEqual(['0.00', '0.00', '0.00']);
  expect(totals(play, play.fired(play.converted('sale-to-final', sale), 'POST'))).toEqual([
    '0.00',
    '0.00',
    '0.00',
  ]);
});

test('P7 what is refunded may be asked for again, and is not settled', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['1', '100', '19']]);
  const down = play.fired(advanceOf(play, sale, '59.50'), 'POST');
  const line = String(table(play, down)[0]?.['id']);
  const back = play.converted('down-to-down-back', down, { [line]: '11.90' });
  expect(totals(play, back)).toEqual(['10.00', '1.90', '11.90']);
  play.fired(back, 'POST');
  expect(play.counter(sale, 'advance', null)).toBe('47.6/47.6');
  const final = play.converted('sale-to-final', sale);
  expect(totals(play, final)).toEqual(['60.00', '11.40', '71.40']);
});

test('P6 the rounding policy is frozen onto the document when it is made', () => {
  const even = new Play({ rounding: 'half-even', cashStep: '0.05' }, advances);
  const sale = saleOf(even, [['1', '2.125', '0']]);
  expect(even.line(sale, 'L1')['net']).toBe('2.12');
  expect(even.record(sale).data).toMatchObject({ rounding: 'half-even', cash: '-0.02', total: '2.10' });
  expect(even.edit(sale, { rounding: 'half-up' })).toMatchObject({ kind: 'refusal' });
  const up = new Play({}, advances);
  const other = saleOf(up, [['1', '2.125', '0']]);
  expect(up.line(other, 'L1')['net']).toBe('2.13');
  expect(up.record(other).data).toMatchObject({ rounding: 'half-up', cash: '0.00', total: '2.13' });
});

const priced = compileSmall({
  'types/deal/schema.json': {
    ...(jsonOf('types/deal/schema.json') as object),
    properties: {
      ...(jsonOf('types/deal/schema.json')['properties'] as object),
      priceDate: { type: 'string', format: 'date', title: 'Price date', 'x-default': 'doc.date' },
    },
  },
  'conversions/quote-to-deal.json': {
    ...jsonOf('conversions/quote-to-deal.json'),
    header: {
      ...(jsonOf('conversions/quote-to-deal.json')['header'] as object),
      priceDate: { from: 'date' },
    },
  },
});

test('P1 saving never prices anew what was copied; asking for it does', () => {
  const play = new Play();
  const lines = [{ id: 'L1', item: play.item, quantity: '1' }];
  const quote = play.fired(play.make('quote', { partner: play.partner, lines }), 'POST');
  const deal = play.converted('quote-to-deal', quote);
  expect(play.line(deal, 'L1')['price']).toBe('12.345');
  play.done(play.edit(play.item, { price: '20' }));
  const dear = play.make('item', { code: 'I2', price: '99' });
  play.done(play.edit(deal, { note: 'saved', lines: { L1: { quantity: '0.5' } } }));
  expect(play.line(deal, 'L1')['price']).toBe('12.345');
  play.done(play.edit(deal, { lines: { L1: { item: dear } } }));
  expect(play.line(deal, 'L1')['price']).toBe('12.345');
  const answer = play.done(play.run({ kind: 'refill', id: deal, fields: ['lines.price'] }));
  expect(answer.history).toMatchObject([{ what: 'refill' }]);
  expect(play.line(deal, 'L1')['price']).toBe('99');
  expect(play.run({ kind: 'refill', id: deal, fields: ['lines.net'] })).toMatchObject({
    code: 'unknown-fill',
  });
});

test('P3 the date that prices are of is a field with its own source', () => {
  const play = new Play({}, priced);
  const quote = play.posted('quote', ['1']);
  play.today = '2026-04-04';
  const deal = play.converted('quote-to-deal', quote);
  expect(play.record(deal).data).toMatchObject({ date: '2026-04-04', priceDate: '2026-03-02' });
});

const shares = (play: Play, id: string) =>
  ['groups', 'remainders'].map((name) =>
    table(play, id, name)?.map(({ rate, base, tax }) => ({ rate, base, tax })),
  );

test('P5 P7 the last paper of a tax group takes what the others rounded away, as it is posted', () => {
  const play = new Play({}, advances);
  // 3 × 0.35 at 9 %: 0.03 of tax each, 0.09 of all; at 19 %: 0.07 each, and 0.20.
  const sale = saleOf(play, [
    ['3', '0.35', '19'],
    ['1', '1', '9'],
  ]);
  const drafts = ['1', '1', '1'].map((quantity) => play.converted('sale-to-final', sale, { L1: quantity }));
  expect(drafts.map((id) => table(play, id, 'remainders'))).toEqual([undefined, undefined, undefined]);
  const [first = '', second = '', third = ''] = drafts;
  for (const id of [third, first, second]) play.fired(id, 'POST');
  expect(shares(play, first)).toEqual([[{ rate: '19', base: '0.35', tax: '0.07' }], undefined]);
  expect(shares(play, second)).toEqual([
    [{ rate: '19', base: '0.35', tax: '0.06' }],
    [{ rate: '19', base: '0.00', tax: '-0.01' }],
  ]);
  // Its last paper is over, whatever is still to come of other groups.
  const rest = play.fired(play.converted('sale-to-final', sale), 'POST');
  expect(shares(play, rest)).toEqual([[{ rate: '9', base: '1.00', tax: '0.09' }], undefined]);
  // Credited and made anew, it is the last again.
  play.fired(play.converted('final-to-final-back', first), 'POST');
  const again = play.fired(play.converted('sale-to-final', sale), 'POST');
  expect(totals(play, again)).toEqual(['0.35', '0.07', '0.42']);
});

test('P5 what people add to a paper, and prices that they write, are no rounding', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['3', '0.35', '19']]);
  const [first = '', second = '', third = ''] = ['1', '1', '1'].map((quantity) =>
    play.converted('sale-to-final', sale, { L1: quantity }),
  );
  const fare = { id: 'F', quantity: '1', price: '5', taxRate: '19' };
  play.done(play.edit(first, { lines: { F: fare } }));
  for (const id of [first, second, third]) play.fired(id, 'POST');
  expect(table(play, third, 'remainders')).toMatchObject([{ rate: '19', base: '0.00', tax: '-0.01' }]);
  const other = saleOf(play, [['3', '0.35', '19']]);
  const dear = play.converted('sale-to-final', other, { L1: '1' });
  play.done(play.edit(dear, { lines: { L1: { price: '9' } } }));
  play.fired(dear, 'POST');
  const last = play.fired(play.converted('sale-to-final', other), 'POST');
  expect(table(play, last, 'remainders')).toBeUndefined();
});

test('P7 an advance of all that is still to come leaves 0.00, whatever was rounded before it', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['3', '0.35', '19']]);
  const first = play.fired(play.converted('sale-to-final', sale, { L1: '1' }), 'POST');
  const second = play.fired(play.converted('sale-to-final', sale, { L1: '1' }), 'POST');
  const down = play.fired(advanceOf(play, sale), 'POST');
  expect(play.record(down).data['total']).toBe('0.41');
  const last = play.fired(play.converted('sale-to-final', sale), 'POST');
  expect(totals(play, last)).toEqual(['0.00', '0.00', '0.00']);
  expect([first, second].map((id) => play.record(id).data['total'])).toEqual(['0.42', '0.42']);
});

test('P5 X2 undoing a credit is refused where nothing would be left to take the rounding', () => {
  const play = new Play({}, advances);
  const sale = saleOf(play, [['3', '0.35', '19']]);
  const [first] = ['1', '1'].map((quantity) =>
    play.fired(play.converted('sale-to-final', sale, { L1: quantity }), 'POST'),
  );
  const credit = play.fired(play.converted('final-to-final-back', first ?? ''), 'POST');
  const third = play.fired(play.converted('sale-to-final', sale, { L1: '1' }), 'POST');
  expect(play.fire(credit, 'DROP')).toMatchObject({ code: 'rounding-left', params: { amount: '-0.01' } });
  play.fired(third, 'DROP');
  play.fired(credit, 'DROP');
  const last = play.fired(play.converted('sale-to-final', sale), 'POST');
  expect(totals(play, last)).toEqual(['0.35', '0.06', '0.41']);
});
