// A company on a real PostgreSQL with fsync on, in this process, and accepted offers to convert: as many as one likes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Command, JsonObject } from '#engine';
import type { Caller } from '../../runtime/access/caller.ts';
import type { App } from '../../runtime/app.ts';
import { runCommand } from '../../runtime/commands/run-command.ts';
import type { Done } from '../../runtime/commands/outcome.ts';
import { createCompany } from '../../runtime/companies/create-company.ts';
import { startEmbedded } from '../../runtime/database/embedded.ts';
import { migrate } from '../../runtime/database/migrate.ts';
import { commandsBeside, openKysely, openPool } from '../../runtime/database/pool.ts';
import { makeLog } from '../../runtime/log.ts';
import { recordAnswer } from '../../runtime/routes/record-answer.ts';
import { makeModels } from '../../runtime/store/model-cache.ts';
import { installByHand } from './by-hand-store.ts';
import { postgresCpu } from './process-cpu.ts';
import { packFolder } from './sales-world.ts';

export interface SalesCompany {
  readonly url: string;
  readonly app: App;
  readonly caller: Caller;
  /** @throws Error with the refusal */
  run(command: Command, app?: App): Promise<Done>;
  /** As a person enters it. */
  entered(lines: number): JsonObject;
  /** Accepted offers of ten lines, the same on both sides; this runtime has never seen them. */
  offers(count: number): Promise<readonly string[]>;
  /** Shows documents, as a screen does before a person converts one. */
  open(ids: readonly string[]): Promise<void>;
  /** CPU of the database server so far, ms. */
  postgresCpu(): number;
  close(): Promise<void>;
}

const OWNER = 'owner-1';

export async function makeSalesCompany(): Promise<SalesCompany> {
  const folder = await mkdtemp(join(tmpdir(), 'filiera-bench-'));
  const log = makeLog('silent');
  const server = await startEmbedded(folder, log);
  const pool = openPool(server.url, log, {}, commandsBeside());
  const db = openKysely(pool);
  await migrate(db);
  const models = await makeModels({ pool, db, log, databaseUrl: server.url });
  const app: App = { pool, db, models, log, clock: Date.now };
  const companyId = await createCompany(app, { packFolder, owner: OWNER });
  const { company } = await models.current(companyId);
  const user = { id: OWNER, name: 'Ana Pop', email: 'ana@example.com', roles: ['owner'], teams: [] };
  const caller: Caller = { companyId, company, user, language: 'en' };
  await installByHand(pool);

  const run = async (command: Command, over: App = app): Promise<Done> => {
    const outcome = await runCommand(over, caller, command);
    if (outcome.kind !== 'done') throw new Error(`${command.kind}: ${JSON.stringify(outcome)}`);
    return outcome;
  };
  const codes = await pool.query<{ type: string; code: string; id: string }>(
    `select type, data ->> 'code' as code, id from app.records where type in ('unit', 'vat-rate')`,
  );
  const byCode = (type: string, code: string): string =>
    codes.rows.find((row) => row.type === type && row.code === code)?.id ?? '';
  const create = async (type: string, data: JsonObject): Promise<string> =>
    (await run({ kind: 'create', type, data })).decision.record;
  const partner = await create('partner', { code: 'P1', name: 'Făbrica Știință S.R.L.' });
  const articles: string[] = [];
  for (let index = 0; index < 10; index++) {
    const data = {
      code: `A${index}`,
      name: `Șurub oțel inoxidabil M8×${40 + index}`,
      kind: 'goods',
      price: `${10 + index}.2575`,
    };
    articles.push(
      await create('article', {
        ...data,
        unit: byCode('unit', 'H87'),
        vatRate: byCode('vat-rate', index % 2 === 0 ? 'RO21' : 'RO11'),
      }),
    );
  }
  const entered = (lines: number): JsonObject => ({
    partner,
    lines: Array.from({ length: lines }, (_, index) => ({
      article: articles[index % 10] ?? '',
      quantity: `${1 + (index % 7)}.333`,
    })),
  });

  const template = await create('offer', entered(10));
  await run({ kind: 'fire', id: template, event: 'SEND', input: {} });
  await run({ kind: 'fire', id: template, event: 'ACCEPT', input: {} });

  return {
    url: server.url,
    app,
    caller,
    run,
    entered,
    postgresCpu: () => postgresCpu(folder),
    offers: (count) => copyOffers(pool, companyId, template, count),
    async open(ids) {
      const current = await models.current(companyId);
      for (const id of ids) await recordAnswer({ app, caller, current, connection: pool }, id);
    },
    async close() {
      await models.close();
      await db.destroy();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Copies of one offer with numbers that follow on; with lines and history, and once more in the tables of the other side. */
async function copyOffers(
  pool: Pool,
  companyId: string,
  template: string,
  count: number,
): Promise<readonly string[]> {
  const columns = await columnsOf(pool, 'records');
  const others = columns
    .filter((column) => !['id', 'number'].includes(column))
    .map((column) => `r.${column}`);
  const { rows } = await pool.query<{ id: string }>(
    `with counted as (
       update app.series set last = last + $3 where company_id = $1 and series = 'offer' returning last - $3 as first)
     insert into app.records (id, number, ${columns.filter((column) => !['id', 'number'].includes(column)).join(', ')})
     select uuidv7(), 'OF-2026-' || lpad((c.first + n)::text, 5, '0'), ${others.join(', ')}
     from app.records r cross join counted c cross join generate_series(1, $3::int) n
     where r.company_id = $1 and r.id = $2
     returning id`,
    [companyId, template, count],
  );
  const ids = rows.map((row) => row.id);
  for (const table of ['record_lines', 'history']) {
    const kept = (await columnsOf(pool, table))
      .filter((column) => column !== 'record_id')
      .map((column) => `t.${column}`);
    const into = kept.map((column) => column.slice(2)).join(', ');
    await pool.query(
      `insert into app.${table} (record_id, ${into}) select x.id, ${kept.join(', ')}
       from app.${table} t cross join unnest($3::uuid[]) as x(id) where t.company_id = $1 and t.record_id = $2`,
      [companyId, template, ids],
    );
  }
  await pool.query(
    'insert into byhand.records select * from app.records where company_id = $1 and id = any($2::uuid[])',
    [companyId, ids],
  );
  for (const table of ['record_lines', 'history']) {
    await pool.query(
      `insert into byhand.${table} select * from app.${table} where company_id = $1 and record_id = any($2::uuid[])`,
      [companyId, ids],
    );
  }
  await pool.query('analyze');
  return ids;
}

async function columnsOf(pool: Pool, table: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'app' and table_name = $1 order by ordinal_position`,
    [table],
  );
  return rows.map((row) =>
    `"${row.name}"`.replaceAll('"', row.name === 'full' || row.name === 'at' ? '"' : ''),
  );
}
