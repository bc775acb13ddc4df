import { join } from 'node:path';
import type { Caller } from '../../runtime/access/caller.ts';
import type { App } from '../../runtime/app.ts';
import { companyWriter } from '../../runtime/companies/company-writer.ts';
import { makeLog } from '../../runtime/log.ts';
import { makeModels } from '../../runtime/store/model-cache.ts';
import { freshDatabase } from '../database.ts';
import type { TestDatabase } from '../database.ts';

export const SALES = join(import.meta.dirname, '../../definitions/sales');

/** What the runtime works with, on a fresh database, with a clock that tests set. */
export interface TestApp extends App {
  readonly database: TestDatabase;
  now: number;
  close(): Promise<void>;
}

export async function testApp(now = Date.UTC(2026, 2, 2, 9)): Promise<TestApp> {
  const database = await freshDatabase();
  const log = makeLog('silent');
  const models = await makeModels({ ...database, databaseUrl: database.url, log });
  const app: TestApp = {
    ...database,
    database,
    models,
    log,
    now,
    clock: () => app.now,
    async close() {
      await models.close();
      await database.drop();
    },
  };
  return app;
}

/** The owner of a company, as a caller. */
export async function ownerOf(app: App, companyId: string, language = 'en'): Promise<Caller> {
  const { caller } = await companyWriter(app, companyId, 'owner');
  return { ...caller, language };
}
