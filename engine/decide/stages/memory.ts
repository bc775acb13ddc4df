// What a record remembers of its stages, read and written whole.
import type { ValueObject } from '../../expressions/scope.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Id } from '../../model/record.ts';
import { memoryKey, type AskedApproval, type StageMemory } from '../../model/stage-memory.ts';
import { approvalValues } from '../approval-values.ts';
import { keepWork, requireWork } from '../records.ts';
import type { Session } from '../session.ts';
import type { Work } from '../work.ts';

const nothing: StageMemory = {};

export function memoryOf({ data }: Work): StageMemory {
  return (data[memoryKey] as StageMemory | undefined) ?? nothing;
}

export function remember(session: Session, id: Id, more: StageMemory): Work {
  const work = requireWork(session, id);
  const memory: StageMemory = { ...memoryOf(work), ...more };
  const doc: ValueObject = { ...work.doc, approvals: approvalValues(memory) };
  return keepWork(session, {
    ...work,
    data: { ...work.data, [memoryKey]: memory as unknown as JsonObject },
    doc,
  });
}

export function askedOf(work: Work, state: string): AskedApproval | null {
  return memoryOf(work).approvals?.[state] ?? null;
}

export function rememberAsked(session: Session, id: Id, state: string, asked: AskedApproval): Work {
  const { approvals } = memoryOf(requireWork(session, id));
  return remember(session, id, { approvals: { ...approvals, [state]: asked } });
}
