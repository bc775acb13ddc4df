import { sql } from 'kysely';
import type { Kysely } from 'kysely';

// A migration is frozen once released, so the counts of slots stand here as they were, not imported.
const SLOTS = [
  ...[1, 2, 3, 4, 5, 6].map((n) => ({ name: `t${n}`, type: 'text collate "und-x-icu"', indexed: true })),
  ...[1, 2, 3, 4, 5, 6].map((n) => ({ name: `u${n}`, type: 'uuid', indexed: true })),
  ...[1, 2, 3, 4, 5, 6].map((n) => ({ name: `n${n}`, type: 'numeric', indexed: true })),
  ...[1, 2, 3, 4].map((n) => ({ name: `d${n}`, type: 'date', indexed: true })),
  ...[1, 2, 3, 4].map((n) => ({ name: `b${n}`, type: 'boolean', indexed: false })),
];

/** Everything starts with company_id: the isolation between companies, and what a cluster would shard by. */
const STATEMENTS: readonly string[] = [
  'create schema if not exists app',

  `create table app.companies (
    company_id uuid primary key,
    key text not null,
    title text not null,
    country text not null,
    currency text not null,
    time_zone text not null,
    locale text not null,
    settings jsonb not null default '{}',
    current_release integer not null default 0,
    created_at timestamptz not null default now()
  )`,

  `create table app.members (
    company_id uuid not null,
    user_id text not null,
    roles text[] not null,
    primary key (company_id, user_id)
  )`,
  'create index members_by_user on app.members (user_id)',

  // One table for all types. data holds the fields and the line tables; the slots repeat the promoted ones, typed.
  `create table app.records (
    company_id uuid not null,
    id uuid not null,
    type text not null,
    number text,
    key text,
    revision integer not null,
    version integer not null,
    stage jsonb,
    states text[] not null,
    phase text not null,
    title text collate "und-x-icu" not null,
    owner text,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    posted_at timestamptz,
    release integer not null,
    archived boolean not null,
    data jsonb not null,
    search text not null,
    ${SLOTS.map((slot) => `${slot.name} ${slot.type}`).join(', ')},
    primary key (company_id, id)
  )`,
  // Two documents of a type never carry the same number, two catalog records never the same unique key.
  'create unique index records_by_number on app.records (company_id, type, number) where number is not null',
  'create unique index records_by_key on app.records (company_id, type, key) where key is not null',
  'create index records_by_update on app.records (company_id, type, updated_at, id)',
  `create index records_by_creation on app.records (company_id, type, id)`,
  `create index records_by_title on app.records (company_id, type, title, id) where stage is null`,
  ...SLOTS.filter((slot) => slot.indexed).map(
    (slot) =>
      `create index records_by_${slot.name} on app.records (company_id, type, ${slot.name}, id) where ${slot.name} is not null`,
  ),

  // Earlier revisions, whole.
  `create table app.record_revisions (
    company_id uuid not null,
    record_id uuid not null,
    revision integer not null,
    record jsonb not null,
    primary key (company_id, record_id, revision)
  )`,

  // What reports read: one row a line, with the roles that the type gives its columns.
  `create table app.record_lines (
    company_id uuid not null,
    record_id uuid not null,
    table_key text not null,
    line_id text not null,
    position integer not null,
    type text not null,
    u1 uuid,
    u2 uuid,
    quantity numeric,
    amount numeric,
    primary key (company_id, record_id, table_key, line_id)
  )`,

  `create table app.links (
    company_id uuid not null,
    id uuid not null,
    conversion text not null,
    track text,
    kind text not null,
    effect smallint not null,
    source_record uuid not null,
    source_line text,
    target_record uuid,
    target_line text,
    quantity numeric,
    amount numeric,
    primary key (company_id, id)
  )`,
  'create index links_by_source on app.links (company_id, source_record)',
  'create index links_by_target on app.links (company_id, target_record) where target_record is not null',

  // line_id is empty for counters of the document as a whole. Only values change, so updates stay on their page.
  `create table app.counters (
    company_id uuid not null,
    record_id uuid not null,
    line_id text not null,
    track text not null,
    "full" numeric not null,
    held numeric not null,
    posted numeric not null,
    settled numeric not null,
    primary key (company_id, record_id, line_id, track)
  ) with (fillfactor = 80)`,

  `create table app.series (
    company_id uuid not null,
    series text not null,
    scope text not null,
    first bigint not null,
    last bigint not null,
    primary key (company_id, series, scope)
  ) with (fillfactor = 10)`,

  `create table app.history (
    company_id uuid not null,
    record_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    by text not null,
    what text not null,
    key text,
    stage_before jsonb,
    stage_after jsonb,
    changes jsonb not null,
    release integer not null,
    primary key (company_id, record_id, id)
  )`,

  `create table app.outbox (
    company_id uuid not null,
    id bigint generated always as identity,
    topic text not null,
    payload jsonb not null,
    created_at timestamptz not null default now(),
    primary key (company_id, id)
  )`,

  `create table app.idempotency (
    company_id uuid not null,
    key text not null,
    hash text not null,
    status integer not null,
    body jsonb not null,
    created_at timestamptz not null,
    primary key (company_id, key)
  )`,
  'create index idempotency_by_age on app.idempotency (company_id, created_at)',

  `create table app.releases (
    company_id uuid not null,
    number integer not null,
    hash text not null,
    author text not null,
    message text not null,
    published_at timestamptz not null,
    primary key (company_id, number)
  )`,
  `create table app.release_files (
    company_id uuid not null,
    release integer not null,
    path text not null,
    blob text not null,
    primary key (company_id, release, path)
  )`,
  // Texts by the hash of their bytes: releases share what they have in common.
  `create table app.blobs (
    company_id uuid not null,
    hash text not null,
    text text not null,
    primary key (company_id, hash)
  )`,

  // Which promoted field of a type lies in which slot. Stable across releases.
  `create table app.slots (
    company_id uuid not null,
    type text not null,
    field text not null,
    slot text not null,
    primary key (company_id, type, field),
    unique (company_id, type, slot)
  )`,

  `create table app.drafts (
    company_id uuid not null,
    id uuid not null,
    base integer not null,
    title text not null,
    version integer not null,
    files jsonb not null,
    log jsonb not null default '[]',
    "at" integer not null default 0,
    created_by text not null,
    updated_at timestamptz not null,
    primary key (company_id, id)
  )`,

  // Called by a write that found fewer records in the expected version than it was given; the command is tried again.
  `create function app.raise_stale() returns integer language plpgsql as $$
   begin
     raise exception 'a record changed in between' using errcode = '40001';
   end $$`,

  // search holds folded text (no diacritics, lower case); part of a word finds the record.
  'create extension if not exists pg_trgm',
  'create index records_by_search on app.records using gin (search gin_trgm_ops)',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop schema app cascade').execute(db);
}
