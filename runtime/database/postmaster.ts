import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a PostgreSQL server writes about itself into its data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Reads `postmaster.pid`; null when there is none or it is still being written. */
export async function readPostmaster(folder: string): Promise<Postmaster | null> {
  let text: string;
  try {
    text = await readFile(join(folder, 'postmaster.pid'), 'utf8');
  } catch {
    return null;
  }
  // Lines: pid, data folder, start time, port, socket folder, listen address, shared memory, status.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : null;
}
