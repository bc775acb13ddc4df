// Money sums to the cent in both currencies: the one that was agreed and the company's own. @source conversions.md P4, P6
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSmall, jsonOf, Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

type Json = Record<string, unknown>;

/** Both sides of the exchange, with what their lines come to and the sum of it. */
function summed(file: string): Json {
  const schema = structuredClone(jsonOf(file)) as { properties: Record<string, Json> };
  const cents = { type: 'string', 'x-decimal': { precision: 18, scale: 2, fixed: true } };
  const lines = schema.properties['lines'] as { items: { properties: Json } };
  lines.items.properties['net'] = {
    ...cents,
    title: 'Net',
    'x-formula': 'round(line.quantity * line.price, 2)',
  };
  schema.properties['total'] = { ...cents, title: 'Total', 'x-formula': 'sum(doc.lines.map(l, l.net))' };
  return schema as unknown as Json;
}

const pack = compileSmall({
  'types/abroad/schema.json': summed('types/abroad/schema.json'),
  'types/home/schema.json': summed('types/home/schema.json'),
});

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 99_999 }),
  price: fc.integer({ min: 1, max: 9_999_999 }),
});
const rateOf = fc.integer({ min: 1, max: 99_999_999 });

/** Half away from zero; all of it is positive here. */
const rounded = (value: bigint, unit: bigint): bigint => (value + unit / 2n) / unit;
const cents = (text: unknown): bigint => BigInt(String(text).replace('.', ''));
const fixed = (value: number, scale: number): string => (value / 10 ** scale).toFixed(scale);

test('P4 lines and totals are whole cents in both currencies, and each total is the sum of its lines', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), rateOf, (lines, rate) => {
      const play = new Play({}, pack);
      const [euro, leu] = [play.make('currency', { code: 'EUR' }), play.make('currency', { code: 'RON' })];
      play.make('rate', { code: 'a', from: euro, to: leu, date: '2026-03-01', rate: fixed(rate, 6) });
      const abroad = play.fired(
        play.make('abroad', {
          currency: euro,
          lines: lines.map(({ quantity, price }, index) => ({
            id: `L${index + 1}`,
            quantity: fixed(quantity, 3),
            price: fixed(price, 2),
          })),
        }),
        'POST',
      );
      const home = play.converted('abroad-to-home', abroad);
      const sums = { abroad: 0n, home: 0n };
      for (const [index, { quantity, price }] of lines.entries()) {
        const id = `L${index + 1}`;
        const homePrice = rounded(BigInt(price) * BigInt(rate), 1_000_000n);
        expect(cents(play.line(home, id)['price'])).toBe(homePrice);
        const nets = {
          abroad: rounded(BigInt(quantity) * BigInt(price), 1000n),
          home: rounded(BigInt(quantity) * homePrice, 1000n),
        };
        expect(cents(play.line(abroad, id)['net'])).toBe(nets.abroad);
        expect(cents(play.line(home, id)['net'])).toBe(nets.home);
        sums.abroad += nets.abroad;
        sums.home += nets.home;
      }
      expect(cents(play.record(abroad).data['total'])).toBe(sums.abroad);
      expect(cents(play.record(home).data['total'])).toBe(sums.home);
    }),
    properties,
  );
});
