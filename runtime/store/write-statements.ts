// The two statements that write a decision, made of the parts that it has. A part that is not there costs nothing:
// to open a table for writing is to open all its indexes, and that takes longer than writing a row.
import type { Stored } from '#engine';
import {
  columnTypes,
  MOVED_COLUMNS,
  UPDATED_COLUMNS,
  WRITTEN_COLUMN_TYPES,
  WRITTEN_COLUMNS,
} from './record-row.ts';
import { asVersions, outdated } from './read-records.ts';
import type { Statement } from './statement.ts';

const MOVED_COLUMN_TYPES = columnTypes(['id', ...MOVED_COLUMNS]);

/** Where rows come from, and how a column is filled from them when a number has just been drawn. */
interface Source {
  readonly join: string;
  readonly value: (column: string) => string;
}

const PLAIN: Source = { join: '', value: (column) => `x.${column}` };
const NUMBERED: Source = {
  join: 'join numbered n on n.record = x.id',
  value(column) {
    if (column === 'number') return 'n.number';
    if (column === 'title') return `replace(x.title, '{number}', n.number)`;
    if (column === 'search') return `replace(x.search, '{number}', lower(n.number))`;
    return `x.${column}`;
  },
};

/** Inserts records. */
const inserted = (rows: string, { join, value }: Source): string => `
    inserted as (
      insert into app.records (company_id, ${WRITTEN_COLUMNS.join(', ')})
      select $1, ${WRITTEN_COLUMNS.map(value).join(', ')}
      from json_to_recordset(${rows}::json) as x(expected integer, ${WRITTEN_COLUMN_TYPES}) ${join})`;

/**
 * Updates records, each only in the version that the decision was made on. The ids stand in the condition by
 * themselves, so that the primary key finds them whatever the planner thinks of the tables' sizes.
 */
const changed =
  (name: string, columns: readonly string[], types: string) =>
  (rows: string, { join, value }: Source): string => `
    ${name} as (
      update app.records r set ${columns.map((column) => `${column} = ${value(column)}`).join(', ')}
      from json_to_recordset(${rows}::json) as x(expected integer, ${types}) ${join}
      where r.company_id = $1 and r.id = any(array(select y.id from json_to_recordset(${rows}::json) as y(id uuid)))
        and r.id = x.id and r.version = x.expected
      returning 1)`;

const updated = changed('updated', UPDATED_COLUMNS, WRITTEN_COLUMN_TYPES);
/** The record's data stays as it is, so it is neither sent nor written again. */
const moved = changed('moved', MOVED_COLUMNS, MOVED_COLUMN_TYPES);

/** In this order; each takes its rows as one JSON parameter. */
const PARTS = {
  // The lock comes first, in one order for everybody; then each lineage must be what the decision knew, and is another
  // from now on. Read under lock it always is; remembered it may not be.
  lineages: (rows: string) => `
    standing as materialized (
      select r.id, x.lineage from json_to_recordset(${rows}::json) as x(id uuid, version integer, lineage integer)
      join app.records r on r.company_id = $1 and r.id = x.id and r.version = x.version
      order by r.id for update of r),
    lineages as (
      insert into app.lineages as l (company_id, record_id, version)
      select $1, id, lineage + 1 from standing
      on conflict (company_id, record_id) do update set version = excluded.version where l.version = excluded.version - 1
      returning 1)`,
  lineagesRaised: (rows: string) => `
    lineages_raised as (
      insert into app.lineages as l (company_id, record_id, version)
      select $1, x.id::uuid, 1 from json_array_elements_text(${rows}::json) as x(id) order by x.id
      on conflict (company_id, record_id) do update set version = l.version + 1)`,
  inserted: (rows: string) => inserted(rows, PLAIN),
  updated: (rows: string) => updated(rows, PLAIN),
  moved: (rows: string) => moved(rows, PLAIN),
  deleted: (rows: string) => `
    gone as materialized (
      select * from json_to_recordset(${rows}::json) as x(id uuid, expected integer)),
    deleted as (
      delete from app.records r using gone x
      where r.company_id = $1 and r.id = any(array(select id from gone)) and r.id = x.id and r.version = x.expected
      returning 1),
    deleted_counters as (
      delete from app.counters c where c.company_id = $1 and c.record_id = any(array(select id from gone))),
    deleted_lineages as (
      delete from app.lineages l where l.company_id = $1 and l.record_id = any(array(select id from gone)))`,
  linesPut: (rows: string) => `
    lines_put as (
      insert into app.record_lines (company_id, record_id, table_key, line_id, position, type, u1, u2, quantity, amount)
      select $1, x.* from json_to_recordset(${rows}::json)
        as x(record_id uuid, table_key text, line_id text, position integer, type text, u1 uuid, u2 uuid, quantity numeric, amount numeric)
      on conflict (company_id, record_id, table_key, line_id) do update
        set position = excluded.position, u1 = excluded.u1, u2 = excluded.u2, quantity = excluded.quantity, amount = excluded.amount)`,
  linesRemoved: (rows: string) => `
    lines_removed as (
      delete from app.record_lines l using json_to_recordset(${rows}::json) as x(record_id uuid, table_key text, line_id text)
      where l.company_id = $1 and l.record_id = any(array(select y.record_id from json_to_recordset(${rows}::json) as y(record_id uuid)))
        and l.record_id = x.record_id and l.table_key = x.table_key and l.line_id = x.line_id)`,
  linksPut: (rows: string) => `
    links_put as (
      insert into app.links (company_id, id, conversion, track, kind, effect, source_record, source_line, target_record, target_line, quantity, amount)
      select $1, x.* from json_to_recordset(${rows}::json)
        as x(id uuid, conversion text, track text, kind text, effect smallint, source_record uuid, source_line text,
          target_record uuid, target_line text, quantity numeric, amount numeric)
      on conflict (company_id, id) do update
        set conversion = excluded.conversion, track = excluded.track, kind = excluded.kind, effect = excluded.effect,
          source_record = excluded.source_record, source_line = excluded.source_line, target_record = excluded.target_record,
          target_line = excluded.target_line, quantity = excluded.quantity, amount = excluded.amount)`,
  linksRemoved: (rows: string) => `
    links_removed as (
      delete from app.links l
      where l.company_id = $1 and l.id = any(array(select x.id::uuid from json_array_elements_text(${rows}::json) as x(id))))`,
  countersPut: (rows: string) => `
    counters_put as (
      insert into app.counters (company_id, record_id, line_id, track, "full", held, posted, settled)
      select $1, x.* from json_to_recordset(${rows}::json)
        as x(record_id uuid, line_id text, track text, "full" numeric, held numeric, posted numeric, settled numeric)
      on conflict (company_id, record_id, line_id, track) do update
        set "full" = excluded."full", held = excluded.held, posted = excluded.posted, settled = excluded.settled)`,
  historyPut: (rows: string) => `
    history_put as (
      insert into app.history (company_id, record_id, id, at, by, what, key, stage_before, stage_after, changes, release)
      select $1, x.*, $2::integer from json_to_recordset(${rows}::json)
        as x(record_id uuid, id uuid, at timestamptz, by text, what text, key text, stage_before jsonb, stage_after jsonb, changes jsonb))`,
  revisionsPut: (rows: string) => `
    revisions_put as (
      insert into app.record_revisions (company_id, record_id, revision, record)
      select $1, x.* from json_to_recordset(${rows}::json) as x(record_id uuid, revision integer, record jsonb)
      on conflict do nothing)`,
  outboxPut: (rows: string) => `
    outbox_put as (
      insert into app.outbox (company_id, topic, payload)
      select $1, x.* from json_to_recordset(${rows}::json) as x(topic text, payload jsonb))`,
  entriesPut: (rows: string) => `
    entries_put as (
      insert into app.entries (company_id, id, ledger, record_id, posting, kind, line_id, date, key, dimensions, measures, reverses, release)
      select $1, x.* from json_to_recordset(${rows}::json)
        as x(id uuid, ledger text, record_id uuid, posting text, kind text, line_id text, date date, key text, dimensions jsonb,
          measures jsonb, reverses uuid, release integer))`,
  // A balance that has moved on since it was read (or that somebody else has just opened) is not found.
  balancesPut: (rows: string) => `
    balances_put as (
      insert into app.balances as b (company_id, ledger, key, dimensions, measures, version)
      select $1, x.* from json_to_recordset(${rows}::json) as x(ledger text, key text, dimensions jsonb, measures jsonb, version integer)
      on conflict (company_id, ledger, key) do update set measures = excluded.measures, version = excluded.version
        where b.version = excluded.version - 1
      returning 1)`,
  timersRemoved: (rows: string) => `
    timers_removed as (
      delete from app.timers t using json_to_recordset(${rows}::json) as x(record_id uuid, state text, key text)
      where t.company_id = $1 and t.record_id = any(array(select y.record_id from json_to_recordset(${rows}::json) as y(record_id uuid)))
        and t.record_id = x.record_id and t.state = x.state and t.key = x.key)`,
  timersPut: (rows: string) => `
    timers_put as (
      insert into app.timers (company_id, record_id, state, key, due, next_at)
      select $1, x.*, x.due from json_to_recordset(${rows}::json) as x(record_id uuid, state text, key text, due timestamptz)
      on conflict (company_id, record_id, state, key) do update
        set due = excluded.due, next_at = excluded.next_at, tries = 0, refused = null)`,
} as const;

export type Part = keyof typeof PARTS;
export type Parts = Readonly<Record<Part, readonly unknown[]>>;
/** What a number can be drawn for. */
export type RecordPart = 'inserted' | 'updated' | 'moved';

const ORDER = Object.keys(PARTS) as readonly Part[];
const RECORD_PARTS = { inserted, updated, moved } as const;
/** Those that find what they change only in the expected version. */
const CHECKED: ReadonlySet<string> = new Set<Part>([
  'lineages',
  'updated',
  'moved',
  'deleted',
  'balancesPut',
]);

export interface PreparedWrite {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/** Commands come in some twenty shapes, so each connection prepares some twenty statements. */
const statements = new Map<string, Statement>();

function kept(name: string, text: () => string): Statement {
  let statement = statements.get(name);
  if (!statement) statements.set(name, (statement = { name, text: text() }));
  return statement;
}

function staleUnless(checks: readonly string[]): string {
  return checks.length === 0 ? '0' : `case when ${checks.join(' and ')} then 0 else app.raise_stale() end`;
}

/** The name that a part gives its rows. */
const tableOf = (part: Part): string => (part === 'balancesPut' ? 'balances_put' : part);

const isWhole = (part: string, rows: string): string =>
  `(select count(*) from ${part}) = json_array_length(${rows}::json)`;

/**
 * Everything of a decision but the records that wait for a number. Refuses to write what was decided under a release
 * that is no longer the current one: publishing has derived the slots of every record anew, and this one's would be
 * missing.
 *
 * @param vouched  records that were taken from memory: nothing is written unless they still are in these versions
 *
 * $1 company · $2 release · ids and versions of what is vouched for · then the rows of each part
 */
export function writeStatement(
  companyId: string,
  release: number,
  parts: Parts,
  vouched: readonly Stored[],
): PreparedWrite {
  const present = ORDER.filter((part) => parts[part].length > 0);
  const vouches = vouched.length > 0 ? asVersions(vouched) : [];
  const rowsOf = (place: number): string => `$${place + 3 + vouches.length}`;
  const text = (): string => {
    const current =
      'exists (select 1 from app.companies c where c.company_id = $1 and c.current_release = $2)';
    const checks = present.flatMap((part, place) =>
      CHECKED.has(part) ? [isWhole(tableOf(part), rowsOf(place))] : [],
    );
    if (vouches.length > 0) checks.push(`${outdated('$3', '$4')} is null`);
    const ctes = present.map((part, place) => PARTS[part](rowsOf(place)));
    return `${ctes.length > 0 ? `with ${ctes.join(',')}` : ''} select ${staleUnless([...checks, current])} as stale`;
  };
  const name = `write-${present.map((part) => ORDER.indexOf(part)).join('-')}${vouches.length > 0 ? '-vouched' : ''}`;
  return {
    statement: kept(name, text),
    values: [companyId, release, ...vouches, ...present.map((part) => JSON.stringify(parts[part]))],
  };
}

/** Draws from each series once, in one order for everybody. Makes `numbered (record, number)`. $1 company · $2 draws */
const DRAWN = `with draw as materialized (
      select * from json_to_recordset($2::json)
        as x(record uuid, series text, scope text, first bigint, nth integer, prefix text, width integer, suffix text)),
    asked as materialized (
      select series, scope, min(first) as first, count(*) as n from draw group by series, scope order by series, scope),
    drawn as (
      insert into app.series as s (company_id, series, scope, first, last)
      select $1, series, scope, first, first + n - 1 from asked order by series, scope
      on conflict (company_id, series, scope) do update set last = s.last + excluded.last - excluded.first + 1
      returning s.series, s.scope, s.last),
    numbered as materialized (
      select d.record, d.prefix || lpad(c.value::text, greatest(d.width, length(c.value::text)), '0') || d.suffix as number
      from draw d join asked using (series, scope) join drawn using (series, scope)
      cross join lateral (select drawn.last - asked.n + d.nth as value) c)`;

/**
 * Draws numbers and writes the records that wait for them, last of all: the series' row is the hottest lock,
 * held from here to the commit. $1 company · $2 draws · then the rows of each part
 */
export function writeNumberedStatement(
  companyId: string,
  draws: readonly unknown[],
  parts: Readonly<Record<RecordPart, readonly unknown[]>>,
): PreparedWrite {
  const present = (['inserted', 'updated', 'moved'] as const).filter((part) => parts[part].length > 0);
  const rowsOf = (place: number): string => `$${place + 3}`;
  const text = (): string => {
    const ctes = present.map((part, place) => RECORD_PARTS[part](rowsOf(place), NUMBERED));
    const checks = present.flatMap((part, place) =>
      CHECKED.has(part) ? [isWhole(part, rowsOf(place))] : [],
    );
    return `${[DRAWN, ...ctes].join(',')} select record, number, ${staleUnless(checks)} as stale from numbered`;
  };
  return {
    statement: kept(`write-numbered-${present.join('-')}`, text),
    values: [companyId, JSON.stringify(draws), ...present.map((part) => JSON.stringify(parts[part]))],
  };
}

/** Draws numbers alone, for series that may have gaps: outside the command's transaction, so nobody waits. */
export const DRAW_NUMBERS: Statement = {
  name: 'draw-numbers',
  text: `${DRAWN} select record, number from numbered`,
};
