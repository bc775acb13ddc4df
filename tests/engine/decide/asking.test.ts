import { expect, test } from 'vitest';
import type { Decision, JsonObject, Refusal } from '#engine';
import { codeOf, Play } from './pack.ts';

type Lines = readonly { id: string; quantity?: string; amount?: string }[];

function ask(
  play: Play,
  conversion: string,
  id: string,
  asked: { readonly lines?: Lines; readonly amount?: string },
  set: JsonObject = {},
): Decision | Refusal {
  return play.run({ kind: 'convert', conversion, sources: [{ id, ...asked }], set, into: null });
}

test('Q2 a line that is named twice is asked for twice', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const lines = [
    { id: 'L1', quantity: '2' },
    { id: 'L1', quantity: '3' },
  ];
  const bill = play.done(ask(play, 'deal-to-bill', deal, { lines })).record;
  expect(play.line(bill, 'L1')['quantity']).toBe('5');
  expect(play.counter(deal, 'billing')).toBe('5/0');
});

test('Q5 an amount is no quantity, and what is taken as a whole has no lines', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.posted('bill', ['3'], '10');
  expect(ask(play, 'deal-to-bill', deal, { lines: [{ id: 'L1', amount: '2' }] })).toMatchObject({
    code: 'taken-by-quantity',
    status: 422,
    problems: [{ pointer: '/sources/0/lines/0/amount' }],
  });
  expect(ask(play, 'deal-to-bill', deal, { amount: '2' })).toMatchObject({ code: 'line-by-line' });
  expect(ask(play, 'bill-to-receipt', bill, { lines: [{ id: 'L1', quantity: '1' }] })).toMatchObject({
    code: 'whole-document',
  });
  expect(ask(play, 'deal-to-bill', deal, { lines: [] })).toMatchObject({ code: 'no-lines' });
});

test('Q7 nothing finer than the field that receives it is taken', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.posted('bill', ['10'], '10');
  expect(ask(play, 'bill-to-receipt', bill, { amount: '30.005' })).toMatchObject({
    code: 'too-fine',
    problems: [{ pointer: '/sources/0/amount' }],
  });
  expect(ask(play, 'deal-to-bill', deal, { lines: [{ id: 'L1', quantity: '1.0005' }] })).toMatchObject({
    code: 'too-fine',
  });
  expect(codeOf(ask(play, 'bill-to-receipt', bill, { amount: '30.00' }))).toBe('done');
});

test.each(['abc', '1e1', ''])('Q2 “%s” is said to be no number', (text) => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.posted('bill', ['10'], '10');
  expect(ask(play, 'deal-to-bill', deal, { lines: [{ id: 'L1', quantity: text }] })).toMatchObject({
    code: 'not-a-number',
    problems: [{ pointer: '/sources/0/lines/0/quantity' }],
  });
  expect(ask(play, 'bill-to-receipt', bill, { amount: text })).toMatchObject({ code: 'not-a-number' });
});

test('Q5 an amount of nothing is called an amount', () => {
  const play = new Play();
  const bill = play.posted('bill', ['10'], '10');
  expect(ask(play, 'bill-to-receipt', bill, { amount: '0' })).toMatchObject({ code: 'amount-positive' });
});

test('M4 a target keeps the partner of its sources, set or edited; its other fields are its own', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const other = play.make('partner', { code: 'OTHER', name: 'Other' });
  const problem = { code: 'source-disagrees', pointer: '/partner' };
  expect(ask(play, 'deal-to-bill', deal, {}, { partner: other })).toMatchObject({
    code: 'invalid',
    problems: [problem],
  });
  const bill = play.converted('deal-to-bill', deal);
  expect(play.edit(bill, { partner: other })).toMatchObject({ code: 'invalid', problems: [problem] });
  expect(codeOf(play.edit(bill, { date: '2026-01-31', note: 'mine' }))).toBe('done');
});

test('M1 `set` takes no formula, no table and no amount', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.posted('bill', ['10'], '10');
  const code = (set: JsonObject, by = 'deal-to-bill', from = deal) => {
    const answer = ask(play, by, from, {}, set);
    return answer.kind === 'refusal' ? answer.problems.map((one) => one.code) : 'done';
  };
  expect(code({ total: '1.00' })).toEqual(['computed-field']);
  expect(code({ lines: [] })).toEqual(['unknown-field']);
  expect(code({ total: '1.00' }, 'bill-to-receipt', bill)).toEqual(['computed-field']);
  expect(code({ note: 'n' })).toBe('done');
});

test('X1 drafts that hold a source are named apart from what is in force', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.fired(play.converted('deal-to-bill', deal, { L1: '4' }), 'POST');
  const draft = play.converted('deal-to-bill', deal);
  const refused = play.fire(deal, 'DROP');
  expect(refused.kind === 'refusal' && [refused.code, refused.params['titles']]).toEqual([
    'posted-targets',
    `Bill ${play.record(bill).title}`,
  ]);
  play.fired(bill, 'DROP');
  expect(play.fire(deal, 'DROP')).toMatchObject({
    code: 'draft-targets',
    params: { titles: `Bill ${play.record(draft).title}` },
  });
});

test('X4 a line keeps its id, and what a formula makes must fit its field', () => {
  const play = new Play();
  const bill = play.document('bill', ['1']);
  expect(play.edit(bill, { lines: { L1: { id: 'L7' } } })).toMatchObject({
    problems: [{ code: 'line-keeps-id' }],
  });
  const large = { quantity: '999999999999999', price: '999999999999999' };
  const refused = play.edit(bill, { lines: { L1: large } });
  expect(refused).toMatchObject({ code: 'invalid' });
  expect(refused.kind === 'refusal' && refused.problems.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['too-large', '/lines/0/net'],
    ['too-large', '/total'],
  ]);
});

test('X4 what is in force without any open field says so before it is edited', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  expect(play.action(deal, 'edit').allowed).toBe(true);
  const closed = play.fired(deal, 'DROP');
  expect(play.action(closed, 'edit')).toMatchObject({ allowed: false });
});
