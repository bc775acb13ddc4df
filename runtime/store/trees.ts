// What lies above a record in its tree, and what lies below a branch.
import { createHash } from 'node:crypto';
import type { Id } from '#engine';
import { run } from './statement.ts';
import type { Connection, Statement } from './statement.ts';
import type { StorePlan, Trees } from './type-plan.ts';
import { isUuid } from './uuid.ts';

/** Each branch with everything that lies below it, in whichever trees. */
export async function readBranches(
  connection: Connection,
  companyId: string,
  branches: readonly Id[],
  trees: Trees = new Map(),
): Promise<ReadonlyMap<Id, ReadonlySet<Id>>> {
  const asked = trees.size === 0 ? [] : branches.filter(isUuid);
  const read = await Promise.all(
    asked.map(async (branch) => {
      const [row] = await run<{ ids: readonly Id[] }>(connection, belowStatement(trees), [companyId, branch]);
      return [branch, new Set(row?.ids)] as const;
    }),
  );
  return new Map([...branches.map((id) => [id, new Set([id])] as const), ...read]);
}

/**
 * `union` ends where a tree goes in circles; `offset 0` keeps the planner from turning the look-up by the record above
 * into a join over all records.
 */
function belowStatement(trees: Trees): Statement {
  const children = [...trees].map(
    ([type, column]) =>
      `select b.id from (select id, ${column} as above from app.records where company_id = $1 and type = ${quoted(type)}) b where b.above = down.id`,
  );
  return named(
    'below',
    `with recursive down (id) as (
      select $2::uuid
      union
      select c.id from down cross join lateral (${children.join(' union all ')} offset 0) c
    ) select array(select id from down)::text[] as ids`,
  );
}

/**
 * Records with all that lie above them, up to the root, each once.
 *
 * @param hold  nobody else moves a record in a tree until the transaction ends
 */
export async function readChains(
  connection: Connection,
  companyId: string,
  records: readonly Id[],
  plan: StorePlan,
  hold: boolean,
): Promise<ReadonlyMap<Id, readonly Id[]>> {
  const chains = new Map<Id, readonly Id[]>(records.map((id) => [id, [id]]));
  const trees = treesOf(plan);
  const asked = records.filter(isUuid);
  if (asked.length === 0 || trees.size === 0) return chains;
  const steps = [...trees].map(([type, column]) => `when ${quoted(type)} then ${column}`);
  const text = `with recursive up (asked, id, depth) as (
      select id, id, 0 from unnest($2::uuid[]) as a (id)
      union all
      select up.asked, p.above, up.depth + 1 from up cross join lateral (
        select (case type ${steps.join(' ')} end) as above from app.records where company_id = $1 and id = up.id offset 0) p
      where p.above is not null
    ) cycle id set is_circle using path
    select asked, array_agg(id order by depth)::text[] as chain from up where not is_circle group by asked`;
  // What the lock waited for is seen by the next statement only.
  if (hold) await run(connection, HOLD, [`${companyId} trees`]);
  const rows = await run<{ asked: Id; chain: readonly Id[] }>(connection, named('chains', text), [
    companyId,
    asked,
  ]);
  for (const { asked: id, chain } of rows) chains.set(id, chain);
  return chains;
}

/** Until the transaction ends. Two that wait for each other are told so by the database, and tried again. */
const HOLD = { name: 'hold-trees', text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))' };

/** The trees of a company, whichever type one asks of. */
export function treesOf(plan: StorePlan): Trees {
  for (const { trees } of plan.values()) if (trees) return trees;
  return new Map();
}

/** One prepared statement for each set of trees, which are few. */
function named(what: string, text: string): Statement {
  return { name: `${what}-${createHash('sha1').update(text).digest('base64url')}`, text };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
