import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbedded } from '../../../runtime/database/embedded.ts';
import { isAlive } from '../../../runtime/alive.ts';
import { readPostmaster } from '../../../runtime/database/postmaster.ts';
import { makeLog } from '../../../runtime/log.ts';

const log = makeLog('silent');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filiera-embedded-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(statement);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

async function serverPid(): Promise<number> {
  return (await readPostmaster(join(folder, 'postgres')))?.pid ?? 0;
}

test('starts on an empty folder, keeps its data, stops, and leaves nothing running', async () => {
  const first = await startEmbedded(folder, log);
  await ask(first.url, 'create table kept as select 7 as n');
  const pid = await serverPid();
  expect(await isAlive(pid)).toBe(true);
  expect((await stat(join(folder, 'postgres-password'))).mode & 0o777).toBe(0o600);
  expect(await ask(first.url, `select current_setting('listen_addresses') as answer`)).toBe('127.0.0.1');
  await first.stop();
  expect(await isAlive(pid)).toBe(false);

  const second = await startEmbedded(folder, log);
  expect(await ask(second.url, 'select n as answer from kept')).toBe(7);
  await second.stop();
});

test('a wrong password is refused', async () => {
  const server = await startEmbedded(folder, log);
  try {
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(ask(url.href, 'select 1 as answer')).rejects.toMatchObject({ code: '28P01' });
  } finally {
    await server.stop();
  }
});

test('a server left behind by a killed runtime is taken over and stopped', async () => {
  const script = `
    import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, '../../../runtime/database/embedded.ts'))};
    import { makeLog } from ${JSON.stringify(join(import.meta.dirname, '../../../runtime/log.ts'))};
    const server = await startEmbedded(process.argv[1], makeLog('silent'));
    process.stdout.write(server.url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: join(import.meta.dirname, '../../..'),
  });
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  await ask(url.toString(), 'create table kept as select 8 as n');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const pid = await serverPid();
  expect(await isAlive(pid)).toBe(true);

  const server = await startEmbedded(folder, log);
  expect(await serverPid()).toBe(pid);
  expect(await ask(server.url, 'select n as answer from kept')).toBe(8);
  await server.stop();
  expect(await isAlive(pid)).toBe(false);
});

test('two runtimes on one folder share the server; the last one stops it', async () => {
  const [one, two] = await Promise.all([startEmbedded(folder, log), startEmbedded(folder, log)]);
  expect(two.url).toBe(one.url);
  const pid = await serverPid();
  await one.stop();
  expect(await ask(two.url, 'select 1 as answer')).toBe(1);
  await two.stop();
  expect(await isAlive(pid)).toBe(false);
});

test('a runtime that starts just when the server has died and the one that starts it again use the same', async () => {
  const one = await startEmbedded(folder, log);
  await ask(one.url, 'create table kept as select 10 as n');
  process.kill(await serverPid(), 'SIGKILL');
  const two = await startEmbedded(folder, log);
  expect(two.url).toBe(one.url);
  await expect.poll(() => ask(one.url, 'select n as answer from kept').catch(() => null)).toBe(10);
  await one.stop();
  expect(await ask(two.url, 'select n as answer from kept')).toBe(10);
  const pid = await serverPid();
  await two.stop();
  expect(await isAlive(pid)).toBe(false);
});

test('a runtime that stops while the server is being started again leaves none behind', async () => {
  const server = await startEmbedded(folder, log);
  process.kill(await serverPid(), 'SIGKILL');
  await expect
    .poll(() => ask(server.url, 'select 1 as answer').catch(() => null), { interval: 1 })
    .toBe(null);
  await server.stop();
  const pid = await serverPid();
  expect(pid !== 0 && (await isAlive(pid))).toBe(false);
});

test('a stale lock file of a process that is gone does not stop the start', async () => {
  await (await startEmbedded(folder, log)).stop();
  // Process 4194304 is above the highest number that Linux gives.
  await writeFile(
    join(folder, 'postgres/postmaster.pid'),
    `4194304\n${folder}/postgres\n0\n5999\n\n127.0.0.1\n\nready\n`,
  );
  const server = await startEmbedded(folder, log);
  expect(await ask(server.url, 'select 1 as answer')).toBe(1);
  await server.stop();
});

test('a lock file whose number now belongs to another program does not stop the start', async () => {
  await (await startEmbedded(folder, log)).stop();
  await writeFile(
    join(folder, 'postgres/postmaster.pid'),
    `${process.pid}\n${folder}/postgres\n0\n5999\n\n127.0.0.1\n\nready\n`,
  );
  const server = await startEmbedded(folder, log);
  expect(await ask(server.url, 'select 1 as answer')).toBe(1);
  await server.stop();
});

test('a server that dies is started again on the same port with its data', async () => {
  const server = await startEmbedded(folder, log);
  await ask(server.url, 'create table kept as select 9 as n');
  process.kill(await serverPid(), 'SIGKILL');
  await expect.poll(() => ask(server.url, 'select n as answer from kept').catch(() => null)).toBe(9);
  const pid = await serverPid();
  await server.stop();
  expect(await isAlive(pid)).toBe(false);
  expect(await readFile(join(folder, 'postgres.log'), 'utf8')).toContain('database system is ready');
});
