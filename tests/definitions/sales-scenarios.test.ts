import { expect, test } from 'vitest';
import { Coverage, playScenario, type Scenario } from '#engine';
import { base, model, text, validators } from './sales-model.ts';

const scenarios = Object.entries(text.files)
  .filter(([path]) => path.startsWith('scenarios/'))
  .map(
    ([path, json]) =>
      [path.slice('scenarios/'.length, -'.json'.length), JSON.parse(json) as Scenario] as const,
  );

const coverage = new Coverage(model);

test.each(scenarios)('%s', (_name, scenario) => {
  const played = playScenario(model, validators, scenario, base, coverage.watch);
  expect(played.detail).toBeNull();
});

test('the scenarios go through every stage and every transition, and see each guard open and closed', () => {
  const report = coverage.report();
  expect(report.map(({ type }) => type).sort()).toEqual(
    [...model.types.values()].flatMap(({ key, machine }) => (machine ? [key] : [])).sort(),
  );
  expect(report.flatMap(({ missing }) => missing)).toEqual([]);
});

test('every conversion is told by a scenario', () => {
  const told = new Set(scenarios.flatMap(([, scenario]) => scenario.when.map((step) => step.convert)));
  expect([...model.conversions.keys()].filter((key) => !told.has(key))).toEqual([]);
});

test('every event of every document is told by a scenario', () => {
  const told = new Set(scenarios.flatMap(([, scenario]) => scenario.when.map((step) => step.fire)));
  const events = [...model.types.values()].flatMap((type) => [...(type.machine?.events.keys() ?? [])]);
  expect(events.filter((event) => !told.has(event))).toEqual([]);
});
