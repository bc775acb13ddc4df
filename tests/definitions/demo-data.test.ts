import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ScenarioStep } from '#engine';
import { generateDemo } from './generate-demo.ts';
import { readData, readJsonLines, salesFolder } from './pack-text.ts';
import { playStory } from './play-story.ts';
import { base, model, validators } from './sales-model.ts';

const story = readJsonLines(join(salesFolder, 'data/demo/story.jsonl')) as readonly ScenarioStep[];
const demo = readData(salesFolder, 'demo');

test.each(Object.entries(generateDemo()))('%s is what the generator writes', (path, text) => {
  const stored = readFileSync(join(salesFolder, path), 'utf8');
  expect(stored === text, 'run `node tests/definitions/generate-demo.ts`').toBe(true);
});

describe('the demo company', () => {
  test('has 60 partners and 200 articles, each with its own code, in Romanian and Polish letters', () => {
    expect(new Set(demo['partner']?.map((partner) => partner['code'])).size).toBe(60);
    expect(new Set(demo['article']?.map((article) => article['code'])).size).toBe(200);
    const names = JSON.stringify([demo['partner'], demo['article']]);
    for (const letter of 'ășțâîąęłńóśźż') expect(names).toContain(letter);
  });

  test('tells its story forward in time, over half a year, up to yesterday', () => {
    const days = story.map((step) => step.daysAgo ?? 0);
    expect(days).toEqual(days.toSorted((a, b) => b - a));
    expect(days.at(-1)).toBeGreaterThanOrEqual(1);
    expect(days[0]).toBeGreaterThan(150);
  });

  // The second day is in January: numbers and rates of two years meet in the story.
  test.each(['2026-11-22', '2027-01-20'])(
    'played up to %s is refused nothing and ends with 150 documents in every stage',
    (today) => {
      const records = playStory(model, validators, [base, demo], story, today);
      const documents = records.filter((record) => model.types.get(record.type)?.kind === 'document');
      expect(documents).toHaveLength(150);

      const seen = new Set(
        documents.flatMap((record) => record.states.map((state) => `${record.type} ${state}`)),
      );
      const stages = [...model.types.values()].flatMap((type) =>
        [...(type.machine?.states.keys() ?? [])].map((state) => `${type.key} ${state}`),
      );
      expect(stages.filter((stage) => !seen.has(stage))).toEqual([]);
    },
  );
});
