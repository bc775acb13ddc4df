import { versionOf } from '#engine';
import type { Id, Stored } from '#engine';
import { storedTuple, tupleToStored } from './record-row.ts';
import type { StoredTuple } from './record-row.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import { isUuid } from './uuid.ts';

const READ_VERSIONS = {
  name: 'read-versions',
  text: `select v.id || '@' || v.revision as name, o.record as past,
      case when r.id is null then null else ${storedTuple('r')} end as now
    from unnest($2::uuid[], $3::integer[]) as v(id, revision)
    left join app.records r on r.company_id = $1 and r.id = v.id and r.revision = v.revision
    left join app.record_revisions o on o.company_id = $1 and o.record_id = v.id and o.revision = v.revision`,
};

interface VersionRow {
  readonly name: string;
  /** As it stood last before it was amended. */
  readonly past: Stored | null;
  /** It is the revision of now. */
  readonly now: StoredTuple | null;
}

/** Reads versions of records, `<id>@<revision>`; those that never were are left out. */
export async function readVersions(
  connection: Connection,
  companyId: string,
  names: readonly string[],
): Promise<ReadonlyMap<Id, Stored>> {
  const asked = names.map(versionOf).filter((version) => version !== null && isUuid(version.id));
  const rows = await run<VersionRow>(connection, READ_VERSIONS, [
    companyId,
    asked.map((version) => version?.id),
    asked.map((version) => version?.revision),
  ]);
  return new Map(
    rows.flatMap(({ name, now, past }): [Id, Stored][] =>
      now ? [[name, tupleToStored(now)]] : past ? [[name, past]] : [],
    ),
  );
}
