import type { Id, Lineage, Stored } from '#engine';
import type { Current } from './model-cache.ts';

/** A document and where it stands in the web of links, as it was at one moment. */
interface Standing {
  readonly record: Stored;
  readonly lineage: Lineage;
  /** How often what is linked to it had changed. */
  readonly version: number;
}

/** Documents with all their ancestors: what a decision about them is made on. */
export interface Recalled {
  readonly records: ReadonlyMap<Id, Stored>;
  readonly lineages: ReadonlyMap<Id, Lineage>;
  readonly versions: ReadonlyMap<Id, number>;
}

/**
 * Documents that people of one company have just opened or written, with their links and counters.
 *
 * Nothing is taken from here on trust: whoever decides on what is remembered writes only if every record and every
 * lineage still has the version that was remembered, and reads all of it under lock when one has not.
 */
export interface LineageMemory {
  /** The documents and all their ancestors; null when one of them is not remembered. */
  recall(ids: readonly Id[]): Recalled | null;
  /** Keeps what was read of committed records, or has just been committed. */
  keep(known: {
    readonly records: ReadonlyMap<Id, Stored | null>;
    readonly lineages: ReadonlyMap<Id, Lineage>;
    readonly versions: ReadonlyMap<Id, number>;
  }): void;
  forget(ids: Iterable<Id>): void;
}

/** Lines, links and counters of all that a process remembers, for any number of companies; about half a kilobyte each. */
const WEIGHT_MAX = 60_000;
let total = 0;
/** Those that drop their oldest, least recently used first. */
const inUse = new Set<() => boolean>();

const memories = new WeakMap<Current, LineageMemory>();

/** The memory of a company under one release and its settings; forgotten with them. */
export function lineagesOf(current: Current): LineageMemory {
  let memory = memories.get(current);
  if (!memory) memories.set(current, (memory = makeMemory(current)));
  return memory;
}

function makeMemory({ model }: Current): LineageMemory {
  // In order of use, oldest first.
  const kept = new Map<Id, Standing>();

  const drop = (id: Id): void => {
    const standing = kept.get(id);
    if (!standing) return;
    total -= weightOf(standing);
    kept.delete(id);
  };
  const put = (id: Id, standing: Standing): void => {
    drop(id);
    kept.set(id, standing);
    total += weightOf(standing);
  };

  /** @returns whether there was one */
  const dropOldest = (): boolean => {
    const [oldest] = kept.keys();
    if (oldest === undefined) return false;
    drop(oldest);
    return true;
  };

  return {
    recall(ids) {
      const records = new Map<Id, Stored>();
      const lineages = new Map<Id, Lineage>();
      const versions = new Map<Id, number>();
      const asked = [...ids];
      for (let id = asked.pop(); id !== undefined; id = asked.pop()) {
        if (records.has(id)) continue;
        const standing = kept.get(id);
        if (!standing) return null;
        kept.delete(id);
        kept.set(id, standing);
        // A copy: what the engine keeps beside the record it works with goes when the work is done.
        records.set(id, { ...standing.record });
        lineages.set(id, standing.lineage);
        versions.set(id, standing.version);
        for (const { sourceRecord } of standing.lineage.up) asked.push(sourceRecord);
      }
      return { records, lineages, versions };
    },
    keep({ records, lineages, versions }) {
      for (const [id, lineage] of lineages) {
        const [record, version] = [records.get(id), versions.get(id)];
        if (!record) drop(id);
        else if (version !== undefined && model.types.get(record.type)?.kind === 'document')
          put(id, { record: { ...record }, lineage, version });
      }
      inUse.delete(dropOldest);
      inUse.add(dropOldest);
      makeRoom();
    },
    forget(ids) {
      for (const id of ids) drop(id);
    },
  };
}

function makeRoom(): void {
  for (const dropOldest of inUse) {
    while (total > WEIGHT_MAX && dropOldest());
    if (total <= WEIGHT_MAX) return;
    inUse.delete(dropOldest);
  }
}

function weightOf({ record, lineage }: Standing): number {
  let lines = 0;
  for (const value of Object.values(record.data)) if (Array.isArray(value)) lines += value.length;
  return 2 + lines + lineage.up.length + lineage.down.length + lineage.counters.length;
}
