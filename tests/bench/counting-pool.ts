import type { Pool, PoolClient } from 'pg';

/** Counts what a pool sends to the server. Call it before the first connection is made. */
export function countStatements(pool: Pool): () => number {
  let sent = 0;
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      sent++;
      return query(...args);
    }) as PoolClient['query'];
  });
  return () => sent;
}

/** Rows inserted, updated and deleted in a schema so far, as far as connections have told: see `tellRowsWritten`. */
export async function rowsWritten(pool: Pool, schema: string): Promise<number> {
  const { rows } = await pool.query<{ n: string }>(
    'select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) as n from pg_stat_user_tables where schemaname = $1',
    [schema],
  );
  return Number(rows[0]?.n ?? 0);
}

/** Has every connection of a pool tell what it has written: idle, each keeps it to itself for seconds. */
export async function tellRowsWritten(pool: Pool): Promise<void> {
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
  for (const client of clients) {
    await client.query('select pg_stat_force_next_flush()');
    client.release();
  }
}
