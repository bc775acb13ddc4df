import { describe, expect, it } from 'vitest';
import {
  addDuration,
  instantFrom,
  isNoTime,
  parseDuration,
  startOfDay,
} from '../../../engine/values/duration.ts';

const bucharest = 'Europe/Bucharest';
const at = (text: string): number => Date.parse(text);

describe('durations', () => {
  it.each([
    ['P3D', { months: 0, days: 3, ms: 0 }],
    ['P1Y6M', { months: 18, days: 0, ms: 0 }],
    ['P2W', { months: 0, days: 14, ms: 0 }],
    ['PT2H30M', { months: 0, days: 0, ms: 9_000_000 }],
    ['P1DT1S', { months: 0, days: 1, ms: 1000 }],
  ])('%s is read', (text, duration) => expect(parseDuration(text)).toEqual(duration));

  it.each(['', 'P', 'PT', '3D', 'P3', 'P-3D', 'P1.5D', 'P3DT', 'p3d'])('“%s” is none', (text) =>
    expect(parseDuration(text)).toBeNull(),
  );

  it('knows what is no time at all', () => {
    expect(isNoTime({ months: 0, days: 0, ms: 0 })).toBe(true);
    expect(isNoTime({ months: 0, days: 0, ms: 1 })).toBe(false);
  });

  it('counts days by the calendar, at the same time of day, when clocks change', () => {
    const days = { months: 0, days: 1, ms: 0 };
    // 2026-03-29: clocks go from 3 to 4 in Bucharest; 12:00 stays 12:00.
    expect(addDuration(at('2026-03-28T10:00:00Z'), days, bucharest)).toBe(at('2026-03-29T09:00:00Z'));
    expect(addDuration(at('2026-10-24T09:00:00Z'), days, bucharest)).toBe(at('2026-10-25T10:00:00Z'));
    // Hours pass as they are.
    const hours = { months: 0, days: 0, ms: 24 * 3_600_000 };
    expect(addDuration(at('2026-03-28T10:00:00Z'), hours, bucharest)).toBe(at('2026-03-29T10:00:00Z'));
  });

  it('ends months where they end', () =>
    expect(addDuration(at('2026-01-31T10:00:00Z'), { months: 1, days: 0, ms: 0 }, 'UTC')).toBe(
      at('2026-02-28T10:00:00Z'),
    ));
});

describe('days', () => {
  it.each([
    ['2026-01-10', bucharest, '2026-01-09T22:00:00Z'],
    ['2026-07-10', bucharest, '2026-07-09T21:00:00Z'],
    ['2026-03-29', bucharest, '2026-03-28T22:00:00Z'],
    ['2026-07-10', 'America/Los_Angeles', '2026-07-10T07:00:00Z'],
    ['2026-07-10', 'Pacific/Kiritimati', '2026-07-09T10:00:00Z'],
    // Clocks go forward at midnight: the day begins at one.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00Z'],
  ])('%s begins in %s at %s', (date, zone, start) => expect(startOfDay(date, zone)).toBe(at(start)));

  it('a date is its first instant, an instant itself, anything else nothing', () => {
    expect(instantFrom('2026-01-10', bucharest)).toBe('2026-01-09T22:00:00.000Z');
    expect(instantFrom('2026-01-10T08:00:00+02:00', bucharest)).toBe('2026-01-10T06:00:00.000Z');
    expect(instantFrom('2026-02-30', bucharest)).toBeNull();
    expect(instantFrom('soon', bucharest)).toBeNull();
  });
});
