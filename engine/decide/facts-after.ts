import type { Counter, Id, Link, LinkEnd, Stored } from '../model/record.ts';
import { versionText } from '../values/version.ts';
import { emptyFacts, typeOfFind } from './facts.ts';
import type { Decision, Facts, Lineage } from './types.ts';

/**
 * What a decision leaves behind of the facts that it was made on: what a fresh read would find, had nobody else
 * written since. A screen that shows the outcome need not read again what was just written.
 *
 * @param facts     what the decision was made on
 * @param decision  written, its numbers filled in
 * @returns         facts without what the decision may have changed unseen: ledgers, lists, searches by its types
 */
export function factsAfter(facts: Facts, decision: Decision): Facts {
  const records = new Map(facts.records);
  const types = new Set<string>();
  for (const { before, after } of decision.records) {
    const named = after ?? before;
    if (!named) continue;
    records.set(named.id, after);
    // The version that was read as the one of now.
    records.delete(versionText(named.id, named.revision));
    types.add(named.type);
  }
  const finds = [...facts.finds].filter(([key]) => !types.has(typeOfFind(key)));
  return {
    ...emptyFacts(),
    records,
    lineages: lineagesAfter(facts, decision, records),
    finds: new Map(finds),
  };
}

function lineagesAfter(
  { lineages }: Facts,
  { links, counters, records: changes }: Decision,
  records: ReadonlyMap<Id, Stored | null>,
): ReadonlyMap<Id, Lineage> {
  const ends = new Map<Id, LinkEnd | null>();
  for (const { down } of lineages.values())
    for (const { target } of down) if (target) ends.set(target.id, target);
  for (const { before, after } of changes) {
    const named = after ?? before;
    if (named) ends.set(named.id, after && endOf(after));
  }
  const endAt = (id: Id | null): LinkEnd | null =>
    id === null ? null : (ends.get(id) ?? endOrNull(records.get(id)));

  const rewritten = new Set([...links.remove, ...links.put.map(({ id }) => id)]);
  const result = new Map<Id, Lineage>();
  const made = changes.flatMap(({ before, after }) => (!before && after ? [after.id] : []));
  for (const id of [...lineages.keys(), ...made]) {
    const known = lineages.get(id) ?? { up: [], down: [], counters: [] };
    const kept = (link: Link): boolean => !rewritten.has(link.id);
    const up = [...known.up.filter(kept), ...links.put.filter(({ targetRecord }) => targetRecord === id)];
    const down = [
      ...known.down.map(({ link }) => link).filter(kept),
      ...links.put.filter(({ sourceRecord }) => sourceRecord === id),
    ];
    result.set(id, {
      up: up.sort(byId),
      down: down.sort(byId).map((link) => ({ link, target: endAt(link.targetRecord) })),
      counters: countersAfter(
        known.counters,
        counters.filter(({ record }) => record === id),
      ),
    });
  }
  return result;
}

function countersAfter(known: readonly Counter[], put: readonly Counter[]): readonly Counter[] {
  if (put.length === 0) return known;
  const place = ({ line, track }: Counter): string => `${track} ${line ?? ''}`;
  const byPlace = new Map([...known, ...put].map((counter) => [place(counter), counter]));
  return [...byPlace.values()];
}

function endOf({ id, type, number, title, phase }: Stored): LinkEnd {
  return { id, type, number, title, phase };
}

function endOrNull(record: Stored | null | undefined): LinkEnd | null {
  return record ? endOf(record) : null;
}

/** As the store reads them: ids are in order of making. */
function byId(a: { readonly id: Id }, b: { readonly id: Id }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
