import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Every command that was obeyed, as it was given: what a draft is replayed against. Only ever added; nothing else reads it,
 * so what is old may be deleted. Commands are texts (`json`): they are written far more often than read.
 */
const STATEMENTS: readonly string[] = [
  `create table app.commands (
    company_id uuid not null,
    id bigint generated always as identity,
    at timestamptz not null,
    by text not null,
    standing json not null,
    seed text not null,
    command json not null,
    made json not null,
    release integer not null,
    primary key (company_id, id)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table app.commands').execute(db);
}
