// Records written before a release read right under it: in lists, filters and counts, in decisions, and written back.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command, JsonObject, Stored } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import { runCommand } from '../../../runtime/commands/run-command.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { changeDraft, createDraft } from '../../../runtime/definitions/drafts.ts';
import { planDraft } from '../../../runtime/definitions/plan.ts';
import { publishDraft } from '../../../runtime/definitions/publish.ts';
import type { PlanAnswer } from '../../../runtime/definition-shapes.ts';
import { recordAnswer } from '../../../runtime/routes/record-answer.ts';
import { countByState } from '../../../runtime/store/counts.ts';
import { listRecords } from '../../../runtime/store/list-records.ts';
import { readRecords } from '../../../runtime/store/read-records.ts';
import { ownerOf, testApp } from '../app.ts';
import { namesFor } from '../filter-names.ts';
import type { TestApp } from '../app.ts';

const PACK = join(import.meta.dirname, '../../engine/check/base');
type Changes = Readonly<Record<string, unknown>>;

let app: TestApp;
let owner: Caller;
const ids = new Map<string, string>();

beforeAll(async () => {
  app = await testApp();
  owner = await ownerOf(app, await createCompany(app, { packFolder: PACK, owner: 'owner' }));
  const make = async (name: string, type: string, data: JsonObject): Promise<void> =>
    void ids.set(name, await done({ kind: 'create', type, data }));
  await make('customer', 'customer', { code: 'C1', name: 'Fabrica' });
  await make('thing', 'thing', { code: 'T1', name: 'Clanță', price: '10' });
  for (const name of ['sketch', 'asked', 'dropped'])
    await make(name, 'wish', {
      customer: ids.get('customer') ?? '',
      note: `note of ${name}`,
      lines: [{ id: 'L1', thing: ids.get('thing') ?? '', quantity: '3' }],
    });
  await fire('asked', 'SEND');
  await fire('dropped', 'SEND');
  await fire('dropped', 'CANCEL');
});
afterAll(() => app.close());

async function done(command: Command): Promise<string> {
  const outcome = await runCommand(app, owner, command);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.decision.record;
}
const fire = (name: string, event: string) =>
  done({ kind: 'fire', id: ids.get(name) ?? '', event, input: {} });
async function stored(name: string): Promise<Stored> {
  const id = ids.get(name) ?? '';
  const record = (await readRecords(app.pool, owner.companyId, [id])).get(id);
  if (!record) throw new Error(`${name} is not there`);
  return record;
}
function ok<T extends object>(answer: T): Exclude<T, { kind: 'refusal' }> {
  if ('kind' in answer && answer.kind === 'refusal') throw new Error(JSON.stringify(answer, null, 1));
  return answer as Exclude<T, { kind: 'refusal' }>;
}

interface Planned {
  readonly draft: string;
  readonly plan: PlanAnswer;
}

/** A draft of the current release with values changed: `file#/pointer` → value; null takes it away. */
async function plan(changes: Changes, from?: number): Promise<Planned> {
  const draft = ok(await createDraft(app, owner, from === undefined ? {} : { release: from }));
  for (const [place, value] of Object.entries(changes)) {
    const [file = '', pointer] = place.split('#');
    ok(
      await changeDraft(
        app,
        owner,
        draft.id,
        null,
        pointer === undefined
          ? { put: file, text: JSON.stringify(value, null, 2) }
          : { patch: file, pointer, ...(value === null ? {} : { value }) },
      ),
    );
  }
  return { draft: draft.id, plan: ok(await planDraft(app, owner, draft.id)) };
}
async function publish({ draft, plan: { hash, problems } }: Planned): Promise<number> {
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return ok(await publishDraft(app, owner, draft, { plan: hash, message: '' })).release;
}
async function list(type: string, filter: string, more: object = {}) {
  const current = await app.models.current(owner.companyId);
  const answer = await listRecords(app.pool, owner.companyId, {
    type: current.model.types.get(type)!,
    plan: current.plan.get(type)!,
    filter,
    access: null,
    names: await namesFor(app, owner),
    language: 'en',
    ...more,
  });
  if (answer.kind !== 'list') throw new Error(JSON.stringify(answer));
  return answer.items.map(({ id, data }) => ({
    name: [...ids].find(([, each]) => each === id)?.[0],
    data,
  }));
}

const sent = (more: object) => ({
  entry: [{ type: 'assignNumber', params: { series: 'wish' } }],
  meta: { title: 'Waiting', color: 'blue', phase: 'posted', ...more },
  on: { CANCEL: { target: 'cancelled', meta: { title: 'Cancel' } } },
});
const renames: Changes = {
  'types/paper/schema.json#/properties/note': null,
  'types/paper/schema.json#/properties/remark': {
    type: 'string',
    maxLength: 200,
    renamedFrom: 'note',
  },
  'types/wish/type.json#/columns': ['date', 'customer', 'total', 'remark'],
  'types/wish/type.json#/search': ['number', 'remark'],
  'types/wish/machine.json#/states/sent': null,
  'types/wish/machine.json#/states/waiting': sent({ renamedFrom: 'sent' }),
  'types/wish/machine.json#/states/draft/on/SEND/target': 'waiting',
  'conversions/wish-to-deal.json#/when/stages': ['waiting'],
};
const migration = { rename: { note: 'remark' }, stageMap: { sent: 'waiting' } };

test('what would strand records is a problem, with their number; a migration looks after it', async () => {
  const bare = await plan(renames);
  expect(bare.plan.publishable).toBe(false);
  expect(bare.plan.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
    'field-rename-strands',
    'stage-strands',
  ]);
  const told = bare.plan.effects.map(({ kind, records, isCovered }) => [kind, records, isCovered]);
  expect(told).toContainEqual(['field-renamed', 3, false]);
  expect(told).toContainEqual(['stage-renamed', 1, false]);
  expect(bare.plan.effects.find(({ kind }) => kind === 'stage-renamed')?.words).toContain('waiting');

  const covered = await plan({ ...renames, 'migrations/wish/1-to-2.json': migration });
  expect(covered.plan).toMatchObject({ publishable: true, parked: [] });
  expect(covered.plan.effects).toContainEqual(
    expect.objectContaining({ kind: 'migration-added', records: 3 }),
  );
});

test('after publishing, old records have the new field and stage: in lists, filters, search and counts', async () => {
  await publish(await plan({ ...renames, 'migrations/wish/1-to-2.json': migration }));
  expect(await stored('asked')).toMatchObject({
    stage: 'waiting',
    states: ['waiting'],
    phase: 'posted',
    release: 1,
    version: 2,
    data: { remark: 'note of asked' },
  });
  expect((await stored('sketch')).data).not.toHaveProperty('note');
  expect(await list('wish', `remark.startsWith('note of a')`)).toMatchObject([
    { name: 'asked', data: { remark: 'note of asked' } },
  ]);
  expect(await list('wish', `'waiting' in states`)).toMatchObject([{ name: 'asked' }]);
  expect(await list('wish', '', { q: 'note of sketch' })).toMatchObject([{ name: 'sketch' }]);
  expect(await countByState(app.pool, owner.companyId, 'wish')).toEqual({
    draft: 1,
    waiting: 1,
    cancelled: 1,
  });
});

test('old records are decided on as any other, and written back in the new shape', async () => {
  await done({ kind: 'edit', id: ids.get('sketch') ?? '', patch: { remark: 'mine' } });
  expect(await stored('sketch')).toMatchObject({ release: 2, data: { remark: 'mine' } });
  ids.set(
    'deal',
    await done({
      kind: 'convert',
      conversion: 'wish-to-deal',
      sources: [{ id: ids.get('asked') ?? '' }],
      set: {},
      into: null,
    }),
  );
  expect(await stored('deal')).toMatchObject({ data: { total: '30.00' } });
});

test('going back is refused for records that were written since, and gives the others back what they had', async () => {
  const back = await plan({}, 1);
  expect(back.plan.publishable).toBe(false);
  expect(back.plan.problems.map(({ code }) => code)).toContain('migration-withdrawn');
  await done({ kind: 'delete', id: ids.get('deal') ?? '' });
  // Written by the newer release, all of them gone: nothing is in the way any more.
  await done({ kind: 'delete', id: ids.get('sketch') ?? '' });
  await publish(await plan({}, 1));
  expect(await stored('asked')).toMatchObject({ stage: 'sent', data: { note: 'note of asked' } });
  expect(await list('wish', `'sent' in states`)).toMatchObject([{ name: 'asked' }]);
  expect((await stored('asked')).data).not.toHaveProperty('remark');
});

test('a removed field stays in storage, hidden, also when the record is written; it is there again when the field is', async () => {
  const without = await plan({ 'types/paper/schema.json#/properties/note': null });
  expect(without.plan.effects).toContainEqual(expect.objectContaining({ kind: 'field-removed', records: 2 }));
  await publish(without);
  expect((await stored('asked')).data).not.toHaveProperty('note');
  await fire('asked', 'CANCEL');
  expect(await stored('asked')).toMatchObject({ release: 4, stage: 'cancelled' });
  await publish(
    await plan({ 'types/paper/schema.json#/properties/note': { type: 'string', maxLength: 200 } }),
  );
  expect((await stored('asked')).data).toMatchObject({ note: 'note of asked' });
});

test('a moment that a stage waits for is waited for under the stage’s new name', async () => {
  const stage = {
    meta: { title: 'Sent', phase: 'posted' },
    after: { P3D: { target: 'cancelled' } },
    on: { CANCEL: { target: 'cancelled', meta: { title: 'Cancel' } } },
  };
  await publish(await plan({ 'types/wish/machine.json#/states/sent': stage }));
  ids.set('waits', await done({ kind: 'create', type: 'wish', data: (await stored('asked')).data }));
  await fire('waits', 'SEND');
  const waited = async () =>
    (await app.pool.query<{ state: string; key: string }>('select state, key from app.timers')).rows;
  expect(await waited()).toEqual([{ state: 'sent', key: 'P3D' }]);
  await publish(
    await plan({
      'types/wish/machine.json#/states/sent': null,
      'types/wish/machine.json#/states/open': { ...stage, meta: { ...stage.meta, renamedFrom: 'sent' } },
      'types/wish/machine.json#/states/draft/on/SEND/target': 'open',
      'conversions/wish-to-deal.json#/when/stages': ['open'],
      'migrations/wish/3-to-4.json': { stageMap: { sent: 'open' } },
    }),
  );
  expect(await waited()).toEqual([{ state: 'open', key: 'P3D' }]);
  expect(await stored('waits')).toMatchObject({ stage: 'open', states: ['open'] });
});

test('what cannot move is told before, kept as it was, and no command touches it; a later release may take it up', async () => {
  const park = { park: { when: 'doc.note.contains("dropped")', reason: '{doc.number} was dropped' } };
  const planned = await plan({ 'migrations/wish/2-to-3.json': park });
  expect(planned.plan.parked).toEqual([{ type: 'wish', reason: 'W-2026-00002 was dropped', records: 1 }]);
  await publish(planned);
  const outcome = await runCommand(app, owner, {
    kind: 'edit',
    id: ids.get('dropped') ?? '',
    patch: { note: 'x' },
  });
  expect(outcome).toMatchObject({ kind: 'refusal', code: 'parked', status: 409 });
  expect(outcome).toMatchObject({ message: expect.stringContaining('W-2026-00002 was dropped') });
  // Whoever opens it is told the same, not that it is not there.
  const current = await app.models.current(owner.companyId);
  const opened = recordAnswer(
    { app, caller: owner, current, connection: app.pool },
    ids.get('dropped') ?? '',
  );
  await expect(opened).rejects.toMatchObject({ refusal: { code: 'parked', status: 409 } });
  await publish(
    await plan({
      'migrations/wish/2-to-3.json': { transform: { note: { value: 'taken up' } } },
    }),
  );
  expect((await stored('dropped')).data).toMatchObject({ note: 'taken up' });
});
