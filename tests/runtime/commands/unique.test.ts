// Two who give the same value in one scope at once: one succeeds, the other is told who has it.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../../runtime/access/caller.ts';
import { runCommand } from '../../../runtime/commands/run-command.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { ownerOf, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';

let app: TestApp;
let owner: Caller;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filiera-unique-'));
  await cp(join(import.meta.dirname, '../../engine/check/base'), folder, { recursive: true });
  const path = join(folder, 'types/thing/schema.json');
  const schema = JSON.parse(await readFile(path, 'utf8')) as { properties: Record<string, object> };
  schema.properties['shelf'] = { type: 'string', title: 'Shelf' };
  schema.properties['place'] = { type: 'string', title: 'Place', 'x-unique': ['shelf'] };
  await writeFile(path, JSON.stringify(schema));
  app = await testApp();
  owner = await ownerOf(app, await createCompany(app, { packFolder: folder, owner: 'owner' }));
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

const make = (code: string, shelf: string | null, place: string) =>
  runCommand(app, owner, {
    kind: 'create',
    type: 'thing',
    data: { code, name: code, place, ...(shelf !== null && { shelf }) },
  });

test('in one scope the value is given once, however many ask for it at once', async () => {
  for (const shelf of ['A', null]) {
    const codes = Array.from({ length: 8 }, (_, i) => `${shelf}${i}`);
    const outcomes = await Promise.all(codes.map((code) => make(code, shelf, '7')));
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    const refused = outcomes.filter((outcome) => outcome.kind === 'refusal');
    expect(refused).toHaveLength(7);
    expect(refused[0]?.problems).toMatchObject([{ code: 'not-unique', pointer: '/place' }]);
  }
});

test('each scope has its own values', async () => {
  const outcomes = await Promise.all(['B', 'C', 'D'].map((shelf) => make(`x${shelf}`, shelf, '7')));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
});
