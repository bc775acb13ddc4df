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

/** What is expected: the demo's story expects nothing. */
const expectations = new Set<string>([
  'then',
  'balances',
  'refused',
  'made',
  'tasks',
  'messages',
  'parked',
  'each',
  'day',
]);

/** Parts of a step that belong to another verb than its own; of two verbs the one that would be passed over. */
export function strayParts(step: object, isDemo: boolean): readonly string[] {
  const said = Object.keys(step).filter((part) => ofVerbs.has(part));
  const verb = Object.keys(verbs).find((one) => said.includes(one));
  const own: readonly string[] = verb === undefined ? ['on'] : [verb, ...(verbs[verb] ?? [])];
  const elsewhere = Object.keys(step).filter((part) =>
    isDemo ? expectations.has(part) : part === 'daysAgo',
  );
  return [...new Set([...said.filter((part) => !own.includes(part)), ...elsewhere])];
}
