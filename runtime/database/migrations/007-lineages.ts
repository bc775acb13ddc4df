import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * How often what is linked to a record has changed: its links, their other ends, its counters. Whoever remembers them
 * asks for this alone. No row: never. Only the number changes, so updates stay on their page.
 */
const STATEMENTS: readonly string[] = [
  `create table app.lineages (
    company_id uuid not null,
    record_id uuid not null,
    version integer not null,
    primary key (company_id, record_id)
  ) with (fillfactor = 60)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table app.lineages').execute(db);
}
