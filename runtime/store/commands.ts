import type { Command, Decision, Id, RecordedCommand, Setting, Stored } from '#engine';
import { storedTuple, tupleToStored } from './record-row.ts';
import type { StoredTuple } from './record-row.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

/** A command with the setting that it was decided in. */
export interface Asked {
  readonly command: Command;
  readonly setting: Setting;
}

/** A row of `app.commands`. Names and addresses are not kept with it: whoever reads it looks up who that is. */
export function commandRow({ command, setting }: Asked, { records }: Decision): object {
  const { now, seed, user, here = null } = setting;
  const { id, roles, teams, record = null } = user;
  return {
    at: new Date(now).toISOString(),
    by: id,
    standing: JSON.stringify({
      roles,
      ...(teams.length > 0 ? { teams } : {}),
      ...(record === null ? {} : { record }),
      ...(here === null ? {} : { here }),
    }),
    seed,
    command: JSON.stringify(command),
    made: JSON.stringify(
      records.flatMap(({ before, after }) => (before === null && after ? [[after.type, after.id]] : [])),
    ),
  };
}

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly by: string;
  readonly standing: {
    readonly roles: readonly string[];
    readonly teams?: readonly string[];
    readonly record?: string;
    readonly here?: string;
  };
  readonly seed: string;
  readonly command: Command;
  readonly made: RecordedCommand['made'];
}

const READ = {
  name: 'read-commands',
  text: `select id, at, by, standing, seed, command, made from app.commands
    where company_id = $1 and id > $2 and at >= $3 order by id limit $4`,
};

/** Few, so that whoever reads on does other things between. */
const PAGE = 50;

const BOUNDS = {
  name: 'bounds-of-commands',
  text: `select min(at) as first from (
      select at from app.commands where company_id = $1 and at >= $2 order by id desc limit $3) c`,
};

/** When the first of the last `limit` commands since an instant was given; null: there are none. */
export async function firstOfLast(
  connection: Connection,
  companyId: string,
  since: Date,
  limit: number,
): Promise<Date | null> {
  const [row] = await run<{ first: Date | null }>(connection, BOUNDS, [companyId, since, limit]);
  return row?.first ?? null;
}

const MADE = `select (m ->> 1)::uuid from app.commands c cross join lateral json_array_elements(c.made) m
    where c.company_id = $1 and c.at >= $2`;

const TITLES_MADE = {
  name: 'titles-made-by-commands',
  text: `select id, title from app.records where company_id = $1 and id in (${MADE})`,
};

/** What the records are called that commands since an instant have made, as far as they are there. */
export async function titlesMade(
  connection: Connection,
  companyId: string,
  since: Date,
): Promise<ReadonlyMap<Id, string>> {
  const rows = await run<{ id: Id; title: string }>(connection, TITLES_MADE, [companyId, since]);
  return new Map(rows.map(({ id, title }) => [id, title]));
}

const NOT_MADE = {
  name: 'records-not-made-by-commands',
  text: `select json_agg(${storedTuple('r')}) as records from app.records r
    where r.company_id = $1 and r.type = any($3) and r.id not in (${MADE})`,
};

/** Records of these types that no command since an instant has made, as they stand. */
export async function recordsNotMade(
  connection: Connection,
  companyId: string,
  since: Date,
  types: readonly string[],
): Promise<readonly Stored[]> {
  const [row] = await run<{ records: readonly StoredTuple[] | null }>(connection, NOT_MADE, [
    companyId,
    since,
    types,
  ]);
  return (row?.records ?? []).map(tupleToStored);
}

/**
 * Commands of a company in the order in which they were written, page by page.
 *
 * @param nameOf  what somebody is called and where he is written to
 */
export async function* readCommands(
  connection: Connection,
  companyId: string,
  since: Date,
  nameOf: (id: string) => { readonly name: string; readonly email: string },
): AsyncGenerator<RecordedCommand> {
  let last = '0';
  for (;;) {
    const rows = await run<Row & Record<string, unknown>>(connection, READ, [companyId, last, since, PAGE]);
    for (const { id, at, by, standing, seed, command, made } of rows) {
      last = id;
      const { roles, teams = [], record = null, here = null } = standing;
      const user = { id: by, ...nameOf(by), roles, teams, record };
      yield { now: at.getTime(), seed, user, here, command, made };
    }
    if (rows.length < PAGE) return;
  }
}
