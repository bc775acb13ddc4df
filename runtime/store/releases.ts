import { createHash } from 'node:crypto';
import { Fault } from '#engine';
import type { Json, Release } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

export type Files = Readonly<Record<string, string>>;

export interface ReleaseHead {
  readonly number: number;
  readonly hash: string;
  readonly author: string;
  readonly message: string;
  readonly publishedAt: string;
}

/** Channel on which publishing tells every runtime; the payload is the company's id. */
export const RELEASE_CHANNEL = 'filiera_release';

/**
 * Hash of what a pack means: formatting, order of keys and the canvas's coordinates do not count.
 * Two companies with the same definitions have the same hash, and share one compiled model.
 */
export function hashOfFiles(files: Files): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) {
    if (path.endsWith('.layout.json')) continue;
    hash.update(
      `${path}\0${path.endsWith('.json') ? canonicalText(files[path] ?? '') : (files[path] ?? '')}\0`,
    );
  }
  return hash.digest('hex');
}

function canonicalText(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text) as Json));
  } catch {
    // Not JSON (a draft in the middle of an edit): its bytes are its meaning.
    return text;
  }
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, part]) => [key, sorted(part as Json)]),
  );
}

const READ_FILES = {
  name: 'read-release-files',
  text: `select f.path, b.text from app.release_files f join app.blobs b on b.company_id = f.company_id and b.hash = f.blob
    where f.company_id = $1 and f.release = $2`,
};

/** @throws Fault when the company has no such release */
export async function readReleaseFiles(
  connection: Connection,
  companyId: string,
  release: number,
): Promise<Files> {
  const rows = await run<{ path: string; text: string }>(connection, READ_FILES, [companyId, release]);
  if (rows.length === 0) throw new Fault(`company ${companyId} has no release ${release}`);
  return Object.fromEntries(rows.map((row) => [row.path, row.text]));
}

/**
 * Writes an immutable release, sharing texts with earlier ones, makes it the current one and tells every runtime.
 * Call it inside a transaction that holds the company's row.
 *
 * @param layers  its layers by content (`layered`)
 */
export async function putRelease(
  connection: Connection,
  companyId: string,
  head: Omit<ReleaseHead, 'hash'>,
  files: Files,
  { manifest, texts }: Pick<Release, 'manifest' | 'texts'>,
): Promise<string> {
  const hash = hashOfFiles(files);
  const blobs = Object.entries(files).map(([path, text]) => ({
    path,
    text,
    blob: createHash('sha256').update(text).digest('hex'),
  }));
  const json = JSON.stringify(blobs);
  const canonical = [...texts].map(([blob, text]) => ({ text, blob }));
  await run(connection, PUT_BLOBS, [companyId, JSON.stringify([...blobs, ...canonical])]);
  await run(connection, PUT_FILES, [companyId, head.number, json]);
  await run(connection, PUT_RELEASE, [
    companyId,
    head.number,
    hash,
    head.author,
    head.message,
    head.publishedAt,
    JSON.stringify(manifest),
  ]);
  await run(connection, NOTIFY, [RELEASE_CHANNEL, companyId]);
  return hash;
}

const PUT_BLOBS = {
  name: 'put-blobs',
  text: `insert into app.blobs (company_id, hash, text)
    select distinct on (x.blob) $1::uuid, x.blob, x.text from jsonb_to_recordset($2::jsonb) as x(blob text, text text)
    on conflict do nothing`,
};
const PUT_FILES = {
  name: 'put-release-files',
  text: `insert into app.release_files (company_id, release, path, blob)
    select $1::uuid, $2::integer, x.path, x.blob from jsonb_to_recordset($3::jsonb) as x(path text, blob text)`,
};
const PUT_RELEASE = {
  name: 'put-release',
  text: `with put as (
      insert into app.releases (company_id, number, hash, author, message, published_at, manifest)
        values ($1, $2, $3, $4, $5, $6, $7))
    update app.companies set current_release = $2 where company_id = $1`,
};
const NOTIFY = { name: 'notify', text: 'select pg_notify($1, $2)' };
