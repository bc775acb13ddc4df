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
  const t = performance.now();
  await loadDemo(app, companyId, SALES, 'owner');
  console.log('demo ms', performance.now() - t);
  const counts = await countByType(app.pool, companyId);
  console.log(counts);
  expect(counts.get('partner')).toBe(60);
  await loadDemo(app, companyId, SALES, 'owner');
  expect(await countByType(app.pool, companyId)).toEqual(counts);
});
