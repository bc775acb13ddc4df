import { availableParallelism } from 'node:os';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { PoolConfig } from 'pg';
import type { Log } from '../log.ts';
import type { Tables } from './tables.ts';

const DATE_OID = 1082;
/** Connections at most. Commands hold one for a few milliseconds; more would only queue inside PostgreSQL. */
const CONNECTIONS_MAX = 20;
/** Commands at once on a database that we know nothing of. */
const COMMANDS_MAX = 16;

/**
 * Commands at once where the database runs on this machine, beside us: two a processor keep it busy, one deciding
 * while another writes. More only wait for each other's locks, and waking them costs more than the work (measured on
 * two processors: a third of the database's time with sixteen).
 */
export function commandsBeside(): number {
  return Math.max(4, 2 * availableParallelism());
}

/**
 * The pool that everything in the runtime shares.
 *
 * `numeric` and `bigint` come as text (the driver's default), `date` too: a Date would shift it by the time zone.
 * Statements sent without waiting for each other go out together (pipeline), which saves the round trips of a command.
 *
 * @param commandsMax  commands that run at once
 */
export function openPool(
  url: string,
  log: Log,
  options: PoolConfig = {},
  commandsMax: number = COMMANDS_MAX,
): Pool {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    pipeline: true,
    application_name: 'filiera',
    options: '-c timezone=UTC',
    types: {
      getTypeParser: ((oid: number, format?: 'text') =>
        oid === DATE_OID
          ? (text: string) => text
          : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
    ...options,
  } as PoolConfig);
  // A connection that breaks is thrown away and replaced; whoever was using it sees its statement fail. Without
  // listeners, both on the idle and on the busy ones, it would end the process.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'a database connection broke'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  commandLimits.set(pool, commandsMax);
  return pool;
}

const commandPools = new WeakMap<Pool, Pool>();
const commandLimits = new WeakMap<Pool, number>();

/**
 * Connections of their own for commands. Every statement of a command is made for its indexes and prepared once, so
 * the planner must neither scan a table that happens to be small while it plans, nor plan the first five runs anew.
 * And whoever holds one of these may still ask the pool for another: nobody waits for what only waiters could give.
 */
export function commandPoolOf(pool: Pool): Pool {
  let commands = commandPools.get(pool);
  if (!commands) {
    const planner = [
      'enable_seqscan=off',
      'enable_hashjoin=off',
      'enable_mergejoin=off',
      // Every statement is short; compiling one costs more than running it.
      'jit=off',
      'plan_cache_mode=force_generic_plan',
    ];
    commands = new Pool({
      ...pool.options,
      max: commandLimits.get(pool) ?? COMMANDS_MAX,
      options: `${pool.options.options ?? ''} ${planner.map((setting) => `-c ${setting}`).join(' ')}`,
      allowExitOnIdle: true,
    });
    commands.on('error', () => undefined);
    commands.on('connect', (client) => client.on('error', () => undefined));
    commandPools.set(pool, commands);
    // Closed with the pool it belongs to.
    const [made, end] = [commands, pool.end.bind(pool) as () => Promise<void>];
    pool.end = (async () => {
      await Promise.all([made.end(), end()]);
    }) as Pool['end'];
  }
  return commands;
}

/** Kysely on the same pool, for ordinary queries. Destroying it ends the pool. */
export function openKysely(pool: Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
