import { expect, test } from 'vitest';
import { nextSort, readQuery, toFilter, writeQuery } from '../../../studio/src/lib/list/list-query.ts';

const kinds: Readonly<Record<string, string>> = {
  number: 'number',
  date: 'date',
  total: 'decimal',
  partner: 'ref',
  name: 'text',
  active: 'boolean',
};
const kindOf = (path: string): string | undefined => kinds[path];

test('an address says what is listed, and comes back the same', () => {
  const address = '?q=%C5%82%C3%B3d%C5%BA&stage=sent&sort=-date&archived=1&f.date=2026-01-01..&f.total=..100';
  const query = readQuery(new URLSearchParams(address));
  expect(query).toMatchObject({ q: 'łódź', stage: 'sent', sort: '-date' });
  expect(readQuery(new URLSearchParams(writeQuery(query)))).toEqual(query);
});

test('nothing asked is no address', () => {
  expect(writeQuery(readQuery(new URLSearchParams('')))).toBe('');
});

test('filters become one expression, literals by kind', () => {
  const query = readQuery(
    new URLSearchParams(
      '?stage=confirmed&f.date=2026-01-01..2026-02-01&f.total=10.5..&f.partner=p-1&f.name=Fa&f.active=true&f.number=OF',
    ),
  );
  expect(toFilter(query, kindOf)).toBe(
    "'confirmed' in states && doc.date >= '2026-01-01' && doc.date <= '2026-02-01' && doc.total >= 10.5 && doc.partner == 'p-1' && startsWith(doc.name, 'Fa') && doc.active == true && startsWith(number, 'OF')",
  );
});

test('an unknown column is left out, and text cannot break out of its quotes', () => {
  const query = readQuery(new URLSearchParams({ 'f.secret': 'x', 'f.name': "O'Neill\\" }));
  expect(toFilter(query, kindOf)).toBe("startsWith(doc.name, 'O\\'Neill\\\\')");
});

test('a number that is none stands in quotes, for the server to refuse', () => {
  expect(toFilter(readQuery(new URLSearchParams('?f.total=1||true..')), kindOf)).toBe(
    "doc.total >= '1||true'",
  );
});

test('a head pressed again turns the order, a third time drops it', () => {
  expect(nextSort('', 'date')).toBe('date');
  expect(nextSort('date', 'date')).toBe('-date');
  expect(nextSort('-date', 'date')).toBe('');
  expect(nextSort('-total', 'date')).toBe('date');
});
