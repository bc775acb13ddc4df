import type { Effect } from '#engine';
import { run } from '../store/statement.ts';
import type { Connection } from '../store/statement.ts';

/** Live records that one effect of a plan touches. */
export interface TouchedCount {
  readonly records: number;
  /** Of these, the ones that would be lost without a migration: those not written by the very same definitions. */
  readonly stranded: number;
}

/**
 * Counts for each effect of a plan, in their order; one statement for all.
 *
 * @param hash  of what is to be published: a record that a release of the same hash wrote last reads as it was written,
 *              so going back to that release strands none of them
 */
export async function countTouched(
  connection: Connection,
  companyId: string,
  effects: readonly Effect[],
  hash: string,
): Promise<readonly TouchedCount[]> {
  const asked = effects.flatMap(({ touches }, place) =>
    touches === null
      ? []
      : [
          {
            place,
            type: touches.type,
            states: touches.states ?? null,
            field: jsonPathOf(touches),
          },
        ],
  );
  const rows =
    asked.length === 0
      ? []
      : await run<{ place: number; records: string; stranded: string }>(connection, COUNT, [
          companyId,
          JSON.stringify(asked),
          hash,
        ]);
  const counts = new Map(rows.map((row) => [row.place, row]));
  return effects.map((_, place) => {
    const { records = 0, stranded = 0 } = counts.get(place) ?? {};
    return { records: Number(records), stranded: Number(stranded) };
  });
}

/** `lines.quantity` → `$."lines"."quantity"`: lax, so a table is gone through line by line. What is null is not there. */
function jsonPathOf({ field, lacks, otherThan = [] }: NonNullable<Effect['touches']>): string | null {
  if (field === undefined) return null;
  const keys = field.split('.').map((key) => `.${JSON.stringify(key)}`);
  const outer = keys.slice(0, -1).join('');
  if (lacks)
    return `lax $${outer}${outer === '' ? '' : '[*]'} ? (!exists(@${keys.at(-1) ?? ''} ? (@ != null)))`;
  const isOther = ['null', ...otherThan.map((value) => JSON.stringify(value))].map(
    (value) => `@ != ${value}`,
  );
  return `lax $${keys.join('')} ? (${isOther.join(' && ')})`;
}

const COUNT = {
  name: 'count-touched',
  text: `with same as (select number from app.releases where company_id = $1 and hash = $3)
    select k.place, c.records, c.stranded
    from jsonb_to_recordset($2::jsonb) as k(place integer, type text, states text[], field text)
    cross join lateral (
      select count(*) as records, count(*) filter (where r.release not in (select number from same)) as stranded
      from app.records r
      where r.company_id = $1 and r.type = k.type and (k.states is null or r.states && k.states)
        and (k.field is null or jsonb_path_exists(r.data, k.field::jsonpath))) c`,
};
