// Lines that are linked instead of made, and papers that are copied.
import { expect, test } from 'vitest';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

const dealToBill = 'conversions/deal-to-bill.json';
const goods = { from: 'lines', to: 'lines', quantity: 'quantity' };

const matching = compileSmall({
  [dealToBill]: {
    ...jsonOf(dealToBill),
    header: { date: { expr: 'today' }, note: { blank: true }, partner: { from: 'partner' } },
    lines: { goods: { ...goods, match: ['item'] } },
  },
});

test('match links the lines of a paper that is there already, and adds none', () => {
  const play = new Play({}, matching);
  const other = play.make('item', { code: 'I2', price: '1' });
  const line = (id: string, item: string, quantity: string) => ({ id, item, quantity });
  const deal = play.fired(
    play.make('deal', {
      partner: play.partner,
      lines: [line('L1', play.item, '5'), line('L2', play.item, '4'), line('L3', other, '3')],
    }),
    'POST',
  );
  const theirs = play.make('bill', {
    partner: play.partner,
    lines: [line('X', play.item, '7'), line('Y', other, '1')],
  });
  const before = play.record(theirs).data;
  const { conversion } = play.done(play.convert('deal-to-bill', deal, undefined, {}, theirs));
  expect(play.record(theirs).data).toEqual(before);
  const counters = ['L1', 'L2', 'L3'].map((id) => play.counter(deal, 'billing', id));
  expect(counters).toEqual(['5/0', '2/0', '1/0']);
  expect(conversion?.left).toEqual([
    { source: deal, line: 'L2', open: '2' },
    { source: deal, line: 'L3', open: '2' },
  ]);
  expect(play.convert('deal-to-bill', deal, undefined, {}, theirs)).toMatchObject({ code: 'nothing-open' });
  play.fired(theirs, 'POST');
  expect(play.counter(deal, 'billing', 'L2')).toBe('2/2');
});

test('M1 a copy is a conversion to the same type without effect: a draft of its own, with a number of its own', () => {
  const copy = {
    title: 'Copy',
    from: 'bill',
    to: 'bill',
    effect: 0,
    when: { stages: ['posted', 'dropped'] },
    header: { date: { expr: 'today' }, note: { ask: true } },
    lines: { goods },
    drop: ['date', 'note'],
  };
  const play = new Play({}, compileSmall({ 'conversions/bill-copy.json': copy }));
  const bill = play.posted('bill', ['2', '3']);
  expect(play.convert('bill-copy', bill)).toMatchObject({
    code: 'invalid',
    problems: [{ code: 'required', pointer: '/note' }],
  });
  const made = play.done(play.convert('bill-copy', bill, undefined, { note: 'once more' })).record;
  expect(play.record(made)).toMatchObject({ number: null, phase: 'draft', data: { total: '50.00' } });
  play.done(play.edit(made, { lines: { L1: { quantity: '9' } } }));
  play.fired(made, 'POST');
  expect([play.record(bill).number, play.record(made).number]).toEqual(['B-2026-0001', 'B-2026-0002']);
  expect(codeOf(play.fire(bill, 'DROP'))).toBe('done');
  // What is asked for is said beforehand (M1).
  const description = play.describe(made);
  const action =
    description.kind === 'description'
      ? description.actions.find(({ key }) => key === 'bill-copy')
      : undefined;
  expect(Object.keys(action?.form ?? {})).toEqual(['note']);
});
