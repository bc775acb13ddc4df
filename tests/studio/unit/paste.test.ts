import { expect, test } from 'vitest';
import { parseTsv } from '../../../studio/src/lib/grid/tsv.ts';
import { bestOf } from '../../../studio/src/lib/refs/best-option.ts';

const option = (id: string, title: string, key: string | null) => ({ id, type: 't', title, key, hint: '' });

test('rows and cells as a spreadsheet copies them', () => {
  expect(parseTsv('a\tb\r\nc\t1,5\r\n')).toEqual([
    ['a', 'b'],
    ['c', '1,5'],
  ]);
  expect(parseTsv('one')).toEqual([['one']]);
  expect(parseTsv('a\t\n\tb')).toEqual([
    ['a', ''],
    ['', 'b'],
  ]);
});

test('quotes hold breaks and quotes', () => {
  expect(parseTsv('"two\nlines"\t"say ""hi"""\nnext')).toEqual([['two\nlines', 'say "hi"'], ['next']]);
  expect(parseTsv('5" pipe\tx')).toEqual([['5" pipe', 'x']]);
});

test('a reference is meant by its key, its title, or by being the only one', () => {
  const options = [option('1', 'A1 · Śruba', 'A1'), option('2', 'A10 · Łańcuch', 'A10')];
  expect(bestOf(options, 'a10')?.id).toBe('2');
  expect(bestOf(options, 'a10 · lancuch')?.id).toBe('2');
  expect(bestOf(options, 'a')).toBeUndefined();
  expect(bestOf(options.slice(1), 'lanc')?.id).toBe('2');
});
