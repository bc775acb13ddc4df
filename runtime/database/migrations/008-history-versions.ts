import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * The version that each line of history left its record in, and history found in that order. What was written before has
 * none: it comes first, in the order of its ids.
 */
const STATEMENTS: readonly string[] = [
  'alter table app.history add column version integer not null default 0',
  'alter table app.history alter column version drop default',
  'alter table app.history drop constraint history_pkey',
  'alter table app.history add primary key (company_id, record_id, version, id)',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table app.history drop constraint history_pkey').execute(db);
  await sql.raw('alter table app.history add primary key (company_id, record_id, id)').execute(db);
  await sql.raw('alter table app.history drop column version').execute(db);
}
