// What has been read, and the list of what is still lacking.
import type { Id } from '../model/record.ts';
import type { Facts, Find, Needs } from './types.ts';

/** No facts at all: what the first round of a decision is called with. */
export function emptyFacts(): Facts {
  return { records: new Map(), lineages: new Map(), finds: new Map() };
}

/** Key of a search in `Facts.finds`: equal searches have equal keys. */
export function findKey(find: Find): string {
  const where = Object.entries(find.where).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([find.type, where, find.before && [find.before.field, find.before.value]]);
}

/** Collects what a decision lacks while it goes on with MISSING values, so that one round asks for all it can. */
export class Lacks {
  readonly #records = new Set<Id>();
  readonly #lineages = new Set<Id>();
  readonly #finds = new Map<string, Find>();

  record(id: Id): void {
    this.#records.add(id);
  }

  lineage(id: Id): void {
    this.#lineages.add(id);
  }

  find(find: Find): void {
    this.#finds.set(findKey(find), find);
  }

  get any(): boolean {
    return this.#records.size + this.#lineages.size + this.#finds.size > 0;
  }

  /** Sorted, so that the same decision always asks the same. A lineage brings its record along. */
  needs(): Needs {
    return {
      kind: 'needs',
      records: [...this.#records].filter((id) => !this.#lineages.has(id)).sort(),
      lineages: [...this.#lineages].sort(),
      finds: [...this.#finds.keys()].sort().map((key) => this.#finds.get(key)!),
    };
  }
}
