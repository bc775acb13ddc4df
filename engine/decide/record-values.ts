import type { Value, ValueObject } from '../expressions/scope.ts';
import type { StageValue, Stored } from '../model/record.ts';
import { memoryKey, type StageMemory } from '../model/stage-memory.ts';
import type { RecordType } from '../model/type.ts';
import { beside } from '../values/beside.ts';
import { decimal } from '../values/decimal.ts';
import { approvalValues } from './approval-values.ts';
import { hydrate } from '../values/hydrate.ts';

/** The system fields that expressions see beside a record's own. */
export type SystemFields = Omit<Stored, 'data'>;

/** A record at rest as expressions see it; worked out once per stored record. */
export function storedValues(type: RecordType, stored: Stored): ValueObject {
  const known = kept.get(stored);
  if (known) return known;
  const values: Record<string, Value> = Object.assign(
    hydrate(type.fields, stored.data),
    systemValues(stored),
  );
  const own = stored.data['$kept'];
  if (own !== undefined) values['$kept'] = own as ValueObject;
  const memory = stored.data[memoryKey];
  if (memory !== undefined) values['approvals'] = approvalValues(memory as StageMemory);
  kept.set(stored, values);
  return values;
}

const kept = beside<Stored, ValueObject>();

export function systemValues(record: SystemFields): Record<string, Value> {
  return {
    id: record.id,
    type: record.type,
    number: record.number,
    revision: decimal(record.revision),
    version: decimal(record.version),
    stage: stageText(record.stage, record.states),
    states: record.states,
    phase: record.phase,
    title: record.title,
    owner: record.owner,
    createdAt: record.createdAt,
    createdBy: record.createdBy,
    updatedAt: record.updatedAt,
    postedAt: record.postedAt,
    release: decimal(record.release),
    archived: record.archived,
  };
}

/** A stage as text: of a parallel or nested one the outermost state, which is what people call it. */
function stageText(stage: StageValue | null, states: readonly string[]): string | null {
  return typeof stage === 'string' ? stage : (states[0] ?? null);
}

/** The line at a position of a table, or null. */
export function lineAt(doc: ValueObject, table: string, index: number): Value {
  const lines = doc[table];
  return Array.isArray(lines) ? ((lines[index] as Value | undefined) ?? null) : null;
}
