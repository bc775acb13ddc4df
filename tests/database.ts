import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import type { Pool } from 'pg';
import { inject } from 'vitest';
import { openKysely, openPool } from '../runtime/database/pool.ts';
import type { Tables } from '../runtime/database/tables.ts';
import { makeLog } from '../runtime/log.ts';

export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  readonly db: Kysely<Tables>;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

/** A fresh, migrated database on the run's own PostgreSQL, for one test file. */
export async function freshDatabase(): Promise<TestDatabase> {
  const admin = inject('databaseUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(admin, `create database ${name} template template_filiera`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const pool = openPool(url.href, makeLog('silent'));
  const db = openKysely(pool);
  return {
    url: url.href,
    pool,
    db,
    async drop() {
      await db.destroy();
      await administer(admin, `drop database ${name} with (force)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
