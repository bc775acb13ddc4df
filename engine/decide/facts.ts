// What has been read, and the list of what is still lacking.
import { listKey, type ListNeed } from '../decisions/list-need.ts';
import type { Id } from '../model/record.ts';
import { balanceKey } from '../ledgers/ledger-key.ts';
import { sumKey, type SumQuestion } from '../ledgers/sums.ts';
import type { BalanceName, Facts, Find, Needs } from './types.ts';

/** No facts at all: what the first round of a decision is called with. */
export function emptyFacts(): Facts {
  return {
    records: new Map(),
    lineages: new Map(),
    finds: new Map(),
    balances: new Map(),
    sums: new Map(),
    entries: new Map(),
    holders: new Map(),
    lists: new Map(),
  };
}

/** Key of a search in `Facts.finds`: equal searches have equal keys. */
export function findKey(find: Find): string {
  const where = Object.entries(find.where).sort(([a], [b]) => (a < b ? -1 : 1));
  const before = find.before && [find.before.field, find.before.value];
  return JSON.stringify([find.type, where, before, ...(find.locked ? ['locked'] : [])]);
}

/** The type that a search with this key looks in. */
export function typeOfFind(key: string): string {
  return (JSON.parse(key) as readonly [type: string])[0];
}

/** Collects what a decision lacks while it goes on with MISSING values, so that one round asks for all it can. */
export class Lacks {
  readonly #records = new Set<Id>();
  readonly #lineages = new Set<Id>();
  readonly #finds = new Map<string, Find>();

  readonly #balances = new Map<string, BalanceName>();
  readonly #sums = new Map<string, SumQuestion>();
  readonly #entries = new Set<Id>();
  readonly #holders = new Map<string, BalanceName>();

  readonly #lists = new Map<string, ListNeed>();
  #isElsewhere = false;
  #arePeople = false;

  record(id: Id): void {
    this.#records.add(id);
  }

  lineage(id: Id): void {
    this.#lineages.add(id);
  }

  find(find: Find): void {
    this.#finds.set(findKey(find), find);
  }

  balance(name: BalanceName): void {
    this.#balances.set(balanceKey(name), name);
  }

  sum(question: SumQuestion): void {
    this.#sums.set(sumKey(question), question);
  }

  entries(record: Id): void {
    this.#entries.add(record);
  }

  holders(name: BalanceName): void {
    this.#holders.set(balanceKey(name), name);
  }

  list(need: ListNeed): void {
    this.#lists.set(listKey(need), need);
  }

  people(): void {
    this.#arePeople = true;
  }

  /** No reading helps: the answer takes more of the model than there is. */
  elsewhere(): void {
    this.#isElsewhere = true;
  }

  get any(): boolean {
    return this.#isElsewhere || this.#isUnread || this.#balances.size + this.#holders.size > 0;
  }

  /** Something is lacking that is not locked last. */
  get #isUnread(): boolean {
    return (
      this.#arePeople ||
      this.#records.size +
        this.#lineages.size +
        this.#finds.size +
        this.#sums.size +
        this.#entries.size +
        this.#lists.size >
        0
    );
  }

  /** Sorted, so that the same decision always asks the same. A lineage brings its record along. */
  needs(): Needs {
    return {
      kind: 'needs',
      records: [...this.#records].filter((id) => !this.#lineages.has(id)).sort(),
      lineages: [...this.#lineages].sort(),
      finds: inOrder(this.#finds),
      ...(this.#lists.size > 0 && { lists: inOrder(this.#lists) }),
      ...this.#ledgerNeeds(),
      ...(this.#arePeople && { people: true as const }),
      ...(this.#isElsewhere && { elsewhere: true as const }),
    };
  }

  /** Absent where nothing of ledgers is lacking: most callers never meet them. */
  #ledgerNeeds(): Partial<Needs> {
    return {
      ...(this.#balances.size > 0 && !this.#isUnread && { balances: inOrder(this.#balances) }),
      ...(this.#sums.size > 0 && { sums: inOrder(this.#sums) }),
      ...(this.#entries.size > 0 && { entries: [...this.#entries].sort() }),
      ...(this.#holders.size > 0 && !this.#isUnread && { holders: inOrder(this.#holders) }),
    };
  }
}

function inOrder<T>(byKey: ReadonlyMap<string, T>): T[] {
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as T);
}
