import { Client } from 'pg';

/** Of this program, whatever its version; any number that nothing else in the database uses. */
const LOCK = 7_346_113_520_261;

/**
 * Runs `work` while no other server, on whatever machine, does the same on this database.
 *
 * @param signal  aborted when there is no point in waiting any more
 * @throws the signal's reason; database errors when it cannot be asked
 */
export async function oneAtATime<T>(url: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  // A connection of its own: the lock is held by it, and gone with it however this process ends.
  const client = new Client({ connectionString: url, application_name: 'filiera start' });
  client.on('error', () => undefined);
  const give = (): void => void client.end().catch(() => undefined);
  try {
    await client.connect();
    signal.addEventListener('abort', give);
    await client.query('select pg_advisory_lock($1)', [LOCK]).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
    signal.removeEventListener('abort', give);
    signal.throwIfAborted();
    return await work();
  } finally {
    signal.removeEventListener('abort', give);
    await client.end().catch(() => undefined);
  }
}
