// What is made good when a source is voided: the part that came from it, whatever was made from that and is pending.
import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { compileSmall, jsonOf, Play } from './pack.ts';

const dealToParcel = 'conversions/deal-to-parcel.json';
const parcelToBill = 'conversions/parcel-to-bill.json';
const dealToBill = 'conversions/deal-to-bill.json';

const byRefund = { source: 'compensate', compensate: { conversion: 'bill-to-refund', then: 'POST' } };
const gathered = { goods: { from: 'lines', to: 'lines', quantity: 'quantity', gather: ['price'] } };
const refunding = (more: Readonly<Record<string, unknown>> = {}, path: object = {}) =>
  compileSmall({ [dealToBill]: { ...jsonOf(dealToBill), ...path, void: byRefund }, ...more });
/** The steps of a plan: what is done, to a record of which type, in part or not, and the quantities that it makes. */
const stepsOf = (play: Play, answer: ReturnType<Play['fire']>) =>
  (play.done(answer).plan ?? []).map(({ what, type, isPart, made }) => {
    const rows = made.flatMap((id) => play.record(id).data['lines'] as JsonObject[]);
    return [what, type, isPart ?? false, rows.map(({ quantity }) => quantity)];
  });
const billing = (play: Play, ids: readonly string[]) => ids.map((id) => play.counter(id, 'billing'));

test('X1 of what several sources were billed with, the part of the voided one is made good, and no more', () => {
  const play = new Play({}, refunding());
  const [first = '', other = ''] = [play.posted('deal', ['5', '2']), play.posted('deal', ['3'])];
  const bill = play.fired(play.converted('deal-to-bill', [first, other]), 'POST');
  expect(stepsOf(play, play.fire(first, 'DROP'))).toEqual([['compensate', 'bill', true, ['5', '2']]]);
  expect(billing(play, [first, other])).toEqual(['0/0', '3/3']);
  expect([play.record(first).phase, play.record(bill).phase]).toEqual(['void', 'posted']);
  // The last of them: what is left.
  expect(stepsOf(play, play.fire(other, 'DROP'))).toEqual([['compensate', 'bill', false, ['3']]]);
  expect(billing(play, [first, other])).toEqual(['0/0', '0/0']);
});

test('X1 M9 X4 of a gathered line so much is made good as its links say, less what was given back before', () => {
  const play = new Play({}, refunding({}, { lines: gathered }));
  const deals = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const bill = play.fired(play.converted('deal-to-bill', deals), 'POST');
  play.fired(play.converted('bill-to-refund', bill, { L1: '6' }), 'POST');
  expect(billing(play, deals)).toEqual(['0/0', '2/2']);
  expect(stepsOf(play, play.fire(deals[0]!, 'DROP'))).toEqual([]);
  expect(billing(play, deals)).toEqual(['0/0', '2/2']);
  expect(stepsOf(play, play.fire(deals[1]!, 'DROP'))).toEqual([['compensate', 'bill', false, ['2']]]);
  expect([billing(play, deals), play.counter(bill, 'credit')]).toEqual([['0/0', '0/0'], '8/8']);
});

test('X1 a draft credit gives way to the one that makes good, and nothing is held twice', () => {
  const play = new Play({}, refunding());
  const deal = play.posted('deal', ['5']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const draft = play.converted('bill-to-refund', bill, { L1: '2' });
  expect(stepsOf(play, play.fire(deal, 'DROP'))).toEqual([
    ['delete', 'refund', false, []],
    ['compensate', 'bill', false, ['5']],
  ]);
  expect(play.store.records.has(draft)).toBe(false);
  expect([billing(play, [deal]), play.counter(bill, 'credit')]).toEqual([['0/0'], '5/5']);
});

test('X1 a draft credit that others have a part in as well loses only what it would give back to the voided one', () => {
  const play = new Play({}, refunding({}, { lines: gathered }));
  const deals = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const bill = play.fired(play.converted('deal-to-bill', deals), 'POST');
  const draft = play.converted('bill-to-refund', bill, { L1: '6' });
  expect(billing(play, deals)).toEqual(['0/5', '2/3']);
  expect(stepsOf(play, play.fire(deals[0]!, 'DROP'))).toEqual([
    ['reduce', 'refund', false, []],
    ['compensate', 'bill', true, ['5']],
  ]);
  expect(play.line(draft, 'L1')['quantity']).toBe('1');
  expect([billing(play, deals), play.counter(bill, 'credit')]).toEqual([['0/0', '2/3'], '6/5']);
  play.fired(draft, 'POST');
  expect(billing(play, deals)).toEqual(['0/0', '2/2']);
});

test('X1 a draft credit of two bills keeps what it would give back of the other', () => {
  const play = new Play({}, refunding());
  const deals = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const bills = deals.map((deal) => play.fired(play.converted('deal-to-bill', deal), 'POST'));
  const draft = play.converted('bill-to-refund', bills);
  expect(stepsOf(play, play.fire(deals[0]!, 'DROP'))).toEqual([
    ['reduce', 'refund', false, []],
    ['compensate', 'bill', false, ['5']],
  ]);
  expect(bills.map((bill) => play.counter(bill, 'credit'))).toEqual(['5/5', '3/0']);
  play.fired(draft, 'POST');
  expect(billing(play, deals)).toEqual(['0/0', '0/0']);
});

/** Parcels are returned, and bills of them credited, when what they were made from is voided. */
const returning = (parcelToBillRule: object = byRefund) => {
  const parcel = jsonOf('types/parcel/type.json') as { tracks: JsonObject };
  const back = { ...jsonOf('conversions/bill-to-refund.json'), from: 'parcel' };
  const compensate = { conversion: 'parcel-to-refund', then: 'POST' };
  return compileSmall({
    'types/parcel/type.json': {
      ...parcel,
      tracks: { ...parcel.tracks, returned: { table: 'lines', full: 'line.quantity' } },
    },
    'conversions/parcel-to-refund.json': { ...back, tracks: { returned: {} }, reopens: { delivery: true } },
    [dealToParcel]: { ...jsonOf(dealToParcel), void: { source: 'compensate', compensate } },
    [parcelToBill]: { ...jsonOf(parcelToBill), void: parcelToBillRule },
  });
};

test('X1 what was made from a document that is made good goes first, as its own path says and as far as it goes', () => {
  const play = new Play({}, returning());
  const deals = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const parcel = play.fired(play.converted('deal-to-parcel', deals), 'POST');
  play.fired(play.converted('parcel-to-bill', parcel), 'POST');
  expect(stepsOf(play, play.fire(deals[0]!, 'DROP'))).toEqual([
    ['compensate', 'bill', true, ['5']],
    ['compensate', 'parcel', true, ['5']],
  ]);
  expect(billing(play, deals)).toEqual(['0/0', '3/3']);
  expect(deals.map((id) => play.counter(id, 'delivery'))).toEqual(['0/0', '3/3']);
  // Made good as a whole, with a draft beside.
  const own = play.posted('deal', ['7']);
  const sent = play.fired(play.converted('deal-to-parcel', own), 'POST');
  play.fired(play.converted('parcel-to-bill', sent, { L1: '3' }), 'POST');
  const draft = play.converted('parcel-to-bill', sent);
  expect(stepsOf(play, play.fire(own, 'DROP'))).toEqual([
    ['compensate', 'bill', false, ['3']],
    ['delete', 'bill', false, []],
    ['compensate', 'parcel', false, ['7']],
  ]);
  expect(play.store.records.has(draft)).toBe(false);
  expect([play.counter(own, 'delivery'), play.counter(own, 'billing')]).toEqual(['0/0', '0/0']);
});

test('X1 what would have to be voided for a part of it stands in the way, by name', () => {
  const play = new Play({}, returning({ source: 'cascade' }));
  const deals = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const parcel = play.fired(play.converted('deal-to-parcel', deals), 'POST');
  play.fired(play.converted('parcel-to-bill', parcel), 'POST');
  expect(play.fire(deals[0]!, 'DROP')).toMatchObject({
    code: 'posted-targets',
    params: { titles: 'Bill B-2026-0001 · Fabrica' },
  });
  expect(deals.map((id) => play.counter(id, 'delivery'))).toEqual(['5/5', '3/3']);
});

test('X1 M3 what the way back keeps out is not left in force in silence', () => {
  const where = { expr: "sourceLine.text != 'Part 2'", reason: 'Part 2 stays' };
  const lines = { goods: { from: 'lines', to: 'lines', quantity: 'quantity', where } };
  const file = 'conversions/bill-to-refund.json';
  const play = new Play({}, refunding({ [file]: { ...jsonOf(file), lines } }));
  const own = play.posted('deal', ['5', '2']);
  play.fired(play.converted('deal-to-bill', own), 'POST');
  const [first = '', other = ''] = [play.posted('deal', ['5', '2']), play.posted('deal', ['3'])];
  play.fired(play.converted('deal-to-bill', [first, other]), 'POST');
  for (const deal of [own, first])
    expect(play.fire(deal, 'DROP')).toMatchObject({ code: 'conversion-guard', message: 'Part 2 stays' });
  expect(stepsOf(play, play.fire(other, 'DROP'))).toEqual([['compensate', 'bill', true, ['3']]]);
});

/** Receipts are paid back when a bill that they paid is voided; whole amounts, no lines. */
const payingBack = () => {
  const path = jsonOf('conversions/bill-to-receipt.json');
  const compensate = { conversion: 'receipt-to-payback', then: 'POST' };
  return compileSmall({
    'types/receipt/type.json': {
      ...jsonOf('types/receipt/type.json'),
      tracks: { back: { full: 'doc.total' } },
    },
    'types/payback/type.json': { ...jsonOf('types/receipt/type.json'), title: 'Payback', plural: 'Paybacks' },
    'types/payback/schema.json': {
      type: 'object',
      properties: {
        partner: { type: 'string', 'x-ref': 'partner' },
        total: { type: 'string', title: 'Total', 'x-decimal': { precision: 18, scale: 2, fixed: true } },
      },
    },
    'types/payback/machine.json': jsonOf('types/receipt/machine.json'),
    'conversions/bill-to-receipt.json': { ...path, void: { source: 'compensate', compensate } },
    'conversions/receipt-to-payback.json': {
      title: 'Pay back',
      from: 'receipt',
      to: 'payback',
      tracks: { back: { measure: 'amount' } },
      amount: 'total',
      effect: -1,
      reopens: { payment: true },
      drop: ['total', 'date', 'note'],
    },
    [dealToBill]: { ...jsonOf(dealToBill), void: byRefund },
  });
};

test('X1 Q13 of an amount for several, the amount of the voided one goes back', () => {
  const play = new Play({}, payingBack());
  const bills = [play.posted('bill', ['5']), play.posted('bill', ['4'])];
  const receipt = play.fired(play.converted('bill-to-receipt', bills), 'POST');
  const pending = play.done(
    play.run({
      kind: 'convert',
      conversion: 'receipt-to-payback',
      sources: [{ id: receipt, amount: '60' }],
      set: {},
      into: null,
    }),
  ).record;
  expect(bills.map((id) => play.counter(id, 'payment', null))).toEqual(['0/50', '30/40']);
  const { plan = [] } = play.done(play.fire(bills[0]!, 'DROP'));
  expect(plan.map(({ what, type, isPart }) => [what, type, isPart])).toEqual([
    ['reduce', 'payback', undefined],
    ['compensate', 'receipt', true],
  ]);
  expect(plan.flatMap(({ made }) => made.map((id) => play.record(id).data['total']))).toEqual(['50.00']);
  expect(play.record(pending).data['total']).toBe('10.00');
  expect(bills.map((id) => play.counter(id, 'payment', null))).toEqual(['0/0', '30/40']);
  play.fired(pending, 'POST');
  expect(bills.map((id) => play.counter(id, 'payment', null))).toEqual(['0/0', '30/30']);
});

test('X1 Q13 what was paid of a bill of two deals goes back as far as it is more than what stays billed', () => {
  const play = new Play({}, payingBack());
  const deals = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const bill = play.fired(play.converted('deal-to-bill', deals), 'POST');
  const receipt = play.fired(play.converted('bill-to-receipt', bill), 'POST');
  const { plan = [] } = play.done(play.fire(deals[0]!, 'DROP'));
  expect(plan.map(({ what, record }) => [what, record])).toEqual([
    ['compensate', receipt],
    ['compensate', bill],
  ]);
  expect(plan.map(({ made: [id = ''] }) => play.record(id).data['total'])).toEqual(['50.00', '50.00']);
  expect(play.counter(bill, 'payment', null)).toBe('30/30');
});

test('X1 X5 a draft that has a number keeps it and is void when its source is', () => {
  const bill = { ...jsonOf('types/bill/type.json'), amendable: 'draft' };
  const play = new Play({}, refunding({ 'types/bill/type.json': bill }));
  const deal = play.posted('deal', ['5']);
  const id = play.fired(play.converted('deal-to-bill', deal), 'POST');
  play.done(play.run({ kind: 'amend', id, patch: {} }));
  expect(stepsOf(play, play.fire(deal, 'DROP'))).toEqual([['void', 'bill', false, []]]);
  expect(play.record(id)).toMatchObject({ phase: 'void', number: 'B-2026-0001' });
  expect(billing(play, [deal])).toEqual(['0/0']);
});

test('X1 a cascade makes good the part of a shared target, and voids what is of one source alone', () => {
  const cascading = compileSmall({
    [dealToBill]: { ...jsonOf(dealToBill), void: { ...byRefund, source: 'cascade' } },
  });
  const play = new Play({}, cascading);
  const [first = '', other = ''] = [play.posted('deal', ['5', '2']), play.posted('deal', ['3'])];
  const shared = play.fired(play.converted('deal-to-bill', [first, other]), 'POST');
  const alone = play.fired(play.converted('deal-to-bill', play.posted('deal', ['4'])), 'POST');
  expect(play.action(first, 'DROP')).toMatchObject({ allowed: true });
  expect(stepsOf(play, play.fire(first, 'DROP'))).toEqual([['compensate', 'bill', true, ['5', '2']]]);
  expect(billing(play, [first, other])).toEqual(['0/0', '3/3']);
  expect(play.record(shared).phase).toBe('posted');
  const [link] = [...play.store.links.values()].filter(({ targetRecord }) => targetRecord === alone);
  expect(stepsOf(play, play.fire(link?.sourceRecord ?? '', 'DROP'))).toEqual([['void', 'bill', false, []]]);
});

test('X1 X4 while its source is void, a bill is never left in force: what makes it good is made anew', () => {
  const play = new Play({}, refunding({}, { lines: gathered }));
  const deals = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const bill = play.fired(play.converted('deal-to-bill', deals), 'POST');
  const [step] = play.done(play.fire(deals[0]!, 'DROP')).plan ?? [];
  play.fired(play.converted('bill-to-refund', bill, { L1: '1' }), 'POST');
  const before = [billing(play, deals), play.counter(bill, 'credit')];
  expect(before).toEqual([['0/0', '2/2'], '6/6']);
  expect(stepsOf(play, play.fire(step?.made[0] ?? '', 'DROP'))).toEqual([
    ['compensate', 'bill', true, ['5']],
  ]);
  expect([billing(play, deals), play.counter(bill, 'credit')]).toEqual(before);
});

test('X1 X2 what was credited by hand before counts for a void source as well, and never as settled', () => {
  const play = new Play({}, refunding());
  const deal = play.posted('deal', ['5']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const id = play.fired(play.converted('bill-to-refund', bill, { L1: '2' }), 'POST');
  expect(stepsOf(play, play.fire(deal, 'DROP'))).toEqual([['compensate', 'bill', false, ['3']]]);
  const answer = play.run({ kind: 'fire', id, event: 'DROP', input: {}, gives: 'ignore' });
  expect(stepsOf(play, answer)).toEqual([['compensate', 'bill', false, ['2']]]);
  expect([billing(play, [deal]), play.counter(bill, 'credit')]).toEqual([['0/0'], '5/5']);
});

test('X1 X5 a credit for a void source that is amended to less is completed by another', () => {
  const refund = { ...jsonOf('types/refund/type.json'), amendable: 'draft' };
  const play = new Play({}, refunding({ 'types/refund/type.json': refund }));
  const deal = play.posted('deal', ['5']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const id = play.done(play.fire(deal, 'DROP')).plan?.[0]?.made[0] ?? '';
  play.done(play.run({ kind: 'amend', id, patch: {} }));
  play.done(play.edit(id, { lines: { L1: { quantity: '3' } } }));
  expect(stepsOf(play, play.fire(id, 'POST'))).toEqual([['compensate', 'bill', false, ['2']]]);
  expect([billing(play, [deal]), play.counter(bill, 'credit')]).toEqual([['0/0'], '5/5']);
});

test('X1 X4 a bill that is voided itself takes the credit along, and nothing is made anew', () => {
  const file = 'conversions/bill-to-refund.json';
  const play = new Play({}, refunding({ [file]: { ...jsonOf(file), void: { source: 'cascade' } } }));
  const deal = play.posted('deal', ['5']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  play.fired(deal, 'DROP');
  expect(stepsOf(play, play.fire(bill, 'DROP'))).toEqual([['void', 'refund', false, []]]);
  expect([billing(play, [deal]), play.counter(bill, 'credit')]).toEqual([['0/0'], '0/0']);
});

test('X1 T4 what was closed on the way back is open again for what is made good, as far as that goes', () => {
  const play = new Play({}, refunding({}, { lines: gathered }));
  const deals = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const bill = play.fired(play.converted('deal-to-bill', deals), 'POST');
  play.done(play.run({ kind: 'settle', id: bill, track: 'credit' }));
  expect(stepsOf(play, play.fire(deals[0]!, 'DROP'))).toEqual([['compensate', 'bill', true, ['5']]]);
  expect([billing(play, deals), play.counter(bill, 'credit')]).toEqual([['0/0', '3/3'], '5/5']);
  expect(play.store.counters.get(`${bill} L1 credit`)).toMatchObject({ settled: '3' });
  expect(stepsOf(play, play.fire(deals[1]!, 'DROP'))).toEqual([['compensate', 'bill', false, ['3']]]);
});
