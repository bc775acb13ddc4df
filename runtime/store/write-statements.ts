// The two statements that write a decision. Each input is one JSON parameter; a part with nothing in it costs nothing.
import { WRITTEN_COLUMN_TYPES, WRITTEN_COLUMNS } from './record-row.ts';

const INSERTED = WRITTEN_COLUMNS.join(', ');
const UPDATED = WRITTEN_COLUMNS.filter(
  (column) => !['id', 'type', 'created_at', 'created_by'].includes(column),
);

/**
 * Inserts and updates the records of `input`; an update finds only the version that the decision was made on.
 * `number`, `title` and `search` may come from elsewhere when a number has just been drawn.
 */
function recordParts(filled: Readonly<Record<string, string>>): string {
  const value = (column: string): string => filled[column] ?? `x.${column}`;
  return `
    inserted as (
      insert into app.records (company_id, ${INSERTED})
      select $1, ${WRITTEN_COLUMNS.map(value).join(', ')} from input x where x.expected is null
      returning 1),
    updated as (
      update app.records r set ${UPDATED.map((column) => `${column} = ${value(column)}`).join(', ')}
      from input x
      where x.expected is not null and r.company_id = $1 and r.id = x.id and r.version = x.expected
      returning 1)`;
}

const CHECKED = `case when (select count(*) from inserted) + (select count(*) from updated) + %others% = (select count(*) from input)%current%
    then 0 else app.raise_stale() end`;

/**
 * Refuses to write what was decided under a release that is no longer the current one: publishing has derived the
 * slots of every record anew, and this one's would be missing.
 *
 * $1 company · $2 records · $3 records deleted · $4 lines · $5 lines removed · $6 links · $7 links removed
 * · $8 counters · $9 history · $10 earlier revisions · $11 outbox · $12 release
 */
export const WRITE_DECISION = {
  name: 'write-decision',
  text: `with
    input as materialized (
      select * from jsonb_to_recordset($2::jsonb) as x(expected integer, ${WRITTEN_COLUMN_TYPES})),
    gone as materialized (
      select * from jsonb_to_recordset($3::jsonb) as x(id uuid, expected integer)),
    ${recordParts({})},
    deleted as (
      delete from app.records r using gone x
      where r.company_id = $1 and r.id = x.id and r.version = x.expected
      returning 1),
    deleted_counters as (
      delete from app.counters c using gone x where c.company_id = $1 and c.record_id = x.id),
    lines_put as (
      insert into app.record_lines (company_id, record_id, table_key, line_id, position, type, u1, u2, quantity, amount)
      select $1, x.* from jsonb_to_recordset($4::jsonb)
        as x(record_id uuid, table_key text, line_id text, position integer, type text, u1 uuid, u2 uuid, quantity numeric, amount numeric)
      on conflict (company_id, record_id, table_key, line_id) do update
        set position = excluded.position, u1 = excluded.u1, u2 = excluded.u2, quantity = excluded.quantity, amount = excluded.amount),
    lines_removed as (
      delete from app.record_lines l using jsonb_to_recordset($5::jsonb) as x(record_id uuid, table_key text, line_id text)
      where l.company_id = $1 and l.record_id = x.record_id and l.table_key = x.table_key and l.line_id = x.line_id),
    links_put as (
      insert into app.links (company_id, id, conversion, track, kind, effect, source_record, source_line, target_record, target_line, quantity, amount)
      select $1, x.* from jsonb_to_recordset($6::jsonb)
        as x(id uuid, conversion text, track text, kind text, effect smallint, source_record uuid, source_line text,
          target_record uuid, target_line text, quantity numeric, amount numeric)
      on conflict (company_id, id) do update
        set conversion = excluded.conversion, track = excluded.track, kind = excluded.kind, effect = excluded.effect,
          source_record = excluded.source_record, source_line = excluded.source_line, target_record = excluded.target_record,
          target_line = excluded.target_line, quantity = excluded.quantity, amount = excluded.amount),
    links_removed as (
      delete from app.links l where l.company_id = $1 and l.id = any($7::uuid[])),
    counters_put as (
      insert into app.counters (company_id, record_id, line_id, track, "full", held, posted, settled)
      select $1, x.* from jsonb_to_recordset($8::jsonb)
        as x(record_id uuid, line_id text, track text, "full" numeric, held numeric, posted numeric, settled numeric)
      on conflict (company_id, record_id, line_id, track) do update
        set "full" = excluded."full", held = excluded.held, posted = excluded.posted, settled = excluded.settled),
    history_put as (
      insert into app.history (company_id, record_id, id, at, by, what, key, stage_before, stage_after, changes, release)
      select $1, x.*, $12::integer from jsonb_to_recordset($9::jsonb)
        as x(record_id uuid, id uuid, at timestamptz, by text, what text, key text, stage_before jsonb, stage_after jsonb, changes jsonb)),
    revisions_put as (
      insert into app.record_revisions (company_id, record_id, revision, record)
      select $1, x.* from jsonb_to_recordset($10::jsonb) as x(record_id uuid, revision integer, record jsonb)
      on conflict do nothing),
    outbox_put as (
      insert into app.outbox (company_id, topic, payload)
      select $1, x.* from jsonb_to_recordset($11::jsonb) as x(topic text, payload jsonb))
    select ${CHECKED.replace(
      '%others%',
      '(select count(*) from deleted) - (select count(*) from gone)',
    ).replace(
      '%current%',
      ' and exists (select 1 from app.companies c where c.company_id = $1 and c.current_release = $12)',
    )} as stale`,
};

/** Draws from each series once, in one order for everybody. Needs `draw`; makes `numbered (record, number)`. */
const DRAWN = `
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

const DRAW = `draw as materialized (
      select * from jsonb_to_recordset($2::jsonb)
        as x(record uuid, series text, scope text, first bigint, nth integer, prefix text, width integer, suffix text))`;

/**
 * Draws numbers and writes the records that wait for them, last of all: the series' row is the hottest lock,
 * held from here to the commit. $1 company · $2 draws · $3 records
 */
export const WRITE_NUMBERED = {
  name: 'write-numbered',
  text: `with ${DRAW}, ${DRAWN},
    input as materialized (
      select x.*, n.number as drawn_number
      from jsonb_to_recordset($3::jsonb) as x(expected integer, ${WRITTEN_COLUMN_TYPES}) join numbered n on n.record = x.id),
    ${recordParts({
      number: 'x.drawn_number',
      title: `replace(x.title, '{number}', x.drawn_number)`,
      search: `replace(x.search, '{number}', lower(x.drawn_number))`,
    })}
    select record, number, ${CHECKED.replace('%others%', '0').replace('%current%', '')} as stale from numbered`,
};

/** Draws numbers alone, for series that may have gaps: outside the command's transaction, so nobody waits. */
export const DRAW_NUMBERS = {
  name: 'draw-numbers',
  text: `with ${DRAW}, ${DRAWN} select record, number, 0 as stale from numbered`,
};
