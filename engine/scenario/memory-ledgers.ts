import type { Decision, Facts, Needs } from '../decide/types.ts';
import { amountsOf, isNothing, measuresOf, plus } from '../ledgers/amounts.ts';
import { balanceKey } from '../ledgers/ledger-key.ts';
import { sumEntries, sumKey } from '../ledgers/sums.ts';
import type { Balance, LedgerEntry, OwnEntries, StandingSum } from '../model/ledger.ts';
import type { Id, LinkEnd, Stored } from '../model/record.ts';

/** Ledgers in memory: entries are only ever added; balances are what decisions say they are. */
export class MemoryLedgers {
  readonly entries: LedgerEntry[] = [];
  readonly balances = new Map<string, Balance>();

  write({ entries = [], balances = [] }: Decision): void {
    this.entries.push(...entries);
    for (const balance of balances) this.balances.set(balanceKey(balance), balance);
  }

  /** Answers what needs ask of ledgers, on top of what is known. */
  read(
    { balances = [], sums = [], entries = [], holders = [] }: Needs,
    known: Facts,
    records: ReadonlyMap<Id, Stored>,
  ): Required<Pick<Facts, 'balances' | 'sums' | 'entries' | 'holders'>> {
    return {
      balances: grown(known.balances, balances, balanceKey, (key) => this.balances.get(key) ?? null),
      sums: grown(known.sums, sums, sumKey, (_, question) => sumEntries(question, this.entries)),
      entries: grown(known.entries, entries, String, (id) => this.#own(id)),
      holders: grown(known.holders, holders, balanceKey, (key) => this.#holders(key, records)),
    };
  }

  #own(record: Id): OwnEntries {
    const own = this.entries.filter((entry) => entry.record === record);
    const mirrored = new Set(own.flatMap(({ reverses }) => reverses ?? []));
    return {
      booked: own.filter(({ kind, id }) => kind === 'booked' && !mirrored.has(id)),
      standing: standingSums(own.filter(({ kind }) => kind === 'standing')),
    };
  }

  #holders(key: string, records: ReadonlyMap<Id, Stored>): LinkEnd[] {
    const standing = this.entries.filter((entry) => entry.kind === 'standing' && balanceKey(entry) === key);
    const byRecord = Map.groupBy(standing, ({ record }) => record);
    return [...byRecord].flatMap(([id, own]): LinkEnd[] => {
      const record = records.get(id);
      if (!record || standingSums(own).length === 0) return [];
      const { type, number, title, phase } = record;
      return [{ id, type, number, title, phase }];
    });
  }
}

function grown<Asked, Answer>(
  known: ReadonlyMap<string, Answer> | undefined,
  asked: readonly Asked[],
  keyOf: (one: Asked) => string,
  answer: (key: string, one: Asked) => Answer,
): ReadonlyMap<string, Answer> {
  const all = new Map(known);
  for (const one of asked) all.set(keyOf(one), answer(keyOf(one), one));
  return all;
}

function standingSums(entries: readonly LedgerEntry[]): StandingSum[] {
  const groups = Map.groupBy(entries, ({ ledger, posting, line, date, key }) =>
    JSON.stringify([ledger, posting, line, date, key]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const amounts = group.reduce((sum, { measures }) => plus(sum, amountsOf(measures)), {});
    if (!first || isNothing(amounts)) return [];
    const { ledger, posting, line, date, key } = first;
    return [{ ledger, posting, line, date, key, measures: measuresOf(amounts) }];
  });
}
