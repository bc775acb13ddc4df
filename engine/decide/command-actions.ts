// What may be done with a record beside its events and conversions: closing lines, amending, taking over, copying.
import type { Json, JsonObject } from '../model/json.ts';
import { refusalWords } from '../problems/index.ts';
import { zero } from '../values/decimal.ts';
import { actionWords } from './action-words.ts';
import { freeOf, standings } from './progress.ts';
import { nameOf } from './records.ts';
import { administers, may, mayOn } from './rights.ts';
import type { Session } from './session.ts';
import type { ActionState } from './types.ts';
import { fieldLabel } from './words.ts';
import type { Work } from './work.ts';

type Kind = Exclude<ActionState['kind'], 'event' | 'conversion' | 'edit' | 'delete'>;

/** Those that the record's type knows at all (`restore`: what is archived), each with why it is not allowed now. */
export function commandActions(session: Session, work: Work): ActionState[] {
  const { type } = work;
  const actions: ActionState[] = [];
  const add = (kind: Kind, reasons: readonly string[], form: JsonObject | null): void => {
    const title = actionWords(kind, session.setting.language);
    const allowed = reasons.length === 0;
    actions.push({ kind, key: kind, title, allowed, reasons, form, ...plain });
  };
  if (type.tracks.size > 0 && work.phase === 'posted') {
    add('settle', changing(session, work) ?? nothingLeft(session, work, 'settle'), trackForm(session, work));
    add('reopen', changing(session, work) ?? nothingLeft(session, work, 'reopen'), trackForm(session, work));
  }
  if ((type.json['amendable'] ?? false) !== false)
    add('amend', changing(session, work) ?? notPosted(session, work), null);
  if (type.tracks.size > 0 && work.phase !== 'void' && administers(session))
    add('opening', changing(session, work) ?? [], null);
  const filled = [...type.fieldByPath.values()].filter(({ fill }) => fill !== null).map(({ path }) => path);
  if (filled.length > 0 && work.phase === 'draft') {
    add('refill', changing(session, work) ?? [], { fields: fieldsForm(session, work, filled) });
  }
  if (work.archived) add('restore', mayOn(session, 'delete', work) ? [] : [denied(session)], null);
  add('copy', may(session, 'create', type.key) ? [] : [denied(session)], copyForm(session, work));
  return actions;
}

const plain = { confirm: null, primary: false, voids: false, to: null } as const;

function denied({ setting }: Session): string {
  return refusalWords('not-allowed', {}, setting.language);
}

/** null: he may. */
function changing(session: Session, work: Work): readonly string[] | null {
  return mayOn(session, 'edit', work) ? null : [denied(session)];
}

function notPosted(session: Session, work: Work): readonly string[] {
  if (work.phase === 'posted') return [];
  return [refusalWords('not-posted', { title: nameOf(session, work.id) }, session.setting.language)];
}

function nothingLeft(session: Session, work: Work, kind: 'settle' | 'reopen'): readonly string[] {
  const isSome = [...work.type.tracks.values()].some((track) =>
    standings(session, work.type, work.doc, track).some(
      (standing) => !(kind === 'settle' ? freeOf(standing) : standing.tally.settled).eq(zero),
    ),
  );
  const code = kind === 'settle' ? 'nothing-open-at-all' : 'nothing-closed';
  return isSome ? [] : [refusalWords(code, {}, session.setting.language)];
}

/** Which fields are filled anew. */
function fieldsForm(session: Session, { type }: Work, paths: readonly string[]): JsonObject {
  const titles = paths.map((path): [string, Json] => [path, fieldLabel(session, type, path)]);
  return {
    type: 'array',
    title: actionWords('fields', session.setting.language),
    items: { type: 'string', enum: [...paths] },
    'x-required': true,
    'x-titles': Object.fromEntries(titles),
  };
}

/** What the copy needs of its own: a record of a catalog is complete when it is saved, and its key is its own. */
function copyForm(session: Session, { type }: Work): JsonObject | null {
  const own = type.kind === 'catalog' ? type.fields.get(type.naturalKey) : undefined;
  if (!own || own.formula !== null || own.defaultTo !== null) return null;
  const title = fieldLabel(session, type, own.key);
  return { [own.key]: { ...own.schema, title, 'x-required': true } };
}

/** Which track; asked for only where there is a choice. */
function trackForm({ model, setting }: Session, { type }: Work): JsonObject | null {
  if (type.tracks.size < 2) return null;
  const tracks = [...type.tracks.values()];
  const titles = tracks.map(({ key, title, textKey }): [string, Json] => [
    key,
    model.text(setting.language, textKey, title),
  ]);
  const choice = {
    type: 'string',
    title: actionWords('track', setting.language),
    enum: tracks.map(({ key }) => key),
    'x-titles': Object.fromEntries(titles),
  };
  return { track: choice };
}
