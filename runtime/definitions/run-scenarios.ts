import { Coverage, playScenario } from '#engine';
import type { JsonObject, Model, Scenario, TypeCoverage, Validators } from '#engine';
import type { PlanAnswer } from '../definition-shapes.ts';
import type { Files } from '../store/releases.ts';

export interface PlayedScenarios {
  readonly scenarios: PlanAnswer['scenarios'];
  /** What all of them together went through. */
  readonly coverage: readonly TypeCoverage[];
}

/** Plays every scenario of a pack in memory, over the pack's base data, and counts where they have been. */
export function runScenarios(files: Files, model: Model, validators: Validators): PlayedScenarios {
  const base = baseDataOf(files);
  const coverage = new Coverage(model);
  const scenarios = scenariosIn(files).map(({ name, scenario }) => {
    const { passed, detail } = playScenario(model, validators, scenario, base, coverage.watch);
    return { name, title: scenario.title, passed, detail };
  });
  return { scenarios, coverage: coverage.report() };
}

export interface NamedScenario {
  readonly name: string;
  readonly scenario: Scenario;
}

/** A pack's scenarios in order of their names. */
export function scenariosIn(files: Files): readonly NamedScenario[] {
  return Object.keys(files)
    .sort()
    .flatMap((path) => {
      const name = /^scenarios\/([^/]+)\.json$/.exec(path)?.[1];
      return name === undefined ? [] : [{ name, scenario: JSON.parse(files[path] ?? '') as Scenario }];
    });
}

/** Records that every company of the pack has, by type. */
export function baseDataOf(files: Files): Readonly<Record<string, readonly JsonObject[]>> {
  const data: Record<string, readonly JsonObject[]> = {};
  for (const [path, text] of Object.entries(files)) {
    const type = /^data\/base\/([^/]+)\.jsonl$/.exec(path)?.[1];
    if (type !== undefined)
      data[type] = text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as JsonObject);
  }
  return data;
}
