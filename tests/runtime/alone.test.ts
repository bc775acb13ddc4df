// Never two at once, also when somebody went without a word; and one secret, however many make it at the same moment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { thisProcess } from '../../runtime/alive.ts';
import { alone } from '../../runtime/alone.ts';
import { keptText } from '../../runtime/kept-text.ts';

const runtime = join(import.meta.dirname, '../../runtime');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filiera-alone-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a module in so many processes at once; what each of them printed. */
async function processes(count: number, code: string): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const [status] = (await once(child, 'close')) as [number];
      expect(status).toBe(0);
      return said;
    }),
  );
}

const IN_AND_OUT = `
  import { appendFile } from 'node:fs/promises';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { alone } from ${JSON.stringify(join(runtime, 'alone.ts'))};
  const [folder] = process.argv.slice(1);
  const turn = (n) => alone(folder + '/lock', async () => {
    await appendFile(folder + '/log', '(');
    await sleep(Math.random() * 3);
    await appendFile(folder + '/log', ')');
  });
  for (let n = 0; n < 4; n++) await Promise.all([turn(n), turn(n)]);`;

test('of several processes, each with several at it, one is in at a time, whoever died in there before', async () => {
  // Above the highest number that Linux gives: nobody can be called so.
  await writeFile(join(folder, 'lock'), '4194304 1 1');
  await processes(4, IN_AND_OUT);
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('()'.repeat(4 * 8));
  expect(await readdir(folder)).toEqual(['log']);
});

test('a number that was given to another process since does not count; a process that lives does', async () => {
  const lock = join(folder, 'lock');
  await writeFile(lock, `${process.pid} 1 1`);
  expect(await alone(lock, () => Promise.resolve('in'))).toBe('in');
  await writeFile(lock, `${await thisProcess()} 1`);
  const stop = new AbortController();
  const waiting = alone(lock, () => appendFile(join(folder, 'log'), 'in'), stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
  expect(await readdir(folder)).toEqual(['lock']);
});

test('what fails inside leaves the place free', async () => {
  const lock = join(folder, 'lock');
  await expect(alone(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await alone(lock, () => Promise.resolve('in'))).toBe('in');
});

test('a secret is made once by however many at once, and an empty file is none', async () => {
  const code = `
    import { randomUUID } from 'node:crypto';
    import { keptText } from ${JSON.stringify(join(runtime, 'kept-text.ts'))};
    process.stdout.write(await keptText(process.argv[1] + '/secret', randomUUID));`;
  const told = new Set(await processes(4, code));
  expect([...told]).toEqual([(await readFile(join(folder, 'secret'), 'utf8')).trim()]);
  expect(await readdir(folder)).toEqual(['secret']);
  expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);

  await writeFile(join(folder, 'empty'), '');
  expect(await keptText(join(folder, 'empty'), () => 'made')).toBe('made');
  expect(await keptText(join(folder, 'empty'), () => 'again')).toBe('made');
});
