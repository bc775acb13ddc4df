import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** Teams of a member: ids of records where a type's team field refers to records, names where it is a text. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table app.members add column teams text[] not null default '{}'").execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table app.members drop column teams').execute(db);
}
