// Reading active state paths: which chip says it all, which only add to it.
import type { StateShape } from '#api';

/** Of the active paths, the outermost known state: what a list says of a record. */
export function mainStates(active: readonly string[], states: readonly StateShape[]): readonly StateShape[] {
  const main = states.find((state) => active.includes(state.path) && !state.path.includes('.'));
  return main ? [main] : states.filter((state) => active.includes(state.path)).slice(0, 1);
}

/** States of the first level, in order: the pipeline. */
export function pipeline(states: readonly StateShape[]): readonly StateShape[] {
  return states.filter((state) => !state.path.includes('.'));
}

/** Active states deeper down, leaves only: chips of the parallel regions. */
export function activeLeaves(
  active: readonly string[],
  states: readonly StateShape[],
): readonly StateShape[] {
  return states.filter(
    (state) =>
      state.path.includes('.') &&
      active.includes(state.path) &&
      !active.some((other) => other.startsWith(`${state.path}.`)),
  );
}
