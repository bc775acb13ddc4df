/// <reference types="vite/client" />
import { describe, expect, it } from 'vitest';

type Catalogue = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
const catalogues = import.meta.glob<Catalogue>('../../../engine/problems/catalogue/*.json', {
  import: 'default',
  eager: true,
});
const sources = import.meta.glob<string>('../../../{engine,runtime}/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const expected = import.meta.glob<readonly { code: string }[]>('../check/cases/*/expected.json', {
  import: 'default',
  eager: true,
});

function catalogue(name: string, language: string): Catalogue {
  return catalogues[`../../../engine/problems/catalogue/${name}.${language}.json`] ?? {};
}

/** `message {name} {of}`: which sentences a code has, and which values stand in them. */
function shapeOf(words: Catalogue[string] | undefined): string {
  const holes = (text: string): string => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
  if (words === undefined || typeof words === 'string') return holes(words ?? '');
  return Object.entries(words)
    .map(([kind, text]) => `${kind} ${holes(text)}`)
    .sort()
    .join('; ');
}

describe.each(['problems', 'refusals', 'values'])('the catalogue of %s', (name) => {
  const english = catalogue(name, 'en');

  it.each(['ro', 'pl'])('says the same in %s', (language) => {
    const other = catalogue(name, language);
    expect(Object.keys(other)).toEqual(Object.keys(english));
    for (const code of Object.keys(english))
      expect([code, shapeOf(other[code])]).toEqual([code, shapeOf(english[code])]);
  });
});

it('every code of a problem is produced by a case, or is named here with its reason', () => {
  const produced = new Set(Object.values(expected).flatMap((problems) => problems.map(({ code }) => code)));
  const elsewhere = new Set([
    'json-too-deep', // robustness.test.ts: 200 000 brackets do not belong into a folder
    'locale-missing', // model.test.ts: it is told once for every text of the pack
  ]);
  const missing = Object.keys(catalogue('problems', 'en')).filter(
    (code) => !produced.has(code) && !elsewhere.has(code),
  );
  expect(missing).toEqual([]);
});

it('every code of a refusal is used', () => {
  const code = Object.entries(sources)
    .filter(([path]) => !path.includes('/catalogue/'))
    .map(([, text]) => text)
    .join('\n');
  const unused = Object.keys(catalogue('refusals', 'en')).filter((name) => !code.includes(`'${name}'`));
  expect(unused).toEqual([]);
});
