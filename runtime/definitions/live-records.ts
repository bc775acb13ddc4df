import { countByState, countByType } from '../store/counts.ts';
import type { Connection } from '../store/statement.ts';
import type { LiveRecords } from './touched-records.ts';

/** Counts a company's live records by type and by stage. */
export async function readLiveRecords(connection: Connection, companyId: string): Promise<LiveRecords> {
  const byType = await countByType(connection, companyId);
  const counts = await Promise.all(
    [...byType.keys()].map(async (type) => [type, await countByState(connection, companyId, type)] as const),
  );
  return { byType, byState: new Map(counts) };
}
