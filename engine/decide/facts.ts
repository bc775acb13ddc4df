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

/** What can be lacking, by kind as `Needs` names it. */
interface Lacking {
  records: Id;
  lineages: Id;
  finds: Find;
  lists: ListNeed;
  sums: SumQuestion;
  entries: Id;
  balances: BalanceName;
  holders: BalanceName;
  chains: Id;
  heldChains: Id;
}

/** Collects what a decision lacks while it goes on with MISSING values, so that one round asks for all it can. */
export class Lacks {
  /** By kind and key; a kind of which nothing is lacking is absent. */
  readonly #lacking: { [Kind in keyof Lacking]?: Map<string, Lacking[Kind]> } = {};
  #any = false;
  /** Something is lacking that is not locked last. */
  #isUnread = false;
  #isElsewhere = false;
  #arePeople = false;

  record(id: Id): void {
    this.#add('records', id, id);
  }

  lineage(id: Id): void {
    this.#add('lineages', id, id);
  }

  find(find: Find): void {
    this.#add('finds', findKey(find), find);
  }

  balance(name: BalanceName): void {
    this.#add('balances', balanceKey(name), name);
  }

  sum(question: SumQuestion): void {
    this.#add('sums', sumKey(question), question);
  }

  entries(record: Id): void {
    this.#add('entries', record, record);
  }

  holders(name: BalanceName): void {
    this.#add('holders', balanceKey(name), name);
  }

  list(need: ListNeed): void {
    this.#add('lists', listKey(need), need);
  }

  /** @param held  trees have to stand still until this decision is written */
  chain(id: Id, held: boolean): void {
    this.#add(held ? 'heldChains' : 'chains', id, id);
  }

  people(): void {
    this.#any = this.#isUnread = this.#arePeople = true;
  }

  /** No reading helps: the answer takes more of the model than there is. */
  elsewhere(): void {
    this.#any = this.#isElsewhere = true;
  }

  get any(): boolean {
    return this.#any;
  }

  /** Sorted, so that the same decision always asks the same. A lineage brings its record along. */
  needs(): Needs {
    const { lineages } = this.#lacking;
    return {
      kind: 'needs',
      records: (this.#all('records') ?? []).filter((id) => !lineages?.has(id)),
      lineages: this.#all('lineages') ?? [],
      finds: this.#all('finds') ?? [],
      // Absent where nothing of them is lacking: most callers never meet these.
      ...this.#named('lists', 'sums', 'entries', 'chains', 'heldChains'),
      ...(!this.#isUnread && this.#named('balances', 'holders')),
      ...(this.#arePeople && { people: true as const }),
      ...(this.#isElsewhere && { elsewhere: true as const }),
    };
  }

  #add<Kind extends keyof Lacking>(kind: Kind, key: string, lacking: Lacking[Kind]): void {
    const known: Map<string, Lacking[Kind]> = (this.#lacking[kind] ??= new Map());
    known.set(key, lacking);
    this.#any = true;
    if (kind !== 'balances' && kind !== 'holders') this.#isUnread = true;
  }

  #named<Kind extends keyof Lacking>(...kinds: readonly Kind[]): Partial<Needs> {
    return Object.fromEntries(
      kinds.flatMap((kind) => {
        const all = this.#all(kind);
        return all ? [[kind, all]] : [];
      }),
    );
  }

  #all<Kind extends keyof Lacking>(kind: Kind): Lacking[Kind][] | null {
    const known: ReadonlyMap<string, Lacking[Kind]> | undefined = this.#lacking[kind];
    return known ? [...known.keys()].sort().map((key) => known.get(key)!) : null;
  }
}
