// Documents that are rounded to cash come to their orders as these are rounded, whatever is credited and paid in advance. @source conversions.md P5, P6, P7, X4
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cash, saleOf } from '../decide/advance-pack.ts';
import { Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();
const toCents = (text: unknown): number => Math.round(Number(text ?? '0') * 100);
const toText = (value: number, scale: number): string => (value / 10 ** scale).toFixed(scale);

const act = fc.record({
  kind: fc.constantFrom('final', 'final', 'credit', 'advance'),
  which: fc.nat(10),
  /** Which of the sales, in bits. */
  from: fc.integer({ min: 1, max: 3 }),
  /** Thousandths of the first line; null: all. */
  part: fc.option(fc.integer({ min: 1, max: 999 }), { freq: 2 }),
  /** Of an advance, in steps of cash. */
  steps: fc.integer({ min: 1, max: 40 }),
});

const row = fc.record({
  quantity: fc.integer({ min: 1000, max: 5000 }),
  price: fc.integer({ min: 1, max: 9999 }),
  rate: fc.constantFrom('9', '19'),
});

test('P5 P6 P7 X4 finals, credits and advances in cash come to what the orders are rounded to', () => {
  const orders = fc.array(fc.array(row, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(orders, fc.array(act, { maxLength: 7 }), fc.boolean(), (all, acts, isTogether) => {
      const play = new Play({ cashStep: '0.05' }, cash);
      const sales = all.map((rows) =>
        saleOf(
          play,
          rows.map(({ quantity, price, rate }) => [toText(quantity, 3), toText(price, 3), rate]),
        ),
      );
      const made: string[] = [];
      const take = (conversion: string, sources: readonly object[]): void => {
        const command = { kind: 'convert', conversion, sources, set: {}, into: null } as const;
        const answer = play.run(command as Parameters<Play['run']>[0]);
        if (answer.kind !== 'decision') return;
        if (play.fire(answer.record, 'POST').kind === 'decision') made.push(answer.record);
        else play.remove(answer.record);
      };
      for (const { kind, which, from, part, steps } of acts) {
        const lines = part === null ? {} : { lines: [{ id: 'L1', quantity: toText(part, 3) }] };
        const chosen = sales.filter((_, index) => from & (1 << index));
        const ids = chosen.length > 0 ? chosen : sales;
        const finals = made.filter((id) => play.record(id).type === 'final');
        const final = finals[which % Math.max(finals.length, 1)];
        const amount = toText(steps * 5, 2);
        if (kind === 'advance') take('sale-to-down', [{ id: ids[0], amount }]);
        else if (kind === 'final')
          take(
            'sale-to-final',
            ids.map((id) => ({ id, ...lines })),
          );
        else if (final !== undefined) take('final-to-final-back', [{ id: final, ...lines }]);
      }
      if (isTogether)
        take(
          'sale-to-final',
          sales.map((id) => ({ id })),
        );
      for (const id of sales) take('sale-to-final', [{ id }]);
      const totalOf = (id: string): number => toCents(play.record(id).data['total']);
      const sum = made.reduce((cents, id) => {
        const isBack = play.record(id).type === 'final-back';
        return isBack ? cents - totalOf(id) : cents + totalOf(id);
      }, 0);
      expect(sum).toBe(sales.reduce((cents, id) => cents + totalOf(id), 0));
    }),
    properties,
  );
});
