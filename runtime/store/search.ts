import type { Phase } from '#engine';
import { wordsOf } from './list-records.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

export interface FoundRecord {
  readonly id: string;
  readonly type: string;
  readonly number: string | null;
  readonly title: string;
  readonly states: readonly string[];
  readonly phase: Phase;
  readonly owner: string | null;
  readonly createdBy: string;
}

const SEARCH = {
  name: 'search-records',
  text: `select r.id, r.type, r.number, r.title, r.states, r.phase, r.owner, r.created_by as "createdBy"
    from app.records r
    where r.company_id = $1 and r.type = any($2::text[]) and not r.archived and r.search like all($3::text[])
    order by r.number is not distinct from $4 desc, r.updated_at desc limit $5`,
};

/**
 * Finds records of any of the types by words in title, number or search fields, folded; an exact number comes first.
 *
 * @param types  those that the caller may read
 */
export async function searchRecords(
  connection: Connection,
  companyId: string,
  q: string,
  types: readonly string[],
  limit = 20,
): Promise<readonly FoundRecord[]> {
  const words = wordsOf(q);
  if (words.length === 0 || types.length === 0) return [];
  return run<FoundRecord & Record<string, unknown>>(connection, SEARCH, [
    companyId,
    types,
    words.map((word) => `%${word}%`),
    q.trim(),
    limit,
  ]);
}
