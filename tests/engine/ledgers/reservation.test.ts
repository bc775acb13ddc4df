import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { packFiles, Trade, done, refused } from './pack.ts';

test('R1 a reservation stands for what is still open, shrinks with fulfilment and goes with cancelling', () => {
  const play = new Trade();
  play.posted('intake', ['10']);
  const deal = play.posted('deal', ['6']);
  expect(play.stock()).toBe('10/6');
  const parcel = play.converted('deal-to-parcel', deal, { L1: '4' });
  expect(play.stock()).toBe('6/2');
  // The delivery is undone: the goods are back, and reserved again.
  done(play.fire(parcel, 'DROP'));
  expect(play.stock()).toBe('10/6');
  done(play.fire(deal, 'DROP'));
  expect(play.stock()).toBe('10/0');
});

test('R1 a draft made from the reserving document takes nothing away from it until it is posted', () => {
  const play = new Trade();
  play.posted('intake', ['10']);
  const deal = play.posted('deal', ['10']);
  const { record } = done(play.convert('deal-to-parcel', deal));
  expect(play.stock()).toBe('10/10');
  done(play.fire(record, 'POST'));
  expect(play.stock()).toBe('0/0');
});

test('R2 another document is refused while its line is entered, and told what is short and who holds it', () => {
  const play = new Trade();
  play.posted('intake', ['10']);
  play.posted('deal', ['6']);
  const answer = refused(play.draft('parcel', ['5']));
  expect(answer.code).toBe('ledger-refused');
  expect(answer.message).toBe(
    'Not enough stock: reserved by others (BOLT, MAIN): 5 needed, 4 available. Held by: Deal.',
  );
  expect(answer.problems.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['balance-short', '/lines/0'],
  ]);
  // Exactly what is available is fine, by a hair.
  done(play.draft('parcel', ['4']));
});

test('R2 the setting answers: warn tells and lets go, allow says nothing', () => {
  for (const [reservedStock, warnings] of [
    ['warn', 1],
    ['allow', 0],
  ] as const) {
    const play = new Trade({ reservedStock });
    play.posted('intake', ['10']);
    play.posted('deal', ['6']);
    expect(done(play.draft('parcel', ['5'])).warnings).toHaveLength(warnings);
  }
});

test('R2 a second deal cannot reserve what the first one has', () => {
  const play = new Trade();
  play.posted('intake', ['10']);
  play.posted('deal', ['6']);
  const answer = refused(play.draft('deal', ['5']));
  expect(answer.message).toContain('5 needed, 4 available. Held by: Deal');
});

test('goods received into a shortage pass: only what worsens a balance is judged', () => {
  const play = new Trade({ reservedStock: 'allow' });
  play.posted('deal', ['8']);
  expect(play.stock()).toBe('0/8');
  const { store } = play;
  // The same company, now strict.
  const strict = new Trade();
  for (const [id, record] of store.records) strict.store.records.set(id, record);
  for (const [key, balance] of store.ledgers.balances) strict.store.ledgers.balances.set(key, balance);
  strict.store.ledgers.entries.push(...store.ledgers.entries);
  const more = { warehouse: play.warehouse, partner: play.partner };
  const { record } = done(strict.draft('intake', ['3'], more, play.bolt));
  done(strict.fire(record, 'POST'));
  expect(strict.stock(play.bolt)).toBe('3/8');
  expect(refused(strict.draft('parcel', ['1'], more, play.bolt)).message).toContain('1 needed, 0 available');
});

test('what is not there cannot leave, whatever the setting', () => {
  const play = new Trade({ reservedStock: 'allow' });
  play.posted('intake', ['2']);
  const { record } = done(play.draft('parcel', ['3']));
  const answer = refused(play.fire(record, 'POST'));
  expect(answer.message).toBe('Not enough stock (BOLT, MAIN): 3 needed, 2 available.');
  const action = play.describe(record);
  expect(action.kind === 'description' && action.actions.find(({ key }) => key === 'POST')).toMatchObject({
    allowed: false,
    reasons: ['Not enough stock (BOLT, MAIN): 3 needed, 2 available.'],
  });
});

test('postings are booked in order, each sees the earlier ones: the average cost of two lines of one item', () => {
  const play = new Trade();
  play.posted('intake', ['3'], { lines: [{ id: 'L1', item: play.bolt, quantity: '3', price: '3.33' }] });
  play.posted('parcel', ['1', '2']);
  const { onHand = '0', value = '0' } = play.sum({ ledger: 'stock' });
  expect([onHand, value]).toEqual(['0', '0']);
});

test('R1 more delivered than was reserved leaves nothing reserved, and frees nothing that is not there', () => {
  const file = 'conversions/deal-to-parcel.json';
  const tolerant = { ...(packFiles[file] as JsonObject), tolerance: { over: { value: '0.5' } } };
  const play = new Trade({}, { [file]: tolerant });
  play.posted('intake', ['20']);
  const deal = play.posted('deal', ['10']);
  play.converted('deal-to-parcel', deal, { L1: '15' });
  expect(play.stock()).toBe('5/0');
  expect(refused(play.draft('deal', ['6'])).message).toContain('6 needed, 5 available');
  done(play.draft('deal', ['5']));
});

test('R1 R2 a negative line that no path takes reserves nothing, and frees nothing', () => {
  const play = new Trade();
  play.posted('intake', ['5']);
  play.posted('deal', ['-3']);
  expect(play.stock()).toBe('5/0');
  expect(refused(play.draft('deal', ['6'])).message).toContain('6 needed, 5 available');
});

test('a forecast of what was billed beyond agreement is nothing, never less', () => {
  const file = 'conversions/deal-to-bill.json';
  const tolerant = { ...(packFiles[file] as JsonObject), tolerance: { over: { value: '0.5' } } };
  const play = new Trade({}, { [file]: tolerant });
  play.posted('intake', ['20']);
  const deal = play.posted('deal', ['10']);
  play.converted('deal-to-bill', deal, { L1: '12' });
  expect(play.sum({ ledger: 'cash-flow' })).toEqual({});
});

test('what is still open of an amount is whole cents, and with what is done it is the whole', () => {
  const play = new Trade();
  play.posted('intake', ['3']);
  const deal = play.posted('deal', ['3'], {
    lines: [{ id: 'L1', item: play.bolt, quantity: '3', price: '3.33' }],
  });
  const shown = ['1.5', '1.5'].map((quantity) => {
    play.converted('deal-to-bill', deal, { L1: quantity });
    return play.store.ledgers.entries
      .filter(({ ledger }) => ledger === 'cash-flow')
      .map(({ measures }) => measures['receipts']);
  });
  expect(shown).toEqual([
    ['9.99', '-5'],
    ['9.99', '-5', '-4.99'],
  ]);
});

test('T4 closing a line lets go of what stands on it, reopening takes it back', () => {
  const play = new Trade();
  play.posted('intake', ['10']);
  const deal = play.posted('deal', ['6', '3']);
  play.converted('deal-to-parcel', deal, { L1: '4' });
  expect(play.stock()).toBe('6/5');
  done(play.run({ kind: 'settle', id: deal, lines: [{ id: 'L1' }] }));
  expect(play.stock()).toBe('6/3');
  done(play.run({ kind: 'reopen', id: deal, lines: [{ id: 'L1' }] }));
  expect(play.stock()).toBe('6/5');
});

test('X5 an amended deal reserves what it says now', () => {
  const play = new Trade(
    {},
    {
      'types/deal/type.json': { ...(packFiles['types/deal/type.json'] as JsonObject), amendable: true },
    },
  );
  play.posted('intake', ['10']);
  const deal = play.posted('deal', ['6']);
  done(play.run({ kind: 'amend', id: deal, patch: { lines: { L1: { quantity: '8' } } } }));
  expect(play.stock()).toBe('10/8');
  const answer = refused(play.run({ kind: 'amend', id: deal, patch: { lines: { L1: { quantity: '11' } } } }));
  expect(answer.message).toContain('3 needed, 2 available');
});

test('a draft that holds something while it is a draft lets it go when it is deleted', () => {
  const reservation = (packFiles['types/deal/postings.json'] as Record<string, JsonObject>)['reservation'];
  const play = new Trade(
    {},
    {
      'types/deal/postings.json': { reservation: { ...reservation, while: ['draft', 'posted'] } },
    },
  );
  play.posted('intake', ['10']);
  const { record } = done(play.draft('deal', ['6']));
  expect(play.stock()).toBe('10/6');
  done(play.run({ kind: 'delete', id: record }));
  expect(play.stock()).toBe('10/0');
});

test('a decision with ledgers takes few rounds of reading', () => {
  const play = new Trade();
  play.posted('intake', ['10']);
  const deal = play.posted('deal', ['6']);
  expect(play.rounds).toBeLessThanOrEqual(5);
  play.converted('deal-to-parcel', deal, { L1: '4' });
  expect(play.rounds).toBeLessThanOrEqual(5);
});
