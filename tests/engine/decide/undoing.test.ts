// Cancelling, returning, amending.
import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

const dealToParcel = 'conversions/deal-to-parcel.json';
const parcelToBill = 'conversions/parcel-to-bill.json';
const dealToBill = 'conversions/deal-to-bill.json';

function voiding(rules: Readonly<Record<string, object>>): ReturnType<typeof compileSmall> {
  return compileSmall(
    Object.fromEntries(Object.entries(rules).map(([file, rule]) => [file, { ...jsonOf(file), void: rule }])),
  );
}

test('X1 block is the default: what was made from it stands in the way, by name', () => {
  const play = new Play();
  const deal = play.posted('deal', ['5']);
  const parcel = play.converted('deal-to-parcel', deal);
  expect(play.fire(deal, 'DROP')).toMatchObject({ code: 'draft-targets' });
  expect(play.record(parcel).phase).toBe('draft');
});

test('X1 void-drafts takes drafts away and is stopped by what is posted', () => {
  const play = new Play({}, voiding({ [dealToParcel]: { source: 'void-drafts' } }));
  const deal = play.posted('deal', ['5']);
  const posted = play.fired(play.converted('deal-to-parcel', deal, { L1: '2' }), 'POST');
  const draft = play.converted('deal-to-parcel', deal);
  expect(play.fire(deal, 'DROP')).toMatchObject({ code: 'posted-targets' });
  expect(play.store.records.has(draft)).toBe(true);
  play.fired(posted, 'DROP');
  const answer = play.done(play.fire(deal, 'DROP'));
  expect(answer.plan).toMatchObject([{ record: draft, what: 'delete', by: null }]);
  expect(play.store.records.has(draft)).toBe(false);
  expect(play.record(deal).phase).toBe('void');
});

test('X1 cascade voids what was made, leaf first, in one decision', () => {
  const play = new Play(
    {},
    voiding({ [dealToParcel]: { source: 'cascade' }, [parcelToBill]: { source: 'cascade' } }),
  );
  const deal = play.posted('deal', ['5']);
  const parcel = play.fired(play.converted('deal-to-parcel', deal), 'POST');
  const bill = play.fired(play.converted('parcel-to-bill', parcel), 'POST');
  const answer = play.done(play.fire(deal, 'DROP'));
  expect(answer.plan?.map(({ record, what, by }) => [record, what, by])).toEqual([
    [bill, 'void', 'DROP'],
    [parcel, 'void', 'DROP'],
  ]);
  for (const id of [deal, parcel, bill]) expect(play.record(id).phase).toBe('void');
  expect([play.counter(deal, 'delivery'), play.counter(deal, 'billing')]).toEqual(['0/0', '0/0']);
  expect(play.rounds).toBeLessThan(6);
});

test('X1 a cascade that meets something it may not undo undoes nothing', () => {
  const play = new Play({}, voiding({ [dealToParcel]: { source: 'cascade' } }));
  const deal = play.posted('deal', ['5']);
  const parcel = play.fired(play.converted('deal-to-parcel', deal), 'POST');
  play.fired(play.converted('parcel-to-bill', parcel), 'POST');
  expect(play.fire(deal, 'DROP')).toMatchObject({ code: 'posted-targets' });
  expect(play.record(parcel).phase).toBe('posted');
});

test('X1 compensate makes the document that makes it good', () => {
  const compensate = { conversion: 'bill-to-refund', then: 'POST' };
  const play = new Play({}, voiding({ [dealToBill]: { source: 'compensate', compensate } }));
  const deal = play.posted('deal', ['5']);
  const bill = play.fired(play.converted('deal-to-bill', deal, { L1: '3' }), 'POST');
  const draft = play.converted('deal-to-bill', deal);
  const answer = play.done(play.fire(deal, 'DROP'));
  const step = answer.plan?.find(({ what }) => what === 'compensate');
  expect(step).toMatchObject({ record: bill, by: 'bill-to-refund' });
  const [refund = ''] = step?.made ?? [];
  expect(play.record(refund)).toMatchObject({ type: 'refund', phase: 'posted' });
  expect(play.record(bill).phase).toBe('posted');
  expect(play.store.records.has(draft)).toBe(false);
  expect(play.counter(deal, 'billing')).toBe('0/0');
});

test('X2 a voided target gives back what it took, or, if the user says so, counts as settled', () => {
  const play = new Play();
  const deal = play.posted('deal', ['5']);
  const drop = (gives?: 'recreate' | 'ignore') => {
    const id = play.fired(play.converted('deal-to-parcel', deal, { L1: '2' }), 'POST');
    play.done(play.run({ kind: 'fire', id, event: 'DROP', input: {}, ...(gives ? { gives } : {}) }));
  };
  const draft = play.converted('deal-to-parcel', deal, { L1: '1' });
  const described = play.describe(draft);
  const actions = described.kind === 'description' ? described.actions : [];
  expect(actions.find(({ key }) => key === 'DROP')).toMatchObject({ voids: true, gives: 'recreate' });
  play.remove(draft);
  drop();
  drop('recreate');
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({
    held: '0',
    posted: '0',
    settled: '0',
  });
  drop('ignore');
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({
    held: '0',
    posted: '0',
    settled: '2',
  });
  expect(play.line(play.converted('deal-to-parcel', deal), 'L1')['quantity']).toBe('3');
});

const reasons = (() => {
  const refund = structuredClone(jsonOf('types/refund/schema.json')) as {
    properties: { lines: { items: { properties: Record<string, object> } } };
  };
  refund.properties.lines.items.properties['reason'] = {
    type: 'string',
    enum: ['returned', 'price'],
    title: 'Reason',
    'x-default': "'returned'",
  };
  return compileSmall({
    'types/refund/schema.json': refund,
    'conversions/bill-to-refund.json': {
      ...jsonOf('conversions/bill-to-refund.json'),
      reopens: { billing: { expr: "line.reason == 'returned'" }, ordering: true },
    },
  });
})();

test('X3 a credit says per line, by its reason, which tracks it reopens; the reason may change while it is a draft', () => {
  const play = new Play({}, reasons);
  const deal = play.posted('deal', ['5', '4']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const refund = play.converted('bill-to-refund', bill, { L1: '2', L2: '4' });
  const counters = () => [play.counter(deal, 'billing', 'L1'), play.counter(deal, 'billing', 'L2')];
  expect(counters()).toEqual(['3/5', '0/4']);
  expect(codeOf(play.edit(refund, { lines: { L2: { reason: 'price' } } }))).toBe('done');
  expect(counters()).toEqual(['3/5', '4/4']);
  expect(codeOf(play.edit(refund, { lines: { L1: { quantity: '1' }, L2: { reason: 'returned' } } }))).toBe(
    'done',
  );
  expect(counters()).toEqual(['4/5', '0/4']);
  play.edit(refund, { lines: { L2: { reason: 'price' } } });
  play.fired(refund, 'POST');
  expect(counters()).toEqual(['4/4', '4/4']);
  // Credited all the same: no more is credited than there is.
  expect(play.counter(bill, 'credit', 'L2')).toBe('4/4');
});

const amendable = (as: unknown) =>
  compileSmall({ 'types/deal/type.json': { ...jsonOf('types/deal/type.json'), amendable: as } });

test('X5 an order that is amendable as it stands takes the patch; its earlier state stays readable', () => {
  const play = new Play({}, amendable(true));
  const deal = play.posted('deal', ['10', '5']);
  play.fired(play.converted('deal-to-parcel', deal, { L1: '4' }), 'POST');
  expect(play.edit(deal, { lines: { L1: { quantity: '12' } } })).toMatchObject({ code: 'not-a-draft' });
  const answer = play.done(
    play.run({ kind: 'amend', id: deal, patch: { lines: { L1: { quantity: '12' }, L2: null } } }),
  );
  const change = answer.records.find(({ after }) => after?.id === deal);
  expect([change?.before?.revision, change?.after?.revision]).toEqual([0, 1]);
  expect((change?.before?.data['lines'] as JsonObject[]).map(({ quantity }) => quantity)).toEqual([
    '10',
    '5',
  ]);
  expect(answer.history).toMatchObject([{ what: 'amend', key: '1' }]);
  expect(play.record(deal)).toMatchObject({ phase: 'posted', revision: 1, data: { total: '120.00' } });
  expect(play.counter(deal, 'delivery')).toBe('4/4');
  expect(play.line(play.converted('deal-to-parcel', deal), 'L1')['quantity']).toBe('8');
});

test('X5 nothing may fall below what is posted', () => {
  const play = new Play({}, amendable(true));
  const deal = play.posted('deal', ['10', '5']);
  play.fired(play.converted('deal-to-parcel', deal, { L1: '4', L2: '5' }), 'POST');
  const amend = (lines: JsonObject) => play.run({ kind: 'amend', id: deal, patch: { lines } });
  expect(amend({ L1: { quantity: '3.999' } })).toMatchObject({
    code: 'below-posted',
    params: { posted: '4', full: '3.999' },
  });
  expect(amend({ L2: null })).toMatchObject({ code: 'below-posted' });
  expect(codeOf(amend({ L1: { quantity: '4' } }))).toBe('done');
  expect(play.record(deal).states).toContain('posted.delivery.fully');
  const plain = new Play();
  expect(plain.run({ kind: 'amend', id: plain.posted('deal', ['1']), patch: {} })).toMatchObject({
    code: 'not-amendable',
  });
});

test('X5 drafts downstream are rebuilt: what was copied follows, what people changed stays', () => {
  const play = new Play({}, amendable(true));
  const deal = play.posted('deal', ['10', '5', '2']);
  const all = play.converted('deal-to-bill', deal);
  const some = play.converted('deal-to-parcel', deal, { L1: '6', L2: '5' });
  play.edit(all, { lines: { L2: { price: '9' } } });
  const lines = { L1: { quantity: '4', price: '11' }, L2: { price: '12', text: 'New' }, L3: null };
  play.done(play.run({ kind: 'amend', id: deal, patch: { lines } }));
  expect(play.line(all, 'L1')).toMatchObject({ quantity: '4', price: '11', net: '44.00' });
  expect(play.line(all, 'L2')).toMatchObject({ quantity: '5', price: '9', text: 'New' });
  expect(play.line(all, 'L3')).toEqual({});
  expect(play.line(some, 'L1')).toMatchObject({ quantity: '4', price: '11' });
  expect(play.line(some, 'L2')).toMatchObject({ quantity: '5', price: '12' });
  expect([play.counter(deal, 'billing'), play.counter(deal, 'delivery')]).toEqual(['4/0', '4/0']);
});

test('X5 a type that is amendable as a draft goes back there, keeps its number and links, and is posted again', () => {
  const bill = { ...jsonOf('types/bill/type.json'), amendable: 'draft' };
  const play = new Play({}, compileSmall({ 'types/bill/type.json': bill }));
  const deal = play.posted('deal', ['10']);
  const id = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const { number } = play.record(id);
  play.fired(play.converted('bill-to-refund', id, { L1: '3' }), 'POST');
  play.done(play.run({ kind: 'amend', id, patch: {} }));
  expect(play.record(id)).toMatchObject({ phase: 'draft', number, revision: 1 });
  expect(play.counter(deal, 'billing')).toBe('7/-3');
  expect(play.edit(id, { lines: { L1: { quantity: '2' } } })).toMatchObject({ code: 'below-posted' });
  expect(codeOf(play.edit(id, { lines: { L1: { quantity: '8' } } }))).toBe('done');
  play.fired(id, 'POST');
  expect(play.record(id)).toMatchObject({ phase: 'posted', number, revision: 1 });
  expect(play.counter(deal, 'billing')).toBe('5/5');
});

test('X6 what has not left the house may be annulled by an event of its machine: number kept, shown as void, links given back', () => {
  const machine = structuredClone(jsonOf('types/bill/machine.json')) as {
    states: Record<string, { on?: Record<string, object>; meta?: object }>;
  };
  machine.states['posted']!.on!['ANNUL'] = {
    target: 'annulled',
    meta: { title: 'Annul' },
    guard: { type: 'expr', params: { expr: 'doc.note == null', reason: 'It has left the house' } },
  };
  machine.states['annulled'] = { meta: { title: 'Annulled', phase: 'void' } };
  const play = new Play({}, compileSmall({ 'types/bill/machine.json': machine }));
  const deal = play.posted('deal', ['10']);
  const sent = play.fired(play.converted('deal-to-bill', deal, { L1: '4' }), 'POST');
  play.done(play.edit(sent, { note: 'sent by mail' }));
  expect(play.fire(sent, 'ANNUL')).toMatchObject({ code: 'guard-failed', message: 'It has left the house' });
  const kept = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const { number } = play.record(kept);
  play.fired(kept, 'ANNUL');
  expect(play.record(kept)).toMatchObject({ phase: 'void', number });
  expect(play.counter(deal, 'billing')).toBe('4/4');
});

test('X4 what gathered lines gave back goes to each of them, up to what it gave', () => {
  const goods = { from: 'lines', to: 'lines', quantity: 'quantity', gather: ['price'] };
  const play = new Play({}, compileSmall({ [dealToBill]: { ...jsonOf(dealToBill), lines: { goods } } }));
  const deal = play.posted('deal', ['2', '3']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const first = play.fired(play.converted('bill-to-refund', bill, { L1: '3' }), 'POST');
  const counters = () => [play.counter(deal, 'billing', 'L1'), play.counter(deal, 'billing', 'L2')];
  expect(counters()).toEqual(['0/0', '2/2']);
  play.fired(play.converted('bill-to-refund', bill), 'POST');
  expect(counters()).toEqual(['0/0', '0/0']);
  play.fired(first, 'DROP');
  expect(counters()).toEqual(['2/2', '1/1']);
});

test('X4 P5 what is given back in parts adds up to the cent, and what is taken again to the whole', () => {
  const play = new Play();
  const deal = play.posted('deal', ['3'], '3.333');
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const back = () => play.fired(play.converted('bill-to-refund', bill, { L1: '1' }), 'POST');
  const refunds = [back(), back(), back()];
  const mirrors = () => [...play.store.links.values()].filter(({ kind }) => kind === 'mirror');
  expect(mirrors().map(({ amount }) => amount)).toEqual(['3.33', '3.33', '3.34']);
  const again = play.converted('deal-to-bill', deal);
  const [taken] = [...play.store.links.values()].filter(({ targetRecord }) => targetRecord === again);
  expect(taken).toMatchObject({ quantity: '3', amount: '10' });
  play.remove(again);
  play.fired(refunds[0] ?? '', 'DROP');
  const last = back();
  expect(mirrors().find(({ targetRecord }) => targetRecord === last)?.amount).toBe('3.33');
});

test('X4 what one document gave back is not what another of the same line gave', () => {
  const goods = { from: 'lines', to: 'lines', quantity: 'quantity', gather: ['price'] };
  const play = new Play({}, compileSmall({ [dealToBill]: { ...jsonOf(dealToBill), lines: { goods } } }));
  const deal = play.posted('deal', ['4', '6']);
  const first = play.fired(play.converted('deal-to-bill', deal, { L1: '3', L2: '1' }), 'POST');
  const second = play.fired(play.converted('deal-to-bill', deal), 'POST');
  play.fired(play.converted('bill-to-refund', first), 'POST');
  const counters = () => [play.counter(deal, 'billing', 'L1'), play.counter(deal, 'billing', 'L2')];
  expect(counters()).toEqual(['1/1', '5/5']);
  // Of the second, one of L1 goes back before any of L2.
  play.fired(play.converted('bill-to-refund', second, { L1: '3' }), 'POST');
  expect(counters()).toEqual(['0/0', '3/3']);
});

test('Q2 what a draft credit would give back is not open before it is posted', () => {
  const play = new Play();
  const deal = play.posted('deal', ['5']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const refund = play.converted('bill-to-refund', bill);
  expect(play.convert('deal-to-bill', deal)).toMatchObject({ code: 'nothing-open' });
  expect(play.run({ kind: 'settle', id: deal, track: 'billing' })).toMatchObject({
    code: 'nothing-open-at-all',
  });
  play.fired(refund, 'POST');
  expect(play.line(play.converted('deal-to-bill', deal), 'L1')['quantity']).toBe('5');
});

test('X4 Q5 what is credited in money is counted by the credit itself: a price written into it counts, too', () => {
  const type = jsonOf('types/bill/type.json') as { tracks: JsonObject };
  const path = jsonOf('conversions/bill-to-refund.json') as { tracks: JsonObject };
  const pack = compileSmall({
    'types/bill/type.json': { ...type, tracks: { ...type.tracks, credited: { full: 'doc.total' } } },
    'conversions/bill-to-refund.json': {
      ...path,
      tracks: { ...path.tracks, credited: { measure: 'amount' } },
      amount: 'total',
    },
  });
  const play = new Play({}, pack);
  const bill = play.posted('bill', ['5', '5']);
  const refund = play.converted('bill-to-refund', bill, { L1: '2' });
  expect(play.counter(bill, 'credited', null)).toBe('20/0');
  expect(play.edit(refund, { lines: { L1: { price: '51' } } })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '100', asked: '102' },
  });
  expect(codeOf(play.edit(refund, { lines: { L1: { price: '40' } } }))).toBe('done');
  expect(play.counter(bill, 'credited', null)).toBe('80/0');
  play.fired(refund, 'POST');
  // 30 more are offered by their quantity, and 20 are left in money.
  expect(codeOf(play.convert('bill-to-refund', bill, { L1: '3' }))).toBe('open-exceeded');
  const rest = play.converted('bill-to-refund', bill, { L2: '2' });
  expect(codeOf(play.edit(rest, { lines: { L2: { price: '10.01' } } }))).toBe('open-exceeded');
  play.fired(rest, 'POST');
  expect(play.counter(bill, 'credited', null)).toBe('100/100');
  play.fired(refund, 'DROP');
  expect(play.counter(bill, 'credited', null)).toBe('20/20');
  // More lines into one draft: what it comes to counts once.
  const two = play.converted('bill-to-refund', bill, { L1: '1' });
  play.done(play.convert('bill-to-refund', bill, { L2: '1' }, {}, two));
  expect(play.counter(bill, 'credited', null)).toBe('40/20');
});

test('X5 a draft that took everything takes new lines along, and one that did not does not', () => {
  const play = new Play({}, amendable(true));
  const deal = play.posted('deal', ['10', '5']);
  const all = play.converted('deal-to-bill', deal);
  const some = play.converted('deal-to-parcel', deal, { L1: '10' });
  const lines = { L3: { text: 'Late', quantity: '7', price: '3' } };
  play.done(play.run({ kind: 'amend', id: deal, patch: { lines } }));
  expect(play.line(all, 'L3')).toMatchObject({ text: 'Late', quantity: '7', price: '3' });
  expect(play.line(some, 'L3')).toEqual({});
  expect([play.counter(deal, 'billing', 'L3'), play.counter(deal, 'delivery', 'L3')]).toEqual(['7/0', '0/0']);
  expect(play.record(all).data['total']).toBe('171.00');
});

test('M3 what a path demands of its source is judged again when the draft comes into force', () => {
  const guard = { expr: "source.note != 'stop'", reason: 'Stopped' };
  const path = { ...jsonOf('conversions/deal-to-bill.json'), when: { guard } };
  const play = new Play({}, compileSmall({ 'conversions/deal-to-bill.json': path }));
  const deal = play.posted('deal', ['1']);
  const bill = play.converted('deal-to-bill', deal);
  play.edit(deal, { note: 'stop' });
  expect(play.fire(bill, 'POST')).toMatchObject({ code: 'conversion-guard', message: 'Stopped' });
  play.edit(deal, { note: 'go' });
  expect(codeOf(play.fire(bill, 'POST'))).toBe('done');
});

test.each(['cascade', 'compensate'])('X1 %s leaves alone what others have a part in', (source) => {
  const compensate = { conversion: 'bill-to-refund', then: 'POST' };
  const rule = source === 'compensate' ? { source, compensate } : { source };
  const play = new Play({}, voiding({ [dealToBill]: rule }));
  const [first, other] = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const bill = play.converted('deal-to-bill', [first, other]);
  const answer = play.done(play.fire(first, 'DROP'));
  expect(answer.plan).toMatchObject([{ record: bill, what: 'reduce' }]);
  expect(play.record(bill).data['lines']).toMatchObject([{ quantity: '3' }]);
  expect([play.counter(first, 'billing'), play.counter(other, 'billing')]).toEqual(['0/0', '3/0']);
  const again = play.posted('deal', ['2']);
  const posted = play.fired(play.converted('deal-to-bill', again), 'POST');
  expect(codeOf(play.fire(again, 'DROP'))).toBe('done');
  expect(play.record(posted).phase).toBe(source === 'cascade' ? 'void' : 'posted');
  if (source === 'compensate') return;
  const both = [play.posted('deal', ['5']), play.posted('deal', ['3'])];
  const shared = play.fired(play.converted('deal-to-bill', both), 'POST');
  const because = { titles: 'Bill B-2026-0002 · Fabrica', others: 'Deal Fabrica' };
  expect(play.fire(both[0]!, 'DROP')).toMatchObject({ code: 'shared-targets', params: because });
  expect(play.action(both[0]!, 'DROP')).toMatchObject({ allowed: false });
  expect(both.map((id) => play.counter(id, 'billing'))).toEqual(['5/5', '3/3']);
  // As it is told: by itself first, then anew of the others.
  play.fired(shared, 'DROP');
  expect(codeOf(play.fire(both[0]!, 'DROP'))).toBe('done');
  play.fired(play.converted('deal-to-bill', both[1]!), 'POST');
  expect(both.map((id) => play.counter(id, 'billing'))).toEqual(['0/0', '3/3']);
});

test('X4 Q5 what a document took as a whole goes back with its lines, taxes and all, to whom they came from', () => {
  const type = jsonOf('types/deal/type.json') as { tracks: JsonObject };
  const taxed = structuredClone(jsonOf('types/bill/schema.json')) as {
    properties: Record<string, JsonObject>;
  };
  taxed.properties['total'] = {
    ...taxed.properties['total'],
    'x-formula': 'round(sum(doc.lines.map(l, l.net)) * 1.19, 2)',
  };
  const path = jsonOf(dealToBill) as { tracks: JsonObject };
  const file = 'conversions/bill-to-refund.json';
  const pack = compileSmall({
    'types/deal/type.json': { ...type, tracks: { ...type.tracks, spent: { full: '1000' } } },
    'types/bill/schema.json': taxed,
    [dealToBill]: { ...path, tracks: { ...path.tracks, spent: { measure: 'amount' } }, amount: 'total' },
    [file]: { ...jsonOf(file), reopens: { billing: true, spent: true } },
  });
  const play = new Play({}, pack);
  const deals = [play.posted('deal', ['3', '1']), play.posted('deal', ['2'])];
  const spent = () => deals.map((id) => play.counter(id, 'spent', null));
  const bill = play.fired(play.converted('deal-to-bill', deals), 'POST');
  expect(spent()).toEqual(['47.6/47.6', '23.8/23.8']);
  const lines = (play.record(bill).data['lines'] as JsonObject[]).map(({ id }) => String(id));
  const back = (index: number, quantity: string) =>
    play.fired(play.converted('bill-to-refund', bill, { [lines[index] ?? '']: quantity }), 'POST');
  back(2, '1');
  expect(spent()).toEqual(['47.6/47.6', '11.9/11.9']);
  const first = back(0, '1');
  expect(spent()).toEqual(['35.7/35.7', '11.9/11.9']);
  play.fired(play.converted('bill-to-refund', bill), 'POST');
  expect(spent()).toEqual(['0/0', '0/0']);
  play.fired(first, 'DROP');
  expect(spent()).toEqual(['11.9/11.9', '0/0']);
});
