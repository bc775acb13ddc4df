import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { Tables } from './database/tables.ts';
import type { Log } from './log.ts';
import type { Models } from './store/model-cache.ts';

/**
 * What commands and routes work with: made once at start, passed down, never a global.
 * Sign-in and configuration join it in the server, which extends this.
 */
export interface App {
  readonly pool: Pool;
  /** The same pool through Kysely, for ordinary queries. Hot paths use named statements on `pool`. */
  readonly db: Kysely<Tables>;
  readonly models: Models;
  readonly log: Log;
  /** Now, UTC ms: the only clock of the runtime, so that tests and demo data can set it. */
  readonly clock: () => number;
}
