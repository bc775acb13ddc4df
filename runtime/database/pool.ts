import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { PoolConfig } from 'pg';
import type { Log } from '../log.ts';
import type { Tables } from './tables.ts';

const DATE_OID = 1082;
/** Connections at most. Commands hold one for a few milliseconds; more would only queue inside PostgreSQL. */
const CONNECTIONS_MAX = 20;

/**
 * The pool that everything in the runtime shares.
 *
 * `numeric` and `bigint` come as text (the driver's default), `date` too: a Date would shift it by the time zone.
 * Statements sent without waiting for each other go out together (pipeline), which saves the round trips of a command.
 */
export function openPool(url: string, log: Log, options: PoolConfig = {}): Pool {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    pipeline: true,
    application_name: 'filiera',
    options: '-c timezone=UTC',
    types: {
      getTypeParser: ((oid: number, format?: 'text') =>
        oid === DATE_OID ? (text: string) => text : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
    ...options,
  } as PoolConfig);
  // A connection that breaks is thrown away and replaced; whoever was using it sees its statement fail. Without
  // listeners, both on the idle and on the busy ones, it would end the process.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'a database connection broke'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const sides = new WeakMap<Pool, Pool>();

/**
 * A few more connections to the same database, for short statements of whoever already holds one of the pool's:
 * waiting for a second of those, everybody could wait for everybody.
 */
export function sidePool(pool: Pool): Pool {
  let side = sides.get(pool);
  if (!side) {
    side = new Pool({ ...pool.options, max: 2, idleTimeoutMillis: 2000, allowExitOnIdle: true });
    side.on('error', () => undefined);
    side.on('connect', (client) => client.on('error', () => undefined));
    sides.set(pool, side);
  }
  return side;
}

/** Kysely on the same pool, for ordinary queries. Destroying it ends the pool. */
export function openKysely(pool: Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
