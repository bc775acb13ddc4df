import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../../studio/src/lib/i18n/messages');
const source = join(import.meta.dirname, '../../../studio/src');
type Messages = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const read = (name: string): Messages => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Messages;
const files = readdirSync(folder);
const areas = [...new Set(files.map((name) => name.split('.')[0]!))];

/** Plural forms that whole numbers meet in each language. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  en: ['one', 'other'],
  ro: ['few', 'one', 'other'],
  pl: ['few', 'many', 'one', 'other'],
};

describe.each(areas)('messages of %s', (area) => {
  const english = read(`${area}.en.json`);

  test.each(['ro', 'pl'])('have the same keys and holes in %s', (language) => {
    const other = read(`${area}.${language}.json`);
    expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
    for (const [key, message] of Object.entries(english))
      expect(holes(other[key]!), key).toEqual(holes(message));
  });

  test.each(['en', 'ro', 'pl'])('name every plural form of %s', (language) => {
    for (const [key, message] of Object.entries(read(`${area}.${language}.json`))) {
      if (typeof message !== 'string') expect(Object.keys(message).sort(), key).toEqual(FORMS[language]);
    }
  });
});

test('every key that the screens name is there', () => {
  const known = new Set(
    areas.flatMap((area) => Object.keys(read(`${area}.en.json`)).map((key) => `${area}.${key}`)),
  );
  const named = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|ts)$/.test(name))
    .flatMap((name) =>
      [...readFileSync(join(source, name), 'utf8').matchAll(/\bt\('([\w.-]+)'/g)].map((match) => match[1]!),
    );
  expect(named.length).toBeGreaterThan(50);
  expect([...new Set(named)].filter((key) => !known.has(key))).toEqual([]);
});

function holes(message: string | Readonly<Record<string, string>>): readonly string[] {
  const texts = typeof message === 'string' ? [message] : Object.values(message);
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))),
  ].sort();
}
