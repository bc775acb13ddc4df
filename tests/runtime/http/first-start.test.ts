// A first start that did not go well: cut short in the middle, or with a studio that cannot be built.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Auth } from '../../../runtime/access/auth.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { readConfig } from '../../../runtime/config.ts';
import { makeFirstCompany } from '../../../runtime/first-company.ts';
import { makeLog } from '../../../runtime/log.ts';
import { countByType } from '../../../runtime/store/counts.ts';
import { buildStudio } from '../../../runtime/studio-build.ts';
import { SALES, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';

let app: TestApp;
let folder: string;
beforeAll(async () => {
  app = await testApp();
  folder = await mkdtemp(join(tmpdir(), 'filiera-'));
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

test('base records that an interrupted start did not make are made by the next, without demo data', async () => {
  const companyId = await createCompany(app, { packFolder: SALES, owner: 'owner' });
  const whole = await countByType(app.pool, companyId);
  // As a start leaves it that was killed before it had made these.
  await app.pool.query(`delete from app.records where type = 'unit'`);
  await app.pool.query('delete from app.idempotency');

  const config = readConfig({ FILIERA_DEMO: '0', FILIERA_OWNER_PASSWORD: 'a-long-password' });
  const people = { createUser: () => Promise.resolve({ id: 'owner' }) } as unknown as Auth;
  const root = join(import.meta.dirname, '../../..');
  expect(await makeFirstCompany(app, people, config, root)).not.toBeNull();
  expect(await countByType(app.pool, companyId)).toEqual(whole);
  expect(await makeFirstCompany(app, people, config, root)).toBeNull();
});

test('a studio that cannot be built is told in one sentence, with what is served meanwhile and the cure', async () => {
  await mkdir(join(folder, 'studio/build'), { recursive: true });
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const signal = new AbortController().signal;
  try {
    expect(await buildStudio(folder, makeLog('silent'), signal)).toBe(false);
    expect(told).toHaveBeenLastCalledWith(expect.stringContaining('only the API is served'));
    await writeFile(join(folder, 'studio/build/index.html'), '<p>earlier</p>');
    expect(await buildStudio(folder, makeLog('silent'), signal)).toBe(true);
    expect(told).toHaveBeenLastCalledWith(
      'The studio could not be built; the earlier build is served meanwhile. Run "npm run build" to see why.',
    );
  } finally {
    told.mockRestore();
  }
});
