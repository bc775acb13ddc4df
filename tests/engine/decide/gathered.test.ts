// Lines that were gathered into one (M9): what is taken of it counts on the lines behind it in parts (Q11).
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

const file = (key: string) => `conversions/${key}.json`;
const gathered = { goods: { from: 'lines', to: 'lines', quantity: 'quantity', gather: ['price'] } };
const over = { over: { expr: 'settings.over' }, answer: 'block' };
const changed = (key: string, more: object = {}) => ({ [file(key)]: { ...jsonOf(file(key)), ...more } });

/** Deals are gathered into parcels; bills are made of parcels as they are. */
const pack = compileSmall(changed('deal-to-parcel', { lines: gathered, tolerance: {} }));
/** Bills gather parcels, too, and tolerance is as settings say. */
const twice = compileSmall({
  ...changed('deal-to-parcel', { lines: gathered, tolerance: over }),
  ...changed('parcel-to-bill', { lines: gathered, tolerance: over }),
});

const quantities = (play: Play, id: string) =>
  (play.record(id).data['lines'] as readonly JsonObject[]).map(({ quantity }) => quantity);
const billing = (play: Play, ids: readonly string[]) => ids.map((id) => play.counter(id, 'billing'));
const posted = (
  play: Play,
  conversion: string,
  from: string | readonly string[],
  lines?: Record<string, string>,
) => play.fired(play.converted(conversion, from, lines), 'POST');

/** Two deals of these quantities, delivered as one line. */
function delivered(play: Play, quantities: readonly string[] = ['2', '3']) {
  const deals = quantities.map((quantity) => play.posted('deal', [quantity]));
  return { deals, parcel: posted(play, 'deal-to-parcel', deals) };
}

test('Q11 M9 all of a gathered line is billed at once, and fully on every line behind it', () => {
  const play = new Play({}, pack);
  const { deals, parcel } = delivered(play);
  expect(quantities(play, parcel)).toEqual(['5']);
  const bill = play.converted('parcel-to-bill', parcel);
  expect(quantities(play, bill)).toEqual(['5']);
  expect(billing(play, deals)).toEqual(['2/0', '3/0']);
  play.fired(bill, 'POST');
  expect(billing(play, [...deals, parcel])).toEqual(['2/2', '3/3', '5/5']);
  expect(codeOf(play.convert('parcel-to-bill', parcel))).toBe('nothing-open');
});

test('Q11 M9 what is billed in parts fills the lines behind in order', () => {
  const play = new Play({}, pack);
  const { deals, parcel } = delivered(play);
  posted(play, 'parcel-to-bill', parcel, { L1: '1' });
  expect(billing(play, deals)).toEqual(['1/1', '0/0']);
  const rest = play.converted('parcel-to-bill', parcel);
  expect(quantities(play, rest)).toEqual(['4']);
  expect(billing(play, deals)).toEqual(['2/1', '3/0']);
});

test('Q11 M9 lines of one deal are gathered as lines of several are', () => {
  const play = new Play({}, pack);
  const deal = play.posted('deal', ['2', '3']);
  const parcel = posted(play, 'deal-to-parcel', deal);
  posted(play, 'parcel-to-bill', parcel, { L1: '3' });
  expect(['L1', 'L2'].map((line) => play.counter(deal, 'billing', line))).toEqual(['2/2', '1/1']);
});

test('Q11 M9 what was billed on a line behind already is not billed again by the gathered one', () => {
  const play = new Play({}, pack);
  const deals = [play.posted('deal', ['10']), play.posted('deal', ['3'])];
  const parcel = play.fired(
    play.done(
      play.run({
        kind: 'convert',
        conversion: 'deal-to-parcel',
        sources: [{ id: deals[0]!, lines: [{ id: 'L1', quantity: '2' }] }, { id: deals[1]! }],
        set: {},
        into: null,
      }),
    ).record,
    'POST',
  );
  posted(play, 'deal-to-bill', deals[1]!);
  // Of the first no more goes than came to the parcel, though more of it is open.
  expect(quantities(play, posted(play, 'parcel-to-bill', parcel))).toEqual(['2']);
  expect(billing(play, deals)).toEqual(['2/2', '3/3']);
  expect(codeOf(play.convert('parcel-to-bill', parcel))).toBe('nothing-open');
  expect(quantities(play, play.converted('deal-to-bill', deals[0]!))).toEqual(['8']);
});

test('Q11 M9 editing a draft spreads it anew, down to nothing and up again', () => {
  const play = new Play({}, pack);
  const { deals, parcel } = delivered(play);
  const bill = play.converted('parcel-to-bill', parcel);
  const edited = (quantity: string) => play.done(play.edit(bill, { lines: { L1: { quantity } } }));
  for (const [quantity, counters] of [
    ['1', ['1/0', '0/0']],
    ['4', ['2/0', '2/0']],
    ['0', ['0/0', '0/0']],
    ['5', ['2/0', '3/0']],
  ] as const) {
    edited(quantity);
    expect(billing(play, deals)).toEqual(counters);
  }
  play.done(play.edit(bill, { note: 'of nothing that counts' }));
  expect(billing(play, deals)).toEqual(['2/0', '3/0']);
  expect(play.edit(bill, { lines: { L1: { quantity: '6' } } })).toMatchObject({ code: 'open-exceeded' });
  play.done(play.remove(bill));
  expect(billing(play, deals)).toEqual(['0/0', '0/0']);
});

test('Q11 M9 X2 X4 what is voided or credited is given back to the lines that it was taken of, and billed again', () => {
  const play = new Play({}, pack);
  const { deals, parcel } = delivered(play);
  const bill = posted(play, 'parcel-to-bill', parcel);
  posted(play, 'bill-to-refund', bill, { L1: '3' });
  expect(billing(play, [...deals, parcel])).toEqual(['0/0', '2/2', '2/2']);
  const again = posted(play, 'parcel-to-bill', parcel);
  expect(quantities(play, again)).toEqual(['3']);
  expect(billing(play, [...deals, parcel])).toEqual(['2/2', '3/3', '5/5']);
  play.fired(again, 'DROP');
  expect(billing(play, [...deals, parcel])).toEqual(['0/0', '2/2', '2/2']);
  posted(play, 'bill-to-refund', bill);
  expect(billing(play, [...deals, parcel])).toEqual(['0/0', '0/0', '0/0']);
  expect(quantities(play, play.converted('parcel-to-bill', parcel))).toEqual(['5']);
});

describe('Q11 M9 gathered twice', () => {
  /** Two deals, delivered by two parcels, each of which has a part of both. */
  function billed(play: Play) {
    const deals = [play.posted('deal', ['3']), play.posted('deal', ['6'])];
    const first = posted(play, 'deal-to-parcel', deals, { L1: '2' });
    const second = posted(play, 'deal-to-parcel', deals);
    return { deals, parcels: [first, second] };
  }

  test('each parcel counts on the deals as it was made of them', () => {
    const play = new Play({}, twice);
    const { deals, parcels } = billed(play);
    expect(parcels.map((id) => quantities(play, id))).toEqual([['4'], ['5']]);
    const bill = play.converted('parcel-to-bill', parcels);
    expect(quantities(play, bill)).toEqual(['9']);
    expect(billing(play, [...deals, ...parcels])).toEqual(['3/0', '6/0', '4/0', '5/0']);
    play.done(play.edit(bill, { lines: { L1: { quantity: '5' } } }));
    expect(billing(play, [...deals, ...parcels])).toEqual(['3/0', '2/0', '4/0', '1/0']);
    play.fired(bill, 'POST');
    // Of the second parcel one of the first deal has gone.
    expect(quantities(play, posted(play, 'parcel-to-bill', parcels[1]!))).toEqual(['4']);
    expect(billing(play, [...deals, ...parcels])).toEqual(['3/3', '6/6', '4/4', '5/5']);
  });

  test('a credit gives back to one parcel after the other, and of each to the deals that it was made of', () => {
    const play = new Play({}, twice);
    const { deals, parcels } = billed(play);
    const bill = posted(play, 'parcel-to-bill', parcels);
    posted(play, 'bill-to-refund', bill, { L1: '5' });
    expect(billing(play, [...deals, ...parcels])).toEqual(['0/0', '4/4', '0/0', '4/4']);
    posted(play, 'bill-to-refund', bill, { L1: '2' });
    expect(billing(play, [...deals, ...parcels])).toEqual(['0/0', '2/2', '0/0', '2/2']);
    expect(quantities(play, posted(play, 'parcel-to-bill', parcels[0]!))).toEqual(['4']);
    expect(billing(play, deals)).toEqual(['2/2', '4/4']);
    expect(quantities(play, posted(play, 'parcel-to-bill', parcels[1]!))).toEqual(['3']);
    expect(billing(play, deals)).toEqual(['3/3', '6/6']);
  });
});

test('T2 Q11 M9 tolerance lets each line behind flow over by its own part', () => {
  const play = new Play({ over: '0.2' }, twice);
  const { deals, parcel } = delivered(play);
  const bill = play.converted('parcel-to-bill', parcel, { L1: '6' });
  expect(billing(play, deals)).toEqual(['2.4/0', '3.6/0']);
  expect(play.edit(bill, { lines: { L1: { quantity: '6.001' } } })).toMatchObject({ code: 'open-exceeded' });
  play.fired(bill, 'POST');
  expect(billing(play, [parcel])).toEqual(['6/6']);
});

test('Q14 Q11 M9 what was billed of a gathered line before the company started is spread, and taken back', () => {
  const play = new Play({}, pack);
  const { deals, parcel } = delivered(play);
  const document = play.posted('bill', ['1']);
  const said = (quantity: string) =>
    play.done(
      play.run({ kind: 'opening', id: parcel, done: [{ track: 'billing', line: 'L1', quantity, document }] }),
    );
  said('4');
  expect(billing(play, deals)).toEqual(['2/2', '2/2']);
  expect(quantities(play, play.converted('parcel-to-bill', parcel))).toEqual(['1']);
  said('1');
  expect(billing(play, deals).map((one) => one.split('/')[1])).toEqual(['0', '1']);
});

test('Q2 Q11 M9 drafts of a gathered line hold the lines behind in order, and let them go', () => {
  const play = new Play({}, pack);
  const { deals, parcel } = delivered(play);
  const drafts = [
    play.converted('parcel-to-bill', parcel, { L1: '3' }),
    play.converted('parcel-to-bill', parcel),
  ];
  expect(drafts.map((id) => quantities(play, id))).toEqual([['3'], ['2']]);
  expect(billing(play, deals)).toEqual(['2/0', '3/0']);
  play.done(play.remove(drafts[0]!));
  expect(billing(play, deals)).toEqual(['0/0', '2/0']);
  expect(quantities(play, play.converted('parcel-to-bill', parcel))).toEqual(['3']);
});

describe('Q11 amounts of a document that was made of several', () => {
  const type = (key: string) => jsonOf(`types/${key}/type.json`) as { tracks: JsonObject };
  const paid = compileSmall({
    'types/deal/type.json': {
      ...type('deal'),
      tracks: { ...type('deal').tracks, payment: { full: 'doc.total' } },
    },
  });
  const payment = (play: Play, ids: readonly string[]) => ids.map((id) => play.counter(id, 'payment', null));
  const paying = (play: Play, bill: string, amount?: string) =>
    play.run({
      kind: 'convert',
      conversion: 'bill-to-receipt',
      sources: [{ id: bill, ...(amount === undefined ? {} : { amount }) }],
      set: {},
      into: null,
    });

  test('a payment counts on each of them in order, up to its part', () => {
    const play = new Play({}, paid);
    const deals = [play.posted('deal', ['6', '1']), play.posted('deal', ['4'])];
    const bill = posted(play, 'deal-to-bill', deals);
    const first = play.done(paying(play, bill, '72')).record;
    expect(payment(play, [bill, ...deals])).toEqual(['72/0', '70/0', '2/0']);
    for (const [total, counters] of [
      ['20', ['20/0', '20/0', '0/0']],
      ['75', ['75/0', '70/0', '5/0']],
    ] as const) {
      play.done(play.edit(first, { total }));
      expect(payment(play, [bill, ...deals])).toEqual(counters);
    }
    play.fired(first, 'POST');
    expect(payment(play, [bill, ...deals])).toEqual(['75/75', '70/70', '5/5']);
    const rest = play.done(paying(play, bill)).record;
    expect(play.record(rest).data['total']).toBe('35.00');
    expect(payment(play, [bill, ...deals])).toEqual(['110/75', '70/70', '40/5']);
    play.done(play.edit(rest, { total: '30' }));
    expect(payment(play, [bill, ...deals])).toEqual(['105/75', '70/70', '35/5']);
    play.fired(first, 'DROP');
    expect(payment(play, [bill, ...deals])).toEqual(['30/0', '0/0', '30/0']);
    expect(play.record(play.done(paying(play, bill)).record).data['total']).toBe('80.00');
    expect(payment(play, [bill, ...deals])).toEqual(['110/0', '70/0', '40/0']);
  });

  test('a payment of several bills counts on what each was made of, also when its amount is edited', () => {
    const play = new Play({}, paid);
    const deals = ['6', '4', '5'].map((quantity) => play.posted('deal', [quantity]));
    const bills = [posted(play, 'deal-to-bill', deals.slice(0, 2)), posted(play, 'deal-to-bill', deals[2]!)];
    const receipt = play.converted('bill-to-receipt', bills);
    expect(payment(play, [...bills, ...deals])).toEqual(['100/0', '50/0', '60/0', '40/0', '50/0']);
    play.done(play.edit(receipt, { total: '90' }));
    expect(payment(play, [...bills, ...deals])).toEqual(['90/0', '0/0', '60/0', '30/0', '0/0']);
    play.done(play.edit(receipt, { total: '130' }));
    expect(payment(play, [...bills, ...deals])).toEqual(['100/0', '30/0', '60/0', '40/0', '30/0']);
  });
});

test('Q11 M9 T2 nor does an edit take more by the gathered line than came from a line behind, though more is open there', () => {
  const play = new Play({}, pack);
  const deals = [play.posted('deal', ['2']), play.posted('deal', ['10'])];
  const parcel = posted(play, 'deal-to-parcel', deals, { L1: '2' });
  posted(play, 'deal-to-bill', deals[0]!);
  const bill = play.converted('parcel-to-bill', parcel);
  expect(quantities(play, bill)).toEqual(['2']);
  expect(play.edit(bill, { lines: { L1: { quantity: '3' } } })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '2', asked: '3', label: 'Part 1' },
  });
  expect(play.convert('parcel-to-bill', parcel, { L1: '3' })).toMatchObject({ code: 'open-exceeded' });
});

test('T4 Q11 M9 what is closed on a line behind is not billed by the gathered one, until it is opened again', () => {
  const play = new Play({}, pack);
  const { deals, parcel } = delivered(play);
  play.done(play.run({ kind: 'settle', id: deals[0]!, track: 'billing' }));
  const bill = play.converted('parcel-to-bill', parcel);
  expect(quantities(play, bill)).toEqual(['3']);
  expect(billing(play, deals)).toEqual(['0/0', '3/0']);
  play.done(play.run({ kind: 'reopen', id: deals[0]!, track: 'billing' }));
  expect(quantities(play, play.converted('parcel-to-bill', parcel))).toEqual(['2']);
  expect(billing(play, deals)).toEqual(['2/0', '3/0']);
});

test('X1 Q11 M9 voiding a deal makes good what bills took of it by the parcel, whatever they took of others', () => {
  const makesGood = (conversion: string) => ({
    void: { source: 'compensate', compensate: { conversion, then: 'POST' } },
  });
  const parcelType = jsonOf('types/parcel/type.json') as { tracks: JsonObject };
  const returned = { table: 'lines', full: 'line.quantity' };
  const undoing = compileSmall({
    ...changed('deal-to-parcel', { lines: gathered, tolerance: {}, ...makesGood('parcel-to-refund') }),
    ...changed('parcel-to-bill', makesGood('bill-to-refund')),
    'types/parcel/type.json': { ...parcelType, tracks: { ...parcelType.tracks, returned } },
    [file('parcel-to-refund')]: {
      ...jsonOf(file('bill-to-refund')),
      from: 'parcel',
      tracks: { returned: {} },
      reopens: { delivery: true },
    },
  });
  const play = new Play({}, undoing);
  const { deals, parcel } = delivered(play);
  posted(play, 'parcel-to-bill', parcel, { L1: '4' });
  expect(billing(play, deals)).toEqual(['2/2', '2/2']);
  play.fired(deals[1]!, 'DROP');
  expect(billing(play, [...deals, parcel])).toEqual(['2/2', '0/0', '2/2']);
});

test('Q8 M9 what goes back is not gathered into what goes forward, in a draft that is there neither', () => {
  const back = compileSmall(changed('bill-to-refund', { lines: gathered }));
  const play = new Play({}, back);
  const bill = play.posted('bill', ['5', '-2', '1']);
  const refund = play.converted('bill-to-refund', bill, { L1: '5', L2: '1' });
  expect(quantities(play, refund)).toEqual(['5', '-1']);
  play.done(play.convert('bill-to-refund', bill, undefined, {}, refund));
  expect(quantities(play, refund)).toEqual(['6', '-2']);
  play.done(play.edit(refund, { lines: { L1: { quantity: '2' } } }));
  expect(['L1', 'L2', 'L3'].map((line) => play.counter(bill, 'credit', line))).toEqual([
    '2/0',
    '-2/0',
    '0/0',
  ]);
});
