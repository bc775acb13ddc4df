import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { loadDemo } from '../../../runtime/companies/load-demo.ts';
import { countByType } from '../../../runtime/store/counts.ts';
import { compile, makeValidators } from '#engine';
import { readPack } from '../../../runtime/companies/read-pack.ts';
import { replayHistory } from '../../../runtime/definitions/replay-history.ts';
import { ajvValidator } from '../../../runtime/validation.ts';
import { ownerOf, SALES, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

test('a company is made from a pack and filled by its story; again, nothing is made twice', async () => {
  const companyId = await createCompany(app, { packFolder: SALES, owner: 'owner' });
  await loadDemo(app, companyId, SALES, 'owner');
  const counts = await countByType(app.pool, companyId);
  expect(counts.get('partner')).toBe(60);
  expect(counts.get('article')).toBe(200);
  const documents = await app.pool.query(`select count(*) as n from app.records where stage is not null`);
  expect(documents.rows).toEqual([{ n: '150' }]);
  const future = await app.pool.query('select 1 from app.records where updated_at > $1', [new Date(app.now)]);
  expect(future.rows).toEqual([]);
  await loadDemo(app, companyId, SALES, 'owner');
  expect(await countByType(app.pool, companyId)).toEqual(counts);
});

test('all that the company has done is done again by the same definitions, and nothing differs', async () => {
  // People live in a schema of their own, which only a whole server makes.
  await app.pool.query('create schema auth');
  await app.pool.query('create table auth."user" (id text, name text, email text)');
  const { rows } = await app.pool.query<{ id: string }>('select company_id as id from app.companies');
  const owner = await ownerOf(app, rows[0]?.id ?? '');
  const { model } = compile({ files: await readPack(SALES) }, { validator: ajvValidator });
  if (!model) throw new Error('the pack does not compile');
  const side = { model, validators: makeValidators(model, ajvValidator), base: {} };
  const { commands, left, documents } = await replayHistory(app, owner, side, side, null);
  expect(commands).toBeGreaterThan(600);
  expect([left, documents]).toEqual([0, []]);
});
