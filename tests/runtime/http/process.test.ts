// The process itself: what a restart keeps, what a signal leaves behind, what a wrong start says.
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { ListAnswer } from '../../../runtime/api.ts';
import { signIn, startServer } from '../../server.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** Processes whose command line names the folder. */
async function processesOn(folder: string): Promise<readonly string[]> {
  const { stdout } = await run('pgrep', ['-af', folder]).catch(() => ({ stdout: '' }));
  return stdout.split('\n').filter((line) => line !== '' && !line.includes('pgrep'));
}

it('keeps everything over a restart, does its first start’s work only once, and leaves nothing running', async () => {
  const first = await startServer();
  try {
    const owner = await signIn(first.url);
    await owner.call('POST', '/api/records/partner', { data: { code: 'KEPT', name: 'Kept' } });
    expect(await processesOn(first.dataDir)).not.toEqual([]);
    expect(await first.stop()).toBe(0);
    expect(await processesOn(first.dataDir)).toEqual([]);

    const second = await startServer({ dataDir: first.dataDir, demo: true });
    // The session outlives the process: its secret lies in the data folder.
    const list = await fetch(`${second.url}/api/records/partner?q=kept`, {
      headers: { cookie: owner.cookie },
    });
    expect(((await list.json()) as ListAnswer).items.map((item) => item.title)).toEqual(['Kept']);
    expect(second.output()).not.toContain('Password');
    // The company is there, so nothing is made for it, not even what a first start would have been asked for.
    const all = await fetch(`${second.url}/api/records/partner?total=true`, {
      headers: { cookie: owner.cookie },
    });
    expect(((await all.json()) as ListAnswer).total).toBe(1);
    expect(await second.stop()).toBe(0);
  } finally {
    await first.remove();
  }
});

it('finishes what was asked before the signal', async () => {
  const server = await startServer();
  try {
    const owner = await signIn(server.url);
    const writes = Array.from({ length: 8 }, (_, i) =>
      owner.call('POST', '/api/records/partner', { data: { code: `D${i}`, name: `D${i}` } }),
    );
    await Promise.race(writes);
    const ended = server.stop();
    const answers = await Promise.allSettled(writes);
    for (const answer of answers) if (answer.status === 'fulfilled') expect(answer.value.status).toBe(201);
    expect(answers.some((answer) => answer.status === 'fulfilled')).toBe(true);
    expect(await ended).toBe(0);
  } finally {
    await server.remove();
  }
});

it('prints a generated password once', async () => {
  const server = await startServer({ env: { FILIERA_OWNER_PASSWORD: '' } });
  try {
    const password = /Password: (\S+)/.exec(server.output())?.[1] ?? '';
    expect(password.length).toBeGreaterThanOrEqual(16);
    await signIn(server.url, undefined, password);
  } finally {
    await server.stop();
    await server.remove();
  }
});

it('says what to do when the port is taken', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    await expect(startServer({ env: { PORT: String(port) } })).rejects.toThrow(/already in use.*PORT=/s);
  } finally {
    taken.close();
  }
});

it('says what is wrong with its environment and ends', async () => {
  const failed = await run(join(root, 'node_modules/.bin/node'), ['runtime/main.ts'], {
    cwd: root,
    env: { ...process.env, PORT: 'many', LOG_LEVEL: 'loud' },
  }).catch((error: unknown) => error as { code: number; stderr: string });
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.stderr).toContain('PORT is "many"');
  expect(failed.stderr).toContain('LOG_LEVEL is "loud"');
});
