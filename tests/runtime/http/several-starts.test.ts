// Servers that start at the same moment: what is missing is made once, and each finds the whole of it.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import type { ListAnswer } from '../../../runtime/api.ts';
import { signIn, startServer } from '../../server.ts';
import type { Server } from '../../server.ts';

async function rowsOf(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Whoever signs in at one of them finds the units of the pack at all of them, with one session. */
async function expectOneCompany(servers: readonly Server[]): Promise<void> {
  const told = await Promise.all(
    servers.map(async ({ url }) => {
      const owner = await signIn(url);
      const list = await owner.call<ListAnswer>('GET', '/api/records/unit?total=true');
      return { ids: list.body.items.map(({ id }) => id), total: list.body.total };
    }),
  );
  expect(told[0]?.total).toBeGreaterThan(0);
  for (const one of told) expect(one).toEqual(told[0]);
}

test('on one empty database, each with a folder of its own', async () => {
  const admin = inject('databaseUrl');
  const name = `starts_${process.pid}`;
  await rowsOf(admin, `create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const servers = await Promise.all([1, 2, 3].map(() => startServer({ env: { DATABASE_URL: url.href } })));
  try {
    await expectOneCompany(servers);
    expect(await rowsOf(url.href, 'select 1 from app.companies')).toHaveLength(1);
    expect(await rowsOf(url.href, 'select 1 from app.members')).toHaveLength(1);
  } finally {
    for (const server of servers) {
      expect(await server.stop()).toBe(0);
      await server.remove();
    }
    await rowsOf(admin, `drop database ${name} with (force)`);
  }
});

test('on one empty folder: one database, one secret; it stops with the last of them', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'filiera-'));
  const [first, second] = await Promise.all([startServer({ dataDir }), startServer({ dataDir })]);
  try {
    await expectOneCompany([first, second]);
    const { cookie } = await signIn(first.url);
    expect((await fetch(`${second.url}/api/model`, { headers: { cookie } })).status).toBe(200);
    expect(await first.stop()).toBe(0);
    await signIn(second.url);
  } finally {
    await first.stop();
    expect(await second.stop()).toBe(0);
    await second.remove();
  }
});
