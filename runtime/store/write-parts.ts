// What a decision can consist of, as common table expressions: each part writes the rows that it is given.
import {
  columnTypes,
  MOVED_COLUMNS,
  UPDATED_COLUMNS,
  WRITTEN_COLUMN_TYPES,
  WRITTEN_COLUMNS,
} from './record-row.ts';
import { asArrays, asJson } from './row-parameters.ts';
import type { RowParameters } from './row-parameters.ts';

const MOVED_COLUMN_TYPES = columnTypes(['id', ...MOVED_COLUMNS]);

/** A part: how its rows are sent, and what is done with them. `rows` stands for them in a `from`, as `x`. */
interface WritePart {
  readonly parameters: RowParameters;
  readonly sql: (rows: string) => string;
  /** The name of what must come out as many as `<name>_rows`: it finds what it changes only in the expected version. */
  readonly checked?: string;
}

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
const inserted = (name: string, { join, value }: Source): WritePart => ({
  parameters: asJson(WRITTEN_COLUMN_TYPES),
  sql: (rows) => `
    ${name} as (
      insert into app.records (company_id, ${WRITTEN_COLUMNS.join(', ')})
      select $1, ${WRITTEN_COLUMNS.map(value).join(', ')} from ${rows} ${join})`,
});

/**
 * Updates records, each only in the version that the decision was made on. The ids stand in the condition by
 * themselves, so that the primary key finds them whatever the planner thinks of the tables' sizes.
 */
const changed = (
  name: string,
  { join, value }: Source,
  columns: readonly string[],
  types: string,
): WritePart => ({
  parameters: asJson(`expected integer, ${types}`),
  checked: name,
  sql: (rows) => `
    ${name}_rows as materialized (select * from ${rows}),
    ${name} as (
      update app.records r set ${columns.map((column) => `${column} = ${value(column)}`).join(', ')}
      from ${name}_rows x ${join}
      where r.company_id = $1 and r.id = any(array(select id from ${name}_rows)) and r.id = x.id and r.version = x.expected
      returning 1)`,
});

/** Draws from each series once, in one order for everybody. Makes `numbered (record, number)`. */
export const drawn: WritePart = {
  parameters: asJson(
    'record uuid, series text, scope text, first bigint, nth integer, prefix text, width integer, suffix text',
  ),
  sql: (rows) => `
    draw as materialized (select * from ${rows}),
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
      cross join lateral (select drawn.last - asked.n + d.nth as value) c)`,
};

const LINES = asArrays({
  record_id: 'uuid',
  table_key: 'text',
  line_id: 'text',
  position: 'integer',
  type: 'text',
  u1: 'uuid',
  u2: 'uuid',
  quantity: 'numeric',
  amount: 'numeric',
});
const putLines = (rows: string): string =>
  `insert into app.record_lines (company_id, ${LINES.names}) select $1, x.* from ${rows}`;

const LINKS = asArrays({
  id: 'uuid',
  conversion: 'text',
  track: 'text',
  kind: 'text',
  effect: 'smallint',
  source_record: 'uuid',
  source_line: 'text',
  target_record: 'uuid',
  target_line: 'text',
  quantity: 'numeric',
  amount: 'numeric',
});
const putLinks = (rows: string): string =>
  `insert into app.links (company_id, ${LINKS.names}) select $1, x.* from ${rows}`;

const COUNTERS = asArrays({
  record_id: 'uuid',
  line_id: 'text',
  track: 'text',
  '"full"': 'numeric',
  held: 'numeric',
  posted: 'numeric',
  settled: 'numeric',
});

/**
 * In this order. A record whose data stays as it is only moves: the data is neither sent nor written again. Those that
 * wait for a number come last, for the series' row is the hottest lock.
 */
const PLANS = {
  // The lock comes first, in one order for everybody; then each lineage must be what the decision knew, and is another
  // from now on. Read under lock it always is; remembered it may not be.
  lineages: {
    parameters: asArrays({ id: 'uuid', version: 'integer', lineage: 'integer' }),
    checked: 'lineages',
    sql: (rows) => `
    lineages_rows as materialized (select * from ${rows}),
    standing as materialized (
      select r.id, x.lineage from lineages_rows x
      join app.records r on r.company_id = $1 and r.id = x.id and r.version = x.version
      order by r.id for update of r),
    lineages as (
      insert into app.lineages as l (company_id, record_id, version)
      select $1, id, lineage + 1 from standing
      on conflict (company_id, record_id) do update set version = excluded.version where l.version = excluded.version - 1
      returning 1)`,
  },
  lineagesRaised: {
    parameters: asArrays({ id: 'uuid' }),
    sql: (rows) => `
    lineages_raised as (
      insert into app.lineages as l (company_id, record_id, version) select $1, x.id, 1 from ${rows} order by x.id
      on conflict (company_id, record_id) do update set version = l.version + 1)`,
  },
  inserted: inserted('inserted', PLAIN),
  updated: changed('updated', PLAIN, UPDATED_COLUMNS, WRITTEN_COLUMN_TYPES),
  moved: changed('moved', PLAIN, MOVED_COLUMNS, MOVED_COLUMN_TYPES),
  deleted: {
    parameters: asArrays({ id: 'uuid', expected: 'integer' }),
    checked: 'deleted',
    sql: (rows) => `
    deleted_rows as materialized (select * from ${rows}),
    deleted as (
      delete from app.records r using deleted_rows x
      where r.company_id = $1 and r.id = any(array(select id from deleted_rows)) and r.id = x.id and r.version = x.expected
      returning 1),
    deleted_counters as (
      delete from app.counters c where c.company_id = $1 and c.record_id = any(array(select id from deleted_rows))),
    deleted_lineages as (
      delete from app.lineages l where l.company_id = $1 and l.record_id = any(array(select id from deleted_rows)))`,
  },
  // Of a record, or to a record, that did not exist: nothing can be there yet.
  linesMade: { parameters: LINES, sql: (rows) => `lines_made as (${putLines(rows)})` },
  linesPut: {
    parameters: LINES,
    sql: (rows) => `
    lines_put as (${putLines(rows)}
      on conflict (company_id, record_id, table_key, line_id) do update
        set position = excluded.position, u1 = excluded.u1, u2 = excluded.u2, quantity = excluded.quantity, amount = excluded.amount)`,
  },
  linesRemoved: {
    parameters: asArrays({ record_id: 'uuid', table_key: 'text', line_id: 'text' }),
    sql: (rows) => `
    lines_removed_rows as materialized (select * from ${rows}),
    lines_removed as (
      delete from app.record_lines l using lines_removed_rows x
      where l.company_id = $1 and l.record_id = any(array(select record_id from lines_removed_rows))
        and l.record_id = x.record_id and l.table_key = x.table_key and l.line_id = x.line_id)`,
  },
  linksMade: { parameters: LINKS, sql: (rows) => `links_made as (${putLinks(rows)})` },
  linksPut: {
    parameters: LINKS,
    sql: (rows) => `
    links_put as (${putLinks(rows)}
      on conflict (company_id, id) do update
        set conversion = excluded.conversion, track = excluded.track, kind = excluded.kind, effect = excluded.effect,
          source_record = excluded.source_record, source_line = excluded.source_line, target_record = excluded.target_record,
          target_line = excluded.target_line, quantity = excluded.quantity, amount = excluded.amount)`,
  },
  linksRemoved: {
    parameters: asArrays({ id: 'uuid' }),
    sql: (rows) => `
    links_removed as (
      delete from app.links l where l.company_id = $1 and l.id = any(array(select x.id from ${rows})))`,
  },
  countersPut: {
    parameters: COUNTERS,
    sql: (rows) => `
    counters_put as (
      insert into app.counters (company_id, ${COUNTERS.names}) select $1, x.* from ${rows}
      on conflict (company_id, record_id, line_id, track) do update
        set "full" = excluded."full", held = excluded.held, posted = excluded.posted, settled = excluded.settled)`,
  },
  historyPut: {
    parameters: asJson(
      'record_id uuid, version integer, id uuid, at timestamptz, by text, what text, key text, stage_before jsonb, stage_after jsonb, changes jsonb',
    ),
    sql: (rows) => `
    history_put as (
      insert into app.history (company_id, record_id, version, id, at, by, what, key, stage_before, stage_after, changes, release)
      select $1, x.*, $2::integer from ${rows})`,
  },
  commandsPut: {
    parameters: asArrays({
      at: 'text',
      by: 'text',
      standing: 'text',
      seed: 'text',
      command: 'text',
      made: 'text',
    }),
    sql: (rows) => `
    commands_put as (
      insert into app.commands (company_id, at, by, standing, seed, command, made, release)
      select $1, x.at::timestamptz, x.by, x.standing::json, x.seed, x.command::json, x.made::json, $2::integer from ${rows})`,
  },
  revisionsPut: {
    parameters: asJson('record_id uuid, revision integer, record jsonb'),
    sql: (rows) => `
    revisions_put as (
      insert into app.record_revisions (company_id, record_id, revision, record) select $1, x.* from ${rows}
      on conflict do nothing)`,
  },
  outboxPut: {
    parameters: asJson('topic text, payload jsonb'),
    sql: (rows) => `
    outbox_put as (insert into app.outbox (company_id, topic, payload) select $1, x.* from ${rows})`,
  },
  entriesPut: {
    parameters: asJson(
      'id uuid, ledger text, record_id uuid, posting text, kind text, line_id text, date date, key text, dimensions jsonb, measures jsonb, reverses uuid, release integer',
    ),
    sql: (rows) => `
    entries_put as (
      insert into app.entries (company_id, id, ledger, record_id, posting, kind, line_id, date, key, dimensions, measures, reverses, release)
      select $1, x.* from ${rows})`,
  },
  // A balance that has moved on since it was read (or that somebody else has just opened) is not found.
  balancesPut: {
    parameters: asJson('ledger text, key text, dimensions jsonb, measures jsonb, version integer'),
    checked: 'balances_put',
    sql: (rows) => `
    balances_put_rows as materialized (select * from ${rows}),
    balances_put as (
      insert into app.balances as b (company_id, ledger, key, dimensions, measures, version)
      select $1, x.* from balances_put_rows x
      on conflict (company_id, ledger, key) do update set measures = excluded.measures, version = excluded.version
        where b.version = excluded.version - 1
      returning 1)`,
  },
  timersRemoved: {
    parameters: asArrays({ record_id: 'uuid', state: 'text', key: 'text' }),
    sql: (rows) => `
    timers_removed_rows as materialized (select * from ${rows}),
    timers_removed as (
      delete from app.timers t using timers_removed_rows x
      where t.company_id = $1 and t.record_id = any(array(select record_id from timers_removed_rows))
        and t.record_id = x.record_id and t.state = x.state and t.key = x.key)`,
  },
  timersPut: {
    parameters: asJson('record_id uuid, state text, key text, due timestamptz'),
    sql: (rows) => `
    timers_put as (
      insert into app.timers (company_id, record_id, state, key, due, next_at) select $1, x.*, x.due from ${rows}
      on conflict (company_id, record_id, state, key) do update
        set due = excluded.due, next_at = excluded.next_at, tries = 0, refused = null)`,
  },
  draws: drawn,
  insertedNumbered: inserted('inserted_numbered', NUMBERED),
  updatedNumbered: changed('updated_numbered', NUMBERED, UPDATED_COLUMNS, WRITTEN_COLUMN_TYPES),
  movedNumbered: changed('moved_numbered', NUMBERED, MOVED_COLUMNS, MOVED_COLUMN_TYPES),
} as const satisfies Readonly<Record<string, WritePart>>;

export type Part = keyof typeof PLANS;
/** Rows of each part, by its columns. */
export type Parts = Readonly<Record<Part, readonly object[]>>;
export const PARTS: Readonly<Record<Part, WritePart>> = PLANS;
/** As they stand in a statement. */
export const ORDER = Object.keys(PLANS) as readonly Part[];
