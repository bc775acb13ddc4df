// One at a time, by a file that names the process that is in. Who is gone without a word holds nobody up.
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '#engine';
import { lives, thisProcess } from './alive.ts';

/** Starting a database after a crash or building the screens takes a minute or two on a slow machine. */
const PATIENCE_MS = 10 * 60_000;
const LOOK_MS = 20;
let asked = 0;

/**
 * Runs `work` while nobody else runs under `path`, in this process or in another of this machine.
 *
 * @param path    a file in a folder that is there; it exists while somebody is in
 * @param signal  aborted when there is no point in waiting any more
 * @throws Fault when a living process stays in for ten minutes; the signal's reason
 */
export async function alone<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const name = `${await thisProcess()} ${++asked}`;
  const own = `${path}.${name.replaceAll(' ', '-')}`;
  // It tells its owner from the moment on at which it is there: nobody ever finds one of nobody.
  await writeFile(own, name);
  try {
    await enter(path, own, signal);
  } finally {
    await rm(own, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function enter(path: string, own: string, signal: AbortSignal | undefined): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await link(own, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await ownerOf(path);
    if (owner !== null && !(await lives(owner))) await takeAway(path, owner, signal);
    else if (performance.now() > until)
      throw new Fault(`${path} stays locked by process ${owner}; remove it when that is none of ours.`);
    else await sleep(LOOK_MS, undefined, signal && { signal });
  }
}

/** Only one of those who find its owner gone may remove it: the next might remove what its successor has just made. */
async function takeAway(path: string, owner: string, signal: AbortSignal | undefined): Promise<void> {
  const remove = async (): Promise<void> => {
    if ((await ownerOf(path)) === owner) await rm(path, { force: true });
  };
  await alone(`${path}.after-${owner.trim().replaceAll(' ', '-')}`, remove, signal);
}

async function ownerOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
