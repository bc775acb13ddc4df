// What stands beside the records of one side of a replay, as values under keys, so that two sides can be held together.
import type { JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';
import { amountsOf, measuresOf, plus } from '../ledgers/amounts.ts';
import { refusalWords, type ReplayedSide } from './replayed-side.ts';

/** One value; `key` tells it apart from others of the same document. */
export interface Part {
  /** The document's name; '' for what belongs to none. */
  readonly name: string;
  readonly key: readonly string[];
  readonly value: string;
}

/** A value as it is on both sides; null: on that side there is none. */
export interface Pair {
  readonly name: string;
  readonly key: readonly string[];
  readonly was: string | null;
  readonly would: string | null;
}

/** What differs between two sides, in the order of the first. */
export function* pairs(before: Iterable<Part>, after: Iterable<Part>): Generator<Pair> {
  const [old, now] = [byPlace(before), byPlace(after)];
  for (const at of new Set([...old.keys(), ...now.keys()])) {
    const [was, would] = [old.get(at), now.get(at)];
    const one = was ?? would;
    if (one && was?.value !== would?.value)
      yield { name: one.name, key: one.key, was: was?.value ?? null, would: would?.value ?? null };
  }
}

/** Several of one key are told apart by their order. */
function byPlace(parts: Iterable<Part>): ReadonlyMap<string, Part> {
  const found = new Map<string, Part>();
  for (const part of parts) {
    const place = JSON.stringify([part.name, ...part.key]);
    let nth = 0;
    while (found.has(`${place}${nth}`)) nth++;
    found.set(`${place}${nth}`, part);
  }
  return found;
}

/** conversion, other end, track, lines, kind → how much */
export function linksOf(side: ReplayedSide): readonly Part[] {
  return [...side.play.store.links.values()].map((link) => ({
    name: side.nameOf(link.sourceRecord),
    key: [
      link.conversion,
      link.targetRecord === null ? '' : side.nameOf(link.targetRecord),
      link.track ?? '',
      link.sourceLine ?? '',
      link.targetLine ?? '',
      link.kind,
    ],
    value: link.quantity ?? link.amount ?? '1',
  }));
}

/** track, line → `posted/full` */
export function countersOf(side: ReplayedSide): readonly Part[] {
  return [...side.play.store.counters.values()].map(({ record, line, track, full, posted, settled }) => ({
    name: side.nameOf(record),
    key: [track, line ?? ''],
    value: `${posted}/${full}${settled === '0' ? '' : ` (${settled})`}`,
  }));
}

/** ledger, measure, key → what the document has written there in all */
export function entriesOf(side: ReplayedSide): readonly Part[] {
  const { entries } = side.play.store.ledgers;
  const groups = Map.groupBy(entries, ({ record, ledger, key }) => JSON.stringify([record, ledger, key]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const sum = group.reduce((total, { measures }) => plus(total, amountsOf(measures)), {});
    const name = side.nameOf(first.record);
    const of = keyWords(side, first.key);
    return Object.entries(measuresOf(sum)).map(([measure, value]) => ({
      name,
      key: [first.ledger, measure, of],
      value: String(value),
    }));
  });
}

/** ledger, measure, key → balance */
export function balancesOf(side: ReplayedSide): readonly Part[] {
  return [...side.play.store.ledgers.balances.values()].flatMap(({ ledger, key, measures }) =>
    Object.entries(measures).map(([measure, value]) => ({
      name: '',
      key: [ledger, measure, keyWords(side, key)],
      value: String(value),
    })),
  );
}

/** topic, what → '1', for each thing that would have gone out into the world */
export function sentBy(side: ReplayedSide): readonly Part[] {
  return side.play.automation.sent.map(({ topic, payload }) => {
    const { record, message, title, connector, url, event } = payload;
    const what = message ?? title ?? connector ?? url ?? event ?? '';
    return { name: ofRecord(side, record), key: [topic, String(what)], value: '1' };
  });
}

/** rule → why it was refused */
export function refusedRules(side: ReplayedSide): readonly Part[] {
  return side.play.automation.parked.map(({ rule, record, refusal }) => ({
    name: ofRecord(side, record),
    key: [rule],
    value: refusalWords(refusal),
  }));
}

function keyWords(side: ReplayedSide, key: object): string {
  return Object.values(side.translated(key as JsonObject) as JsonObject)
    .map((value) => side.call(String(value)))
    .join(', ');
}

function ofRecord(side: ReplayedSide, record: unknown): string {
  return typeof record === 'string' ? side.nameOf(record as Id) : '';
}
