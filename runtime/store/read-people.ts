import type { Person } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

const READ_MEMBERS = {
  name: 'members of company',
  text: 'select user_id, roles from app.members where company_id = $1 order by user_id',
};

const READ_NAMES = {
  name: 'names of members',
  text: 'select id, name from auth."user" where id = any($1)',
};

export interface Member extends Person {
  readonly email: string;
  readonly teams: readonly string[];
}

const READ_WHOLE_MEMBERS = {
  name: 'whole members of company',
  text: `select m.user_id as id, coalesce(u.name, m.user_id) as name, coalesce(u.email, '') as email, m.roles, m.teams
    from app.members m left join auth."user" u on u.id = m.user_id where m.company_id = $1 order by m.user_id`,
};

/** Everybody of a company, with what expressions may ask of them. */
export async function readMembers(connection: Connection, companyId: string): Promise<readonly Member[]> {
  return run<Member & Record<string, unknown>>(connection, READ_WHOLE_MEMBERS, [companyId]);
}

/** Everybody of a company: who is asked to approve. */
export async function readPeople(connection: Connection, companyId: string): Promise<readonly Person[]> {
  const members = await run<{ user_id: string; roles: string[] }>(connection, READ_MEMBERS, [companyId]);
  const ids = members.map((member) => member.user_id);
  const names = await run<{ id: string; name: string }>(connection, READ_NAMES, [ids]);
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  return members.map(({ user_id: id, roles }) => ({ id, name: nameOf.get(id) ?? id, roles }));
}
