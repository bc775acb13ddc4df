import { describe, expect, test } from 'vitest';
import { editDecimal, formatDecimal, parseDecimal } from '../../../studio/src/lib/values/decimal-text.ts';

const RO = 'ro-RO';
const PL = 'pl-PL';
const EN = 'en-GB';

describe('what people type is read in the manner of their language', () => {
  test.each([
    ['1.234,50', RO, '1234.5'],
    ['1.234', RO, '1234'],
    ['12,3457', RO, '12.3457'],
    ['12.3457', RO, '12.3457'],
    ['0.333', RO, '0.333'],
    ['1 234,50', PL, '1234.5'],
    ['1\u00a0234\u00a0567,89', PL, '1234567.89'],
    ['1.5', PL, '1.5'],
    ['1.234', PL, '1.234'],
    ['1,234.50', EN, '1234.5'],
    ['1,234', EN, '1234'],
    ['12,5', EN, '12.5'],
    ['1,234,567', EN, '1234567'],
    ['-7,5', EN, '-7.5'],
    ['−7,5', RO, '-7.5'],
    ['+3', RO, '3'],
    ['007', RO, '7'],
    [',5', RO, '0.5'],
    ['-0', RO, '0'],
    ['', RO, ''],
    ['  ', RO, ''],
  ])('%s in %s is %s', (text, tag, value) => {
    expect(parseDecimal(text, tag)).toBe(value);
  });

  test.each(['abc', '1,2,3', '1.2.3,4,5', '1e5', '--1', '.', '12 RON', 'NaN'])('%s is no number', (text) => {
    expect(parseDecimal(text, RO)).toBeNull();
  });
});

describe('what is shown', () => {
  test('is grouped in every language, four digits included', () => {
    expect(formatDecimal('1234.5', RO, 2)).toBe('1.234,50');
    expect(formatDecimal('1234.5', PL, 2)).toBe('1\u00a0234,50');
    expect(formatDecimal('1234.5', EN, 2)).toBe('1,234.50');
  });

  test('keeps digits that no binary double could hold', () => {
    expect(formatDecimal('12345678901234567890.12', EN)).toBe('12,345,678,901,234,567,890.12');
    expect(formatDecimal('0.1000000000000000055', EN)).toBe('0.1000000000000000055');
  });

  test('comes back as the same number, through the text of an input', () => {
    for (const tag of [RO, PL, EN]) {
      for (const value of ['0', '-1', '1234.5', '0.005', '99999999.9999', '100']) {
        expect(parseDecimal(formatDecimal(value, tag), tag)).toBe(value);
      }
    }
  });

  test('what is no canonical decimal is shown as it is', () => {
    expect(formatDecimal('abc', EN)).toBe('abc');
    expect(editDecimal('12.5', RO)).toBe('12,5');
  });
});
