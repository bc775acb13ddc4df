import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { loadDemo } from '../../../runtime/companies/load-demo.ts';
import { countByType } from '../../../runtime/store/counts.ts';
import { SALES, testApp } from '../app.ts';
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
