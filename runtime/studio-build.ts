import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { alone } from './alone.ts';
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
  const build = async (): Promise<string | null> => {
    if ((await readStamp(root)) === wanted) return null;
    console.log('Building the studio, once …');
    const { code, output } = await runVite(root, signal);
    if (code !== 0) return output;
    await writeFile(join(root, STAMP), wanted);
    return null;
  };
  // A folder that may not be written to is a failed build as well.
  const failed = await alone(join(root, LOCK), build, signal).catch(String);
  if (failed === null) return true;
  const hasEarlier = (await readFile(join(root, 'studio/build/index.html')).catch(() => null)) !== null;
  if (!signal.aborted) {
    log.debug({ output: stripVTControlCharacters(failed).slice(-4000) }, 'output of the studio’s build');
    console.error(buildFailed(hasEarlier));
  }
  return hasEarlier;
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
    // Told to stop it ends a moment later; until then it may still write. What could not be started has no number.
    child.on('error', (error) => {
      output += `\n${error.message}`;
      if (child.pid === undefined) resolve({ code: 1, output });
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}
