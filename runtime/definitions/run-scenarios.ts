import { playScenario } from '#engine';
import type { JsonObject, Model, Scenario, Validators } from '#engine';
import type { PlanAnswer } from '../shapes.ts';
import type { Files } from '../store/releases.ts';

/** Plays every scenario of a pack in memory, over the pack's base data. */
export function runScenarios(files: Files, model: Model, validators: Validators): PlanAnswer['scenarios'] {
  const base = baseDataOf(files);
  return Object.keys(files)
    .sort()
    .flatMap((path) => {
      const name = /^scenarios\/([^/]+)\.json$/.exec(path)?.[1];
      if (name === undefined) return [];
      const scenario = JSON.parse(files[path] ?? '') as Scenario;
      const { passed, detail } = playScenario(model, validators, scenario, base);
      return [{ name, title: scenario.title, passed, detail }];
    });
}

function baseDataOf(files: Files): Readonly<Record<string, readonly JsonObject[]>> {
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
