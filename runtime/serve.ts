import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import { makeAuth } from './access/auth.ts';
import { companyOf } from './access/membership.ts';
import { readSecret } from './access/secret.ts';
import { makeSessions } from './access/sessions.ts';
import { SignInLimit } from './access/sign-in-limit.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { startEmbedded } from './database/embedded.ts';
import { migrate } from './database/migrate.ts';
import { oneAtATime } from './database/one-at-a-time.ts';
import { commandsBeside, openKysely, openPool } from './database/pool.ts';
import { makeFirstCompany } from './first-company.ts';
import type { FirstSignIn } from './first-company.ts';
import { startTimerClock } from './jobs/timer-clock.ts';
import { makeLog } from './log.ts';
import { makeRoutes } from './routes/index.ts';
import { readStudioFiles } from './routes/studio.ts';
import { makeModels } from './store/model-cache.ts';
import { buildStudio } from './studio-build.ts';

export interface Running {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  readonly app: App;
  /** Lets answers under way finish, then closes everything it opened. Called twice it does not wait for answers. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** Folder of the house: packs, studio sources and build are found from here. */
  readonly root: string;
  /** false: no screens (tests of the API). */
  readonly studio?: boolean;
  /** Further settings of the embedded database (tests turn fsync off). */
  readonly databaseFlags?: readonly string[];
  /** Now, UTC ms, for decisions and what is written (tests play stories of other days). */
  readonly clock?: () => number;
  /** Aborted when told to stop while still starting. */
  readonly signal?: AbortSignal;
  /** Called when the first company has its owner: at once, because a generated password is known only now. */
  readonly onFirstSignIn?: (signIn: FirstSignIn) => void;
}

/**
 * How long a connection may rest between two requests. Longer than the minute that proxies keep theirs, so that they close
 * first: a request sent while we close is lost.
 */
const KEEP_ALIVE_MS = 75_000;

/** How long answers under way may take once we are told to stop. */
const DRAIN_MS = 4_000;

/**
 * Starts everything in order: database, tables, models, sign-in, first company, studio, door.
 *
 * @throws PortTaken when somebody else listens there; Fault when the database does not start. What had been
 *         opened until then is closed again.
 */
export async function serve(config: Config, options: ServeOptions): Promise<Running> {
  const log = makeLog(config.logLevel);
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop())
      await close().catch((error: unknown) => log.error(error, 'not closed cleanly'));
  };
  const signal = options.signal ?? new AbortController().signal;

  try {
    // Looked at first: it is the commonest reason not to start, and nothing should have been made for it.
    await (await listen(createServer(), config)).close();
    const studio = startBuild(options, log, signal, closers);
    const url = config.databaseUrl ?? (await startDatabase(config, options, closers, log));
    const pool = openPool(url, log, {}, config.databaseUrl === null ? commandsBeside() : undefined);
    const db = openKysely(pool);
    closers.push(() => db.destroy());
    const secret = await readSecret(config.secret, config.dataDir);

    // Of several servers that start at once the first makes what is missing, and the others find it.
    const { app, auth } = await oneAtATime(url, signal, async () => {
      await migrate(db);
      const models = await makeModels({ pool, db, log, databaseUrl: url });
      closers.push(() => models.close());
      const app: App = { pool, db, models, log, clock: options.clock ?? Date.now };
      const auth = await makeAuth({
        databaseUrl: url,
        secret,
        log,
        companyOf: (userId) => companyOf(pool, userId),
      });
      closers.push(() => auth.close());
      signal.throwIfAborted();
      const firstSignIn = await makeFirstCompany(app, auth, config, options.root);
      if (firstSignIn) options.onFirstSignIn?.(firstSignIn);
      return { app, auth };
    });

    await studio;
    signal.throwIfAborted();
    const files =
      options.studio === false
        ? new Map<string, never>()
        : await readStudioFiles(join(options.root, 'studio/build'));
    const door = { isDraining: false };
    const routes = makeRoutes({
      app,
      auth,
      sessions: makeSessions(pool, secret),
      signInLimit: new SignInLimit(),
      studio: files,
      isDraining: () => door.isDraining,
    });
    const timers = startTimerClock(app);
    closers.push(() => timers.stop());
    const server = createAdaptorServer({
      fetch: routes.fetch,
      serverOptions: { requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: KEEP_ALIVE_MS },
    });
    const { port } = await listen(server, config);
    closers.push(() => drain(server, door));
    let stopping: Promise<void> | null = null;
    return {
      url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
      app,
      stop() {
        // Told again: whoever still waits for an answer is cut off, and the first call goes on from there.
        if (stopping) closeConnections(server);
        return (stopping ??= closeAll());
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The address is in use by another process. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** Needs no database and takes the longest, so it runs beside everything else; given up when the start is. */
function startBuild(
  { root, studio }: ServeOptions,
  log: ReturnType<typeof makeLog>,
  signal: AbortSignal,
  closers: (() => Promise<unknown>)[],
): Promise<boolean> {
  if (studio === false) return Promise.resolve(false);
  const closing = new AbortController();
  const built = buildStudio(root, log, AbortSignal.any([signal, closing.signal]));
  closers.push(() => {
    closing.abort();
    return built;
  });
  return built;
}

async function startDatabase(
  config: Config,
  options: ServeOptions,
  closers: (() => Promise<unknown>)[],
  log: ReturnType<typeof makeLog>,
): Promise<string> {
  const embedded = await startEmbedded(config.dataDir, log, options.databaseFlags ?? []);
  closers.push(() => embedded.stop());
  return embedded.url;
}

function listen(server: Server, config: Config): Promise<{ readonly port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new PortTaken(
            `Port ${config.port} on ${config.host} is already in use. Stop the program that uses it, or start with another one: PORT=${config.port + 1} npm start`,
          ),
        );
      } else reject(error);
    });
    server.listen(config.port, config.host, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}

async function drain(server: ServerType, door: { isDraining: boolean }): Promise<void> {
  door.isDraining = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  const timer = setTimeout(() => closeConnections(server), DRAIN_MS);
  await closed;
  clearTimeout(timer);
}

function closeConnections(server: ServerType): void {
  if ('closeAllConnections' in server) server.closeAllConnections();
}
