import type { Id, Link, Stored } from '#engine';
import { storedColumns, toStored } from './record-row.ts';
import type { StoredRow } from './record-row.ts';
import { isUuid } from './uuid.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

export interface Flow {
  /** Everything that the record came from and led to, itself included, oldest first. */
  readonly records: readonly Stored[];
  readonly links: readonly Link[];
}

/** A flow wider than this is cut: no screen shows more, and one blanket order may lead to thousands. */
const RECORDS_MAX = 500;

const FLOW = {
  name: 'read-flow',
  text: `with recursive
    up(id) as (
      select $2::uuid
      union
      select l.source_record from up join app.links l on l.company_id = $1 and l.target_record = up.id),
    down(id) as (
      select $2::uuid
      union
      select l.target_record from down join app.links l on l.company_id = $1 and l.source_record = down.id
      where l.target_record is not null),
    web as materialized (select id from up union select id from down limit ${RECORDS_MAX})
    select
      (select json_agg(r order by r.id) from (
        select ${storedColumns('r')} from app.records r where r.company_id = $1 and r.id = any(array(select id from web))) r) as records,
      (select json_agg(json_build_object('id', l.id, 'conversion', l.conversion, 'track', l.track, 'kind', l.kind, 'effect', l.effect,
          'sourceRecord', l.source_record, 'sourceLine', l.source_line, 'targetRecord', l.target_record, 'targetLine', l.target_line,
          'quantity', l.quantity::text, 'amount', l.amount::text) order by l.id)
        from app.links l
        where l.company_id = $1 and l.source_record = any(array(select id from web)) and l.target_record = any(array(select id from web))) as links`,
};

/** The document flow around a record: every ancestor and descendant, and the links between them. */
export async function readFlow(connection: Connection, companyId: string, id: Id): Promise<Flow> {
  if (!isUuid(id)) return { records: [], links: [] };
  const [row] = await run<{ records: StoredRow[] | null; links: Link[] | null }>(connection, FLOW, [
    companyId,
    id,
  ]);
  return { records: (row?.records ?? []).map(toStored), links: row?.links ?? [] };
}
