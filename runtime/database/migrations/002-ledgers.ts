import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * Ledgers: what documents post, and what it adds up to.
 *
 * Dimensions and measures are as many as a ledger has, so they lie in jsonb: `key` is the canonical text of the
 * dimensions, which identifies a balance and orders its locks; measures are decimals as text.
 */
const STATEMENTS: readonly string[] = [
  `create table app.entries (
    company_id uuid not null,
    id uuid not null,
    ledger text not null,
    record_id uuid not null,
    posting text not null,
    kind text not null,
    line_id text,
    date date not null,
    key text collate "C" not null,
    dimensions jsonb not null,
    measures jsonb not null,
    reverses uuid,
    release integer not null,
    primary key (company_id, id)
  )`,
  'create index entries_by_record on app.entries (company_id, record_id)',
  'create index entries_by_key on app.entries (company_id, ledger, key, date)',
  'create index entries_by_date on app.entries (company_id, ledger, date, id)',
  // An entry is mirrored at most once.
  'create unique index entries_by_reversal on app.entries (company_id, reverses) where reverses is not null',

  // Only values change, so updates stay on their page.
  `create table app.balances (
    company_id uuid not null,
    ledger text not null,
    key text collate "C" not null,
    dimensions jsonb not null,
    measures jsonb not null,
    version integer not null,
    primary key (company_id, ledger, key)
  ) with (fillfactor = 70)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table app.entries, app.balances').execute(db);
}
