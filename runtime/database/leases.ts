// Several runtimes may share one embedded server. Each leaves a file with its process id in the data folder;
// whoever leaves last stops the server.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '#engine';
import { birthOf, isAlive } from './postmaster.ts';

export interface Lease {
  /** Gives the lease back. @returns true when no other living runtime holds one */
  release(): Promise<boolean>;
}

/** Longest that starting or stopping a server may take before its lock is taken for left-over, ms. */
const LOCK_AGE_MAX_MS = 60_000;
let taken = 0;

/** Says that this process uses the server of `folder`. Call it inside `alone`. */
export async function takeLease(folder: string): Promise<Lease> {
  const leases = join(folder, 'runtimes');
  await mkdir(leases, { recursive: true });
  const file = join(leases, `${process.pid}-${++taken}`);
  await writeFile(file, (await birthOf(process.pid))?.startedAt ?? '');
  return {
    async release() {
      await rm(file, { force: true });
      return (await livingLeases(leases)) === 0;
    },
  };
}

async function livingLeases(leases: string): Promise<number> {
  let living = 0;
  for (const name of await readdir(leases)) {
    const pid = Number(name.split('-')[0]);
    const startedAt = await readFile(join(leases, name), 'utf8').catch(() => '');
    // A process id may have been given to somebody else since: the start time tells.
    const born = await birthOf(pid);
    if ((await isAlive(pid)) && (born === null || born.startedAt === startedAt)) living++;
    else await rm(join(leases, name), { force: true });
  }
  return living;
}

/** Runs `work` while no other process starts or stops the server of `folder`. */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(folder, 'starting');
  const since = Date.now();
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => ''));
    const isLeftOver = pid > 0 && !(await isAlive(pid));
    if (isLeftOver || Date.now() - since > LOCK_AGE_MAX_MS) await rm(lock, { recursive: true, force: true });
    if (Date.now() - since > 2 * LOCK_AGE_MAX_MS)
      throw new Fault(`${lock} stays locked; remove it when no runtime is starting.`);
    await sleep(20);
  }
  try {
    await writeFile(join(lock, 'pid'), String(process.pid));
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}
