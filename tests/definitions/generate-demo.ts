// Writes definitions/sales/data/demo: `node tests/definitions/generate-demo.ts`. A test proves that the files are fresh.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { demoArticles } from './demo/articles.ts';
import { tellCases } from './demo/cases.ts';
import { demoPartners } from './demo/partners.ts';
import { seededRandom } from './demo/random.ts';
import { StoryBook } from './demo/story.ts';

const seed = 20_261_122;

/** Files of the demo data by path inside the pack; the same text on every machine and day. */
export function generateDemo(): Readonly<Record<string, string>> {
  const random = seededRandom(seed);
  const partners = demoPartners(random);
  const articles = demoArticles(random);
  const book = new StoryBook(random, partners, articles);
  tellCases(book, random);
  return {
    'data/demo/partner.jsonl': jsonLines(partners),
    'data/demo/article.jsonl': jsonLines(articles),
    'data/demo/story.jsonl': jsonLines(book.steps()),
  };
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

if (import.meta.main) {
  const pack = join(import.meta.dirname, '..', '..', 'definitions', 'sales');
  for (const [path, text] of Object.entries(generateDemo())) {
    mkdirSync(dirname(join(pack, path)), { recursive: true });
    writeFileSync(join(pack, path), text);
  }
}
