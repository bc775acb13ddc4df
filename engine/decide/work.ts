import type { ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { Id, Phase, StageValue, Stored } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';

/** A record while a decision is made: replaced whole, never changed in place. */
export interface Work {
  readonly id: Id;
  readonly type: RecordType;
  /** As it was read; null when this decision creates it. */
  readonly before: Stored | null;
  readonly number: string | null;
  readonly revision: number;
  readonly stage: StageValue | null;
  readonly states: readonly string[];
  readonly phase: Phase;
  readonly owner: Id | null;
  readonly postedAt: string | null;
  readonly archived: boolean;
  readonly deleted: boolean;
  readonly data: JsonObject;
  /** `data` hydrated, with the system fields: what expressions see. */
  readonly doc: ValueObject;
}

/** A record as it stands, untouched by the decision so far. */
export function workAt(
  type: RecordType,
  { id, number, revision, stage, states, phase, owner, postedAt, archived }: Omit<Stored, 'data'>,
  before: Stored | null,
  data: JsonObject,
  doc: ValueObject,
): Work {
  const where = { number, revision, stage, states, phase, owner, postedAt, archived };
  return { id, type, before, ...where, deleted: false, data, doc };
}

/** One thing that happened to a record in this decision; becomes a line of its history. */
export interface Happening {
  readonly record: Id;
  readonly what: string;
  readonly key: string | null;
  readonly stageBefore: StageValue | null;
  readonly stageAfter: StageValue | null;
  readonly dataBefore: JsonObject | null;
  readonly dataAfter: JsonObject | null;
  /** What a person gave as the reason. */
  readonly reason?: string;
  /** What changed beside the data: answers to an approval. */
  readonly more?: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
}

/** What happened to a record without moving it. */
export function happened(
  { id, stage }: Pick<Work, 'id' | 'stage'>,
  what: string,
  key: string | null = null,
): Happening {
  return { record: id, what, key, stageBefore: stage, stageAfter: stage, dataBefore: null, dataAfter: null };
}
