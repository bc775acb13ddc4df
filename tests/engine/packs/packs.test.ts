/// <reference types="vite/client" />
// Every folder here that has a pack.json is a pack: definitions alone, that the engine was not made for.
import { describe, expect, it } from 'vitest';
import { makeValidators, playScenario } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { compiledPack, packNames, scenariosOf } from './packs.ts';

describe.each(packNames)('%s', (name) => {
  const { model, problems, base } = compiledPack(name);
  const validators = model && makeValidators(model, ajvValidator);

  it('compiles without a problem', () => {
    expect(problems).toEqual([]);
  });

  const scenarios = scenariosOf(name);
  it('has scenarios', () => {
    expect(scenarios.length).toBeGreaterThan(0);
  });

  it.each(scenarios)('$title', (scenario) => {
    if (!model || !validators) throw new Error('the pack does not compile');
    expect(playScenario(model, validators, scenario, base).detail).toBeNull();
  });
});
