// The scenarios of the pack that we ship come true over HTTP as well: each in a company of its own, on its own days.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Model, Scenario } from '#engine';
import { putMember } from '../../../runtime/access/membership.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { readConfig } from '../../../runtime/config.ts';
import { serve } from '../../../runtime/serve.ts';
import type { Running } from '../../../runtime/serve.ts';
import { freshDatabase } from '../../database.ts';
import type { TestDatabase } from '../../database.ts';
import { readPackText, salesFolder } from '../../definitions/pack-text.ts';
import { ownerEmail, ownerPassword, signIn } from '../../server.ts';
import { SALES } from '../app.ts';
import { playOverHttp } from './http-story.ts';

let database: TestDatabase;
let running: Running;
let dataDir: string;
let model: Model;
let owner: string;
let now = Date.UTC(2026, 0, 15, 10);

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'filiera-'));
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    FILIERA_DATA_DIR: dataDir,
    FILIERA_OWNER_EMAIL: ownerEmail,
    FILIERA_OWNER_PASSWORD: ownerPassword,
    LOG_LEVEL: 'error',
  });
  // Every answer comes a second later, so that what happens keeps its order.
  const clock = (): number => (now += 1000);
  running = await serve(config, { root: join(import.meta.dirname, '../../..'), studio: false, clock });
  const { rows } = await database.pool.query<{ company_id: string; user_id: string }>(
    'select company_id, user_id from app.members',
  );
  owner = rows[0]?.user_id ?? '';
  model = (await running.app.models.current(rows[0]?.company_id ?? '')).model;
});

afterAll(async () => {
  await running?.stop();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const scenarios = Object.entries(readPackText(salesFolder).files).flatMap(([path, text]) => {
  const name = /^scenarios\/(.+)\.json$/.exec(path)?.[1];
  return name === undefined ? [] : [[name, JSON.parse(text) as Scenario] as const];
});

test.each(scenarios)('%s', async (_name, scenario) => {
  const company = (scenario.given?.company ?? {}) as Readonly<Record<string, string>>;
  const companyId = await createCompany(running.app, { packFolder: SALES, owner, company });
  const as = async (role: string | null) => {
    await database.pool.query('delete from app.members');
    await putMember(database.pool, companyId, owner, { roles: [role ?? 'owner'] });
    return signIn(running.url);
  };
  const day = (text: string): void => void (now = Date.parse(`${text}T10:00:00Z`));
  expect(await playOverHttp({ model, as, day }, scenario)).toBeNull();
});
