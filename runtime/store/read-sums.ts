import { isBucket, ledgerKey, needsEntries } from '#engine';
import type { LedgerKey, SumQuestion, SumRow } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

/**
 * Adds a ledger up by any dimensions, up to any day. Without days its balances are enough; with days the entries are
 * read, of those keys alone that lie within what was asked for.
 *
 * @returns rows that do not come to nothing, in order of their keys
 */
export async function readSums(
  connection: Connection,
  companyId: string,
  question: SumQuestion,
): Promise<SumRow[]> {
  const { ledger, where, by, from, to } = question;
  const isDated = needsEntries(question);
  const values: unknown[] = [companyId, ledger, JSON.stringify(ledgerKey(where))];
  const groups = by.map((name) => {
    values.push(name);
    const dimension = `a.dimensions ->> $${values.length}::text`;
    if (!isDated || !isBucket(name)) return dimension;
    return `coalesce(${dimension}, ${name === 'day' ? 'a.date' : `date_trunc('${name}', a.date)::date`}::text)`;
  });
  const conditions = ['a.company_id = $1', 'a.ledger = $2', 'a.dimensions @> $3::jsonb'];
  if (from !== null) conditions.push(`a.date >= $${values.push(from)}::date`);
  if (to !== null) conditions.push(`a.date <= $${values.push(to)}::date`);
  const text = `select jsonb_build_array(${groups.join(', ')}) as by, m.measure, trim_scale(sum(m.value::numeric))::text as total
    from ${isDated ? 'app.entries' : 'app.balances'} a cross join lateral jsonb_each_text(a.measures) m(measure, value)
    where ${conditions.join(' and ')}
    group by 1, 2 having sum(m.value::numeric) <> 0 order by 1, 2`;
  // Few shapes: one for each number of dimensions and days, and the places of periods.
  const shape = by.map((name) => (isBucket(name) ? name : 'd')).join('-');
  const name = `sum-${isDated ? 'entries' : 'balances'}-${shape}-${from === null ? '' : 'f'}${to === null ? '' : 't'}`;
  const found = await run<{ by: readonly (string | null)[]; measure: string; total: string }>(
    connection,
    { name, text },
    values,
  );
  return toRows(by, found);
}

function toRows(
  by: readonly string[],
  found: readonly {
    readonly by: readonly (string | null)[];
    readonly measure: string;
    readonly total: string;
  }[],
): SumRow[] {
  const rows = new Map<string, { key: LedgerKey; measures: Record<string, string> }>();
  for (const { by: values, measure, total } of found) {
    const text = JSON.stringify(values);
    const key = ledgerKey(Object.fromEntries(by.map((name, index) => [name, values[index] ?? null])));
    const row = rows.get(text) ?? { key, measures: {} };
    row.measures[measure] = total;
    rows.set(text, row);
  }
  return [...rows.values()];
}
