// Definitions through the door: draft, mistake, cure, plan, publish; and who may not.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  DefinitionDraft,
  ModelAnswer,
  PlanAnswer,
  ProblemAnswer,
  ProblemsAnswer,
  RecordAnswer,
  ReleaseFilesAnswer,
  ReleaseShape,
  ReleasesAnswer,
  SettingsAnswer,
} from '../../../runtime/api.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client, Server } from '../../server.ts';

let server: Server;
let owner: Client;

beforeAll(async () => {
  server = await startServer();
  owner = await signIn(server.url);
});

afterAll(async () => {
  await server?.stop();
  await server?.remove();
});

it('goes from a draft with a mistake to a release that the next record obeys', async () => {
  const before = await owner.call<RecordAnswer>('POST', '/api/records/partner', {
    data: { code: 'BEFORE', name: 'Before' },
  });
  const made = await owner.call<DefinitionDraft>('POST', '/api/definitions/drafts', {
    title: 'A colour for partners',
  });
  expect(made.status).toBe(201);
  const path = `/api/definitions/drafts/${made.body.id}`;
  let version = made.body.version;
  const change = async (command: object): Promise<DefinitionDraft> => {
    const answer = await owner.call<DefinitionDraft>('PATCH', `${path}/files`, command, {
      'if-match': `"${version}"`,
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    version = answer.body.version;
    return answer.body;
  };

  const field = { type: 'string', title: 'Loud name', 'x-formula': 'upper(doc.nmae)' };
  await change({ patch: 'types/partner/schema.json', pointer: '/properties/loud', value: field });
  const wrong = await owner.call<ProblemsAnswer>('GET', `${path}/problems`);
  expect(wrong.body.problems).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      file: 'types/partner/schema.json',
      pointer: '/properties/loud/x-formula',
    }),
  );
  const refused = await owner.call<PlanAnswer>('GET', `${path}/plan`);
  expect(refused.body.publishable).toBe(false);
  const early = await owner.call<ProblemAnswer>('POST', `${path}/publish`, {
    plan: refused.body.hash,
    message: 'x',
  });
  expect(early.status).toBe(422);

  const stale = await owner.call<ProblemAnswer>(
    'PATCH',
    `${path}/files`,
    { undo: true },
    { 'if-match': '"1"' },
  );
  expect(stale.status).toBe(412);
  expect((await change({ undo: true })).changed).toEqual([]);
  expect((await change({ redo: true })).changed).toEqual(['types/partner/schema.json']);

  await change({
    patch: 'types/partner/schema.json',
    pointer: '/properties/loud/x-formula',
    value: 'upper(doc.name)',
  });
  await change({
    patch: 'app.json',
    pointer: '/menu/catalogs/items/partner',
    value: { type: 'partner', title: 'Loud people', icon: 'user', order: 1 },
  });
  const plan = await owner.call<PlanAnswer>('GET', `${path}/plan`);
  expect(plan.body.scenarios.filter((scenario) => !scenario.passed)).toEqual([]);
  expect(plan.body, JSON.stringify(plan.body.problems)).toMatchObject({ publishable: true });
  const published = await owner.call<ReleaseShape>('POST', `${path}/publish`, {
    plan: plan.body.hash,
    message: 'Loud names',
  });
  expect(published.status, JSON.stringify(published.body)).toBe(201);
  expect(published.body).toMatchObject({ number: 2, author: 'Owner', message: 'Loud names', current: true });

  const model = await owner.call<ModelAnswer>('GET', '/api/model');
  expect(model.body.release).toBe(2);
  const catalogs = model.body.menu.find(({ key }) => key === 'catalogs');
  expect(catalogs?.items[0]).toEqual({ type: 'partner', title: 'Loud people', icon: 'user' });
  const after = await owner.call<RecordAnswer>('POST', '/api/records/partner', {
    data: { code: 'AFTER', name: 'After' },
  });
  expect(after.body).toMatchObject({ release: 2, data: { loud: 'AFTER' } });
  const old = await owner.call<RecordAnswer>(
    'PATCH',
    `/api/records/partner/${before.body.id}`,
    { phone: '1' },
    { 'if-match': '"1"' },
  );
  expect(old.status, JSON.stringify(old.body)).toBe(200);
  expect(old.body).toMatchObject({ release: 2, version: 2 });

  const releases = await owner.call<ReleasesAnswer>('GET', '/api/definitions/releases');
  expect(releases.body.items.map((release) => release.number)).toEqual([2, 1]);
  const files = await owner.call<ReleaseFilesAnswer>('GET', '/api/definitions/releases/1');
  expect(files.body.files['types/partner/schema.json']).not.toContain('loud');
  expect((await owner.call('GET', '/api/definitions/releases/3')).status).toBe(404);
});

it('refuses commands of no known shape', async () => {
  const made = await owner.call<DefinitionDraft>('POST', '/api/definitions/drafts', {});
  const path = `/api/definitions/drafts/${made.body.id}`;
  expect((await owner.call('PATCH', `${path}/files`, { put: 'x.json' }, { 'if-match': '"1"' })).status).toBe(
    400,
  );
  expect(
    (await owner.call('PATCH', `${path}/files`, { put: '../x.json', text: '{}' }, { 'if-match': '"1"' }))
      .status,
  ).toBe(422);
  expect((await owner.call('PATCH', `${path}/files`, { undo: true })).status).toBe(428);
  expect((await owner.call('DELETE', path)).status).toBe(204);
  expect((await owner.call('GET', path)).status).toBe(404);
});

it('changes the company’s switches within their schema', async () => {
  const changed = await owner.call<SettingsAnswer>('PATCH', '/api/settings', { maxDiscount: 15 });
  expect(changed.body.settings).toMatchObject({ maxDiscount: 15 });
  expect((await owner.call('PATCH', '/api/settings', { maxDiscount: 'many' })).status).toBe(422);
  expect((await owner.call('PATCH', '/api/settings', { nothing: 1 })).status).toBe(422);
  const back = await owner.call<SettingsAnswer>('PATCH', '/api/settings', { maxDiscount: null });
  expect(back.body.settings).toMatchObject({ maxDiscount: back.body.defaults.maxDiscount });
});
