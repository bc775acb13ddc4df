// The statement that writes a decision, made of the parts that it has. A part that is not there costs nothing:
// to open a table for writing is to open all its indexes, and that takes longer than writing a row.
import type { Stored } from '#engine';
import {
  columnTypes,
  MOVED_COLUMNS,
  UPDATED_COLUMNS,
  WRITTEN_COLUMN_TYPES,
  WRITTEN_COLUMNS,
} from './record-row.ts';
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
const inserted =
  (name: string, { join, value }: Source) =>
  (rows: string): string => `
    ${name} as (
      insert into app.records (company_id, ${WRITTEN_COLUMNS.join(', ')})
      select $1, ${WRITTEN_COLUMNS.map(value).join(', ')}
      from json_to_recordset(${rows}::json) as x(expected integer, ${WRITTEN_COLUMN_TYPES}) ${join})`;

/**
 * Updates records, each only in the version that the decision was made on. The ids stand in the condition by
 * themselves, so that the primary key finds them whatever the planner thinks of the tables' sizes.
 */
const changed =
  (name: string, { join, value }: Source, columns: readonly string[], types: string) =>
  (rows: string): string => `
    ${name}_rows as materialized (select * from json_to_recordset(${rows}::json) as x(expected integer, ${types})),
    ${name} as (
      update app.records r set ${columns.map((column) => `${column} = ${value(column)}`).join(', ')}
      from ${name}_rows x ${join}
      where r.company_id = $1 and r.id = any(array(select id from ${name}_rows)) and r.id = x.id and r.version = x.expected
      returning 1)`;

/** Draws from each series once, in one order for everybody. Makes `numbered (record, number)`. */
const numbered = (rows: string): string => `
    draw as materialized (
      select * from json_to_recordset(${rows}::json)
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

const putLines = (rows: string): string => `
      insert into app.record_lines (company_id, record_id, table_key, line_id, position, type, u1, u2, quantity, amount)
      select $1, x.* from json_to_recordset(${rows}::json)
        as x(record_id uuid, table_key text, line_id text, position integer, type text, u1 uuid, u2 uuid, quantity numeric, amount numeric)`;

const putLinks = (rows: string): string => `
      insert into app.links (company_id, id, conversion, track, kind, effect, source_record, source_line, target_record, target_line, quantity, amount)
      select $1, x.* from json_to_recordset(${rows}::json)
        as x(id uuid, conversion text, track text, kind text, effect smallint, source_record uuid, source_line text,
          target_record uuid, target_line text, quantity numeric, amount numeric)`;

/**
 * In this order; each takes its rows as one JSON parameter. A record whose data stays as it is only moves: the data is
 * neither sent nor written again. Those that wait for a number come last, for the series' row is the hottest lock.
 */
const PARTS = {
  // The lock comes first, in one order for everybody; then each lineage must be what the decision knew, and is another
  // from now on. Read under lock it always is; remembered it may not be.
  lineages: (rows: string) => `
    lineages_rows as materialized (
      select * from json_to_recordset(${rows}::json) as x(id uuid, version integer, lineage integer)),
    standing as materialized (
      select r.id, x.lineage from lineages_rows x
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
  inserted: inserted('inserted', PLAIN),
  updated: changed('updated', PLAIN, UPDATED_COLUMNS, WRITTEN_COLUMN_TYPES),
  moved: changed('moved', PLAIN, MOVED_COLUMNS, MOVED_COLUMN_TYPES),
  deleted: (rows: string) => `
    deleted_rows as materialized (
      select * from json_to_recordset(${rows}::json) as x(id uuid, expected integer)),
    deleted as (
      delete from app.records r using deleted_rows x
      where r.company_id = $1 and r.id = any(array(select id from deleted_rows)) and r.id = x.id and r.version = x.expected
      returning 1),
    deleted_counters as (
      delete from app.counters c where c.company_id = $1 and c.record_id = any(array(select id from deleted_rows))),
    deleted_lineages as (
      delete from app.lineages l where l.company_id = $1 and l.record_id = any(array(select id from deleted_rows)))`,
  linesMade: (rows: string) => `
    lines_made as (${putLines(rows)})`,
  linesPut: (rows: string) => `
    lines_put as (${putLines(rows)}
      on conflict (company_id, record_id, table_key, line_id) do update
        set position = excluded.position, u1 = excluded.u1, u2 = excluded.u2, quantity = excluded.quantity, amount = excluded.amount)`,
  linesRemoved: (rows: string) => `
    lines_removed as (
      delete from app.record_lines l using json_to_recordset(${rows}::json) as x(record_id uuid, table_key text, line_id text)
      where l.company_id = $1 and l.record_id = any(array(select y.record_id from json_to_recordset(${rows}::json) as y(record_id uuid)))
        and l.record_id = x.record_id and l.table_key = x.table_key and l.line_id = x.line_id)`,
  linksMade: (rows: string) => `
    links_made as (${putLinks(rows)})`,
  linksPut: (rows: string) => `
    links_put as (${putLinks(rows)}
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
    balances_put_rows as materialized (
      select * from json_to_recordset(${rows}::json) as x(ledger text, key text, dimensions jsonb, measures jsonb, version integer)),
    balances_put as (
      insert into app.balances as b (company_id, ledger, key, dimensions, measures, version)
      select $1, x.* from balances_put_rows x
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
  draws: numbered,
  insertedNumbered: inserted('inserted_numbered', NUMBERED),
  updatedNumbered: changed('updated_numbered', NUMBERED, UPDATED_COLUMNS, WRITTEN_COLUMN_TYPES),
  movedNumbered: changed('moved_numbered', NUMBERED, MOVED_COLUMNS, MOVED_COLUMN_TYPES),
} as const;

export type Part = keyof typeof PARTS;
export type Parts = Readonly<Record<Part, readonly unknown[]>>;

const ORDER = Object.keys(PARTS) as readonly Part[];
/** Those that find what they change only in the expected version, and the name that each gives its rows. */
const CHECKED: Partial<Readonly<Record<Part, string>>> = {
  lineages: 'lineages',
  updated: 'updated',
  moved: 'moved',
  deleted: 'deleted',
  balancesPut: 'balances_put',
  updatedNumbered: 'updated_numbered',
  movedNumbered: 'moved_numbered',
};

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

const isWhole = (name: string): string =>
  `(select count(*) from ${name}) = (select count(*) from ${name}_rows)`;

/** Versions only grow, so together they are what they were only if each of them is. */
const VOUCHED =
  '(select count(*) = cardinality($3::uuid[]) and sum(r.version) = $4 from app.records r where r.company_id = $1 and r.id = any($3::uuid[]))';

/**
 * Everything of a decision. Refuses to write what was decided under a release that is no longer the current one:
 * publishing has derived the slots of every record anew, and this one's would be missing.
 *
 * $1 company · $2 release · ids of what is vouched for and the sum of their versions · then the rows of each part
 *
 * @param vouched  records that were taken from memory: nothing is written unless they still are in these versions
 * @returns        a statement that answers `numbers`: record and number of each draw, null without any
 */
export function writeStatement(
  companyId: string,
  release: number,
  parts: Parts,
  vouched: readonly Stored[],
): PreparedWrite {
  const present = ORDER.filter((part) => parts[part].length > 0);
  const vouches = vouched.length > 0 ? [arrayOf(vouched), sumOf(vouched)] : [];
  const text = (): string => {
    const ctes = present.map((part, place) => PARTS[part](`$${place + 3 + vouches.length}`));
    const checks = [
      ...present.flatMap((part) => (CHECKED[part] ? [isWhole(CHECKED[part])] : [])),
      ...(vouches.length > 0 ? [VOUCHED] : []),
      'exists (select 1 from app.companies c where c.company_id = $1 and c.current_release = $2)',
    ];
    const drawn = present.includes('draws')
      ? `, (select json_agg(json_build_array(record, number)) from numbered) as numbers`
      : '';
    return `${ctes.length > 0 ? `with ${ctes.join(',')}` : ''}
      select case when ${checks.join(' and ')} then 0 else app.raise_stale() end as stale${drawn}`;
  };
  const name = `write-${present.map((part) => ORDER.indexOf(part)).join('-')}${vouches.length > 0 ? '-vouched' : ''}`;
  return {
    statement: kept(name, text),
    values: [companyId, release, ...vouches, ...present.map((part) => JSON.stringify(parts[part]))],
  };
}

function arrayOf(records: readonly Stored[]): string {
  return `{${records.map(({ id }) => id).join(',')}}`;
}

function sumOf(records: readonly Stored[]): number {
  return records.reduce((sum, { version }) => sum + version, 0);
}

/** Draws numbers alone, for series that may have gaps: outside the command's transaction, so nobody waits. */
export const DRAW_NUMBERS: Statement = {
  name: 'draw-numbers',
  text: `with ${numbered('$2')} select record, number from numbered`,
};
