// `node tests/docs/generate-reference.ts` writes docs/reference/ anew; reference.test.ts proves that it is fresh.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { grammarPage, titleOf } from './grammar-page.ts';
import type { Grammars, Schema } from './grammar-words.ts';
import { problemPage, type ProblemCase, type Words } from './problem-page.ts';

const root = join(import.meta.dirname, '..', '..');
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
const list = (folder: string): string[] => readdirSync(join(root, folder)).sort();

/** A real file to show for each kind; the first pack is the example of the house. */
const examples: Readonly<Record<string, string>> = {
  app: 'app.json',
  conversion: 'conversions/order-to-invoice.json',
  form: 'types/partner/form.json',
  machine: 'types/offer/machine.json',
  pack: 'pack.json',
  roles: 'roles.json',
  scenario: 'scenarios',
  schema: 'types/trade-document/schema.json',
  series: 'series.json',
  settings: 'settings.json',
  type: 'types/order/type.json',
};

function exampleOf(kind: string): { path: string; text: string } | null {
  const given = examples[kind];
  if (given === undefined) return null;
  const path =
    given === 'scenarios'
      ? `definitions/sales/scenarios/${list('definitions/sales/scenarios')[0] ?? ''}`
      : `definitions/sales/${given}`;
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

function readCases(): ProblemCase[] {
  const folder = 'tests/engine/check/cases';
  return list(folder).map((name) => ({
    name,
    wrong: readJson(`${folder}/${name}/wrong.json`),
    nearMiss: readJson(`${folder}/${name}/near-miss.json`),
    found: readJson(`${folder}/${name}/expected.json`) as ProblemCase['found'],
  }));
}

/** Every page of the reference by its path from the root. */
export function referencePages(): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  const grammars: Grammars = Object.fromEntries(
    list('definitions/language').map((file) => [file, readJson(`definitions/language/${file}`) as Schema]),
  );
  const kinds = Object.keys(grammars);
  for (const file of kinds) {
    const kind = file.replace('.schema.json', '');
    pages.set(`docs/reference/${kind}.md`, grammarPage(file, grammars, exampleOf(kind)));
  }
  const words = Object.fromEntries(
    ['en', 'ro', 'pl'].map((language) => [
      language,
      readJson(`engine/problems/catalogue/problems.${language}.json`) as Words,
    ]),
  );
  const cases = readCases();
  const codes = Object.keys(words['en'] ?? {});
  for (const code of codes) pages.set(`docs/reference/problems/${code}.md`, problemPage(code, words, cases));
  pages.set(
    'docs/reference/README.md',
    [
      '# Reference of the definition language',
      '',
      '<!-- Made by tests/docs/generate-reference.ts; do not edit. -->',
      '',
      '## Kinds of files',
      '',
      ...kinds.map((file) => `- [${titleOf(file, grammars)}](${file.replace('.schema.json', '')}.md)`),
      '',
      '## Problems',
      '',
      ...codes.map((code) => `- [${code}](problems/${code}.md): ${words['en']?.[code]?.['message'] ?? ''}`),
      '',
    ].join('\n'),
  );
  return pages;
}

if (import.meta.main) {
  rmSync(join(root, 'docs/reference'), { recursive: true, force: true });
  const pages = referencePages();
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  console.log(`${pages.size} pages in docs/reference`);
}
