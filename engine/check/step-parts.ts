// What a step of a story may say beside its verb; anything else would be passed over.
import type { Step } from '../scenario/types.ts';

const verbs: Readonly<Record<string, readonly (keyof Step)[]>> = {
  create: ['data'],
  edit: ['patch'],
  amend: ['patch'],
  copy: ['data'],
  fire: ['on', 'each', 'input', 'gives'],
  convert: ['from', 'set', 'into'],
  delete: [],
  settle: ['track', 'lines'],
  reopen: ['track', 'lines'],
  opening: ['done'],
  refill: ['fields'],
  // Whom its `then` speaks of.
  day: ['on'],
};

const ofVerbs = new Set([...Object.keys(verbs), ...Object.values(verbs).flat()]);

/** Parts of a step that belong to another verb than its own; of two verbs the one that would be passed over. */
export function strayParts(step: object): readonly string[] {
  const said = Object.keys(step).filter((part) => ofVerbs.has(part));
  const verb = Object.keys(verbs).find((one) => said.includes(one));
  const own: readonly string[] = verb === undefined ? ['on'] : [verb, ...(verbs[verb] ?? [])];
  return said.filter((part) => !own.includes(part));
}
