import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import { runCommand } from '../../../runtime/commands/run-command.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { changeDraft, createDraft, listDrafts, readDraft } from '../../../runtime/definitions/drafts.ts';
import { listReleases } from '../../../runtime/definitions/list-releases.ts';
import { draftProblems, planDraft } from '../../../runtime/definitions/plan.ts';
import { publishDraft } from '../../../runtime/definitions/publish.ts';
import { replayDraft } from '../../../runtime/definitions/replay-draft.ts';
import type { DefinitionDraft, DraftCommand } from '../../../runtime/definition-shapes.ts';
import { listRecords } from '../../../runtime/store/list-records.ts';
import { ownerOf, SALES, testApp } from '../app.ts';
import { namesFor } from '../filter-names.ts';
import type { TestApp } from '../app.ts';

let app: TestApp;
let owner: Caller;

beforeAll(async () => {
  app = await testApp();
  owner = await ownerOf(app, await createCompany(app, { packFolder: SALES, owner: 'owner' }));
});
afterAll(() => app.close());

async function draft(): Promise<DefinitionDraft> {
  return ok(await createDraft(app, owner, { title: 'Test' }));
}
function ok<T extends object>(answer: T): Exclude<T, { kind: 'refusal' }> {
  if ('kind' in answer && answer.kind === 'refusal') throw new Error(JSON.stringify(answer));
  return answer as Exclude<T, { kind: 'refusal' }>;
}
async function change(at: DefinitionDraft, command: DraftCommand): Promise<DefinitionDraft> {
  return ok(await changeDraft(app, owner, at.id, at.version, command));
}

test('a draft is edited by commands, undone and redone, keeping the author’s layout', async () => {
  const start = await draft();
  const path = 'types/order/schema.json';
  const patched = await change(start, {
    patch: path,
    pointer: '/properties/colour',
    value: { type: 'string', title: 'Colour', maxLength: 40 },
  });
  expect(JSON.parse(patched.files[path]!)).toMatchObject({ properties: { colour: { title: 'Colour' } } });
  const untouched = start.files[path]!.split('\n').filter(
    (line) => line.trim().length > 3 && !line.trim().endsWith('}'),
  );
  for (const line of untouched.slice(0, 10)) expect(patched.files[path]).toContain(line);
  expect(patched).toMatchObject({ changed: [path], canUndo: true, canRedo: false, version: 2 });

  const undone = await change(patched, { undo: true });
  expect(undone.files).toEqual(start.files);
  expect(undone).toMatchObject({ changed: [], canUndo: false, canRedo: true });
  expect((await change(undone, { redo: true })).files).toEqual(patched.files);
  expect(await changeDraft(app, owner, start.id, 1, { delete: path })).toMatchObject({
    kind: 'refusal',
    code: 'draft-moved',
    status: 412,
  });
  expect((await listDrafts(app, owner)).map((one) => one.id)).toContain(start.id);
});

test.each([
  [{ put: '../secret.json', text: '{}' }, 'bad-path'],
  [{ put: 'types/Order.json', text: '{}' }, 'bad-path'],
  [{ delete: 'types/none/schema.json' }, 'no-file'],
  [{ patch: 'app.json', pointer: '/menu/sales/title/x', value: 1 }, 'cannot-patch'],
  [{ put: 'notes.md', text: 'x'.repeat(1_000_001) }, 'too-large'],
] as const)('%j is refused', async (command, code) => {
  const start = await draft();
  expect(await changeDraft(app, owner, start.id, null, command)).toMatchObject({ kind: 'refusal', code });
});

test('a draft with a problem says where and what to do, and cannot be published', async () => {
  const start = await change(await draft(), {
    patch: 'types/order/type.json',
    pointer: '/columns/0',
    value: 'nothing',
  });
  const { problems } = ok(await draftProblems(app, owner, start.id));
  const [error] = problems.filter((problem) => problem.severity === 'error');
  expect(error).toMatchObject({ file: 'types/order/type.json', pointer: '/columns/0' });
  expect(error?.cure).not.toBe('');
  const plan = ok(await planDraft(app, owner, start.id));
  expect(plan.publishable).toBe(false);
  expect(await publishDraft(app, owner, start.id, { plan: plan.hash, message: '' })).toMatchObject({
    kind: 'refusal',
    code: 'not-publishable',
  });
});

test('a stage that records are in cannot be taken away', async () => {
  const made = await runCommand(app, owner, { kind: 'create', type: 'offer', data: {} });
  expect(made.kind).toBe('done');
  const start = await draft();
  const machine = start.files['types/offer/machine.json']!.replaceAll('"draft"', '"sketch"').replaceAll(
    '"phase": "sketch"',
    '"phase": "draft"',
  );
  let renamed = await change(start, { put: 'types/offer/machine.json', text: machine });
  // Stories that name the stage are told by themselves.
  for (const story of ['incomplete-draft', 'totals-to-the-cent'])
    renamed = await change(renamed, { delete: `scenarios/${story}.json` });
  const { problems } = ok(await draftProblems(app, owner, renamed.id));
  const stranded = problems.filter((problem) => problem.code === 'stage-strands');
  expect(stranded).toMatchObject([{ severity: 'error', params: { type: 'offer', stage: 'draft' } }]);
});

test('a draft whose scenarios fail is refused by their names and what differs; a replay tells all that would', async () => {
  const guard = '/states/draft/on/CONFIRM/guard/params/expr';
  const draftOf = await change(await draft(), {
    patch: 'types/order/machine.json',
    pointer: guard,
    value: 'doc.partner.blocked == true',
  });
  const plan = ok(await planDraft(app, owner, draftOf.id));
  expect(plan.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(plan.publishable).toBe(false);
  const refused = await publishDraft(app, owner, draftOf.id, { plan: plan.hash, message: '' });
  if (refused.kind !== 'refusal') throw new Error('published');
  expect(refused).toMatchObject({ code: 'not-publishable', status: 422 });
  const failing = plan.scenarios.filter(({ passed }) => !passed).map(({ name }) => `scenarios/${name}.json#`);
  expect(failing).toContain('scenarios/whole-story.json#');
  expect(refused.problems.map(({ pointer }) => pointer)).toEqual(failing);
  expect(refused.problems[0]?.message).toContain('fire CONFIRM');

  const { stories } = ok(await replayDraft(app, owner, draftOf.id));
  const story = stories.find(({ name }) => name === 'order-to-invoice');
  expect(story?.documents.map(({ type }) => type)).toContain('order');
  expect(stories.map(({ name }) => name)).not.toContain('offer-answered');
});

test('publishing makes a release, allots a slot to a new column and fills it for old records', async () => {
  const companyId = owner.companyId;
  const data: JsonObject = { notes: 'Łatwo' };
  const old = await runCommand(app, owner, { kind: 'create', type: 'order', data });
  if (old.kind !== 'done') throw new Error(JSON.stringify(old));

  let edited = await draft();
  const columns = (JSON.parse(edited.files['types/order/type.json']!) as { columns: string[] }).columns;
  edited = await change(edited, {
    patch: 'types/order/type.json',
    pointer: '/columns',
    value: [...columns, 'notes'],
  });
  edited = await change(edited, {
    patch: 'types/order/type.json',
    pointer: '/search',
    value: ['number', 'notes'],
  });
  const plan = ok(await planDraft(app, owner, edited.id));
  expect(plan).toMatchObject({ publishable: true });
  expect(plan.scenarios.length).toBeGreaterThan(10);
  expect(
    plan.changes.map(({ kind, file, pointer, records }) => ({ kind, file, pointer, records })),
  ).toContainEqual({ kind: 'changed', file: 'types/order/type.json', pointer: '/columns', records: 1 });
  expect(plan.changes[0]?.words).toMatch(/^Type order, columns: changed/);

  expect(await publishDraft(app, owner, edited.id, { plan: 'other', message: '' })).toMatchObject({
    code: 'plan-moved',
  });
  const rival = await draft();
  const published = ok(
    await publishDraft(app, owner, edited.id, { plan: plan.hash, message: 'Notes as a column' }),
  );
  expect(published).toMatchObject({ kind: 'published', release: 2 });
  expect(await readDraft(app, owner, edited.id)).toMatchObject({ code: 'no-draft' });
  expect(await publishDraft(app, owner, rival.id, { plan: 'any', message: '' })).toMatchObject({
    code: 'base-moved',
    status: 409,
  });

  const current = await app.models.current(companyId);
  expect(current).toMatchObject({ release: 2, hash: published.hash });
  const list = await listRecords(app.pool, companyId, {
    type: current.model.types.get('order')!,
    plan: current.plan.get('order')!,
    filter: `notes.startsWith('Łat')`,
    q: 'latwo',
    access: null,
    names: await namesFor(app, owner),
    language: 'en',
  });
  expect(list).toMatchObject({ items: [{ id: old.decision.record, version: 1, data: { notes: 'Łatwo' } }] });

  const edit = await runCommand(app, owner, {
    kind: 'edit',
    id: old.decision.record,
    patch: { notes: 'Greu' },
  });
  expect(edit).toMatchObject({ kind: 'done', decision: { records: [{ after: { release: 2 } }] } });
  expect(await listReleases(app, companyId)).toMatchObject([
    { number: 2, message: 'Notes as a column', current: true, records: 1 },
    { number: 1, current: false },
  ]);
});

test('commands that run while a release is published all end up under one of the two, slots filled', async () => {
  const edited = await change(await draft(), {
    patch: 'types/order/type.json',
    pointer: '/columns/-',
    value: 'postponed',
  });
  const withField = await change(edited, {
    patch: 'types/order/schema.json',
    pointer: '/properties/postponed',
    value: { type: 'string', title: 'Postponed', maxLength: 20, 'x-default': "'no'" },
  });
  const plan = ok(await planDraft(app, owner, withField.id));
  let isPublished = false;
  const work = async (): Promise<void> => {
    while (!isPublished) {
      const outcome = await runCommand(app, owner, {
        kind: 'create',
        type: 'order',
        data: { reference: 'storm' },
      });
      expect(outcome.kind).toBe('done');
    }
  };
  const workers = [work(), work(), work()];
  ok(await publishDraft(app, owner, withField.id, { plan: plan.hash, message: 'In a storm' }));
  isPublished = true;
  await Promise.all(workers);
  const current = await app.models.current(owner.companyId);
  const slot = current.plan.get('order')!.slots.get('postponed')!;
  const { rows } = await app.pool.query(
    `select 1 from app.records where type = 'order' and ${slot} is distinct from data ->> 'postponed'`,
  );
  expect(rows).toEqual([]);
});
