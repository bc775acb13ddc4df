import type { Pool } from 'pg';

/** Names of people by id; who is gone has none. */
export async function namesOf(pool: Pool, ids: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; name: string }>({
    name: 'names',
    text: 'select id, name from auth."user" where id = any($1)',
    values: [wanted],
  });
  return new Map(rows.map((row) => [row.id, row.name]));
}
