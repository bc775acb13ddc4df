import { listKey, type ListNeed } from '../decisions/list-need.ts';
import { findKey } from '../decide/facts.ts';
import { writeNumber } from '../decide/assign-number.ts';
import {
  NUMBER_HOLE,
  type Decision,
  type Facts,
  type Find,
  type Lineage,
  type Needs,
} from '../decide/types.ts';
import { walkUp } from '../decide/walk-up.ts';
import { MemoryLedgers } from './memory-ledgers.ts';
import { versionOf, versionText } from '../values/version.ts';
import { byMoment, type StageTimer } from '../model/stage-timer.ts';
import type { Counter, Id, Link, Stored } from '../model/record.ts';
import type { Json, JsonObject } from '../model/json.ts';

/** A store in memory that obeys decisions as the database does: reads what is needed, writes what was decided. */
export class MemoryStore {
  readonly records = new Map<Id, Stored>();
  readonly links = new Map<Id, Link>();
  readonly counters = new Map<string, Counter>();
  readonly ledgers = new MemoryLedgers();
  /** Records as they were before they were amended, by version. */
  readonly #revisions = new Map<string, Stored>();
  readonly #timers = new Map<string, StageTimer>();
  readonly #numbers = new Map<string, number>();
  readonly #parents: ReadonlyMap<string, string>;

  /** @param parents  every type that is a tree → its field that names the record above */
  constructor(parents: ReadonlyMap<string, string> = new Map()) {
    this.#parents = parents;
  }

  /** Answers needs on top of what is known already. Lineages bring all ancestors along, as the database does. */
  read(needs: Needs, known: Facts): Facts {
    const records = new Map(known.records);
    const lineages = new Map(known.lineages);
    const finds = new Map(known.finds);
    for (const id of needs.records) records.set(id, this.#at(id));
    const queue = [...needs.lineages];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      records.set(id, this.records.get(id) ?? null);
      if (lineages.has(id)) continue;
      const lineage = this.#lineage(id);
      lineages.set(id, lineage);
      queue.push(...lineage.up.map(({ sourceRecord }) => sourceRecord));
    }
    for (const find of needs.finds) finds.set(findKey(find), this.find(find));
    const lists = new Map(known.lists);
    for (const need of needs.lists ?? []) lists.set(listKey(need), this.list(need));
    const chains = this.#chains(needs.chains, known.chains);
    const heldChains = this.#chains(needs.heldChains, known.heldChains);
    return {
      records,
      lineages,
      finds,
      lists,
      chains,
      heldChains,
      ...this.ledgers.read(needs, known, this.records),
    };
  }

  /** What is there before anything happens. */
  put(record: Stored): void {
    this.records.set(record.id, record);
  }

  /** Records with what lies above them, up to the root. */
  #chains(needed: readonly Id[] = [], known: Facts['chains'] = new Map()): NonNullable<Facts['chains']> {
    const above = (id: Id): Id | null => {
      const record = this.records.get(id);
      const parent = record && this.#parents.get(record.type);
      const value = parent === undefined ? null : record?.data[parent];
      return typeof value === 'string' ? value : null;
    };
    const read = needed.map((id) => [id, walkUp<never>(id, above)] as const);
    return new Map([...known, ...read]);
  }

  /** A record; of a version as it stood last before it was amended. */
  #at(id: Id): Stored | null {
    const version = versionOf(id);
    if (version === null) return this.records.get(id) ?? null;
    const now = this.records.get(version.id);
    return now?.revision === version.revision ? now : (this.#revisions.get(id) ?? null);
  }

  /** The next moment that comes up to an instant, or null. */
  nextTimer(upTo: string): StageTimer | null {
    return [...this.#timers.values()].filter((timer) => timer.due <= upTo).sort(byMoment)[0] ?? null;
  }

  /** A moment that has come is not waited for any more, whatever came of it. */
  dropTimer(timer: StageTimer): void {
    if (this.#timers.get(timerName(timer))?.due === timer.due) this.#timers.delete(timerName(timer));
  }

  find(find: Find): Stored | null {
    const { before } = find;
    const matches = [...this.records.values()].filter(
      (record) =>
        record.type === find.type &&
        Object.entries(find.where).every(([field, value]) => (valueOf(record, field) ?? null) === value),
    );
    if (!before) return matches[0] ?? null;
    const earlier = matches.filter((record) => String(valueOf(record, before.field) ?? '￿') < before.value);
    return (
      earlier.sort((a, b) =>
        String(valueOf(a, before.field)) < String(valueOf(b, before.field)) ? 1 : -1,
      )[0] ?? null
    );
  }

  /** Records of a type by equal fields, with the lines alone that are asked for, by id. */
  list({ type, table, where, lines }: ListNeed): Stored[] {
    const isLike = (values: JsonObject, wanted: ListNeed['where']): boolean =>
      Object.entries(wanted).every(([field, value]) => (values[field] ?? null) === value);
    return [...this.records.values()]
      .filter((record) => record.type === type && !record.archived && isLike(record.data, where))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap((record) => {
        if (table === null) return [record];
        const all = (record.data[table] ?? []) as readonly JsonObject[];
        const rows = all.filter((line) => isLike(line, lines));
        return rows.length === 0 ? [] : [{ ...record, data: { ...record.data, [table]: rows } }];
      });
  }

  /** Writes a decision, drawing its numbers. @returns the records as they now stand */
  write(decision: Decision): Stored[] {
    const numbers = new Map(
      decision.numbers.map((draw) => [draw.record, writeNumber(draw.pattern, this.#draw(draw))]),
    );
    const written = decision.records.flatMap(({ before, after }) => {
      if (!after) {
        if (before) this.#forget(before.id);
        return [];
      }
      if (before && before.revision < after.revision)
        this.#revisions.set(versionText(before.id, before.revision), before);
      const number = numbers.get(after.id);
      const record =
        number === undefined
          ? after
          : { ...after, number, title: after.title.replaceAll(NUMBER_HOLE, number) };
      this.records.set(record.id, record);
      return [record];
    });
    for (const id of decision.links.remove) this.links.delete(id);
    for (const link of decision.links.put) this.links.set(link.id, link);
    this.ledgers.write(decision);
    for (const timer of decision.timers?.remove ?? []) this.#timers.delete(timerName(timer));
    for (const timer of decision.timers?.put ?? []) this.#timers.set(timerName(timer), timer);
    for (const counter of decision.counters) this.counters.set(counterKey(counter), counter);
    return written;
  }

  #draw({ series, scope, start }: Decision['numbers'][number]): number {
    const key = `${series} ${scope}`;
    const next = this.#numbers.get(key) ?? start;
    this.#numbers.set(key, next + 1);
    return next;
  }

  #forget(id: Id): void {
    this.records.delete(id);
    for (const [key, counter] of this.counters) if (counter.record === id) this.counters.delete(key);
  }

  #lineage(id: Id): Lineage {
    const links = [...this.links.values()];
    return {
      up: links.filter(({ targetRecord }) => targetRecord === id),
      down: links
        .filter(({ sourceRecord }) => sourceRecord === id)
        .map((link) => {
          const target = link.targetRecord === null ? undefined : this.records.get(link.targetRecord);
          if (!target) return { link, target: null };
          const { type, number, title, phase } = target;
          return { link, target: { id: target.id, type, number, title, phase } };
        }),
      counters: [...this.counters.values()].filter(({ record }) => record === id),
    };
  }
}

export function counterKey({ record, line, track }: Pick<Counter, 'record' | 'line' | 'track'>): string {
  return `${record} ${line ?? ''} ${track}`;
}

function valueOf(record: Stored, field: string): Json | undefined {
  return field === 'number' ? record.number : record.data[field];
}

function timerName({ record, state, key }: Omit<StageTimer, 'due'>): string {
  return `${record} ${state} ${key}`;
}
