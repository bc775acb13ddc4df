import { createHash } from 'node:crypto';
import type { JsonObject, ListNeed, Stored } from '#engine';
import { columnOf } from './columns.ts';
import { storedColumns, toStored } from './record-row.ts';
import type { StoredRow } from './record-row.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';
import type { StorePlan } from './type-plan.ts';
import { isUuid } from './uuid.ts';

/**
 * Reads records of a type by equal fields, with those of their lines alone that are asked for: the rows of decisions.
 * Lists of one shape (the prices of five hundred articles) are read by one statement.
 *
 * @returns records in order of id, list by list
 */
export async function readLists(
  connection: Connection,
  companyId: string,
  needs: readonly ListNeed[],
  plan: StorePlan,
): Promise<readonly (readonly Stored[])[]> {
  const found: Stored[][] = needs.map(() => []);
  const shapes = Map.groupBy(needs.entries(), ([, need]) => shapeOf(need));
  await Promise.all(
    [...shapes.values()].map(async (alike) => {
      for (const { place, record } of await readShape(connection, companyId, alike, plan))
        found[place]?.push(record);
    }),
  );
  return found;
}

type Asked = readonly [number, ListNeed];

function shapeOf({ type, table, where, lines }: ListNeed): string {
  return JSON.stringify([type, table, Object.keys(where).sort(), Object.keys(lines).sort()]);
}

interface ListRow extends StoredRow {
  readonly place: number;
  readonly rows: readonly JsonObject[] | null;
}

async function readShape(
  connection: Connection,
  companyId: string,
  alike: readonly Asked[],
  plan: StorePlan,
): Promise<readonly { readonly place: number; readonly record: Stored }[]> {
  const [first] = alike;
  if (!first) return [];
  const [, { type, table, where, lines }] = first;
  const fields = Object.keys(where).sort();
  const columns = Object.keys(lines).sort();
  const conditions = fields.map((field, index) => {
    const column = columnOf(plan.get(type), field);
    const sql = column ? `${column.sql}::text` : `r.data #>> array[${path(field)}]`;
    // An equality that an index answers, where something is asked for at all.
    const typed = column ? `${column.sql} = k.w${index}::${column.sqlType}` : `${sql} = k.w${index}`;
    return `case when k.w${index} is null then ${sql} is null else ${typed} end`;
  });
  const matches = columns.map(
    (column, index) => `(l.line #>> array[${path(column)}]) is not distinct from k.l${index}`,
  );
  const rows =
    table === null
      ? 'null::jsonb'
      : `(select jsonb_agg(l.line order by l.position)
          from jsonb_array_elements(r.data #> array[${path(table)}]) with ordinality l(line, position)
          where ${['true', ...matches].join(' and ')})`;
  const keys = ['place int', ...fields.map((_, i) => `w${i} text`), ...columns.map((_, i) => `l${i} text`)];
  const text = `select k.place, ${rows} as rows, ${storedColumns('r')}
    from jsonb_to_recordset($3::jsonb) as k(${keys.join(', ')})
    join app.records r on r.company_id = $1 and r.type = $2 and ${['not r.archived', ...conditions].join(' and ')}
    order by k.place, r.id`;
  const asked = alike.flatMap(([place, need]) => {
    const row: Record<string, unknown> = { place };
    for (const [index, field] of fields.entries()) {
      const value = need.where[field] ?? null;
      // A reference that is no id equals nothing.
      if (value !== null && columnOf(plan.get(type), field)?.sqlType === 'uuid' && !isUuid(String(value)))
        return [];
      row[`w${index}`] = value === null ? null : String(value);
    }
    for (const [index, column] of columns.entries()) {
      const value = need.lines[column] ?? null;
      row[`l${index}`] = value === null ? null : String(value);
    }
    return [row];
  });
  if (asked.length === 0) return [];
  const name = `list-${createHash('sha1').update(text).digest('base64url')}`;
  const answered = await run<ListRow>(connection, { name, text }, [companyId, type, JSON.stringify(asked)]);
  return answered.flatMap(({ place, rows: kept, ...row }) => {
    const record = toStored(row);
    if (table === null) return [{ place, record }];
    return kept === null ? [] : [{ place, record: { ...record, data: { ...record.data, [table]: kept } } }];
  });
}

/** A dotted path as the members of an SQL array. */
function path(field: string): string {
  return field
    .split('.')
    .map((key) => `'${key.replaceAll("'", "''")}'`)
    .join(', ');
}
