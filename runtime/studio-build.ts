import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Log } from './log.ts';

/** What the built studio depends on, from the root of the house. */
const SOURCES = [
  'studio/src',
  'studio/static',
  'studio/vite.config.ts',
  'engine',
  'definitions/language',
  'runtime/shapes.ts',
  'package.json',
  'package-lock.json',
];
const STAMP = 'studio/build/.stamp';
const LOCK = 'studio/build.lock';

/**
 * Builds the studio when it is missing or older than its sources. Contents are compared, not times: a fresh clone
 * has no meaningful ones. Two runtimes that start at once build it once.
 *
 * @param root    folder of the house
 * @param signal  aborted when the runtime is told to stop in the middle
 * @returns       whether `studio/build` holds a studio now; a failed build is told and leaves the earlier one
 */
export async function buildStudio(root: string, log: Log, signal: AbortSignal): Promise<boolean> {
  const wanted = await hashSources(root);
  if ((await readStamp(root)) === wanted) return true;
  const release = await takeLock(join(root, LOCK), signal);
  try {
    if ((await readStamp(root)) === wanted) return true;
    console.log('Building the studio, once …');
    const { code, output } = await runVite(root, signal);
    if (code === 0) {
      await writeFile(join(root, STAMP), wanted);
      return true;
    }
    const hasEarlier = (await readFile(join(root, 'studio/build/index.html')).catch(() => null)) !== null;
    if (!signal.aborted) {
      log.debug({ output: stripVTControlCharacters(output).slice(-4000) }, 'output of the studio’s build');
      console.error(buildFailed(hasEarlier));
    }
    return hasEarlier;
  } finally {
    await release();
  }
}

/** What the operator is told: what happened, what is served meanwhile, and the cure. */
export function buildFailed(hasEarlier: boolean): string {
  const meanwhile = hasEarlier
    ? 'the earlier build is served meanwhile'
    : 'there is no earlier build, so only the API is served';
  return `The studio could not be built; ${meanwhile}. Run "npm run build" to see why.`;
}

async function hashSources(root: string): Promise<string> {
  const paths: string[] = [];
  for (const source of SOURCES) {
    const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true }).catch(
      () => null,
    );
    if (entries === null) paths.push(join(root, source));
    else for (const entry of entries) if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  paths.sort();
  const texts = await Promise.all(paths.map((path) => readFile(path).catch(() => '')));
  const hash = createHash('sha256');
  paths.forEach((path, index) => {
    const text = texts[index] ?? '';
    hash.update(`${path.slice(root.length)}\0${text.length}\0`).update(text);
  });
  return hash.digest('hex');
}

async function readStamp(root: string): Promise<string | null> {
  return readFile(join(root, STAMP), 'utf8').catch(() => null);
}

function runVite(root: string, signal: AbortSignal): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
      cwd: join(root, 'studio'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
      signal,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** A file with our process id; one whose process is gone is taken over. */
async function takeLock(path: string, signal: AbortSignal): Promise<() => Promise<void>> {
  while (!signal.aborted) {
    try {
      const handle = await open(path, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(path, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw error;
    }
    const pid = Number(await readFile(path, 'utf8').catch(() => ''));
    if (pid > 0 && !isRunning(pid)) await rm(path, { force: true });
    else await sleep(200);
  }
  return () => Promise.resolve();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
