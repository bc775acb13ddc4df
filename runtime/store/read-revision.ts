import type { Id, Stored } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

const READ_REVISION = {
  name: 'read-revision',
  text: `select record from app.record_revisions where company_id = $1 and record_id = $2 and revision = $3`,
};

/** An earlier revision as it stood last before it was amended; null: there is none. @source conversions.md X5 */
export async function readRevision(
  connection: Connection,
  companyId: string,
  id: Id,
  revision: number,
): Promise<Stored | null> {
  const [row] = await run<{ record: Stored }>(connection, READ_REVISION, [companyId, id, revision]);
  return row?.record ?? null;
}
