import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** CPU that a process has used so far, ms; 0 when it is gone. Linux only, like the embedded database's binaries here. */
export function cpuOf(pid: number): number {
  try {
    // The first number is nanoseconds on a processor, of every thread's main task; threads stand one by one.
    const tasks = readdirSync(`/proc/${pid}/task`);
    return (
      tasks.reduce(
        (sum, task) =>
          sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
        0,
      ) / 1e6
    );
  } catch {
    return 0;
  }
}

/** Process ids of every descendant of `pid`, itself included. */
export function familyOf(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The command may hold spaces and brackets; the parent is the second field after it.
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      continue;
    }
  }
  const family = [pid];
  for (const member of family)
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

/** Resident memory of a process, MB of 1024². */
export function residentMb(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

/** CPU of an embedded PostgreSQL and of all its backends that live, ms. @param dataDir  the runtime's data folder */
export function postgresCpu(dataDir: string): number {
  const postmaster = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  return familyOf(postmaster).reduce((sum, pid) => sum + cpuOf(pid), 0);
}
