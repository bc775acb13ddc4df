import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * What releases are made of, and records that are carried from one to the next.
 *
 * `written` holds a record as the release that last wrote it has left it, when migrations show it otherwise now; `hidden`
 * what stands in no field any more. Neither is read by commands: only publishing looks at them.
 */
const STATEMENTS: readonly string[] = [
  'alter table app.records add column hidden jsonb, add column written jsonb',
  // Layers by content; their canonical texts are blobs. Null: published before layers were kept.
  'alter table app.releases add column manifest jsonb',
  // Base packs that the draft moves to, lowest first; null: those of the release that it began from.
  'alter table app.drafts add column packs jsonb',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table app.records drop column hidden, drop column written').execute(db);
  await sql.raw('alter table app.releases drop column manifest').execute(db);
  await sql.raw('alter table app.drafts drop column packs').execute(db);
}
