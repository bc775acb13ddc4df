-- The same writes as a person would write them for exactly this chain: one function a step, the types, fields,
-- formulas and series known. It is the limit that the generic runtime is held against. It runs on copies of the
-- product's own tables, so both sides pay for the same indexes.
create schema byhand;
create table byhand.records (like app.records including all);
create table byhand.record_lines (like app.record_lines including all);
create table byhand.links (like app.links including all);
create table byhand.counters (like app.counters including all);
create table byhand.series (like app.series including all);
create table byhand.history (like app.history including all);
alter table byhand.history alter column version set default 1;

create function byhand.line_net(q numeric, p numeric, d numeric) returns numeric language sql immutable as
$$ select round(q * p * (1 - coalesce(d, 0) / 100), 2) $$;

-- Totals of a document from its lines: net per line, tax per rate, total.
create function byhand.computed(doc jsonb) returns jsonb language sql stable as $$
  with l as (
    select x, i, byhand.line_net((x ->> 'quantity')::numeric, (x ->> 'price')::numeric, (x ->> 'discount')::numeric) as net,
           (x ->> 'vatRate')::numeric as rate
    from jsonb_array_elements(doc -> 'lines') with ordinality as t(x, i)),
  v as (select rate, sum(net) as base, round(sum(net) * rate / 100, 2) as vat from l group by rate),
  s as (select (select sum(net) from l) as net, (select sum(vat) from v) as vat)
  select doc || jsonb_build_object(
    'lines', (select jsonb_agg(x || jsonb_build_object('net', net::text) order by i) from l),
    'vatByRate', (select jsonb_agg(jsonb_build_object('rate', rate::text, 'base', base::text, 'vat', vat::text) order by rate) from v),
    'net', s.net::text, 'vat', s.vat::text, 'total', (s.net + s.vat)::text) from s
$$;

create function byhand.project_lines(company uuid, record uuid, kind text, doc jsonb) returns void language sql as $$
  insert into byhand.record_lines (company_id, record_id, table_key, line_id, position, type, u1, u2, quantity, amount)
  select company, record, 'lines', x ->> 'id', i - 1, kind, (x ->> 'article')::uuid, (x ->> 'unit')::uuid,
         (x ->> 'quantity')::numeric, (x ->> 'net')::numeric
  from jsonb_array_elements(doc -> 'lines') with ordinality as t(x, i)
$$;

create function byhand.log(company uuid, record uuid, who text, what text, key text, stage_before jsonb, stage_after jsonb)
returns void language sql as $$
  insert into byhand.history (company_id, record_id, id, at, by, what, key, stage_before, stage_after, changes, release)
  values (company, record, uuidv7(), now(), who, what, key, stage_before, stage_after, '[]', 1)
$$;

-- A new draft with its lines: the row, its promoted columns, the text that search looks in.
create function byhand.put(company uuid, who text, kind text, doc jsonb) returns uuid language plpgsql as $$
declare
  made uuid := uuidv7();
  name text;
begin
  select data ->> 'name' into strict name from app.records where company_id = company and id = (doc ->> 'partner')::uuid;
  insert into byhand.records (company_id, id, type, revision, version, stage, states, phase, title, owner, created_at, created_by,
    updated_at, release, archived, data, search, u1, u2, d1, d2, n1, t1)
  values (company, made, kind, 0, 1, '"draft"', '{draft}', 'draft', name, who, now(), who, now(), 1, false, doc,
    lower(concat_ws(' ', name, doc ->> 'reference', (select string_agg(x ->> 'description', ' ') from jsonb_array_elements(doc -> 'lines') x))),
    (doc ->> 'partner')::uuid, (doc ->> 'currency')::uuid, (doc ->> 'date')::date,
    coalesce(doc ->> 'dueDate', doc ->> 'validUntil')::date, (doc ->> 'total')::numeric, doc ->> 'reference');
  perform byhand.project_lines(company, made, kind, doc);
  return made;
end $$;

-- A draft of any of the documents.
create function byhand.make(company uuid, who text, kind text, given jsonb) returns uuid language plpgsql as $$
declare
  made uuid := byhand.put(company, who, kind, byhand.computed(given));
begin
  perform byhand.log(company, made, who, 'create', null, null, '"draft"');
  return made;
end $$;

-- One step along the stages; `series_key` draws the legal number on entry to a posted stage.
create function byhand.move(company uuid, who text, record uuid, event text, target jsonb, series_key text, prefix text) returns void
language plpgsql as $$
declare
  r byhand.records;
  drawn bigint;
begin
  select * into strict r from byhand.records where company_id = company and id = record for update;
  perform byhand.log(company, record, who, 'event', event, r.stage, target);
  if series_key is not null then
    insert into byhand.series as s (company_id, series, scope, first, last) values (company, series_key, '2026', 1, 1)
    on conflict (company_id, series, scope) do update set last = s.last + 1 returning last into drawn;
  end if;
  update byhand.records set stage = target, states = array[trim('"' from target::text)], phase = 'posted', version = version + 1,
    updated_at = now(), posted_at = coalesce(posted_at, now()), number = coalesce(prefix || lpad(drawn::text, 5, '0'), number),
    title = coalesce(prefix || lpad(drawn::text, 5, '0') || ' · ' || title, title),
    search = coalesce(lower(prefix || lpad(drawn::text, 5, '0')) || ' ' || search, search)
  where company_id = company and id = record;
end $$;

-- Everything still open on one track of the source becomes a draft target. Locks the source, checks, links, counts.
create function byhand.convert(company uuid, who text, source uuid, conversion text, counted text, kind text) returns uuid
language plpgsql as $$
declare
  s byhand.records;
  made uuid;
  doc jsonb;
begin
  select * into strict s from byhand.records where company_id = company and id = source for update;
  if s.phase <> 'posted' then raise exception 'not posted'; end if;
  select byhand.computed(s.data - 'validUntil' || jsonb_build_object('date', current_date, 'reference', s.number, 'lines', jsonb_agg(
           x || jsonb_build_object('quantity', ((x ->> 'quantity')::numeric - coalesce(c.held, 0))::text) order by i)))
    into doc
  from jsonb_array_elements(s.data -> 'lines') with ordinality as t(x, i)
  left join byhand.counters c on c.company_id = company and c.record_id = source and c.line_id = x ->> 'id' and c.track = counted
  where (x ->> 'quantity')::numeric > coalesce(c.held, 0);
  if doc is null then raise exception 'nothing open'; end if;
  if kind = 'invoice' then doc := doc || jsonb_build_object('dueDate', current_date + 14); end if;

  made := byhand.put(company, who, kind, doc);
  insert into byhand.links (company_id, id, conversion, track, kind, effect, source_record, source_line, target_record, target_line, quantity, amount)
  select company, uuidv7(), conversion, counted, 'direct', 1, source, x ->> 'id', made, x ->> 'id', (x ->> 'quantity')::numeric, (x ->> 'net')::numeric
  from jsonb_array_elements(doc -> 'lines') x;
  insert into byhand.counters as c (company_id, record_id, line_id, track, "full", held, posted, settled)
  select company, source, x ->> 'id', counted, (f ->> 'quantity')::numeric, (x ->> 'quantity')::numeric, 0, 0
  from jsonb_array_elements(doc -> 'lines') x join jsonb_array_elements(s.data -> 'lines') f on f ->> 'id' = x ->> 'id'
  on conflict (company_id, record_id, line_id, track) do update set held = c.held + excluded.held;
  perform byhand.log(company, made, who, 'conversion', conversion, null, '"draft"');
  return made;
end $$;

-- Posting a target: what its draft held is now posted on the source, and the source says how far it is.
create function byhand.post(company uuid, who text, record uuid, event text, target jsonb, series_key text, prefix text, source_stage jsonb)
returns void language plpgsql as $$
declare
  sources uuid[] := array(select distinct source_record from byhand.links where company_id = company and target_record = record);
  s record;
begin
  perform 1 from byhand.records where company_id = company and id = any(sources || record) order by id for update;
  for s in
    with l as materialized (
      select source_record, source_line, links.track, quantity from byhand.links
      where links.company_id = company and target_record = record and links.track is not null)
    update byhand.counters c set posted = c.posted + l.quantity
    from l
    where c.company_id = company and c.record_id = any(sources) and c.record_id = l.source_record and c.line_id = l.source_line and c.track = l.track
    returning c.posted > c."full" as is_over
  loop
    if s.is_over then raise exception 'more than is open'; end if;
  end loop;
  if jsonb_typeof(source_stage) = 'object' then
    for s in select id, stage from byhand.records where company_id = company and id = any(sources) loop
      update byhand.records set stage = source_stage, version = version + 1, updated_at = now() where company_id = company and id = s.id;
      perform byhand.log(company, s.id, who, 'progress', null, s.stage, source_stage);
    end loop;
  end if;
  perform byhand.move(company, who, record, event, target, series_key, prefix);
end $$;
