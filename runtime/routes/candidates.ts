// Records that a reference may be set to: found like in a list, then held against the field's own condition.
import {
  askedReference,
  Fault,
  fitting,
  fittingInput,
  pickFigures,
  referenceField,
  versionText,
  versionTitle,
} from '#engine';
import type { Facts, Field, Fitting, JsonObject, Model, Needs, PickFigures, Setting, Stored } from '#engine';
import { mayReadSome } from '../access/rights.ts';
import type { CandidatesAnswer, ListAnswer, ListItem } from '../shapes.ts';
import { ask } from './ask.ts';
import type { Asker } from './ask.ts';
import { listAnswer } from './list-answer.ts';
import { RequestRefused } from './problem.ts';

/** What is offered at once. */
const OFFERED_MAX = 30;
/** The first page is short: most conditions keep most records. */
const FIRST_PAGE = 50;
const PAGE = 200;
/** Where a condition keeps little, so long is looked; whoever wants more types a word more. */
const LOOKS_MS = 1500;

/** Where the reference stands: in a form, or among what an event asks for. */
export type Wanted = {
  readonly type: string;
  /** Dotted path of the reference field. */
  readonly path: string;
  readonly q: string;
} & (
  | {
      /** Id of the line; null in the header, or when the line is not there yet. */
      readonly line: string | null;
      /** What the form holds. */
      readonly data: JsonObject;
      readonly before: Stored | null;
    }
  | {
      readonly event: string;
      readonly record: Stored;
      /** What was answered so far. */
      readonly input: JsonObject;
    }
);

/**
 * Records for a reference field, best first, each of which saving would take, with the balances that belong beside them.
 *
 * @returns `more` when there may be others: enough were found, or the time to look was over
 * @throws RequestRefused 404 when the type has no such reference
 */
export async function candidates(asker: Asker, wanted: Wanted): Promise<CandidatesAnswer> {
  const { model } = asker.current;
  const ref = referenceOf(model, wanted);
  if (!ref) throw new RequestRefused('not-found');
  const found: ListItem[] = [];
  // The wall clock, not the company's: it is about how long somebody waits.
  const until = performance.now() + LOOKS_MS;
  for (const target of ref.types) {
    if (!mayReadSome(model, asker.caller.user, target)) continue;
    for (let cursor: string | null = ''; cursor !== null;) {
      if (found.length >= OFFERED_MAX || performance.now() > until)
        return withFigures(asker, wanted, found, true);
      const answer: ListAnswer = await pageOf(asker, target, wanted.q, cursor);
      const items = ref.revision ? answer.items.map(versionItem) : answer.items;
      const fits = await fittingOf(asker, wanted, items);
      found.push(...items.filter(({ id }) => fits.has(id)));
      cursor = answer.next;
    }
  }
  return withFigures(asker, wanted, found, found.length > OFFERED_MAX);
}

async function withFigures(
  asker: Asker,
  wanted: Wanted,
  found: readonly ListItem[],
  more: boolean,
): Promise<CandidatesAnswer> {
  const { model, validators } = asker.current;
  const items = found.slice(0, OFFERED_MAX);
  const picked = 'event' in wanted ? wanted : { ...wanted, place: { path: wanted.path, line: wanted.line } };
  const { answer } = await ask<PickFigures>(asker, (facts, setting) =>
    pickFigures(model, validators, picked, items, facts, setting),
  );
  return {
    items: items.map((item) => ({ ...item, figures: answer.rows[item.id] ?? {} })),
    more,
    figures: answer.figures.map(({ path, title, textKey, scale }) => ({
      path,
      title: textKey === null ? title : model.text(asker.caller.language, textKey, title),
      scale,
    })),
  };
}

function referenceOf(model: Model, wanted: Wanted): Field['ref'] {
  if ('event' in wanted) {
    const { event, record, path } = wanted;
    return askedReference(model, record, { event, field: path })?.ref ?? null;
  }
  const type = model.types.get(wanted.type);
  return (type && referenceField(type, wanted.path)?.ref) ?? null;
}

/** The version of now. */
function versionItem(item: ListItem): ListItem {
  const { id, title, revision } = item;
  return { ...item, id: versionText(id, revision), title: versionTitle(title, revision) };
}

async function pageOf(asker: Asker, type: string, q: string, cursor: string): Promise<ListAnswer> {
  const limit = String(cursor === '' ? FIRST_PAGE : PAGE);
  const answer = await listAnswer(asker, type, { q, cursor, limit });
  if ('kind' in answer) throw new Fault(`a plain page of ${type} was refused: ${answer.message}`);
  return answer;
}

async function fittingOf(
  asker: Asker,
  wanted: Wanted,
  items: readonly ListItem[],
): Promise<ReadonlySet<string>> {
  const ids = items.map(({ id }) => id);
  const { answer } = await ask<Fitting>(asker, (facts, setting) =>
    fittingAt(asker, wanted, ids, facts, setting),
  );
  return new Set(answer.ids);
}

function fittingAt(
  { current: { model, validators } }: Asker,
  wanted: Wanted,
  ids: readonly string[],
  facts: Facts,
  setting: Setting,
): Fitting | Needs {
  if ('event' in wanted) {
    const { record, event, path, input } = wanted;
    const place = { event, field: path };
    return (
      fittingInput(model, validators, record, place, input, ids, facts, setting) ?? {
        kind: 'fitting',
        ids: [],
      }
    );
  }
  const { type, path, line, data, before } = wanted;
  return fitting(model, validators, type, data, before, { path, line }, ids, facts, setting);
}
