import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import type { Allotment, Allotted } from './type-plan.ts';

const READ = { name: 'read-slots', text: 'select type, field, slot from app.slots where company_id = $1' };

export async function readSlots(connection: Connection, companyId: string): Promise<readonly Allotment[]> {
  return run<{ type: string; field: string; slot: string }>(connection, READ, [companyId]);
}

/** Writes fresh allotments, in the transaction that publishes the release. */
export async function putSlots(
  connection: Connection,
  companyId: string,
  { fresh, freed }: Pick<Allotted, 'fresh' | 'freed'>,
): Promise<void> {
  if (freed.length > 0) await run(connection, DROP, [companyId, JSON.stringify(freed)]);
  if (fresh.length > 0) await run(connection, PUT, [companyId, JSON.stringify(fresh)]);
}

const DROP = {
  name: 'drop-slots',
  text: `delete from app.slots s using jsonb_to_recordset($2::jsonb) as x(type text, field text)
    where s.company_id = $1 and s.type = x.type and s.field = x.field`,
};
const PUT = {
  name: 'put-slots',
  text: `insert into app.slots (company_id, type, field, slot)
    select $1, x.type, x.field, x.slot from jsonb_to_recordset($2::jsonb) as x(type text, field text, slot text)`,
};
