// The statement that writes a decision, made of the parts that it has. A part that is not there costs nothing:
// to open a table for writing is to open all its indexes, and that takes longer than writing a row.
import type { Stored } from '#engine';
import { idsText } from './row-parameters.ts';
import type { Statement } from './statement.ts';
import { drawn, ORDER, PARTS } from './write-parts.ts';
import type { Parts } from './write-parts.ts';

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
  const vouches = vouched.length > 0 ? [idsText(vouched), sumOf(vouched)] : [];
  const text = (): string => {
    let place = 3 + vouches.length;
    const ctes = present.map((part) => {
      const { parameters, sql } = PARTS[part];
      const rows = parameters.rows(place);
      place += parameters.count;
      return sql(rows);
    });
    const checks = [
      ...present.flatMap((part) => (PARTS[part].checked ? [isWhole(PARTS[part].checked)] : [])),
      ...(vouches.length > 0 ? [VOUCHED] : []),
      'exists (select 1 from app.companies c where c.company_id = $1 and c.current_release = $2)',
    ];
    const numbers = present.includes('draws')
      ? ', (select json_agg(json_build_array(record, number)) from numbered) as numbers'
      : '';
    return `${ctes.length > 0 ? `with ${ctes.join(',')}` : ''}
      select case when ${checks.join(' and ')} then 0 else app.raise_stale() end as stale${numbers}`;
  };
  const name = `write-${present.map((part) => ORDER.indexOf(part)).join('-')}${vouches.length > 0 ? '-vouched' : ''}`;
  return {
    statement: kept(name, text),
    values: [
      companyId,
      release,
      ...vouches,
      ...present.flatMap((part) => PARTS[part].parameters.values(parts[part])),
    ],
  };
}

function sumOf(records: readonly Stored[]): number {
  return records.reduce((sum, { version }) => sum + version, 0);
}

/** Draws numbers alone, for series that may have gaps: outside the command's transaction, so nobody waits. */
export const DRAW_NUMBERS: Statement = {
  name: 'draw-numbers',
  text: `with ${drawn.sql(drawn.parameters.rows(2))} select record, number from numbered`,
};
