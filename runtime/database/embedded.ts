import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Fault } from '#engine';
import { isAlive } from '../alive.ts';
import { alone } from '../alone.ts';
import { keptText } from '../kept-text.ts';
import type { Log } from '../log.ts';
import { findAccount, openWay } from './embedded-account.ts';
import type { Account } from './embedded-account.ts';
import { findBinaries } from './embedded-binaries.ts';
import type { Binaries } from './embedded-binaries.ts';
import { takeLease } from './leases.ts';
import { readPostmaster } from './postmaster.ts';

export interface Embedded {
  /** Address of the database `filiera`. */
  readonly url: string;
  /** Gives the server up; stops it unless another runtime still uses it. Never leaves one running that nobody uses. */
  stop(): Promise<void>;
}

const USER = 'filiera';
/** A cold start recovers its log first, which takes long after a crash in the middle of a large load. */
const READY_WITHIN_MS = 5 * 60_000;

/**
 * Runs a real PostgreSQL of our own under `<givenDir>/postgres`, on loopback and a free port.
 *
 * A server that an earlier runtime left behind (kill −9) is taken over; one that another living runtime uses
 * is shared. If the server that we started dies while we run, it is started again on the same port.
 *
 * @param flags  further settings, `name=value` (tests turn fsync off)
 * @throws Fault when it cannot be started, with the cure
 */
export async function startEmbedded(
  givenDir: string,
  log: Log,
  flags: readonly string[] = [],
): Promise<Embedded> {
  const [binaries, account] = await Promise.all([findBinaries(), findAccount()]);
  await mkdir(givenDir, { recursive: true });
  const dataDir = await realpath(givenDir);
  const folder = join(dataDir, 'postgres');
  if (account) {
    await openWay(dataDir, account, dataDir);
    await openWay(dirname(binaries.postgres), account, null);
  }
  const seat: Seat = {
    dataDir,
    folder,
    binaries,
    account,
    flags,
    log,
    password: await keptText(join(dataDir, 'postgres-password'), () => randomBytes(24).toString('hex')),
    lock: join(dataDir, 'starting.lock'),
    care: { isOver: false, again: null },
  };

  return alone(seat.lock, async () => {
    const lease = await takeLease(dataDir);
    const leave = async (): Promise<void> => {
      seat.care.isOver = true;
      if (await lease.release()) await shutDown(seat);
    };
    try {
      if (!(await exists(join(folder, 'PG_VERSION')))) await initialise(seat);
      // Where one has just died, whoever used it looks for it there.
      const last = (await readPostmaster(folder))?.port;
      const port = (await findRunning(seat)) ?? (await launch(seat, last ?? (await freePort())));
      await ensureDatabase(seat, port);
      return {
        url: urlOf(seat, port, 'filiera'),
        async stop() {
          if (seat.care.isOver) return;
          // From here on a server that ends is not started again, not even when somebody else stops it. One that is
          // just being started again would come up after we have looked.
          seat.care.isOver = true;
          await seat.care.again;
          await alone(seat.lock, leave);
        },
      };
    } catch (error) {
      await leave();
      throw error;
    }
  });
}

interface Seat {
  readonly dataDir: string;
  readonly folder: string;
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly flags: readonly string[];
  readonly log: Log;
  readonly password: string;
  /** In there is whoever starts or stops the server. */
  readonly lock: string;
  /** Of the server that we started: whether we have left it, and its being started again after it died. */
  readonly care: { isOver: boolean; again: Promise<unknown> | null };
}

function urlOf(seat: Seat, port: number, database: string): string {
  return `postgres://${USER}:${seat.password}@127.0.0.1:${port}/${database}`;
}

/** Makes the cluster beside its place and moves it there when complete, so that an interrupted start leaves no half one. */
async function initialise(seat: Seat): Promise<void> {
  const fresh = `${seat.folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  if (seat.account) await chown(fresh, seat.account.uid, seat.account.gid);
  const passwordFile = join(fresh, '..', `initdb-${process.pid}`);
  await writeFile(passwordFile, seat.password, { mode: 0o600 });
  if (seat.account) await chown(passwordFile, seat.account.uid, seat.account.gid);
  try {
    const child = spawn(
      seat.binaries.initdb,
      [
        `--pgdata=${fresh}`,
        '--auth=scram-sha-256',
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      { ...seat.account, stdio: ['ignore', 'ignore', 'pipe'], cwd: seat.dataDir },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await ended(child);
    if (code !== 0)
      throw new Fault(`The embedded database could not be made in ${seat.folder}: ${said.trim()}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rm(seat.folder, { recursive: true, force: true });
  await rename(fresh, seat.folder);
}

/** Port of a server that already runs on this folder; null when there is none. Clears what a dead one left. */
async function findRunning(seat: Seat): Promise<number | null> {
  const found = await readPostmaster(seat.folder);
  if (!found) return null;
  const isRunning = (await isAlive(found.pid)) && (await looksLikePostgres(found.pid));
  if (isRunning && (await isOurs(seat, found.port))) {
    seat.log.info({ pid: found.pid, port: found.port }, 'using the embedded database that already runs');
    return found.port;
  }
  // Dead, a zombie, or its number went to another process. PostgreSQL would wait for that one for ever.
  if (!isRunning) await rm(join(seat.folder, 'postmaster.pid'), { force: true });
  return null;
}

/** Whether the server that answers on `port` is the one of our folder; waits while it starts or recovers. */
async function isOurs(seat: Seat, port: number): Promise<boolean> {
  try {
    return await waitReady(seat, port, async () => (await readPostmaster(seat.folder)) !== null);
  } catch {
    return false;
  }
}

async function looksLikePostgres(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres');
  return name.startsWith('postgres');
}

/** Starts the server and waits until it answers; afterwards starts it again whenever it dies. @returns its port */
async function launch(seat: Seat, port: number): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    if (seat.care.isOver) return port;
    const child = await spawnServer(seat, port);
    let hasEnded = false;
    for (const end of ['exit', 'error']) child.once(end, () => (hasEnded = true));
    if (await waitReady(seat, port, () => Promise.resolve(!hasEnded)).catch(() => false)) {
      child.once('exit', (code, signal) => {
        if (seat.care.isOver) return;
        seat.log.error({ code, signal }, 'the embedded database died; starting it again');
        seat.care.again = alone(seat.lock, () => startAgain(seat, port)).catch((error: unknown) =>
          seat.log.fatal(error, 'the embedded database cannot be started again'),
        );
      });
      if (hasEnded) continue;
      return port;
    }
    // A lock file of a process that is just ending, or a port taken in between: try again, slower each time.
    if (!hasEnded) child.kill('SIGINT');
    if (attempt >= 8) {
      const said = (await readFile(join(seat.dataDir, 'postgres.log'), 'utf8').catch(() => ''))
        .trimEnd()
        .split('\n')
        .slice(-5)
        .join('\n');
      throw new Fault(
        `The embedded database does not start; see ${join(seat.dataDir, 'postgres.log')}:\n${said}`,
      );
    }
    await sleep(Math.min(50 * 2 ** attempt, 2000));
    await findRunning(seat);
    if (attempt >= 2) port = await freePort();
  }
}

/** On the same port, unless another runtime has done so meanwhile. */
async function startAgain(seat: Seat, port: number): Promise<void> {
  if (!seat.care.isOver && (await findRunning(seat)) === null) await launch(seat, port);
}

async function spawnServer(seat: Seat, port: number): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    // Every statement here is short; compiling one costs more than running it.
    'jit=off',
    'max_connections=120',
    ...seat.flags,
  ];
  // Its words go to a file, not a pipe: the server must be able to write when we are gone.
  const output = await open(join(seat.dataDir, 'postgres.log'), 'a', 0o600);
  try {
    const child = spawn(
      seat.binaries.postgres,
      ['-D', seat.folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      // A process group of its own: Ctrl-C in a terminal must reach us alone, we stop the server after draining.
      { ...seat.account, stdio: ['ignore', output.fd, output.fd], cwd: seat.folder, detached: true },
    );
    child.unref();
    child.on('error', (error) => seat.log.error(error, 'the embedded database could not be run'));
    return child;
  } finally {
    await output.close();
  }
}

async function waitReady(seat: Seat, port: number, goOn: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until && (await goOn())) {
    const client = new Client({
      connectionString: urlOf(seat, port, 'postgres'),
      connectionTimeoutMillis: 2000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ folder: string }>(
        `select current_setting('data_directory') as folder`,
      );
      return rows[0]?.folder === seat.folder;
    } catch (error) {
      // 57P03: starting up or recovering. 28P01: somebody else's server on that port.
      if ((error as { code?: string }).code === '28P01') return false;
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(15);
  }
  return false;
}

async function ensureDatabase(seat: Seat, port: number): Promise<void> {
  const client = new Client({ connectionString: urlOf(seat, port, 'postgres') });
  await client.connect();
  try {
    const { rows } = await client.query(`select 1 from pg_database where datname = 'filiera'`);
    if (rows.length === 0) await client.query('create database filiera');
  } finally {
    await client.end();
  }
}

/** Fast shutdown: transactions are rolled back, connections closed, the log flushed. */
async function shutDown(seat: Seat): Promise<void> {
  const found = await readPostmaster(seat.folder);
  if (!found || !(await isAlive(found.pid))) return;
  signal(found.pid, 'SIGINT');
  for (let waitedMs = 0; await isAlive(found.pid); waitedMs += 10) {
    if (waitedMs === 20_000) signal(found.pid, 'SIGQUIT');
    if (waitedMs > 30_000) throw new Fault(`The embedded database (process ${found.pid}) does not stop.`);
    await sleep(10);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between.
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Fault('no free port')),
      );
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
