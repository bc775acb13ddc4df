// What stands on one side of a replay and differently on the other.
import { changesBetween } from '../decide/history.ts';
import { sameJson } from '../decide/same.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Stored } from '../model/record.ts';
import type { ReplayDifference, ReplayedDocument, ReplayFindings, ReplayWords } from './replay-findings.ts';
import type { ReplayedSide } from './replayed-side.ts';
import { balancesOf, countersOf, entriesOf, linksOf, pairs, refusedRules, sentBy } from './standing-parts.ts';

/**
 * Documents, links, what is open, entries, refused rules, what is sent; and balances, which are no document's.
 *
 * @returns the documents that would differ
 */
export function compareSides(
  old: ReplayedSide,
  now: ReplayedSide,
  findings: ReplayFindings,
  language: string,
): readonly ReplayedDocument[] {
  const { say } = findings;
  const tell = (name: string, what: ReplayDifference['what'], place: string, words: string): void =>
    findings.tell(name, { what, place, words });
  const [older, newer] = [old.named(), now.named()];
  for (const [name, was] of older) {
    const would = newer.get(name);
    if (would) compareRecords(name, was, would);
    else tell(name, 'document', '', say('gone', {}));
  }
  for (const name of newer.keys()) if (!older.has(name)) tell(name, 'document', '', say('made', {}));
  // What a document that is not there lacks need not be said again.
  const tellOfBoth: typeof tell = (name, ...difference) => {
    if (name === '' || (older.has(name) && newer.has(name))) tell(name, ...difference);
  };
  const nothing = say('nothing', {});
  for (const { name, key, was, would } of pairs(linksOf(old), linksOf(now))) {
    const [conversion = '', other = ''] = key;
    const values = { before: was ?? nothing, after: would ?? nothing };
    tellOfBoth(name, 'link', conversion, say('link', { conversion, other: old.call(other), ...values }));
  }
  for (const { name, key, was, would } of pairs(countersOf(old), countersOf(now))) {
    const [track = '', of = ''] = key;
    const line = of === '' ? '' : ` ${of}`;
    const values = { before: was ?? nothing, after: would ?? nothing };
    tellOfBoth(name, 'open', track, say('open', { track, line, ...values }));
  }
  for (const { name, key, was, would } of pairs(entriesOf(old), entriesOf(now))) {
    const [ledger = '', measure = '', of = ''] = key;
    const values = { before: was ?? '0', after: would ?? '0' };
    tellOfBoth(name, 'entry', `${ledger} ${measure}`, say('entry', { ledger, measure, key: of, ...values }));
  }
  for (const { name, key, was, would } of pairs(refusedRules(old), refusedRules(now))) {
    const [rule = ''] = key;
    const values = { before: was ?? nothing, after: would ?? nothing };
    const words =
      was === null
        ? say('rule-refused', { rule, ...values })
        : would === null
          ? say('rule-done', { rule, ...values })
          : say('refused-otherwise', { step: rule, ...values });
    tellOfBoth(name, 'rule', rule, words);
  }
  for (const { name, key, was } of pairs(sentBy(old), sentBy(now))) {
    const [topic = '', what = ''] = key;
    tellOfBoth(name, 'message', topic, say(was === null ? 'sent' : 'unsent', { topic, what }));
  }
  for (const { key, was, would } of pairs(balancesOf(old), balancesOf(now))) {
    const [ledger = '', measure = '', of = ''] = key;
    const values = { before: was ?? '0', after: would ?? '0' };
    tell('', 'balance', `${ledger} ${measure}`, say('balance', { ledger, measure, key: of, ...values }));
  }
  // Of the first when it is on both sides, in the order of either.
  return findings.documents(new Map([...older, ...newer, ...older]));

  function compareRecords(name: string, was: Stored, would: Stored): void {
    const shown = (value: Json | undefined): string =>
      wordsOf(typeof value === 'string' ? old.call(value) : (value ?? null), say);
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
    const type = old.play.model.types.get(was.type);
    const newType = now.play.model.types.get(would.type);
    const fields = new Map([...(newType?.fields ?? []), ...(type?.fields ?? [])]);
    const data = [old.translated(was.data), now.translated(would.data)] as const;
    for (const change of changesBetween(fields, data[0] as JsonObject, data[1] as JsonObject)) {
      const [, first = '', line, column] = change.path.split('/');
      const path = column === undefined ? first : `${first}.${column}`;
      const field = newType?.fieldByPath.get(path) ?? type?.fieldByPath.get(path);
      const title = field ? now.play.model.text(language, field.textKey, field.title) : path;
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

function wordsOf(value: Json, say: ReplayWords): string {
  if (value === null || value === '') return say('nothing', {});
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
