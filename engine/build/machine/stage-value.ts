import type { State } from '../../model/machine.ts';
import type { Phase, StageValue } from '../../model/record.ts';

/** Active dotted paths, outermost first: `{"a":{"b":"c"}}` → a, a.b, a.b.c. */
export function pathsOfStage(stage: StageValue, parent = ''): readonly string[] {
  const under = (key: string): string => (parent === '' ? key : `${parent}.${key}`);
  if (typeof stage === 'string') return [under(stage)];
  return Object.entries(stage).flatMap(([key, inner]) => [under(key), ...pathsOfStage(inner, under(key))]);
}

const furthest: readonly Phase[] = ['void', 'posted', 'draft'];

/** Regions of one stage agree on the phase; should they not, the furthest counts. */
export function phaseOfStage(stage: StageValue, states: ReadonlyMap<string, State>): Phase {
  const phases = pathsOfStage(stage).flatMap((path) => {
    const state = states.get(path);
    return state !== undefined && state.children.length === 0 ? [state.phase] : [];
  });
  return furthest.find((phase) => phases.includes(phase)) ?? 'draft';
}
