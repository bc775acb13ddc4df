// A newer base pack under what the company has made its own: joined by meaning, conflicts in words, all at once.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReleaseManifest } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { readPack } from '../../../runtime/companies/read-pack.ts';
import { changeDraft, createDraft } from '../../../runtime/definitions/drafts.ts';
import { planDraft } from '../../../runtime/definitions/plan.ts';
import { publishDraft } from '../../../runtime/definitions/publish.ts';
import { upgradeDraft } from '../../../runtime/definitions/upgrade.ts';
import { readBasePacks } from '../../../runtime/store/release-layers.ts';
import type { Files } from '../../../runtime/store/releases.ts';
import { ownerOf, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';

const PACK = join(import.meta.dirname, '../../engine/check/base');
let app: TestApp;
let owner: Caller;
let newer: Files;

beforeAll(async () => {
  app = await testApp();
  owner = await ownerOf(app, await createCompany(app, { packFolder: PACK, owner: 'owner' }));
  const files = await readPack(PACK);
  const edit = (path: string, change: (text: string) => string): Files => ({
    [path]: change(files[path] ?? ''),
  });
  newer = {
    ...files,
    ...edit('pack.json', (text) => text.replace('1.0.0', '1.1.0')),
    ...edit('types/wish/type.json', (text) => text.replace('"Wish"', '"Enquiry"')),
    ...edit('types/deal/type.json', (text) => text.replace('"Deal"', '"Agreement"')),
    ...edit('types/customer/schema.json', (text) =>
      text.replace('"blocked"', '"phone": { "type": "string", "maxLength": 40 },\n    "blocked"'),
    ),
  };
});
afterAll(() => app.close());

function ok<T extends object>(answer: T): Exclude<T, { kind: 'refusal' }> {
  if ('kind' in answer && answer.kind === 'refusal') throw new Error(JSON.stringify(answer, null, 1));
  return answer as Exclude<T, { kind: 'refusal' }>;
}

async function publish(draft: string): Promise<number> {
  const plan = ok(await planDraft(app, owner, draft));
  expect(plan.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return ok(await publishDraft(app, owner, draft, { plan: plan.hash, message: '' })).release;
}

async function manifest(release: number): Promise<ReleaseManifest> {
  const { rows } = await app.pool.query<{ manifest: ReleaseManifest }>(
    'select manifest from app.releases where company_id = $1 and number = $2',
    [owner.companyId, release],
  );
  if (!rows[0]) throw new Error('no release');
  return rows[0].manifest;
}

test('a release is its base packs by content and version, and the company’s own as differences', async () => {
  expect(await manifest(1)).toMatchObject({ packs: [{ key: 'base', version: '1.0.0' }], overlay: null });
  const draft = ok(await createDraft(app, owner, {}));
  const own = { patch: 'types/wish/type.json', pointer: '/title', value: 'Request' };
  ok(await changeDraft(app, owner, draft.id, null, own));
  const column = {
    patch: 'types/customer/type.json',
    pointer: '/columns',
    value: ['code', 'name', 'blocked'],
  };
  ok(await changeDraft(app, owner, draft.id, null, column));
  expect(await publish(draft.id)).toBe(2);
  const { packs, overlay } = await manifest(2);
  expect(packs).toEqual((await manifest(1)).packs);
  expect(Object.keys(overlay?.files ?? {}).sort()).toEqual([
    'types/customer/type.json',
    'types/wish/type.json',
  ]);
  expect((await readBasePacks(app.pool, owner.companyId, 2)).map(({ key }) => key)).toEqual(['base']);
});

test('what both changed is a conflict in words, and nothing moves until somebody chooses', async () => {
  const draft = ok(await createDraft(app, owner, {}));
  const asked = ok(await upgradeDraft(app, owner, draft.id, { files: newer, choices: {} }));
  expect(asked).toMatchObject({ upgraded: false, draft: { changed: [] } });
  expect(asked.conflicts.map(({ id, mine, theirs }) => [id, mine, theirs])).toEqual([
    ['types/wish/type.json#/title', 'Request', 'Enquiry'],
  ]);
  expect(JSON.stringify(asked.conflicts[0])).toMatch(/Request.*Enquiry/);

  const choices = { 'types/wish/type.json#/title': 'mine' } as const;
  const done = ok(await upgradeDraft(app, owner, draft.id, { files: newer, choices }));
  expect(done).toMatchObject({ upgraded: true, draft: { canUndo: false } });
  const { files, changed } = done.draft;
  expect(changed).toEqual(['pack.json', 'types/customer/schema.json', 'types/deal/type.json']);
  expect(JSON.parse(files['types/wish/type.json'] ?? '')).toMatchObject({ title: 'Request' });
  expect(JSON.parse(files['types/deal/type.json'] ?? '')).toMatchObject({ title: 'Agreement' });
  expect(JSON.parse(files['types/customer/type.json'] ?? '')).toMatchObject({
    columns: ['code', 'name', 'blocked'],
  });

  const again = ok(await upgradeDraft(app, owner, draft.id, { files: newer, choices: {} }));
  expect(again).toMatchObject({ upgraded: true, conflicts: [] });
  expect(again.draft.files).toEqual(files);
  const release = await publish(draft.id);
  expect((await manifest(release)).packs).toMatchObject([{ key: 'base', version: '1.1.0' }]);
  expect(Object.keys((await manifest(release)).overlay?.files ?? {}).sort()).toEqual([
    'types/customer/type.json',
    'types/wish/type.json',
  ]);
});

test('a pack that the definitions do not lie on is refused', async () => {
  const draft = ok(await createDraft(app, owner, {}));
  const files = { ...newer, 'pack.json': (newer['pack.json'] ?? '').replace('"base"', '"other"') };
  expect(await upgradeDraft(app, owner, draft.id, { files, choices: {} })).toMatchObject({
    kind: 'refusal',
    code: 'no-base',
  });
});
