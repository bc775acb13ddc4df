// What a plan says of live records is counted by the database, of this company alone; what it says is then done.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command, JsonObject } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import { runCommand } from '../../../runtime/commands/run-command.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { changeDraft, createDraft } from '../../../runtime/definitions/drafts.ts';
import { planDraft } from '../../../runtime/definitions/plan.ts';
import { publishDraft } from '../../../runtime/definitions/publish.ts';
import type { PlanAnswer } from '../../../runtime/definition-shapes.ts';
import { readRecords } from '../../../runtime/store/read-records.ts';
import { ownerOf, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';

const PACK = join(import.meta.dirname, '../../engine/check/base');

let app: TestApp;
let owner: Caller;
const ids = new Map<string, string>();

const kinds = (...options: readonly string[]) => ({ type: 'string', enum: options });
const fields = {
  'types/paper/schema.json#/properties/kind': kinds('calm', 'hot', 'cold'),
  'types/paper/schema.json#/properties/mark': { type: 'string' },
  'types/paper/schema.json#/properties/lines/items/properties/tint': { type: 'string' },
};

beforeAll(async () => {
  app = await testApp();
  owner = await opened();
  await fill(owner, ids);
  // The same again beside it: nothing of it may be counted.
  await fill(await opened(), new Map());
});
afterAll(() => app.close());

/** A company whose papers have a kind, a mark and tinted lines. */
async function opened(): Promise<Caller> {
  const caller = await ownerOf(app, await createCompany(app, { packFolder: PACK, owner: 'boss' }));
  await publish(caller, await plan(caller, fields));
  return caller;
}

async function fill(caller: Caller, known: Map<string, string>): Promise<void> {
  const make = async (name: string, type: string, data: JsonObject): Promise<void> =>
    void known.set(name, await done(caller, { kind: 'create', type, data }));
  await make('customer', 'customer', { code: 'C1', name: 'Fabrica' });
  await make('thing', 'thing', { code: 'T1', name: 'Clanță', price: '10' });
  const line = (id: string, more: JsonObject = {}): JsonObject => ({
    id,
    thing: known.get('thing') ?? '',
    quantity: '1',
    ...more,
  });
  const wish = (name: string, data: JsonObject): Promise<void> =>
    make(name, 'wish', { customer: known.get('customer') ?? '', ...data });
  await wish('whole', { kind: 'calm', mark: 'm', note: 'n', lines: [line('L1', { tint: 'red' })] });
  await wish('half', {
    kind: 'hot',
    mark: 'm',
    note: null,
    lines: [line('L1', { tint: 'red' }), line('L2')],
  });
  await wish('gone', { kind: 'cold', lines: [line('L1')] });
  await wish('bare', { kind: null, note: 'n', lines: [] });
  for (const name of ['whole', 'half']) await fire(caller, known.get(name) ?? '', 'SEND');
  await fire(caller, known.get('gone') ?? '', 'CANCEL');
}

async function done(caller: Caller, command: Command): Promise<string> {
  const outcome = await runCommand(app, caller, command);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.decision.record;
}
const fire = (caller: Caller, id: string, event: string) =>
  done(caller, { kind: 'fire', id, event, input: {} });

function ok<T extends object>(answer: T): Exclude<T, { kind: 'refusal' }> {
  if ('kind' in answer && answer.kind === 'refusal') throw new Error(JSON.stringify(answer, null, 1));
  return answer as Exclude<T, { kind: 'refusal' }>;
}

interface Planned {
  readonly draft: string;
  readonly plan: PlanAnswer;
}

/** `file#/pointer` → value; null takes it away. */
async function plan(caller: Caller, changes: Readonly<Record<string, unknown>>): Promise<Planned> {
  const { id } = ok(await createDraft(app, caller, {}));
  for (const [place, value] of Object.entries(changes)) {
    const [file = '', pointer] = place.split('#');
    const command =
      pointer === undefined
        ? { put: file, text: JSON.stringify(value, null, 2) }
        : { patch: file, pointer, ...(value === null ? {} : { value }) };
    ok(await changeDraft(app, caller, id, null, command));
  }
  return { draft: id, plan: ok(await planDraft(app, caller, id)) };
}
async function publish(caller: Caller, { draft, plan: { hash, problems } }: Planned): Promise<void> {
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  ok(await publishDraft(app, caller, draft, { plan: hash, message: '' }));
}

/** `kind pointer` → records, of what is told of a file. */
function counted({ plan: { effects } }: Planned, file: string): Readonly<Record<string, number>> {
  const own = effects.filter((effect) => effect.file === file && effect.kind !== 'migration-added');
  return Object.fromEntries(own.map(({ kind, pointer, records }) => [`${kind} ${pointer}`, records]));
}

const PAPER = 'types/paper/schema.json';

test('a field that is required from now on touches the records that lack it, or lack it in some line', async () => {
  const found = await plan(owner, {
    [`${PAPER}#/required`]: ['customer', 'lines', 'note'],
    [`${PAPER}#/properties/lines/items/required`]: ['thing', 'quantity', 'tint'],
  });
  // A note that was emptied is not there, and a record without lines lacks nothing in them.
  expect(counted(found, PAPER)).toEqual({
    'field-required /properties/note': 2,
    'field-required /properties/lines/items/properties/tint': 2,
  });
});

test('a shorter list of values touches the records that hold what is no longer in it', async () => {
  const without = async (...options: readonly string[]) =>
    counted(await plan(owner, { [`${PAPER}#/properties/kind`]: kinds(...options) }), PAPER);
  const pointer = 'field-narrowed /properties/kind';
  expect(await without('calm', 'hot')).toEqual({ [pointer]: 1 });
  expect(await without('cold')).toEqual({ [pointer]: 2 });
  // What takes less in another way too touches whoever holds it.
  const shorter = { type: 'string', enum: ['calm', 'hot', 'cold'], maxLength: 4 };
  const found = await plan(owner, { [`${PAPER}#/properties/kind`]: shorter });
  expect(counted(found, PAPER)).toEqual({ [pointer]: 3 });
});

test('a field that goes touches the records that hold it, a stage those that are in it', async () => {
  const found = await plan(owner, {
    [`${PAPER}#/properties/mark`]: null,
    'types/wish/machine.json#/states/sent': null,
    'types/wish/machine.json#/states/draft/on/SEND/target': 'cancelled',
    'conversions/wish-to-deal.json#/when/stages': ['draft'],
  });
  expect(counted(found, PAPER)).toEqual({ 'field-removed /properties/mark': 2 });
  expect(counted(found, 'types/wish/machine.json')).toMatchObject({ 'stage-removed /states/sent': 2 });
  expect(found.plan.problems.map(({ code }) => code)).toContain('stage-strands');
  expect(found.plan.publishable).toBe(false);
});

test('what a migration looks after is published, and is then as the plan said', async () => {
  const found = await plan(owner, {
    [`${PAPER}#/properties/kind`]: kinds('calm', 'hot'),
    'types/wish/machine.json#/states/sent': null,
    'types/wish/machine.json#/states/asked': {
      entry: [{ type: 'assignNumber', params: { series: 'wish' } }],
      meta: { title: 'Asked', phase: 'posted' },
      on: { CANCEL: { target: 'cancelled', meta: { title: 'Cancel' } } },
    },
    'types/wish/machine.json#/states/draft/on/SEND/target': 'asked',
    'conversions/wish-to-deal.json#/when/stages': ['asked'],
    'migrations/wish/1-to-2.json': {
      was: { kind: kinds('calm', 'hot', 'cold') },
      stageMap: { sent: 'asked' },
      transform: { kind: { expr: "doc.kind == 'cold' ? 'calm' : doc.kind" } },
    },
    'migrations/deal/1-to-2.json': { transform: { kind: { expr: 'doc.kind' } } },
  });
  const moved = found.plan.effects.find(
    ({ kind, file }) => kind === 'migration-added' && file.includes('wish'),
  );
  expect(moved?.records).toBe(4);
  expect(found.plan).toMatchObject({ publishable: true, parked: [] });
  await publish(owner, found);
  const records = await readRecords(app.pool, owner.companyId, [...ids.values()]);
  const now = (name: string) => {
    const record = records.get(ids.get(name) ?? '');
    return [record?.stage, record?.data['kind']];
  };
  expect(['whole', 'half', 'gone', 'bare'].map(now)).toEqual([
    ['asked', 'calm'],
    ['asked', 'hot'],
    ['cancelled', 'calm'],
    ['draft', undefined],
  ]);
});
