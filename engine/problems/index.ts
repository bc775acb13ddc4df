// Catalogue of problems (the author's faults) and refusals (the business says no).
export { Fault } from './problem.ts';
export type { FieldProblem, Problem, Refusal, Severity } from './problem.ts';
export { fieldProblem, refusal, refusalWords } from './refusal.ts';
export type { RefusalCode } from './refusal.ts';
export type { Params } from './fill-words.ts';
