// Slices in the company's currency sum to what one piece is worth there, line by line and tax group by tax group. @source conversions.md P4, P5, P6
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sliced } from '../decide/currency-pack.ts';
import { Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

const rateOf = fc.integer({ min: 1, max: 99_999_999 });
const fixed = (value: number, scale: number): string => (value / 10 ** scale).toFixed(scale);
const asCents = (text: unknown): number => Math.round(Number(text ?? '0') * 100);

/** Σ lines + taxes + rounding = total. */
function addsUp(play: Play, id: string): void {
  const { lines = [], groups = [], rounding, total } = play.record(id).data as Record<string, never>;
  const sum = (rows: readonly Record<string, unknown>[], key: string): number =>
    rows.reduce((cents, row) => cents + asCents(row[key]), 0);
  expect(sum(lines, 'net') + sum(groups, 'tax') + asCents(rounding)).toBe(asCents(total));
}

/** One tax group of a document, in cents. */
function groupOf(play: Play, id: string, rate: string, field: string): number {
  const groups = (play.record(id).data['groups'] ?? []) as readonly Record<string, unknown>[];
  return groups
    .filter((group) => group['rate'] === rate)
    .reduce((sum, group) => sum + asCents(group[field]), 0);
}

test('P4 P5 P6 slices in another currency sum to what one piece is worth; lines, taxes and rounding to the total in both', () => {
  const slices = fc.array(fc.integer({ min: 1, max: 3333 }), { minLength: 1, maxLength: 5 });
  const more = fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 9999 }), price: fc.integer({ min: 1, max: 999_999 }) }),
    { maxLength: 2 },
  );
  fc.assert(
    fc.property(
      slices,
      fc.integer({ min: 1, max: 999_999 }),
      rateOf,
      more,
      fc.boolean(),
      (parts, price, rate, others, reverse) => {
        const play = new Play({}, sliced);
        const [euro, leu] = [play.make('currency', { code: 'EUR' }), play.make('currency', { code: 'RON' })];
        play.make('rate', { code: 'a', from: euro, to: leu, date: '2026-03-01', rate: fixed(rate, 6) });
        const quantity = parts.reduce((sum, part) => sum + part, 0);
        const rows = [{ quantity, price }, ...others].map((row, index) => ({
          id: `L${index + 1}`,
          quantity: fixed(row.quantity, 3),
          price: fixed(row.price, 4),
          taxRate: index === 1 ? '9' : '19',
        }));
        const sold = (): string => play.fired(play.make('abroad', { currency: euro, lines: rows }), 'POST');
        const [inParts, inOne] = [sold(), sold()];
        const whole = play.converted('abroad-to-home', inOne);
        const made = parts.map((part) => play.converted('abroad-to-home', inParts, { L1: fixed(part, 3) }));
        if (others.length > 0)
          made.push(
            play.converted(
              'abroad-to-home',
              inParts,
              Object.fromEntries(rows.slice(1).map((row) => [row.id, row.quantity])),
            ),
          );
        for (const id of reverse ? made.toReversed() : made) play.fired(id, 'POST');
        for (const id of [inParts, inOne, whole, ...made]) addsUp(play, id);
        const sum = made.reduce((all, id) => all + asCents(play.line(id, 'L1')['net']), 0);
        expect(sum).toBe(asCents(play.line(whole, 'L1')['net']));
        for (const rate of ['9', '19'])
          for (const field of ['base', 'tax']) {
            const slices = made.reduce((all, id) => all + groupOf(play, id, rate, field), 0);
            expect([rate, field, slices]).toEqual([rate, field, groupOf(play, whole, rate, field)]);
          }
      },
    ),
    properties,
  );
});

test('P4 P5 M4 a last slice of several orders comes to what one document of each would, tax group by tax group', () => {
  const row = fc.record({
    quantity: fc.integer({ min: 2, max: 9999 }),
    price: fc.integer({ min: 1, max: 999_999 }),
  });
  const orders = fc.array(fc.tuple(row, row, fc.constantFrom('9', '19')), { minLength: 2, maxLength: 3 });
  fc.assert(
    fc.property(orders, rateOf, fc.boolean(), (all, rate, isTogether) => {
      const play = new Play({}, sliced);
      const [euro, leu] = [play.make('currency', { code: 'EUR' }), play.make('currency', { code: 'RON' })];
      play.make('rate', { code: 'a', from: euro, to: leu, date: '2026-03-01', rate: fixed(rate, 6) });
      const sold = (): string[] =>
        all.map(([first, other, taxRate]) => {
          const lines = [first, other].map(({ quantity, price }, index) => ({
            id: `L${index + 1}`,
            quantity: fixed(quantity, 3),
            price: fixed(price, 4),
            taxRate: index === 0 ? '19' : taxRate,
          }));
          return play.fired(play.make('abroad', { currency: euro, lines }), 'POST');
        });
      const [inParts, inOne] = [sold(), sold()];
      const wholes = inOne.map((id) => play.converted('abroad-to-home', id));
      const parts = { L1: '0.001' };
      const made = isTogether
        ? [play.converted('abroad-to-home', inParts, parts)]
        : inParts.map((id) => play.converted('abroad-to-home', id, parts));
      made.push(play.converted('abroad-to-home', inParts));
      for (const id of made) addsUp(play, play.fired(id, 'POST'));
      const sum = (ids: readonly string[], of: string, field: string): number =>
        ids.reduce((cents, id) => cents + groupOf(play, id, of, field), 0);
      for (const of of ['9', '19'])
        for (const field of ['base', 'tax'])
          expect([of, field, sum(made, of, field)]).toEqual([of, field, sum(wholes, of, field)]);
    }),
    properties,
  );
});
