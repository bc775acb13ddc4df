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

/** What a member is in a company. */
export interface Membership {
  readonly roles: readonly string[];
  /** Teams whose records he sees where a role grants `team`: ids of records, or names, as the types' team fields have them. */
  readonly teams?: readonly string[];
}

/** Makes a user a member, or gives a member these roles and teams. */
export async function putMember(
  pool: Pool,
  companyId: string,
  userId: string,
  { roles, teams = [] }: Membership,
): Promise<void> {
  await pool.query(
    `insert into app.members (company_id, user_id, roles, teams) values ($1, $2, $3, $4)
     on conflict (company_id, user_id) do update set roles = excluded.roles, teams = excluded.teams`,
    [companyId, userId, roles, teams],
  );
}
