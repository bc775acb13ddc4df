import { randomUUID } from 'node:crypto';
import { betterAuth } from 'better-auth';
import type { BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { Fault } from '#engine';
import { PASSWORD_LENGTH_MIN } from '../config.ts';
import type { Log } from '../log.ts';
import { isSameOrigin } from './origin.ts';

export const SESSION_COOKIE = 'filiera.session_token';

/** A session ends this long after its last prolongation; asking `get-session` prolongs it once a day. */
const SESSION_AGE_MAX_S = 30 * 24 * 3600;
const SESSION_PROLONG_AFTER_S = 24 * 3600;

/** What signs people in: better-auth on its own few connections, its tables in schema `auth`. */
export interface Auth {
  /** Answers a request under /api/auth. */
  handle(request: Request): Promise<Response>;
  /** Moves the end of a session that is in use, at most once a day. @returns cookies to set */
  prolong(headers: Headers): Promise<readonly string[]>;
  /** Makes a person who may sign in; null when the address is taken. */
  createUser(person: {
    readonly email: string;
    readonly name: string;
    readonly password: string;
  }): Promise<{ readonly id: string } | null>;
  /** Gives an existing person a new password: a first start that was interrupted has forgotten the one it made. */
  replacePassword(email: string, password: string): Promise<{ readonly id: string }>;
  close(): Promise<void>;
}

/**
 * Migrates schema `auth` and constructs better-auth, in this order: an instance made before its tables stays broken.
 *
 * @param companyOf  the company a new session works in, by user id; null: the user belongs to none
 */
export async function makeAuth(options: {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly log: Log;
  readonly companyOf: (userId: string) => Promise<string | null>;
}): Promise<Auth> {
  const { log } = options;
  // Its own small pool, because search_path is a property of the connection: better-auth names no schema.
  const pool = new pg.Pool({ connectionString: options.databaseUrl, options: '-c search_path=auth', max: 4 });
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle connection of sign-in was lost'));
  await pool.query('create schema if not exists auth');

  const settings = {
    secret: options.secret,
    // Stands in when a request has no host of its own; the true origin is judged by `trustedOrigins`.
    baseURL: 'http://localhost',
    basePath: '/api/auth',
    trustedOrigins: (request?: Request) => {
      const origin = request?.headers.get('origin');
      return Promise.resolve(request && origin && isSameOrigin(request.headers) ? [origin] : []);
    },
    database: {
      db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
      type: 'postgres',
      transaction: true,
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: PASSWORD_LENGTH_MIN },
    session: {
      expiresIn: SESSION_AGE_MAX_S,
      updateAge: SESSION_PROLONG_AFTER_S,
      additionalFields: { companyId: { type: 'string', required: false, input: false } },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session: { userId: string }) => ({
            data: { ...session, companyId: await options.companyOf(session.userId) },
          }),
        },
      },
    },
    // Ours counts failures by address and by person, and answers in the caller's language.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: 'filiera',
      useSecureCookies: false,
      database: { generateId: () => randomUUID() },
    },
    logger: { log: (level, message, ...rest) => logFromLibrary(log, level, message, rest) },
  } satisfies BetterAuthOptions;

  await (await getMigrations(settings)).runMigrations();
  const auth = betterAuth(settings);
  const context = await auth.$context;

  return {
    handle: (request) => auth.handler(request),
    async prolong(headers) {
      const answer = await auth.api.getSession({ headers, asResponse: true });
      return answer.headers.getSetCookie();
    },
    async replacePassword(email, password) {
      const found = await context.internalAdapter.findUserByEmail(email.toLowerCase());
      if (!found) throw new Fault(`${email} was here a moment ago and is gone.`);
      await context.internalAdapter.updatePassword(found.user.id, await context.password.hash(password));
      return { id: found.user.id };
    },
    async createUser({ email, name, password }) {
      if (await context.internalAdapter.findUserByEmail(email.toLowerCase())) return null;
      const user = await context.internalAdapter.createUser(
        { email: email.toLowerCase(), name, emailVerified: true },
        { method: 'admin' },
      );
      await context.internalAdapter.linkAccount({
        userId: user.id,
        providerId: 'credential',
        accountId: user.id,
        password: await context.password.hash(password),
      });
      return { id: user.id };
    },
    close: () => pool.end(),
  };
}

/** A wrong password is daily life, not a warning; what the library calls an error stays one. */
function logFromLibrary(log: Log, level: string, message: string, rest: readonly unknown[]): void {
  const line = { library: 'better-auth', ...(rest.length > 0 ? { rest } : {}) };
  if (level === 'error') log.warn(line, message);
  else log.debug(line, message);
}
