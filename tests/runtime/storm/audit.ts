// Looks into the database and says everything that does not add up. An empty list is a sound company.
import type { Pool } from 'pg';

const CHECKS: Readonly<Record<string, string>> = {
  // Counters are the sum of links: posted over posted targets, held also over draft ones.
  'counters that are not the sum of their links': `
    with sums as (
      select l.company_id, l.source_record as record_id, coalesce(l.source_line, '') as line_id, l.track,
             sum(case when t.phase in ('posted', 'draft') then l.effect * coalesce(l.quantity, l.amount) else 0 end) as held_quantity,
             sum(case when t.phase = 'posted' then l.effect * coalesce(l.quantity, l.amount) else 0 end) as posted_quantity,
             sum(case when t.phase in ('posted', 'draft') then l.effect * coalesce(l.amount, 0) else 0 end) as held_amount,
             sum(case when t.phase = 'posted' then l.effect * coalesce(l.amount, 0) else 0 end) as posted_amount
      from app.links l join app.records t on t.company_id = l.company_id and t.id = l.target_record
      where l.track is not null and l.kind <> 'settled'
      group by 1, 2, 3, 4)
    select c.record_id || '/' || c.line_id || '/' || c.track || ' held ' || c.held || ' posted ' || c.posted as what
    from app.counters c left join sums s using (company_id, record_id, line_id, track)
    where not ((c.held = coalesce(s.held_quantity, 0) and c.posted = coalesce(s.posted_quantity, 0))
            or (c.held = coalesce(s.held_amount, 0) and c.posted = coalesce(s.posted_amount, 0)))`,
  'links without a counter': `
    select l.id::text as what from app.links l
    left join app.counters c on c.company_id = l.company_id and c.record_id = l.source_record and c.line_id = coalesce(l.source_line, '') and c.track = l.track
    where l.track is not null and l.effect <> 0 and c.record_id is null`,
  // Credits may be a cent a line over, by rounding (`invoice-to-credit-note`).
  'more posted than there is': `
    select c.record_id || '/' || c.line_id || '/' || c.track || ' ' || c.posted || ' of ' || c."full" as what from app.counters c
    where c.posted > c."full" + case c.track when 'credited' then 0.01 * (
      select count(*) from app.record_lines l where l.company_id = c.company_id and l.record_id = c.record_id) else 0 end`,
  'links that lead nowhere': `
    select l.id::text as what from app.links l
    left join app.records s on s.company_id = l.company_id and s.id = l.source_record
    left join app.records t on t.company_id = l.company_id and t.id = l.target_record
    where s.id is null or (l.target_record is not null and t.id is null)`,
  'converted lines without a link': `
    select r.id || '/' || (line ->> 'id') as what
    from app.records r cross join jsonb_array_elements(case when jsonb_typeof(r.data -> 'lines') = 'array' then r.data -> 'lines' else '[]' end) line
    where exists (select from app.links l where l.company_id = r.company_id and l.target_record = r.id)
      and not exists (select from app.links l where l.company_id = r.company_id and l.target_record = r.id and l.target_line = line ->> 'id')`,
  'line projection that differs from the record': `
    select r.id::text as what from app.records r
    where (select count(*) from app.record_lines p where p.company_id = r.company_id and p.record_id = r.id)
       <> jsonb_array_length(case when jsonb_typeof(r.data -> 'lines') = 'array' then r.data -> 'lines' else '[]' end)`,
  'records without history': `
    select r.id::text as what from app.records r
    where r.stage is not null and not exists (select from app.history h where h.company_id = r.company_id and h.record_id = r.id)`,
  'posted documents without a number': `
    select r.id || ' ' || r.type as what from app.records r where r.phase = 'posted' and r.stage is not null and r.number is null`,
  'balances that are not the sum of their entries': `
    with sums as (
      select e.company_id, e.ledger, e.key, m.measure, sum(m.value::numeric) as total
      from app.entries e cross join lateral jsonb_each_text(e.measures) m(measure, value) group by 1, 2, 3, 4),
    kept as (
      select b.company_id, b.ledger, b.key, m.measure, m.value::numeric as total
      from app.balances b cross join lateral jsonb_each_text(b.measures) m(measure, value))
    select ledger || ' ' || key || ' ' || measure || ': kept ' || coalesce(k.total, 0) || ', entries ' || coalesce(s.total, 0) as what
    from sums s full join kept k using (company_id, ledger, key, measure)
    where coalesce(s.total, 0) <> coalesce(k.total, 0)`,
  'mirrors that are not the opposite of their entry': `
    select m.id::text as what from app.entries m left join app.entries e on e.company_id = m.company_id and e.id = m.reverses
    where m.kind = 'reversal' and (e.id is null or e.key <> m.key or exists (
      select from jsonb_each_text(e.measures) a full join jsonb_each_text(m.measures) b using (key)
      where coalesce(a.value, '0')::numeric + coalesce(b.value, '0')::numeric <> 0))`,
  'standing entries of documents that are gone or void': `
    select e.ledger || ' ' || e.record_id as what
    from app.entries e cross join lateral jsonb_each_text(e.measures) m(measure, value)
    left join app.records r on r.company_id = e.company_id and r.id = e.record_id
    where e.kind = 'standing' and (r.id is null or r.phase = 'void')
    group by e.ledger, e.record_id, e.posting, e.key, m.measure having sum(m.value::numeric) <> 0`,
  'numbers twice': `
    select type || ' ' || number as what from app.records where number is not null group by company_id, type, number having count(*) > 1`,
  'gaps in gapless numbers': `
    with numbered as (
      select company_id, type, number, substring(number from '-(\\d{4})-') as scope, substring(number from '(\\d+)$')::int as place
      from app.records where number is not null)
    select type || ' ' || scope || ': ' || count(*) || ' numbers up to ' || max(place) as what
    from numbered group by company_id, type, scope having max(place) <> count(*) or min(place) <> 1`,
};

/**
 * @param about  only checks whose title says this
 * @returns one sentence a finding, each with the rows found (at most five)
 */
export async function audit(pool: Pool, about = /./): Promise<string[]> {
  const findings: string[] = [];
  for (const [title, statement] of Object.entries(CHECKS)) {
    if (!about.test(title)) continue;
    const { rows } = await pool.query<{ what: string }>(statement);
    if (rows.length > 0)
      findings.push(
        `${title}: ${rows
          .slice(0, 5)
          .map((row) => row.what)
          .join('; ')}`,
      );
  }
  return findings;
}
