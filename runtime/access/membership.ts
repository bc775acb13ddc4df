import type { Pool } from 'pg';

/** The company that a new session works in: the first one that the user belongs to. */
export async function companyOf(pool: Pool, userId: string): Promise<string | null> {
  // The one question that starts from the user: before it is answered no company is known.
  const { rows } = await pool.query<{ company_id: string }>({
    name: 'company of user',
    text: 'select company_id from app.members where user_id = $1 order by company_id limit 1',
    values: [userId],
  });
  return rows[0]?.company_id ?? null;
}

/** Makes a user a member, or gives a member these roles. */
export async function putMember(
  pool: Pool,
  companyId: string,
  userId: string,
  roles: readonly string[],
): Promise<void> {
  await pool.query(
    `insert into app.members (company_id, user_id, roles) values ($1, $2, $3)
     on conflict (company_id, user_id) do update set roles = excluded.roles`,
    [companyId, userId, roles],
  );
}
