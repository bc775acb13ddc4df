import type { Value, ValueObject } from '../expressions/scope.ts';
import type { StageMemory } from '../model/stage-memory.ts';

/** `doc.approvals`: the answers of every state, in the order of states and then of answers. */
export function approvalValues({ approvals = {} }: StageMemory): readonly Value[] {
  return Object.entries(approvals).flatMap(([state, { answers }]) =>
    answers.map((answer): ValueObject => ({ state, ...answer })),
  );
}
