import { expect, test } from 'vitest';
import { sliced } from './currency-pack.ts';
import { Play } from './pack.ts';

test('P4 P5 slices in another currency sum to what one piece comes to; at another price there is nothing to adjust', () => {
  const play = new Play({}, sliced);
  const [euro, leu] = [play.make('currency', { code: 'EUR' }), play.make('currency', { code: 'RON' })];
  play.make('rate', { code: 'a', from: euro, to: leu, date: '2026-03-01', rate: '4.9765' });
  const lines = [{ id: 'L1', quantity: '3', price: '3.3333', taxRate: '0' }];
  const sold = play.fired(play.make('abroad', { currency: euro, lines }), 'POST');
  const whole = play.converted('abroad-to-home', sold);
  expect(play.line(whole, 'L1')).toMatchObject({ price: '16.5882', net: '49.76' });
  play.fired(whole, 'DROP');
  const slices = ['1', '1', '1'].map((quantity) => play.converted('abroad-to-home', sold, { L1: quantity }));
  expect(slices.map((id) => play.line(id, 'L1')['net'])).toEqual(['16.59', '16.59', '16.58']);
  // The one before is dropped: what was the last keeps its cent, the new last takes what is left.
  play.fired(slices[1] ?? '', 'DROP');
  const again = play.converted('abroad-to-home', sold);
  expect(play.line(again, 'L1')).toMatchObject({ net: '16.59' });
  play.done(play.edit(slices[2] ?? '', { lines: { L1: { price: '20' } } }));
  expect(play.line(slices[2] ?? '', 'L1')['net']).toBe('20');
  expect(play.line(slices[2] ?? '', 'L1')['adjust']).toBeUndefined();
});
