import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Moments that stages wait for. `due` names the moment, as the record has it too; `next_at` is when it is told (again, after
 * a refusal; null: given up, with the last reason in `refused`).
 */
const STATEMENTS: readonly string[] = [
  `create table app.timers (
    company_id uuid not null,
    record_id uuid not null,
    state text not null,
    key text not null,
    due timestamptz not null,
    next_at timestamptz,
    tries integer not null default 0,
    refused text,
    primary key (company_id, record_id, state, key)
  )`,
  'create index timers_by_time on app.timers (company_id, next_at) where next_at is not null',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table app.timers').execute(db);
}
