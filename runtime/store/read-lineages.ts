import type { Counter, Id, Lineage, Link, LinkEnd, Phase, Stored } from '#engine';
import { isUuid } from './uuid.ts';
import { asVersions, outdated, referencesOf, without } from './read-records.ts';
import { storedColumns, storedTuple, toStored, tupleToStored } from './record-row.ts';
import type { StoredRow, StoredTuple } from './record-row.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

/**
 * The records asked for and all their ancestors: whatever a link leads up to. Here as below, `offset 0` keeps the
 * planner from turning a look-up by key into a join: planned while the tables were nearly empty, that join would read
 * every link of the company from then on.
 */
const UPWARD = `with recursive upward(id) as (
    select unnest($2::uuid[])
    union
    select l.source_record from upward cross join lateral (
      select l.source_record from app.links l where l.company_id = $1 and l.target_record = upward.id offset 0) l
  )`;

const SELECT_RECORDS = `${UPWARD}
  select ${storedColumns('r')} from app.records r
  where r.company_id = $1 and r.id = any(array(select id from upward)) order by r.id`;

const READ = { name: 'read-lineage-records', text: SELECT_RECORDS };
// One order for everybody, so that two commands on the same documents wait instead of dying in each other's arms.
const LOCK = { name: 'lock-lineage-records', text: `${SELECT_RECORDS} for update of r` };

const LINKS_AND_COUNTERS = `
    array(select id from upward) as ids,
    (select json_agg(json_build_array(l.id, l.conversion, l.track, l.kind, l.effect, l.source_record, l.source_line,
        l.target_record, l.target_line, l.quantity::text, l.amount::text, t.type, t.number, t.title, t.phase) order by l.id)
      from upward cross join lateral (
        select * from app.links l where l.company_id = $1 and l.source_record = upward.id offset 0) l
      left join lateral (
        select type, number, title, phase from app.records t where t.company_id = $1 and t.id = l.target_record offset 0) t on true) as links,
    (select json_agg(json_build_array(c.record_id, c.line_id, c.track, c."full"::text, c.held::text, c.posted::text, c.settled::text))
      from app.counters c
      where c.company_id = $1 and c.record_id = any(array(select id from upward))) as counters,
    (select json_agg(json_build_array(v.record_id, v.version)) from app.lineages v
      where v.company_id = $1 and v.record_id = any(array(select id from upward))) as versions`;

// A statement of its own, after the lock: a statement that waited for a lock still sees links as they were before.
// It reads along what the lineage refers to, header and lines, and what that refers to: the next rounds would ask for it.
// All links of the closed set have their source in it, so one index answers.
const WEB = {
  name: 'read-lineage-web',
  text: `${UPWARD},
    near(id) as (
      ${referencesOf('select id from upward')}
      union
      select s.id from app.record_lines l cross join lateral unnest(array[l.u1, l.u2]) as s(id)
      where l.company_id = $1 and l.record_id = any(array(select id from upward)) and s.id is not null),
    far(id) as (${referencesOf('select id from near')})
  select ${LINKS_AND_COUNTERS},
    (select json_agg(${storedTuple('r')}) from app.records r
      where r.company_id = $1 and r.id = any(array(select id from near union select id from far except select id from upward))) as around`,
};
// The same where what lies around is remembered: only whether it still is so is asked.
const REMEMBERED_WEB = {
  name: 'read-lineage-web-remembered',
  text: `${UPWARD} select ${LINKS_AND_COUNTERS}, ${outdated('$3', '$4')} as outdated`,
};

type LinkTuple = readonly [
  id: string,
  conversion: string,
  track: string | null,
  kind: Link['kind'],
  effect: 1 | 0 | -1,
  sourceRecord: string,
  sourceLine: string | null,
  targetRecord: string | null,
  targetLine: string | null,
  quantity: string | null,
  amount: string | null,
  type: string | null,
  number: string | null,
  title: string,
  phase: Phase,
];
type CounterTuple = readonly [
  record: string,
  line: string,
  track: string,
  full: string,
  held: string,
  posted: string,
  settled: string,
];

interface WebRow {
  readonly ids: readonly string[];
  readonly links: readonly LinkTuple[] | null;
  readonly counters: readonly CounterTuple[] | null;
  readonly versions: readonly (readonly [record: string, version: number])[] | null;
  readonly around?: readonly StoredTuple[] | null;
  /** Of those remembered. */
  readonly outdated?: readonly string[] | null;
}

export interface Lineages {
  /** The lineage's own records. */
  readonly records: ReadonlyMap<Id, Stored | null>;
  /** Unlocked: what they refer to, at two removes. */
  readonly around: readonly Stored[];
  readonly lineages: ReadonlyMap<Id, Lineage>;
  /** How often what is linked to each has changed. */
  readonly versions: ReadonlyMap<Id, number>;
}

/**
 * Reads records with all their ancestors, and the links and counters of each.
 *
 * @param remembered  what probably lies around them, read before; null: it is read. Only what is still so is answered
 * @param lock        locks the records, in order of id, until the transaction ends; without it (previews,
 *                    screens) nobody waits. All statements are sent together.
 */
export async function readLineages(
  connection: Connection,
  companyId: string,
  ids: readonly Id[],
  lock: boolean,
  remembered: readonly Stored[] | null = null,
): Promise<Lineages> {
  const records = new Map<Id, Stored | null>(ids.map((id) => [id, null]));
  const lineages = new Map<
    Id,
    { up: Link[]; down: { link: Link; target: LinkEnd | null }[]; counters: Counter[] }
  >();
  const versions = new Map<Id, number>();
  let around: readonly Stored[] = [];
  let asked: readonly string[] = ids.filter(isUuid);
  while (asked.length > 0) {
    const [rows, [web]] = await Promise.all([
      run<StoredRow>(connection, lock ? LOCK : READ, [companyId, asked]),
      remembered
        ? run<WebRow>(connection, REMEMBERED_WEB, [companyId, asked, ...asVersions(remembered)])
        : run<WebRow>(connection, WEB, [companyId, asked]),
    ]);
    around = remembered ? without(remembered, web?.outdated) : (web?.around ?? []).map(tupleToStored);
    for (const row of rows) records.set(row.id, toStored(row));
    for (const row of rows) lineages.set(row.id, { up: [], down: [], counters: [] });
    for (const tuple of web?.links ?? []) {
      const link = toLink(tuple);
      lineages.get(link.sourceRecord)?.down.push({ link, target: toEnd(tuple) });
      if (link.targetRecord !== null) lineages.get(link.targetRecord)?.up.push(link);
    }
    for (const { id } of rows) versions.set(id, 0);
    for (const [id, version] of web?.versions ?? []) versions.set(id, version);
    for (const tuple of web?.counters ?? []) lineages.get(tuple[0])?.counters.push(toCounter(tuple));
    // While we waited for the locks a new ancestor may have been linked: lock and read again, all of it.
    const unlocked = (web?.ids ?? []).filter((id) => !records.has(id));
    if (unlocked.length === 0) break;
    for (const id of unlocked) records.set(id, null);
    asked = [...asked, ...unlocked];
  }
  return { records, around, lineages, versions };
}

function toLink(tuple: LinkTuple): Link {
  return {
    id: tuple[0],
    conversion: tuple[1],
    track: tuple[2],
    kind: tuple[3],
    effect: tuple[4],
    sourceRecord: tuple[5],
    sourceLine: tuple[6],
    targetRecord: tuple[7],
    targetLine: tuple[8],
    quantity: tuple[9],
    amount: tuple[10],
  };
}

function toEnd(tuple: LinkTuple): LinkEnd | null {
  if (tuple[7] === null || tuple[11] === null) return null;
  return { id: tuple[7], type: tuple[11], number: tuple[12], title: tuple[13], phase: tuple[14] };
}

function toCounter([record, line, track, full, held, posted, settled]: CounterTuple): Counter {
  return { record, line: line === '' ? null : line, track, full, held, posted, settled };
}
