// Several runtimes may share one embedded server. Each leaves a file with its process id in the data folder;
// whoever leaves last stops the server.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lives, thisProcess } from '../alive.ts';

export interface Lease {
  /** Gives the lease back. @returns true when no other living runtime holds one */
  release(): Promise<boolean>;
}

let taken = 0;

/** Says that this process uses the server of `folder`. Call it, and `release`, while alone with the folder. */
export async function takeLease(folder: string): Promise<Lease> {
  const leases = join(folder, 'runtimes');
  await mkdir(leases, { recursive: true });
  const file = join(leases, `${process.pid}-${++taken}`);
  await writeFile(file, await thisProcess());
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
    if (await lives(await readFile(join(leases, name), 'utf8').catch(() => ''))) living++;
    else await rm(join(leases, name), { force: true });
  }
  return living;
}
