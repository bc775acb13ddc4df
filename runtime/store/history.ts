import type { HistoryEntry, Id } from '#engine';
import { isUuid } from './uuid.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

export interface PastEntry extends HistoryEntry {
  /** Number of the release that it was decided under. */
  readonly release: number;
}

const HISTORY = {
  name: 'read-history',
  text: `select h.id, h.record_id as record, h.version, to_char(h.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, h.by, h.what, h.key,
      h.stage_before as "stageBefore", h.stage_after as "stageAfter", h.changes, h.release
    from app.history h where h.company_id = $1 and h.record_id = $2 order by h.version desc, h.id desc limit $3`,
};

/**
 * What happened to a record, newest first: by the version that it left. Of two commands that wait for one record the later
 * one may have come with the earlier time, since that is taken before the lock.
 */
export async function readHistory(
  connection: Connection,
  companyId: string,
  id: Id,
  limit = 500,
): Promise<readonly PastEntry[]> {
  if (!isUuid(id)) return [];
  return run<PastEntry & Record<string, unknown>>(connection, HISTORY, [companyId, id, limit]);
}
