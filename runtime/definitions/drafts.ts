import { randomUUID } from 'node:crypto';
import type { Layer, Refusal } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { DefinitionDraft, DraftCommand } from '../definition-shapes.ts';
import { isUuid } from '../store/uuid.ts';
import { readBasePacks } from '../store/release-layers.ts';
import { readReleaseFiles } from '../store/releases.ts';
import type { Files } from '../store/releases.ts';
import { run } from '../store/statement.ts';
import type { Connection } from '../store/statement.ts';
import { applyEdit, editOf } from './edit-files.ts';
import type { FileEdit } from './edit-files.ts';
import { refuseDefinition } from './refusals.ts';

/** Undo reaches this far back. */
const LOG_LENGTH_MAX = 500;

interface DraftRow {
  readonly id: string;
  readonly base: number;
  readonly title: string;
  readonly version: number;
  readonly files: Files;
  readonly log: readonly FileEdit[];
  readonly at: number;
  readonly updated_at: Date;
}

const COLUMNS = 'id, base, title, version, files, log, at, updated_at';
const READ = {
  name: 'read-draft',
  text: `select ${COLUMNS} from app.drafts where company_id = $1 and id = $2`,
};
const LIST = {
  name: 'list-drafts',
  text: `select ${COLUMNS} from app.drafts where company_id = $1 order by updated_at desc`,
};
const CREATE = {
  name: 'create-draft',
  text: `insert into app.drafts (company_id, id, base, title, version, files, created_by, updated_at) values ($1, $2, $3, $4, 1, $5, $6, $7)`,
};
const CHANGE = {
  name: 'change-draft',
  text: `update app.drafts set version = version + 1, files = $4, log = $5, at = $6, updated_at = $7
    where company_id = $1 and id = $2 and version = $3 returning version`,
};
const READ_PACKS = {
  name: 'read-draft-packs',
  text: 'select packs from app.drafts where company_id = $1 and id = $2',
};
const REPLACE = {
  name: 'replace-draft',
  text: `update app.drafts set version = version + 1, files = $4, packs = $5, log = '[]', at = 0, updated_at = $6
    where company_id = $1 and id = $2 and version = $3 returning version`,
};
const DELETE = {
  name: 'delete-draft',
  text: 'delete from app.drafts where company_id = $1 and id = $2 returning id',
};

/**
 * Starts a draft of all kinds together.
 *
 * @param from  a release (the current one when null) or files brought along, which replace all of the current ones
 */
export async function createDraft(
  app: App,
  caller: Caller,
  from: { readonly release?: number; readonly files?: Files; readonly title?: string },
): Promise<DefinitionDraft | Refusal> {
  const current = await app.models.current(caller.companyId);
  const release = from.release ?? current.release;
  const known = await app.pool.query('select 1 from app.releases where company_id = $1 and number = $2', [
    caller.companyId,
    release,
  ]);
  if (known.rows.length === 0) return refuseDefinition('no-release', caller.language, { release });
  const files = from.files ?? (await readReleaseFiles(app.pool, caller.companyId, release));
  const id = randomUUID();
  // Its base is always the current release: publishing an earlier release's files again is how one rolls back.
  await run(app.pool, CREATE, [
    caller.companyId,
    id,
    current.release,
    from.title ?? '',
    JSON.stringify(files),
    caller.user.id,
    new Date(app.clock()),
  ]);
  return readDraft(app, caller, id);
}

export async function readDraft(app: App, caller: Caller, id: string): Promise<DefinitionDraft | Refusal> {
  const row = await readRow(app.pool, caller.companyId, id);
  return row ? toShape(app, caller.companyId, row) : refuseDefinition('no-draft', caller.language);
}

export async function listDrafts(app: App, caller: Caller): Promise<readonly DefinitionDraft[]> {
  const rows = await run<DraftRow & Record<string, unknown>>(app.pool, LIST, [caller.companyId]);
  return Promise.all(rows.map((row) => toShape(app, caller.companyId, row)));
}

/** @returns false when it was not there */
export async function deleteDraft(connection: Connection, companyId: string, id: string): Promise<boolean> {
  return isUuid(id) && (await run(connection, DELETE, [companyId, id])).length > 0;
}

/**
 * One command on a draft's files. Undo and redo walk its log; a new command forgets what could be redone.
 *
 * @param version  of the draft that the author saw; null does not look
 * @returns the draft as it stands | refusal `draft-moved` (412) and others, nothing changed
 */
export async function changeDraft(
  app: App,
  caller: Caller,
  id: string,
  version: number | null,
  command: DraftCommand,
): Promise<DefinitionDraft | Refusal> {
  const row = await readRow(app.pool, caller.companyId, id);
  if (!row) return refuseDefinition('no-draft', caller.language);
  if (version !== null && version !== row.version) return refuseDefinition('draft-moved', caller.language);

  let { files, log, at } = row;
  if ('undo' in command || 'redo' in command) {
    const isUndo = 'undo' in command;
    const edit = log[isUndo ? at - 1 : at];
    if (!edit) return toShape(app, caller.companyId, row);
    files = applyEdit(files, edit, isUndo ? 'undo' : 'do');
    at += isUndo ? -1 : 1;
  } else {
    const edit = editOf(command, files, caller.language);
    if (edit === null) return toShape(app, caller.companyId, row);
    if ('kind' in edit) return edit;
    files = applyEdit(files, edit, 'do');
    log = [...log.slice(0, at), edit].slice(-LOG_LENGTH_MAX);
    at = log.length;
  }
  const changed = await run(app.pool, CHANGE, [
    caller.companyId,
    id,
    row.version,
    JSON.stringify(files),
    JSON.stringify(log),
    at,
    new Date(app.clock()),
  ]);
  if (changed.length === 0) return refuseDefinition('draft-moved', caller.language);
  return toShape(app, caller.companyId, {
    ...row,
    files,
    log,
    at,
    version: row.version + 1,
    updated_at: new Date(app.clock()),
  });
}

/** The base packs that a draft lies on: those of the release that it began from, until it is upgraded. */
export async function draftPacks(
  app: App,
  companyId: string,
  draft: DefinitionDraft,
): Promise<readonly Layer[]> {
  const [row] = await run<{ packs: readonly Layer[] | null }>(app.pool, READ_PACKS, [companyId, draft.id]);
  return row?.packs ?? readBasePacks(app.pool, companyId, draft.base);
}

/** Puts all of a draft's files anew, over other base packs. @returns the draft | refusal `draft-moved` */
export async function replaceDraft(
  app: App,
  caller: Caller,
  draft: DefinitionDraft,
  files: Files,
  packs: readonly Layer[],
): Promise<DefinitionDraft | Refusal> {
  const replaced = await run(app.pool, REPLACE, [
    caller.companyId,
    draft.id,
    draft.version,
    JSON.stringify(files),
    JSON.stringify(packs),
    new Date(app.clock()),
  ]);
  return replaced.length === 0
    ? refuseDefinition('draft-moved', caller.language)
    : readDraft(app, caller, draft.id);
}

async function readRow(connection: Connection, companyId: string, id: string): Promise<DraftRow | null> {
  if (!isUuid(id)) return null;
  const [row] = await run<DraftRow & Record<string, unknown>>(connection, READ, [companyId, id]);
  return row ?? null;
}

async function toShape(app: App, companyId: string, row: DraftRow): Promise<DefinitionDraft> {
  const base = await readReleaseFiles(app.pool, companyId, row.base);
  const paths = [...new Set([...Object.keys(base), ...Object.keys(row.files)])].sort();
  return {
    id: row.id,
    base: row.base,
    title: row.title,
    updatedAt: row.updated_at.toISOString(),
    files: row.files,
    changed: paths.filter((path) => base[path] !== row.files[path]),
    canUndo: row.at > 0,
    canRedo: row.at < row.log.length,
    version: row.version,
  };
}
