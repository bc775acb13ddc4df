import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { User } from '#engine';
import { makeAuth } from '../../runtime/access/auth.ts';
import { SignInLimit } from '../../runtime/access/sign-in-limit.ts';
import { createCompany } from '../../runtime/companies/create-company.ts';
import { makeRoutes } from '../../runtime/routes/index.ts';
import type { Current } from '../../runtime/store/model-cache.ts';
import { testApp } from './app.ts';
import type { TestApp } from './app.ts';

/** The whole HTTP door of one company on a fresh database, but for the cookie: it names the person. */
export interface Door {
  readonly app: TestApp;
  readonly companyId: string;
  readonly current: Current;
  call<T>(
    person: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: T }>;
  close(): Promise<void>;
}

/**
 * @param files   of the pack: path → text
 * @param people  by the name that calls are made under
 * @param owner   role of whoever makes the company
 */
export async function openDoor(
  files: Readonly<Record<string, string>>,
  people: Readonly<Record<string, User>>,
  owner: string,
): Promise<Door> {
  const app = await testApp();
  const auth = await makeAuth({
    databaseUrl: app.database.url,
    secret: 'a secret of more than thirty-two characters',
    log: app.log,
    companyOf: () => Promise.resolve(null),
  });
  const folder = await mkdtemp(join(tmpdir(), 'filiera-door-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const companyId = await createCompany(app, { packFolder: folder, owner });
  const current = await app.models.current(companyId);
  const routes = makeRoutes({
    app,
    auth,
    sessions: {
      find: (cookie: string | undefined) =>
        Promise.resolve({ companyId, company: current.company, user: people[cookie ?? '']! }),
      forget: () => undefined,
    } as unknown as Parameters<typeof makeRoutes>[0]['sessions'],
    signInLimit: new SignInLimit(() => 0),
    studio: new Map(),
    isDraining: () => false,
  });
  return {
    app,
    companyId,
    current,
    async call<T>(
      person: string,
      method: string,
      path: string,
      body?: unknown,
      headers: Readonly<Record<string, string>> = {},
    ) {
      const answer = await routes.request(`http://localhost/api${path}`, {
        method,
        headers: { cookie: person, host: 'localhost', 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
    },
    async close() {
      await auth.close();
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
