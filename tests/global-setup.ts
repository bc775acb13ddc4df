import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../runtime/database/embedded.ts';
import { migrate } from '../runtime/database/migrate.ts';
import { openKysely, openPool } from '../runtime/database/pool.ts';
import { makeLog } from '../runtime/log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the database `postgres` on the run's own server. */
    databaseUrl: string;
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'filiera-tests-'));
  const log = makeLog('silent');
  const server = await startEmbedded(folder, log, [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    // Each test file has connections of its own, and a large machine runs many at once.
    'max_connections=500',
  ]);
  const admin = new URL(server.url);
  admin.pathname = '/postgres';
  const client = new Client({ connectionString: admin.href });
  await client.connect();
  await client.query('create database template_filiera');
  const template = new URL(server.url);
  template.pathname = '/template_filiera';
  const db = openKysely(openPool(template.href, log));
  await migrate(db);
  await db.destroy();
  await client.query('alter database template_filiera is_template true');
  await client.end();
  project.provide('databaseUrl', admin.href);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
