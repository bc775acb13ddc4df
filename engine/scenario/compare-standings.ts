// What stands on one side of a replay and differently on the other.
import { changesBetween } from '../decide/history.ts';
import { sameJson } from '../decide/same.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Link, Stored } from '../model/record.ts';
import type { ReplayDifference, ReplayWords } from './replay.ts';
import type { ReplayedSide } from './replayed-side.ts';

export interface Standing {
  readonly side: ReplayedSide;
  readonly model: Model;
}

interface Told {
  readonly name: string;
  readonly difference: ReplayDifference;
}

/** Documents, links, what is open, and balances. */
export function compareStandings(
  before: Standing,
  after: Standing,
  say: ReplayWords,
  language: string,
): readonly Told[] {
  const [older, newer] = [before.side.named(), after.side.named()];
  const told: Told[] = [];
  const tell = (name: string, what: ReplayDifference['what'], place: string, words: string): void =>
    void told.push({ name, difference: { what, place, words } });
  for (const [name, was] of older) {
    const would = newer.get(name);
    if (would) compareRecords(name, was, would);
    else tell(name, 'document', '', say('gone', {}));
  }
  for (const name of newer.keys()) if (!older.has(name)) tell(name, 'document', '', say('made', {}));
  // What a document that is not there lacks need not be said again.
  const isOnBoth = (name: string): boolean => older.has(name) && newer.has(name);
  for (const { name, key, was, would } of pairs(linksOf(before), linksOf(after)))
    if (isOnBoth(name)) {
      const [conversion = '', other = ''] = key;
      const values = { before: was ?? say('nothing', {}), after: would ?? say('nothing', {}) };
      tell(name, 'link', conversion, say('link', { conversion, other, ...values }));
    }
  for (const { name, key, was, would } of pairs(countersOf(before), countersOf(after)))
    if (isOnBoth(name)) {
      const [track = '', line = ''] = key;
      const values = { before: was ?? say('nothing', {}), after: would ?? say('nothing', {}) };
      tell(name, 'open', track, say('open', { track, line: line === '' ? '' : ` ${line}`, ...values }));
    }
  for (const { key, was, would } of pairs(balancesOf(before), balancesOf(after))) {
    const [ledger = '', measure = '', of = ''] = key;
    tell(
      '',
      'balance',
      `${ledger} ${measure}`,
      say('balance', { ledger, measure, key: of, before: was ?? '0', after: would ?? '0' }),
    );
  }
  return told;

  function compareRecords(name: string, was: Stored, would: Stored): void {
    const shown = (value: Json | undefined): string => wordsOf(value ?? null, say);
    if (!sameJson(was.stage as Json, would.stage as Json))
      tell(
        name,
        'stage',
        '',
        say('stage', { before: was.states.join(', '), after: would.states.join(', ') }),
      );
    if (was.phase !== would.phase)
      tell(name, 'phase', '', say('phase', { before: was.phase, after: would.phase }));
    if (was.number !== would.number)
      tell(name, 'number', '', say('number', { before: shown(was.number), after: shown(would.number) }));
    const type = before.model.types.get(was.type);
    const newType = after.model.types.get(would.type);
    const fields = new Map([...(newType?.fields ?? []), ...(type?.fields ?? [])]);
    const data = [before.side.translated(was.data), after.side.translated(would.data)] as const;
    for (const change of changesBetween(fields, data[0] as JsonObject, data[1] as JsonObject)) {
      const [, first = '', line, column] = change.path.split('/');
      const path = column === undefined ? first : `${first}.${column}`;
      const field = newType?.fieldByPath.get(path) ?? type?.fieldByPath.get(path);
      const title = field ? after.model.text(language, field.textKey, field.title) : path;
      const values = { before: shown(change.before as Json), after: shown(change.after as Json) };
      const words =
        line === undefined
          ? say('field', { field: title, ...values })
          : column !== undefined
            ? say('line-field', { line, field: title, ...values })
            : say(change.after === null ? 'line-gone' : 'line-new', { line });
      tell(name, 'field', change.path, words);
    }
  }
}

/** Document → key in parts → value. */
type Entries = ReadonlyMap<
  string,
  { readonly name: string; readonly key: readonly string[]; readonly value: string }
>;

function* pairs(
  before: Entries,
  after: Entries,
): Generator<{ name: string; key: readonly string[]; was: string | null; would: string | null }> {
  for (const at of new Set([...before.keys(), ...after.keys()])) {
    const [was, would] = [before.get(at), after.get(at)];
    const one = was ?? would;
    if (one && was?.value !== would?.value)
      yield { name: one.name, key: one.key, was: was?.value ?? null, would: would?.value ?? null };
  }
}

function entriesOf(all: Iterable<readonly [name: string, key: readonly string[], value: string]>): Entries {
  return new Map(
    [...all].map(([name, key, value]) => [JSON.stringify([name, ...key]), { name, key, value }]),
  );
}

function linksOf({ side }: Standing): Entries {
  const names = nameOf(side);
  return entriesOf(
    [...side.play.store.links.values()].map((link: Link) => {
      const other = link.targetRecord === null ? '' : names(link.targetRecord);
      const key = [
        link.conversion,
        other,
        link.track ?? '',
        link.sourceLine ?? '',
        link.targetLine ?? '',
        link.kind,
      ];
      return [names(link.sourceRecord), key, link.quantity ?? link.amount ?? '1'] as const;
    }),
  );
}

function countersOf({ side }: Standing): Entries {
  const names = nameOf(side);
  return entriesOf(
    [...side.play.store.counters.values()].map(
      ({ record, line, track, full, posted, settled }) =>
        [
          names(record),
          [track, line ?? ''],
          `${posted}/${full}${settled === '0' ? '' : ` (${settled})`}`,
        ] as const,
    ),
  );
}

function balancesOf({ side }: Standing): Entries {
  return entriesOf(
    [...side.play.store.ledgers.balances.values()].flatMap(({ ledger, key, measures }) => {
      const named = side.translated(key as JsonObject) as JsonObject;
      const of = Object.values(named).map(String).join(', ');
      return Object.entries(measures).map(
        ([measure, value]) => ['', [ledger, measure, of], String(value)] as const,
      );
    }),
  );
}

function nameOf(side: ReplayedSide): (id: string) => string {
  return (id) => String(side.translated(id));
}

function wordsOf(value: Json, say: ReplayWords): string {
  if (value === null || value === '') return say('nothing', {});
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
