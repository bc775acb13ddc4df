// Secrets that are made once and then stay: of two processes that start at the same moment both get the same.
import { link, chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { thisProcess } from './alive.ts';

let made = 0;

/**
 * The text of a file that only its owner may read; made when there is none yet, or an empty one.
 *
 * @param file  in a folder that is there
 */
export async function keptText(file: string, make: () => string): Promise<string> {
  const kept = await read(file);
  if (kept !== null && kept !== '') {
    await chmod(file, 0o600);
    return kept;
  }
  // Written and on the disk before it has its name, so that nobody finds it empty, not even after a power cut.
  const own = `${file}.${(await thisProcess()).replaceAll(' ', '-')}-${++made}`;
  await writeFile(own, `${make()}\n`, { mode: 0o600, flush: true });
  try {
    if (kept === '') await rm(file, { force: true });
    await link(own, file);
  } catch (error) {
    // Another was quicker: its text is the one that is kept.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(own, { force: true });
  }
  return (await read(file)) ?? '';
}

async function read(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
