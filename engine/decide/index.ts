// The verbs: decide, describe, compute. The only door of this room.
export * from './types.ts';
export { compute } from './compute.ts';
export type { ComputeMemo } from './compute-memo.ts';
export { decide } from './decide.ts';
export { describe } from './describe.ts';
export { emptyFacts, findKey } from './facts.ts';
export { makeValidators } from './validators.ts';
export type { Validators } from './validators.ts';
export { writeNumber } from './assign-number.ts';
