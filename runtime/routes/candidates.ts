// Records that a reference may be set to: found like in a list, then held against the field's own condition.
import { Fault, fitting, referenceField, versionText, versionTitle } from '#engine';
import type { Fitting, JsonObject, Stored } from '#engine';
import { mayReadSome } from '../access/rights.ts';
import type { ListAnswer, ListItem } from '../shapes.ts';
import { ask } from './ask.ts';
import type { Asker } from './ask.ts';
import { listAnswer } from './list-answer.ts';
import { RequestRefused } from './problem.ts';

/** What is offered at once. */
const OFFERED_MAX = 30;
/** Where a condition keeps little, so many pages are looked through; whoever wants more types a word more. */
const PAGES_MAX = 8;
const PAGE = 100;

export interface Wanted {
  readonly type: string;
  /** Dotted path of the reference field. */
  readonly path: string;
  /** Id of the line; null in the header, or when the line is not there yet. */
  readonly line: string | null;
  /** What the form holds. */
  readonly data: JsonObject;
  readonly before: Stored | null;
  readonly q: string;
}

/**
 * Records for a reference field, best first, each of which saving would take.
 *
 * @throws RequestRefused 404 when the type has no such reference
 */
export async function candidates(asker: Asker, wanted: Wanted): Promise<readonly ListItem[]> {
  const { model } = asker.current;
  const type = model.types.get(wanted.type);
  const field = type && referenceField(type, wanted.path);
  if (!field) throw new RequestRefused('not-found');
  const found: ListItem[] = [];
  for (const target of field.ref?.types ?? []) {
    if (!mayReadSome(model, asker.caller.user, target)) continue;
    let cursor = '';
    for (let page = 0; page < PAGES_MAX && found.length < OFFERED_MAX; page++) {
      const answer = await pageOf(asker, target, wanted.q, cursor);
      const items = field.ref?.revision ? answer.items.map(versionItem) : answer.items;
      const fits = await fittingOf(asker, wanted, items);
      found.push(...items.filter(({ id }) => fits.has(id)));
      if (answer.next === null) break;
      cursor = answer.next;
    }
  }
  return found.slice(0, OFFERED_MAX);
}

async function pageOf(asker: Asker, type: string, q: string, cursor: string): Promise<ListAnswer> {
  const answer = await listAnswer(asker, type, { q, cursor, limit: String(PAGE) });
  if ('kind' in answer) throw new Fault(`a plain page of ${type} was refused: ${answer.message}`);
  return answer;
}

/** The version of now. */
function versionItem(item: ListItem): ListItem {
  const { id, title, revision } = item;
  return { ...item, id: versionText(id, revision), title: versionTitle(title, revision) };
}

async function fittingOf(
  asker: Asker,
  wanted: Wanted,
  items: readonly ListItem[],
): Promise<ReadonlySet<string>> {
  const { model, validators } = asker.current;
  const { type, path, line, data, before } = wanted;
  const ids = items.map(({ id }) => id);
  const { answer } = await ask<Fitting>(asker, (facts, setting) =>
    fitting(model, validators, type, data, before, { path, line }, ids, facts, setting),
  );
  return new Set(answer.ids);
}
