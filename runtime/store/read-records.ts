import { versionOf } from '#engine';
import type { Id, Stored } from '#engine';
import { REFERENCE_SLOTS } from '../database/slots.ts';
import { storedTuple, tupleToStored } from './record-row.ts';
import type { StoredTuple } from './record-row.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import { readVersions } from './read-versions.ts';
import { isUuid } from './uuid.ts';

const READ_RECORDS = {
  name: 'read-records',
  text: `select json_agg(${storedTuple('r')}) as records from app.records r where r.company_id = $1 and r.id = any($2::uuid[])`,
};

/** Ids in the reference slots of the records whose ids `from` selects. */
export function referencesOf(from: string): string {
  return `select distinct s.id from app.records o cross join lateral unnest(array[${REFERENCE_SLOTS.map((slot) => `o.${slot}`).join(', ')}]) as s(id)
    where o.company_id = $1 and o.id = any(array(${from})) and s.id is not null`;
}

const READ_WITH_REFERENCES = {
  name: 'read-records-with-references',
  text: `with asked(id) as (select unnest($2::uuid[])), referenced(id) as (${referencesOf('select id from asked')})
    select json_agg(${storedTuple('r')}) as records from app.records r
    where r.company_id = $1 and r.id = any(array(select id from asked union select id from referenced))`,
};

/**
 * Ids of the records, remembered in these versions, that have another one by now or are gone.
 *
 * @param ids, versions  parameters as `asVersions` makes them
 */
export function outdated(ids: string, versions: string): string {
  return `(select array_agg(m.id) from unnest(${ids}::uuid[], ${versions}::integer[]) as m(id, version)
      left join lateral (select r.version from app.records r where r.company_id = $1 and r.id = m.id offset 0) r on true
      where r.version is distinct from m.version)`;
}

export function asVersions(records: readonly Stored[]): readonly [ids: string, versions: string] {
  return [
    `{${records.map(({ id }) => id).join(',')}}`,
    `{${records.map(({ version }) => version).join(',')}}`,
  ];
}

export function without(
  records: readonly Stored[],
  ids: readonly Id[] | null | undefined,
): readonly Stored[] {
  return ids && ids.length > 0 ? records.filter(({ id }) => !ids.includes(id)) : records;
}

const OUTDATED = { name: 'outdated-records', text: `select ${outdated('$2', '$3')} as outdated` };

/** Those of the remembered records that still are as they were. */
export async function stillSo(
  connection: Connection,
  companyId: string,
  remembered: readonly Stored[],
): Promise<readonly Stored[]> {
  if (remembered.length === 0) return remembered;
  const [row] = await run<{ outdated: readonly Id[] | null }>(connection, OUTDATED, [
    companyId,
    ...asVersions(remembered),
  ]);
  return without(remembered, row?.outdated);
}

/** Reads records by id, or by version, unlocked. Every id asked for is a key of the answer; null: not there. */
export async function readRecords(
  connection: Connection,
  companyId: string,
  ids: readonly Id[],
): Promise<Map<Id, Stored | null>> {
  return read(connection, companyId, ids, READ_RECORDS);
}

/** The same, and what they refer to: a decision that needs an article next needs its unit. */
export async function readWithReferences(
  connection: Connection,
  companyId: string,
  ids: readonly Id[],
): Promise<Map<Id, Stored | null>> {
  return read(connection, companyId, ids, READ_WITH_REFERENCES);
}

async function read(
  connection: Connection,
  companyId: string,
  ids: readonly Id[],
  statement: typeof READ_RECORDS,
): Promise<Map<Id, Stored | null>> {
  const found = new Map<Id, Stored | null>(ids.map((id) => [id, null]));
  const versions = ids.filter((id) => versionOf(id) !== null);
  if (versions.length > 0)
    for (const [id, record] of await readVersions(connection, companyId, versions)) found.set(id, record);
  const asked = ids.filter(isUuid);
  if (asked.length === 0) return found;
  const [row] = await run<{ records: readonly StoredTuple[] | null }>(connection, statement, [
    companyId,
    asked,
  ]);
  for (const tuple of row?.records ?? []) found.set(tuple[0], tupleToStored(tuple));
  return found;
}
