/// <reference types="vite/client" />
// The mechanism of language migrations, on a language 0 that never was: there, titles were called `caption`, and
// conversions lay under `paths/`.
import { expect, test } from 'vitest';
import { bringForward, compile, renameMember, type LanguageStep, type PackText } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base } from './packs.ts';

const fixtures = import.meta.glob<string>('./language-0/**/*', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const packOf = (side: string): PackText => ({
  files: Object.fromEntries(
    Object.entries(fixtures).flatMap(([path, text]) =>
      path.startsWith(`./language-0/${side}/`) ? [[path.slice(`./language-0/${side}/`.length), text]] : [],
    ),
  ),
});

const valuesOf = (pack: PackText): unknown =>
  Object.fromEntries(Object.entries(pack.files).map(([path, text]) => [path, JSON.parse(text) as unknown]));

const step: LanguageStep = {
  from: 0,
  path: (path) => path.replace(/^paths\//, 'conversions/'),
  // A field that an author called `caption` is no keyword: it stands under `properties`.
  json: (_, json) => renameMember(json, 'caption', 'title', (path) => path.at(-1) !== 'properties'),
};

test('an older pack is read as if it had been written today, and compiles', () => {
  const { pack, finding } = bringForward(packOf('before'), 1, [step]);
  expect(finding).toBeNull();
  expect(valuesOf(pack)).toEqual(valuesOf(packOf('after')));
  expect(compile(pack, { validator: ajvValidator }).problems).toEqual([]);
});

test('a pack of today is not touched', () => {
  expect(bringForward(base, 1, [step]).pack).toEqual(base);
});

test('an overlay, which does not say its language, is read in the one that it was stored in', () => {
  const overlay = { files: { 'types/note/type.json': '{ "caption": "Remark" }' } };
  expect(JSON.parse(bringForward(overlay, 0, [step]).pack.files['types/note/type.json'] ?? '')).toEqual({
    title: 'Remark',
  });
});

test('a newer pack, and one that nothing leads from, are refused and left as they are', () => {
  const newer = { files: { 'pack.json': '{ "language": 2 }' } };
  expect(bringForward(newer)).toMatchObject({ pack: newer, finding: { code: 'language-newer' } });
  const lost = { files: { 'pack.json': '{ "language": 0 }' } };
  expect(bringForward(lost)).toMatchObject({ pack: lost, finding: { code: 'language-unknown' } });
});
