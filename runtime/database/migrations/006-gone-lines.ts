import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Ids of lines that were removed from a record: no new line takes one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table app.records add column gone text[]').execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table app.records drop column gone').execute(db);
}
