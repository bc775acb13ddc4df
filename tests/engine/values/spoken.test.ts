import { expect, it } from 'vitest';
import { spokenDay, spokenNumber } from '../../../engine/values/spoken.ts';

it('a number inside a sentence is written in the manner of the language, with all of its digits', () => {
  const spoken = (value: string) => ['en', 'ro', 'pl'].map((language) => spokenNumber(value, language));
  expect(spoken('1234.50')).toEqual(['1,234.50', '1.234,50', '1\u00a0234,50']);
  expect(spoken('-0.333')).toEqual(['-0.333', '-0,333', '-0,333']);
  expect(spoken('9007199254740993.01')[0]).toBe('9,007,199,254,740,993.01');
  expect(spoken('2026')).toEqual(['2026', '2026', '2026']);
  expect(spoken('12x')).toEqual(['12x', '12x', '12x']);
});

it('a day inside a sentence is written in the manner of the language', () => {
  expect(spokenDay('2026-11-21', 'en')).toBe('21/11/2026');
  expect(spokenDay('2026-11-21', 'ro')).toBe('21.11.2026');
  expect(spokenDay('soon', 'pl')).toBe('soon');
});
