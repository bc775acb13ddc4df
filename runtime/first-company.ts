import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Auth } from './access/auth.ts';
import { putMember } from './access/membership.ts';
import type { App } from './app.ts';
import { createCompany, loadBase } from './companies/create-company.ts';
import { loadDemo } from './companies/load-demo.ts';
import type { Config } from './config.ts';

/** How to sign in after the first start; `password` is null when the operator chose it. */
export interface FirstSignIn {
  readonly email: string;
  readonly password: string | null;
}

/** Letters and digits that nobody mistakes for one another; 20 of them are 100 bits. */
const PASSWORD_LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 20;

/**
 * On an empty database: a company from the configured pack, its owner, and demo data when wanted.
 * On any other: nothing. Interrupted, the next start goes on where this one stopped.
 *
 * @returns how to sign in, when an owner was made
 */
export async function makeFirstCompany(
  app: App,
  auth: Auth,
  config: Config,
  root: string,
): Promise<FirstSignIn | null> {
  const { rows } = await app.pool.query<{ company_id: string; members: string }>(
    `select c.company_id, (select count(*) from app.members m where m.company_id = c.company_id) as members
     from app.companies c order by c.created_at limit 1`,
  );
  const first = rows[0];
  if (first && first.members !== '0') return null;

  const password = config.ownerPassword ?? makePassword();
  const owner =
    (await auth.createUser({ email: config.ownerEmail, name: nameOf(config.ownerEmail), password })) ??
    (await auth.replacePassword(config.ownerEmail, password));
  const pack = join(root, 'definitions', config.pack);
  const companyId = first?.company_id ?? (await createCompany(app, { packFolder: pack, owner: owner.id }));
  if (config.demo) await loadDemo(app, companyId, pack, owner.id);
  // A company that is there without a member was cut short, perhaps before all its base records were made.
  else if (first) await loadBase(app, companyId, owner.id);
  // Last: a company with a member is complete.
  await putMember(app.pool, companyId, owner.id, { roles: ['owner'] });
  return { email: config.ownerEmail, password: config.ownerPassword === null ? password : null };
}

function makePassword(): string {
  return Array.from(
    { length: PASSWORD_LENGTH },
    () => PASSWORD_LETTERS[randomInt(PASSWORD_LETTERS.length)],
  ).join('');
}

/** `ana.pop@example.com` → `Ana Pop`, until the owner says otherwise. */
function nameOf(email: string): string {
  const words = (email.split('@')[0] ?? '').split(/[._-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
