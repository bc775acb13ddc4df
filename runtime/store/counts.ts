import type { AddParam } from '#engine';
import { parameters } from './filter.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

const BY_TYPE = {
  name: 'count-by-type',
  text: 'select r.type, count(*) as n from app.records r where r.company_id = $1 group by r.type',
};
const BY_RELEASE = {
  name: 'count-by-release',
  text: 'select r.release, count(*) as n from app.records r where r.company_id = $1 group by r.release',
};

/**
 * Live records of a type by active state path.
 *
 * @param readable  the condition under which the caller may see them; null: all of them
 */
export async function countByState(
  connection: Connection,
  companyId: string,
  type: string,
  readable: (add: AddParam) => string | null = () => null,
): Promise<Readonly<Record<string, number>>> {
  const into = parameters([companyId, type]);
  const condition = readable((value, cast) => `${into.add(value)}::${cast}`);
  const { rows } = await connection.query<{ state: string; n: string }>(
    `select s.value as state, count(*) as n from app.records r cross join lateral unnest(r.states) as s(value)
     where r.company_id = $1 and r.type = $2 and not r.archived and ${condition ?? 'true'} group by s.value`,
    into.values,
  );
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]));
}

/** Live records by type. */
export async function countByType(
  connection: Connection,
  companyId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await run<{ type: string; n: string }>(connection, BY_TYPE, [companyId]);
  return new Map(rows.map((row) => [row.type, Number(row.n)]));
}

/** Records by the release that last wrote them. */
export async function countByRelease(
  connection: Connection,
  companyId: string,
): Promise<ReadonlyMap<number, number>> {
  const rows = await run<{ release: number; n: string }>(connection, BY_RELEASE, [companyId]);
  return new Map(rows.map((row) => [row.release, Number(row.n)]));
}
