// Which texts a decimal has room for, at the edges.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalPattern } from '../../../engine/values/decimal-pattern.ts';
import { tried } from '../runs.ts';

const takes = (precision: number, scale: number, text: string): boolean =>
  new RegExp(decimalPattern({ precision, scale })).test(text);

test.each([
  [2, 2, ['0', '0.5', '-0.99'], ['1', '9.99', '0.999', '00.9']],
  [3, 2, ['0', '9', '9.99'], ['10', '9.999', '09']],
  [1, 0, ['0', '9', '-9'], ['10', '0.5', '9.0']],
  [5, 2, ['0', '999.99', '-100.1'], ['1000', '1.234', '0100', '+1', '1e2', '.5', '5.', '']],
  [38, 0, ['9'.repeat(38)], ['9'.repeat(39), '9.1']],
])('a decimal of %i digits, %i of them behind the point', (precision, scale, right, wrong) => {
  expect(right.filter((text) => !takes(precision, scale, text))).toEqual([]);
  expect(wrong.filter((text) => takes(precision, scale, text))).toEqual([]);
});

test('what it takes is what counting digits takes', () => {
  const text = fc.stringMatching(/^-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.nat({ max: 6 }), text, (precision, less, written) => {
      const scale = Math.min(less, precision);
      const [whole = '', fraction = ''] = written.replace('-', '').split('.');
      const fits = fraction.length <= scale && (whole === '0' || whole.length <= precision - scale);
      expect(takes(precision, scale, written)).toBe(fits);
    }),
    tried(100),
  );
});
