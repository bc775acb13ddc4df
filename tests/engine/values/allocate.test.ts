import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allocate, take } from '../../../engine/values/allocate.ts';
import { decimal, formatDecimal, formatFixed, roundDecimal, zero } from '../../../engine/values/decimal.ts';
import { tried } from '../runs.ts';

const amount = fc
  .integer({ min: -1_000_000_00, max: 1_000_000_00 })
  .map((cents) => decimal(cents).times(decimal('0.01')));
const weights = fc.array(
  fc.integer({ min: 0, max: 10_000 }).map((value) => decimal(value)),
  { minLength: 1, maxLength: 20 },
);
const sum = (values: readonly ReturnType<typeof decimal>[]) => values.reduce((a, b) => a.plus(b), zero);
const texts = (values: readonly ReturnType<typeof decimal>[]) => values.map(formatDecimal);

it('parts sum to the total, to the cent, and none is more than a cent off', () => {
  fc.assert(
    fc.property(amount, weights, (total, shares) => {
      const parts = allocate(total, shares, 2);
      expect(formatFixed(sum(parts), 2)).toBe(formatFixed(total, 2));
      const all = sum(shares);
      if (all.gt(zero))
        parts.forEach((part, i) => {
          const exact = total.times(shares[i]!).div(all);
          expect(part.minus(exact).abs().lt(decimal('0.01'))).toBe(true);
        });
    }),
    tried(100),
  );
});

it('mirrors: what was divided is taken back part by part', () => {
  fc.assert(
    fc.property(amount, weights, (total, shares) => {
      expect(texts(allocate(total.neg(), shares, 2))).toEqual(
        texts(allocate(total, shares, 2).map((part) => part.neg())),
      );
    }),
    tried(100),
  );
});

it('gives the units left over to those that lost most, the earlier first', () => {
  const of = (total: string, shares: string[], scale = 2) =>
    texts(allocate(decimal(total), shares.map(decimal), scale));
  expect(of('100', ['1', '1', '1'])).toEqual(['33.34', '33.33', '33.33']);
  expect(of('0.05', ['3', '7'])).toEqual(['0.02', '0.03']);
  expect(of('10', ['0', '0'])).toEqual(['5', '5']);
  expect(of('10', ['-5', '1'])).toEqual(['0', '10']);
  expect(of('10', [])).toEqual([]);
  expect(of('10.005', ['1', '1'])).toEqual(['5.01', '5']);
});

it('take fills limits in order and never more than there is', () => {
  const of = (total: string, limits: string[]) => texts(take(decimal(total), limits.map(decimal)));
  expect(of('5', ['2', '2', '2'])).toEqual(['2', '2', '1']);
  expect(of('9', ['2', '2', '2'])).toEqual(['2', '2', '2']);
  expect(of('1', ['-2', '2'])).toEqual(['0', '1']);
  expect(of('-1', ['2'])).toEqual(['0']);
  fc.assert(
    fc.property(amount, weights, (total, limits) => {
      const parts = take(total, limits);
      const least = total.lt(zero) ? zero : total.lt(sum(limits)) ? total : sum(limits);
      expect(formatDecimal(roundDecimal(sum(parts), 2))).toBe(formatDecimal(least));
    }),
    tried(100),
  );
});
