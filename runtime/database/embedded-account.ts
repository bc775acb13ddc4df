import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '#engine';

const run = promisify(execFile);

/** The system account that the server runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. Under root it gets the account `postgres`, made when it is missing;
 * otherwise it runs as whoever runs us (null).
 */
export async function findAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  try {
    return await readAccount();
  } catch {
    try {
      await run('groupadd', ['--system', 'postgres']).catch(() => undefined);
      await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
      return await readAccount();
    } catch (cause) {
      throw new Fault(
        'PostgreSQL refuses to run as root, and the account "postgres" could not be made; make it (useradd --system postgres), start as another user, or set DATABASE_URL.',
        { cause },
      );
    }
  }
}

async function readAccount(): Promise<Account> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout.trim()), gid: Number(gid.stdout.trim()) };
}

/**
 * Makes sure that the account may enter every folder on the way to `path`.
 * Opens folders of ours (at or below `ours`) when they are shut; never anybody else's.
 *
 * @throws Fault naming the first foreign folder that is shut, with the cure
 */
export async function openWay(path: string, account: Account, ours: string | null): Promise<void> {
  const folders: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const seen = await stat(folder);
    const bit = seen.uid === account.uid ? 0o100 : seen.gid === account.gid ? 0o010 : 0o001;
    if ((seen.mode & bit) !== 0) continue;
    const isOurs = ours !== null && (folder === resolve(ours) || folder.startsWith(resolve(ours) + sep));
    if (!isOurs) {
      throw new Fault(
        `The folder ${folder} is closed to the account "postgres", which the embedded database runs as. Put the program and FILIERA_DATA_DIR elsewhere (for example under /srv), open it (chmod o+x ${folder}), start as another user, or set DATABASE_URL.`,
      );
    }
    await chmod(folder, (seen.mode & 0o7777) | bit);
  }
}
