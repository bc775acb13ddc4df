import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile, makeValidators, playScenario, type JsonObject, type Scenario } from '#engine';
import { ajvValidator } from '../../runtime/validation.ts';
import { generateDemo } from './generate-demo.ts';
import { readData, readJsonLines, readPackText, salesFolder } from './pack-text.ts';

const story = readJsonLines(join(salesFolder, 'data/demo/story.jsonl'));
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

  test('lives half a year of 150 documents in every stage, and nothing in its story is refused', () => {
    const { model } = compile(readPackText(salesFolder), { validator: ajvValidator });
    if (!model) throw new Error('the pack does not compile; see sales-pack.test.ts');
    const scenario = { title: 'the demo story', given: { records: demo }, when: onDays(story, '2026-11-22') };
    const played = playScenario(
      model,
      makeValidators(model, ajvValidator),
      scenario as Scenario,
      readData(salesFolder, 'base'),
    );
    expect(played.passed, played.detail).toBe(true);
  });

  test('tells its story forward in time, up to yesterday', () => {
    const days = story.map((step) => step['daysAgo'] as number);
    expect(days).toEqual(days.toSorted((a, b) => b - a));
    expect(days.at(-1)).toBeGreaterThanOrEqual(1);
    expect(days[0]).toBeGreaterThan(150);
  });
});

/** The story on real days: a step that lets the day come wherever it changes. */
function onDays(steps: readonly JsonObject[], today: string): readonly JsonObject[] {
  let last: unknown = null;
  return steps.flatMap(({ daysAgo, ...step }) => {
    const same = daysAgo === last;
    last = daysAgo;
    const day = new Date(Date.parse(today) - Number(daysAgo) * 86_400_000).toISOString().slice(0, 10);
    return same ? [step] : [{ day }, step];
  });
}
