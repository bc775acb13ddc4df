import type { Facts, Find, Id, Stored } from '#engine';
import type { Current } from './model-cache.ts';
import { REFERENCE_SLOTS } from '../database/slots.ts';
import { valueAt } from './record-row.ts';
import type { TypePlan } from './type-plan.ts';

/**
 * Catalog records that commands of one company have read, and which of them each document's commands needed.
 *
 * Nothing is taken from here on trust: whoever uses a remembered record asks the database, in the same statement that
 * reads the rest, whether it still has that version. A record in one version never changes, so what passes is what a
 * fresh read would have brought; it only need not be made into text, sent, parsed and hydrated once more.
 */
export interface RecordMemory {
  /** Of these ids those that are remembered, and what they refer to. */
  withReferences(ids: readonly Id[]): readonly Stored[];
  /** The one that a search by its unique key finds: nobody else has that key while it is in this version. */
  found(find: Find): Stored | null;
  /** What commands on these documents needed the last time; null: not known of each of them. */
  around(documents: readonly Id[]): readonly Stored[] | null;
  /** Keeps what was read of committed records; documents are left out. */
  keep(records: Iterable<Stored>): void;
  /**
   * Remembers what a decision or a screen read around its documents.
   *
   * @param documents  those it was about, and those it made
   */
  learn(documents: Iterable<Id>, facts: Pick<Facts, 'records' | 'lineages'>): void;
}

/** Records of one company: some megabytes at most. */
const RECORDS_MAX = 5_000;
/** References kept for all documents together. */
const AROUND_MAX = 200_000;
/** Of one document; one with more is read anew each time. */
const AROUND_OF_ONE_MAX = 2_000;

const memories = new WeakMap<Current, RecordMemory>();

/** The memory of a company under one release and its settings; forgotten with them. */
export function memoryOf(current: Current): RecordMemory {
  let memory = memories.get(current);
  if (!memory) memories.set(current, (memory = makeMemory(current)));
  return memory;
}

interface Kept {
  readonly record: Stored;
  readonly refers: readonly Id[];
}

function makeMemory({ model, plan }: Current): RecordMemory {
  // Both in order of use, oldest first.
  const kept = new Map<Id, Kept>();
  const idsByKey = new Map<string, Id>();
  const aroundOf = new Map<Id, readonly Id[]>();
  let aroundCount = 0;

  const use = (id: Id): Kept | undefined => {
    const entry = kept.get(id);
    if (entry) {
      kept.delete(id);
      kept.set(id, entry);
    }
    return entry;
  };
  const forget = (id: Id): void => {
    const record = kept.get(id)?.record;
    const name = record && keyName(record, plan.get(record.type));
    if (name !== undefined && name !== null && idsByKey.get(name) === id) idsByKey.delete(name);
    kept.delete(id);
  };
  const forgetAround = (document: Id): void => {
    aroundCount -= aroundOf.get(document)?.length ?? 0;
    aroundOf.delete(document);
  };

  return {
    withReferences(ids) {
      const found = new Map<Id, Stored>();
      const visit = (id: Id): readonly Id[] => {
        const entry = found.has(id) ? undefined : use(id);
        if (entry) found.set(id, entry.record);
        return entry?.refers ?? [];
      };
      for (const id of ids.flatMap(visit)) visit(id);
      return [...found.values()];
    },
    found({ type, where, before }) {
      const key = plan.get(type)?.key ?? null;
      const value = key === null ? undefined : where[key];
      if (typeof value !== 'string' || before || Object.keys(where).length > 1) return null;
      const id = idsByKey.get(nameOf(type, value));
      return (id !== undefined && use(id)?.record) || null;
    },
    around(documents) {
      const found = new Map<Id, Stored>();
      for (const document of documents) {
        const ids = aroundOf.get(document);
        if (!ids) return null;
        for (const id of ids) {
          const record = found.get(id) ?? use(id)?.record;
          if (record) found.set(id, record);
        }
      }
      return [...found.values()];
    },
    keep(records) {
      for (const record of records) {
        const type = plan.get(record.type);
        if (!type || model.types.get(record.type)?.kind !== 'catalog') continue;
        forget(record.id);
        kept.set(record.id, { record, refers: refersTo(record, type) });
        const name = keyName(record, type);
        if (name !== null) idsByKey.set(name, record.id);
      }
      dropOldest(kept, () => kept.size > RECORDS_MAX, forget);
    },
    learn(documents, { records, lineages }) {
      const about = new Set(documents);
      const around: Id[] = [];
      for (const [id, record] of records) {
        if (record === null || lineages.has(id) || about.has(id)) continue;
        // Something that is not kept would be asked for in a round of its own.
        if (!kept.has(id)) return;
        around.push(id);
      }
      if (around.length > AROUND_OF_ONE_MAX) return;
      for (const document of about) {
        forgetAround(document);
        aroundOf.set(document, around);
        aroundCount += around.length;
      }
      dropOldest(aroundOf, () => aroundCount > AROUND_MAX, forgetAround);
    },
  };
}

/** Under which name a record is found by its unique key. */
function keyName({ type, data }: Stored, plan: TypePlan | undefined): string | null {
  const value = plan?.key == null ? null : valueAt(data, plan.key);
  return typeof value === 'string' ? nameOf(type, value) : null;
}

const nameOf = (type: string, key: string): string => `${type} ${key}`;

/** What a record refers to by its promoted fields: the same that a fresh read brings along. */
function refersTo(record: Stored, plan: TypePlan): readonly Id[] {
  const ids: Id[] = [];
  for (const [path, slot] of plan.slots) {
    if (!REFERENCE_SLOTS.includes(slot)) continue;
    const id = valueAt(record.data, path);
    if (typeof id === 'string') ids.push(id);
  }
  return ids;
}

function dropOldest<K>(map: ReadonlyMap<K, unknown>, isFull: () => boolean, drop: (key: K) => void): void {
  for (const oldest of map.keys()) {
    if (!isFull()) return;
    drop(oldest);
  }
}
