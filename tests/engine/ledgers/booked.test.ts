import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { packFiles, Trade, done, refused } from './pack.ts';

test('a reversal mirrors what was booked, dated by itself; the entries stay', () => {
  const play = new Trade();
  const bill = play.posted('bill', ['2', '3']);
  const booked = [...play.store.ledgers.entries];
  play.today = '2026-03-20';
  const { entries = [] } = done(play.fire(bill, 'DROP'));
  expect(play.store.ledgers.entries.slice(0, booked.length)).toEqual(booked);
  const mirrors = entries.filter(({ kind }) => kind === 'reversal');
  expect(mirrors.map(({ date, key, measures }) => [date, key, measures])).toEqual([
    ['2026-03-20', { account: '4111', partner: play.partner }, { debit: '-50' }],
    ['2026-03-20', { account: '707' }, { credit: '-20' }],
    ['2026-03-20', { account: '707' }, { credit: '-30' }],
  ]);
  expect(mirrors.map(({ reverses }) => reverses)).toEqual(
    booked.filter(({ kind }) => kind === 'booked').map(({ id }) => id),
  );
  // As it stood on the day before the reversal, and after it.
  expect(play.sum({ ledger: 'accounts', where: { account: '4111' }, to: '2026-03-19' })).toEqual({
    debit: '50',
  });
  expect(play.sum({ ledger: 'accounts', where: { account: '4111' } })).toEqual({});
});

test('balanced: a document whose debit is not its credit is refused, to the cent', () => {
  const play = new Trade();
  const line = (id: string, account: string, side: string, value: string) => ({ id, account, [side]: value });
  const wrong = play.make('journal', {
    lines: [line('a', '5121', 'debit', '10.00'), line('b', '4111', 'credit', '9.99')],
  });
  expect(refused(play.fire(wrong, 'POST')).message).toBe(
    'Accounts: debit 10 and credit 9.99 of “Journal” differ.',
  );
  const right = play.make('journal', {
    lines: [
      line('a', '5121', 'debit', '10.00'),
      line('b', '4111', 'credit', '9.99'),
      line('c', '658', 'credit', '0.01'),
    ],
  });
  expect(done(play.fire(right, 'POST')).entries).toHaveLength(3);
});

test('balances by any dimensions, at a date, and gathered by month', () => {
  const play = new Trade();
  for (const [date, quantity] of [
    ['2026-01-31', '1'],
    ['2026-02-01', '2'],
    ['2026-02-28', '3'],
  ] as const)
    play.posted('bill', [quantity], { date });
  expect(play.rows({ ledger: 'accounts', by: ['account'], to: '2026-02-01' })).toEqual([
    { key: { account: '4111' }, measures: { debit: '30' } },
    { key: { account: '707' }, measures: { credit: '30' } },
  ]);
  expect(play.rows({ ledger: 'accounts', where: { account: '707' }, by: ['month'] })).toEqual([
    { key: { month: '2026-01-01' }, measures: { credit: '10' } },
    { key: { month: '2026-02-01' }, measures: { credit: '50' } },
  ]);
});

test('a forecast stands on the day it is due, moves with it, and shrinks as it is billed', () => {
  const play = new Trade();
  const deal = play.posted('deal', ['10'], {
    due: '2026-04-30',
    lines: [{ id: 'L1', quantity: '10', price: '10.00' }],
  });
  const forecast = (to: string) => play.sum({ ledger: 'cash-flow', to })['receipts'] ?? '0';
  expect([forecast('2026-04-29'), forecast('2026-04-30')]).toEqual(['0', '100']);
  done(play.edit(deal, { due: '2026-05-15' }));
  expect([forecast('2026-04-30'), forecast('2026-05-15')]).toEqual(['0', '100']);
  play.converted('deal-to-bill', deal, { L1: '4' });
  expect(forecast('2026-05-15')).toBe('60');
  play.converted('deal-to-bill', deal);
  expect(forecast('2026-05-15')).toBe('0');
});

test('credit: a deal hands its exposure on to its bill, so the limit is asked once; finance may go past it', () => {
  const play = new Trade();
  done(play.edit(play.partner, { creditLimit: '100.00' }));
  const deal = play.posted('deal', ['10'], { lines: [{ id: 'L1', quantity: '10', price: '10.00' }] });
  // Exactly the limit, and billing it worsens nothing.
  play.converted('deal-to-bill', deal);
  expect(play.sum({ ledger: 'credit' })).toEqual({ exposure: '100' });
  const more = done(play.draft('bill', ['1'])).record;
  const answer = refused(play.fire(more, 'POST', 'clerk'));
  expect(answer.message).toBe(
    'Above the credit limit of 100 (FABRICA): 10 needed, 0 available. Held by: Bill.',
  );
  expect(answer.override).toEqual({ code: 'credit.limit', roles: ['owner'], allowed: false });
  const overrides = [{ code: 'credit.limit', reason: 'An old friend' }];
  expect(refused(play.fire(more, 'POST', 'clerk', overrides)).code).toBe('ledger-refused');
  const { history } = done(play.fire(more, 'POST', 'owner', overrides));
  expect(history.filter(({ what }) => what === 'override')).toHaveLength(1);
});

test('a decision that writes into no ledger says nothing of ledgers', () => {
  const play = new Trade();
  const answer = done(play.run({ kind: 'create', type: 'journal', data: {} }));
  expect('entries' in answer || 'balances' in answer).toBe(false);
});

test('X6 what is annulled keeps its number and its entries, each mirrored, though its machine says nothing of it', () => {
  const silent = structuredClone(packFiles['types/intake/machine.json']) as {
    states: { posted: { on: { DROP: { actions?: unknown } } } };
  };
  delete silent.states.posted.on.DROP.actions;
  const play = new Trade({}, { 'types/intake/machine.json': silent });
  const intake = play.posted('intake', ['5']);
  expect(play.stock()).toBe('5/0');
  const answer = done(play.fire(intake, 'DROP'));
  expect(answer.entries).toMatchObject([{ kind: 'reversal', record: intake, measures: { onHand: '-5' } }]);
  expect(play.stock()).toBe('0/0');
});

test('entries add up as they are: a ledger that shows fewer decimals leaves nothing behind', () => {
  const stock = packFiles['ledgers/stock.json'] as JsonObject;
  const coarse = { onHand: { scale: 1 }, reserved: { scale: 1 }, value: { scale: 2 } };
  const play = new Trade({}, { 'ledgers/stock.json': { ...stock, measures: coarse } });
  play.posted('intake', ['9']);
  const deal = play.posted('deal', ['1']);
  for (const quantity of ['0.333', '0.333', '0.334'])
    play.converted('deal-to-parcel', deal, { L1: quantity });
  expect(play.stock()).toBe('8/0');
  // What is read is shown with the ledger's decimals: 8 and not 8.0001 are there.
  expect(refused(play.draft('parcel', ['8.1'])).message).toContain('8.1 needed, 8 available');
  done(play.draft('parcel', ['8']));
});
