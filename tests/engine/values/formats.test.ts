// Numbers and dates as people of a language write them.
import { expect, test } from 'vitest';
import { decimal } from '../../../engine/values/decimal.ts';
import { formatDate } from '../../../engine/values/format-date.ts';
import { formatNumber, isNumberPattern } from '../../../engine/values/format-number.ts';

test.each([
  ['1234.5', '#,##0.00', '1,234.50', '1.234,50', '1234,50'],
  ['1234567.891', '#,##0.00', '1,234,567.89', '1.234.567,89', '1\u00a0234\u00a0567,89'],
  ['-12345.678', '#,##0.##', '-12,345.68', '-12.345,68', '-12\u00a0345,68'],
  ['12', '#,##0.0#', '12.0', '12,0', '12,0'],
  ['0.5', '#.##', '.5', ',5', ',5'],
  ['0', '#,##0.00 kg', '0.00 kg', '0,00 kg', '0,00 kg'],
  ['7', '000', '007', '007', '007'],
  ['-0.001', '0.00', '0.00', '0,00', '0,00'],
  ['0.5', '0%', '50%', '50%', '50%'],
  ['0.12345', '0.0# %', '12.35 %', '12,35 %', '12,35 %'],
  ['-19.005', '% #,##0.##', '% -1,900.5', '% -1.900,5', '% -1900,5'],
  ['1234', '0', '1234', '1234', '1234'],
  ['12345', '#,##0', '12,345', '12.345', '12\u00a0345'],
])('%s by %s', (value, pattern, en, ro, pl) => {
  expect(formatNumber(decimal(value), pattern, 'en')).toBe(en);
  expect(formatNumber(decimal(value), pattern, 'ro-RO')).toBe(ro);
  expect(formatNumber(decimal(value), pattern, 'pl')).toBe(pl);
  expect(formatNumber(decimal(value), pattern, 'de')).toBe(en);
});

test('what is no pattern of a number gives nothing', () => {
  for (const pattern of ['', 'kg', '0,0.0', '#,##0.0.0', '0.'.padEnd(60, '0')])
    expect(formatNumber(decimal(1), pattern, 'en'), pattern).toBeNull();
  expect(isNumberPattern('#,##0.00')).toBe(true);
  expect(isNumberPattern('kg')).toBe(false);
});

test.each([
  ['2026-03-05', 'dd.MM.yyyy', '05.03.2026', '05.03.2026', '05.03.2026'],
  ['2026-03-05', 'd MMMM yyyy', '5 March 2026', '5 martie 2026', '5 marca 2026'],
  ['2026-09-30', 'd MMM yy', '30 Sep 26', '30 sept. 26', '30 wrz 26'],
  ['2026-11-22', 'EEEE, d.M.', 'Sunday, 22.11.', 'duminică, 22.11.', 'niedziela, 22.11.'],
  ['1999-12-31', 'EEE', 'Fri', 'vin.', 'pt.'],
  ['2026-03-05', "d 'day of' MMMM", '5 day of March', '5 day of martie', '5 day of marca'],
  [
    '2026-03-05T04:30:15.000Z',
    'yyyy-MM HH:mm / H',
    '2026-03 04:30 / 4',
    '2026-03 04:30 / 4',
    '2026-03 04:30 / 4',
  ],
  ['2026-03-05', "d '' M", "5 ' 3", "5 ' 3", "5 ' 3"],
])('%s by %s', (value, pattern, en, ro, pl) => {
  expect(formatDate(value, pattern, 'en')).toBe(en);
  expect(formatDate(value, pattern, 'ro')).toBe(ro);
  expect(formatDate(value, pattern, 'pl')).toBe(pl);
});

test('what is no date is not written', () => {
  expect(formatDate('5 March', 'dd', 'en')).toBeNull();
});
