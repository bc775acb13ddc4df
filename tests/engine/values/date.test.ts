import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  daysBetween,
  endOf,
  isDate,
  periods,
  startOf,
  todayIn,
} from '../../../engine/values/date.ts';
import { tried } from '../runs.ts';

const date = fc
  .date({ min: new Date('0100-01-01T00:00:00Z'), max: new Date('9000-12-31T00:00:00Z'), noInvalidDate: true })
  .map((value) => value.toISOString().slice(0, 10));

describe('isDate', () => {
  it.each(['2026-02-28', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('accepts %s', (text) => {
    expect(isDate(text)).toBe(true);
  });
  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-4-1',
    '2026-04-31',
    '0000-01-01',
    '',
    'today',
  ])('refuses %j', (text) => {
    expect(isDate(text)).toBe(false);
  });
});

describe('arithmetic', () => {
  it('adds days and takes them off again', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -30_000, max: 30_000 }), (from, count) => {
        const to = addDays(from, count)!;
        expect(isDate(to)).toBe(true);
        expect(daysBetween(from, to)).toBe(count);
        expect(addDays(to, -count)).toBe(from);
      }),
      tried(100),
    );
  });

  it('keeps the day of the month, or takes the last', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
    expect(addMonths('2026-01-15', -13)).toBe('2024-12-15');
  });

  it('leaves the calendar as null', () => {
    expect(addDays('9999-12-31', 1)).toBeNull();
    expect(addMonths('0001-01-01', -1)).toBeNull();
    expect(addDays('nonsense', 1)).toBeNull();
    expect(daysBetween('2026-02-30', '2026-03-01')).toBeNull();
    expect(endOf('9999-12-05', 'month')).toBe('9999-12-31');
    expect(addDays('0100-01-01', -1)).toBe('0099-12-31');
  });

  it('a period begins at its start, ends at its end and holds the date', () => {
    fc.assert(
      fc.property(date, fc.constantFrom(...periods), (day, period) => {
        const start = startOf(day, period)!;
        const end = endOf(day, period)!;
        expect(start <= day && day <= end).toBe(true);
        expect(startOf(start, period)).toBe(start);
        expect(endOf(end, period)).toBe(end);
        expect(startOf(addDays(end, 1)!, period)).toBe(addDays(end, 1));
      }),
      tried(100),
    );
  });

  it('weeks start on Monday', () => {
    expect(startOf('2026-11-22', 'week')).toBe('2026-11-16');
    expect(endOf('2026-11-22', 'week')).toBe('2026-11-22');
    expect(startOf('1969-12-30', 'week')).toBe('1969-12-29');
    expect(startOf('2026-11-22', 'quarter')).toBe('2026-10-01');
    expect(endOf('2026-02-01', 'quarter')).toBe('2026-03-31');
  });
});

it('today depends on where one is', () => {
  const instant = Date.parse('2026-03-28T22:30:00Z');
  expect(todayIn('UTC', instant)).toBe('2026-03-28');
  expect(todayIn('Europe/Bucharest', instant)).toBe('2026-03-29');
  // Summer time began at 01:00 UTC that night.
  expect(todayIn('Europe/Warsaw', Date.parse('2026-03-29T21:59:00Z'))).toBe('2026-03-29');
  expect(todayIn('Europe/Warsaw', Date.parse('2026-03-29T22:01:00Z'))).toBe('2026-03-30');
});
