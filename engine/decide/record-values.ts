import type { Value, ValueObject } from '../expressions/scope.ts';
import type { StageValue, Stored } from '../model/record.ts';
import { memoryKey, type StageMemory } from '../model/stage-memory.ts';
import type { RecordType } from '../model/type.ts';
import { beside } from '../values/beside.ts';
import { decimal } from '../values/decimal.ts';
import { hydrateInto } from '../values/hydrate.ts';
import { approvalValues } from './approval-values.ts';
import type { Work } from './work.ts';

/** The system fields that expressions see beside a record's own. */
export type SystemFields = Omit<Stored, 'data'>;

/** A record at rest as expressions see it; worked out once per stored record. */
export function storedValues(type: RecordType, stored: Stored): ValueObject {
  const known = kept.get(stored);
  if (known) return known;
  const values = hydrateInto(blankValues(type), type.fields, stored.data);
  Object.assign(values, systemValues(stored));
  const own = stored.data['$kept'];
  if (own !== undefined) values['$kept'] = own as ValueObject;
  const memory = stored.data[memoryKey];
  if (memory !== undefined) values['approvals'] = approvalValues(memory as StageMemory);
  kept.set(stored, values);
  return values;
}

const kept = beside<Stored, ValueObject>();

const blanks = new WeakMap<RecordType, ValueObject>();

/** A record of a type with every field and system field null: a copy, to be filled. */
export function blankValues(type: RecordType): Record<string, Value> {
  let blank = blanks.get(type);
  if (!blank) {
    const keys = [...type.fields.keys(), ...systemKeys];
    blanks.set(type, (blank = Object.fromEntries(keys.map((key) => [key, null]))));
  }
  return { ...blank };
}

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

const systemKeys = Object.keys(
  systemValues({
    id: '',
    type: '',
    number: null,
    revision: 0,
    version: 0,
    stage: null,
    states: [],
    phase: 'draft',
    title: '',
    owner: null,
    createdAt: '',
    createdBy: '',
    updatedAt: '',
    postedAt: null,
    release: 0,
    archived: false,
  }),
);

/** The line at a position of a table, or null. */
export function lineAt(doc: ValueObject, table: string, index: number): Value {
  const cut = table.lastIndexOf('/');
  const lines = cut < 0 ? doc[table] : (parentAt(doc, table) as ValueObject | null)?.[table.slice(cut + 1)];
  return Array.isArray(lines) ? ((lines[index] as Value | undefined) ?? null) : null;
}

/** What the lines of a table stand in: the record, or the line at `lines/0` of `lines/0/parts`. */
export function parentAt(doc: ValueObject, table: string): Value {
  const cut = table.lastIndexOf('/');
  if (cut < 0) return doc;
  const outer = table.slice(0, cut);
  const at = outer.lastIndexOf('/');
  return lineAt(doc, outer.slice(0, at), Number(outer.slice(at + 1)));
}

/** A record as it is stored while a decision is made on it: `before`; null for a new one. */
export function beforeOf({ type, before }: Pick<Work, 'type' | 'before'>): ValueObject | null {
  return before && storedValues(type, before);
}
