import type { Id, Stored } from '#engine';
import { storedColumns, toStored } from './record-row.ts';
import type { StoredRow } from './record-row.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import { isUuid } from './uuid.ts';

const READ_RECORDS = {
  name: 'read-records',
  text: `select ${storedColumns('r')} from app.records r where r.company_id = $1 and r.id = any($2::uuid[])`,
};

/** Reads records by id, unlocked. Every id asked for is a key of the answer; null: not there. */
export async function readRecords(connection: Connection, companyId: string, ids: readonly Id[]): Promise<Map<Id, Stored | null>> {
  const found = new Map<Id, Stored | null>(ids.map((id) => [id, null]));
  const asked = ids.filter(isUuid);
  if (asked.length === 0) return found;
  for (const row of await run<StoredRow>(connection, READ_RECORDS, [companyId, asked])) found.set(row.id, toStored(row));
  return found;
}
