import { expect, test } from 'vitest';
import { compileSmall, jsonOf, model, Play, validators, type Small } from './pack.ts';

function playWithRates(pack: Small = { model, validators }): { play: Play; euro: string; leu: string } {
  const play = new Play({}, pack);
  const [euro, leu] = [play.make('currency', { code: 'EUR' }), play.make('currency', { code: 'RON' })];
  const publish = (code: string, date: string, rate: string) =>
    play.make('rate', { code, from: euro, to: leu, date, rate });
  publish('a', '2026-02-27', '4.9000');
  publish('b', '2026-03-01', '5.0000');
  publish('c', '2026-03-02', '6.0000');
  return { play, euro, leu };
}

function abroad(play: Play, currency: string): string {
  const lines = [{ id: 'L1', quantity: '2', price: '10.01', weight: '7.00' }];
  return play.fired(play.make('abroad', { currency, lines }), 'POST');
}

test('P4 money, and only money, is exchanged at the last rate published before the day; the rate stays on the document', () => {
  const { play, euro, leu } = playWithRates();
  const home = play.converted('abroad-to-home', abroad(play, euro));
  expect(play.record(home).data).toMatchObject({ currency: leu, rate: '5', date: '2026-03-02' });
  expect(play.line(home, 'L1')).toMatchObject({ quantity: '2', price: '50.05', weight: '7.00' });
});

test('P4 a document in the company’s currency stays as it is; without a rate the conversion is refused', () => {
  const { play, leu } = playWithRates();
  const home = play.converted('abroad-to-home', abroad(play, leu));
  expect(play.line(home, 'L1')['price']).toBe('10.01');
  const other = play.make('currency', { code: 'PLN' });
  expect(play.convert('abroad-to-home', abroad(play, other))).toMatchObject({
    code: 'rate-missing',
    params: { from: 'PLN', to: 'RON', date: '2026-03-02' },
  });
});

test('X5 P4 amounts of a draft in another currency follow the amended source, at its rate', () => {
  const type = { ...jsonOf('types/abroad/type.json'), amendable: true };
  const { play, euro } = playWithRates(compileSmall({ 'types/abroad/type.json': type }));
  const id = abroad(play, euro);
  const home = play.converted('abroad-to-home', id);
  const lines = { L1: { price: '20.02' }, L2: { quantity: '1', price: '1.00' } };
  play.done(play.run({ kind: 'amend', id, patch: { lines } }));
  expect(play.line(home, 'L1')['price']).toBe('100.10');
  play.edit(home, { lines: { L1: { price: '99.00' } } });
  play.done(play.run({ kind: 'amend', id, patch: { lines: { L1: { price: '30.00' } } } }));
  // What people changed stays.
  expect(play.line(home, 'L1')['price']).toBe('99.00');
});
