// Commands on what is remembered. Three runtimes share one database; what A remembers, B changes.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command, ConversionSource, Id, JsonObject, Stored } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import type { Outcome } from '../../../runtime/commands/outcome.ts';
import { changeDraft, createDraft } from '../../../runtime/definitions/drafts.ts';
import { planDraft } from '../../../runtime/definitions/plan.ts';
import { publishDraft } from '../../../runtime/definitions/publish.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { lineagesOf } from '../../../runtime/store/lineage-memory.ts';
import { readRecords } from '../../../runtime/store/read-records.ts';
import { ownerOf, SALES, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';
import { anotherRuntime, LOCK } from '../several-runtimes.ts';
import type { Runtime } from '../several-runtimes.ts';
import { audit } from '../storm/audit.ts';

let app: TestApp;
let owner: Caller;
let a: Runtime;
let b: Runtime;
let partner: Id;
let article: Id;
let unit: Id;

beforeAll(async () => {
  app = await testApp();
  const companyId = await createCompany(app, { packFolder: SALES, owner: 'owner' });
  owner = await ownerOf(app, companyId);
  [a, b] = [await anotherRuntime(app, owner), await anotherRuntime(app, owner)];
  const { rows } = await app.pool.query<{ key: string; id: Id }>(
    `select key, id from app.records where key in ('H87', 'RO21')`,
  );
  const coded = new Map(rows.map((row) => [row.key, row.id]));
  unit = coded.get('H87') ?? '';
  partner = await made({ kind: 'create', type: 'partner', data: { code: 'P1', name: 'Fabrica Târnava' } });
  const goods = { code: 'A1', name: 'Șurub', kind: 'goods', unit, vatRate: coded.get('RO21') ?? '' };
  article = await made({ kind: 'create', type: 'article', data: { ...goods, price: '2.50' } });
  // A connection reads the planner's settings once, and a kind of command its first look-ups.
  for (const runtime of [a, b]) await order(runtime);
});
afterAll(async () => {
  try {
    expect(await audit(app.pool)).toEqual([]);
  } finally {
    await Promise.all([a.close(), b.close()]);
    await app.close();
  }
});

const made = async (command: Command, runtime = a): Promise<Id> =>
  (await runtime.done(command)).decision.record;
const fire = (id: Id, event: string): Command => ({ kind: 'fire', id, event, input: {} });
const edit = (id: Id, patch: JsonObject): Command => ({ kind: 'edit', id, patch });
const convert = (
  conversion: string,
  sources: readonly ConversionSource[],
  into: Id | null = null,
): Command => ({ kind: 'convert', conversion, sources, set: {}, into });
const part = (id: Id, quantity: string): ConversionSource => ({ id, lines: [{ id: 'L1', quantity }] });

/** Of one line, L1, of ten pieces. */
async function order(runtime: Runtime, event: string | null = 'CONFIRM'): Promise<Id> {
  const lines = [{ id: 'L1', article, quantity: '10' }];
  const id = await made({ kind: 'create', type: 'order', data: { partner, lines } }, runtime);
  if (event !== null) await runtime.done(fire(id, event));
  return id;
}
const read = async (id: Id): Promise<Stored | null> =>
  (await readRecords(app.pool, owner.companyId, [id])).get(id) ?? null;
const firstLine = (record: Stored | null): JsonObject =>
  ((record?.data['lines'] ?? []) as readonly JsonObject[])[0] ?? {};
const quantityOf = async (id: Id): Promise<unknown> => firstLine(await read(id))['quantity'];
const words = (outcome: Outcome): string =>
  outcome.kind === 'refusal'
    ? [outcome.code, outcome.message, ...outcome.problems.map(({ message }) => message)].join(' ')
    : outcome.kind;
async function recalls(runtime: Runtime, id: Id): Promise<boolean> {
  return lineagesOf(await runtime.app.models.current(owner.companyId)).recall([id]) !== null;
}

test('what is remembered is written in one statement, numbers drawn within', async () => {
  const id = await order(a, null);
  const only = [expect.stringMatching(/^write-/)];
  expect((await a.counted(edit(id, { notes: 'one' }))).sent).toEqual(only);
  const confirmed = await a.counted(fire(id, 'CONFIRM'));
  expect(confirmed.sent).toEqual(only);
  expect(confirmed.done.decision.records[0]?.after?.number).toMatch(/^OR-2026-\d{5}$/);
  const billed = await a.counted(convert('order-to-invoice', [part(id, '4')]));
  expect(billed.sent).toEqual(only);
  const invoice = billed.done.decision.record;
  expect((await a.counted(fire(invoice, 'POST'))).sent).toEqual(only);
  expect((await a.counted(convert('invoice-to-payment', [{ id: invoice }]))).sent).toEqual(only);
});

test('what is found by its unique key is remembered too: a new document is written in one statement', async () => {
  await order(a, null);
  const data = { partner, lines: [{ article, quantity: '1' }] };
  expect((await a.counted({ kind: 'create', type: 'order', data })).sent).toHaveLength(1);
});

test('whoever has the key now is found, not who had it', async () => {
  const currencyOf = async (runtime: Runtime): Promise<unknown> =>
    (await read(await order(runtime, null)))?.data['currency'];
  const first = String(await currencyOf(a));
  await b.done(edit(first, { code: 'XTS' }));
  const second = await made({ kind: 'create', type: 'currency', data: { code: 'RON', name: 'Leu nou' } }, b);
  expect(await currencyOf(a)).toBe(second);
  await b.done(edit(second, { code: 'XTT' }));
  await b.done(edit(first, { code: 'RON' }));
  expect(await currencyOf(a)).toBe(first);
});

test('what a screen has shown is remembered as well', async () => {
  const id = await order(b);
  await a.open(id);
  expect((await a.counted(convert('order-to-invoice', [{ id }]))).sent).toHaveLength(1);
});

test('what is not remembered is read under lock, and then it is', async () => {
  const id = await order(b, null);
  expect((await a.counted(edit(id, { notes: 'one' }))).sent).toContain(LOCK);
  expect((await a.counted(edit(id, { notes: 'two' }))).sent).toHaveLength(1);
});

test('an edit elsewhere is not lost under an event here', async () => {
  const id = await order(a, null);
  await b.done(edit(id, { notes: 'by B', lines: { L1: { quantity: '7' } } }));
  const confirmed = await a.counted(fire(id, 'CONFIRM'));
  expect(confirmed.sent).toContain(LOCK);
  expect(await read(id)).toMatchObject({ version: 3, phase: 'posted', data: { notes: 'by B' } });
  expect(await quantityOf(id)).toBe('7');
});

test('a version seen and remembered here, but changed elsewhere, is stale', async () => {
  const id = await order(a, null);
  await b.done(edit(id, { notes: 'by B' }));
  expect(await a.run(edit(id, { notes: 'by A' }), { expectVersion: 1 })).toMatchObject({
    kind: 'stale',
    current: { version: 2, data: { notes: 'by B' } },
  });
  expect(await read(id)).toMatchObject({ version: 2, data: { notes: 'by B' } });
});

test('Q10: part of it taken elsewhere, all of it here is what is open now', async () => {
  const id = await order(a);
  await b.done(convert('order-to-invoice', [part(id, '4')]));
  expect(await quantityOf(await made(convert('order-to-invoice', [{ id }])))).toBe('6');
});

test('Q10: taken elsewhere, refused here with what is open', async () => {
  const id = await order(a);
  await b.done(convert('order-to-invoice', [part(id, '10')]));
  expect(words(await a.run(convert('order-to-invoice', [{ id }])))).toMatch(/nothing-open/);
  const other = await order(a);
  const invoice = await made(convert('order-to-invoice', [part(other, '8')]), b);
  await b.done(fire(invoice, 'POST'));
  expect(words(await a.run(convert('order-to-invoice', [part(other, '3')])))).toMatch(/open-exceeded.*\b2\b/);
});

test('nothing was open as far as is remembered: a refusal is never told from memory', async () => {
  const id = await order(a);
  const invoice = await made(convert('order-to-invoice', [{ id }]));
  expect(words(await a.run(convert('order-to-invoice', [{ id }])))).toMatch(/nothing-open/);
  await b.done(fire(invoice, 'CANCEL'));
  expect(await quantityOf(await made(convert('order-to-invoice', [{ id }])))).toBe('10');
});

test('a guard that failed as far as is remembered is asked again', async () => {
  const blocked = await made({
    kind: 'create',
    type: 'partner',
    data: { code: 'P2', name: 'Blocked', blocked: true },
  });
  const lines = [{ id: 'L1', article, quantity: '1' }];
  const id = await made({ kind: 'create', type: 'order', data: { partner: blocked, lines } });
  expect(words(await a.run(fire(id, 'CONFIRM')))).toMatch(/blocked/);
  await b.done(edit(blocked, { blocked: false }));
  await a.done(fire(id, 'CONFIRM'));
  const next = await made({ kind: 'create', type: 'order', data: { partner: blocked, lines } });
  await b.done(edit(blocked, { blocked: true }));
  expect(words(await a.run(fire(next, 'CONFIRM')))).toMatch(/blocked/);
});

test('a unique key that a remembered draft would take is told as it stands in the database', async () => {
  await b.done({ kind: 'create', type: 'partner', data: { code: 'TAKEN', name: 'B' } });
  const second: Command = { kind: 'create', type: 'partner', data: { code: 'TAKEN', name: 'A' } };
  expect(words(await a.run(second))).toMatch(/Code must be unique/);
});

test('a record of a catalog that has changed elsewhere is used as it is now', async () => {
  const priced = async (runtime: Runtime): Promise<unknown> =>
    firstLine(await read(await order(runtime, null)))['price'];
  expect(await priced(a)).toBe('2.5');
  await b.done(edit(article, { price: '2.75' }));
  expect(await priced(a)).toBe('2.75');
  const draft = await order(a, null);
  await b.done(edit(article, { price: '3' }));
  await a.done(edit(draft, { lines: { L2: { article, quantity: '1' } } }));
  const lines = ((await read(draft))?.data['lines'] ?? []) as readonly JsonObject[];
  expect(lines.map(({ price }) => price)).toEqual(['2.75', '3']);
  await b.done(edit(article, { price: '2.50' }));
});

test('a record of a catalog that was archived elsewhere is not used, until it is restored', async () => {
  const [gone, line] = ['Depozit', { id: 'L1', quantity: '1' }];
  const { data = {} } = (await read(article)) ?? {};
  const other = await made({ kind: 'create', type: 'article', data: { ...data, code: 'A2', name: gone } });
  const create: Command = {
    kind: 'create',
    type: 'order',
    data: { partner, lines: [{ ...line, article: other }] },
  };
  await a.done(create);
  await b.done({ kind: 'delete', id: other });
  const refused = await a.run(create);
  expect(words(refused)).toMatch(/archived/i);
  await b.done({ kind: 'restore', id: other });
  await a.done(create);
});

test('Q9: a document made without effect and cancelled elsewhere is seen here', async () => {
  const id = await order(a);
  const proforma = await made(convert('order-to-proforma', [{ id }]));
  await b.done(fire(proforma, 'CANCEL'));
  const { decision, facts } = await a
    .done(edit(proforma, { notes: 'x' }))
    .catch(() => ({ decision: null, facts: null }));
  expect(decision).toBe(null);
  expect(facts).toBe(null);
  const next = await a.counted(convert('order-to-proforma', [{ id }]));
  const [first] = next.done.facts.lineages.get(id)?.down ?? [];
  expect(first?.target).toMatchObject({ id: proforma, phase: 'void' });
});

test('a draft deleted elsewhere is not there', async () => {
  const id = await order(a);
  const invoice = await made(convert('order-to-invoice', [{ id }]));
  await b.done({ kind: 'delete', id: invoice });
  for (const command of [
    edit(invoice, { notes: 'x' }),
    fire(invoice, 'POST'),
    convert('order-to-invoice', [{ id }], invoice),
  ])
    expect(await a.run(command)).toMatchObject({ kind: 'refusal', status: 404 });
  expect(await recalls(a, invoice)).toBe(false);
  expect(await quantityOf(await made(convert('order-to-invoice', [{ id }])))).toBe('10');
});

test('into a draft that was changed, posted or filled elsewhere', async () => {
  const [first, second, third] = [await order(a), await order(a), await order(a)];
  const draft = await made(convert('order-to-invoice', [part(first, '4')]));
  await b.done(edit(draft, { notes: 'by B' }));
  await b.done(convert('order-to-invoice', [part(second, '5')], draft));
  await a.done(convert('order-to-invoice', [part(third, '6')], draft));
  const record = await read(draft);
  const lines = (record?.data['lines'] ?? []) as readonly JsonObject[];
  expect(record?.data['notes']).toBe('by B');
  expect(lines.map(({ quantity }) => quantity)).toEqual(['4', '5', '6']);
  await b.done(fire(draft, 'POST'));
  expect(await a.run(convert('order-to-invoice', [part(first, '1')], draft))).toMatchObject({
    kind: 'refusal',
  });
});

/** While B has written `first` and not yet committed, A sends `second`, which waits; then B commits, or fails. */
async function overlapping(first: Command, second: Command, fails = false): Promise<readonly Outcome[]> {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  let arrived = (): void => undefined;
  const isWritten = new Promise<void>((resolve) => (arrived = resolve));
  const answer = async (): Promise<{ status: number; body: null }> => {
    arrived();
    await gate;
    if (fails) throw new Error('no answer');
    return { status: 200, body: null };
  };
  const key = randomUUID();
  const before = b.run(first, { idempotency: { key, hash: 'h', answer } }).catch(() => null);
  await isWritten;
  const after = a.run(second);
  await expect
    .poll(async () => {
      const { rows } = await app.pool.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length;
    })
    .toBe(1);
  open();
  return [await before, await after].filter((outcome) => outcome !== null);
}

test('who waits for what another is writing decides on what that left: the first links, later ones, an edit', async () => {
  const id = await order(a);
  const took = async (): Promise<readonly unknown[]> => {
    const outcomes = await overlapping(
      convert('order-to-invoice', [part(id, '3')]),
      convert('order-to-invoice', [{ id }]),
    );
    const [, second] = outcomes.map((one) => (one.kind === 'done' ? one.decision.record : ''));
    const taken = await quantityOf(second ?? '');
    await a.done(fire(second ?? '', 'CANCEL'));
    return [taken, outcomes.map(({ kind }) => kind)];
  };
  expect(await took()).toEqual(['7', ['done', 'done']]);
  expect(await took()).toEqual(['4', ['done', 'done']]);
  const draft = await order(a, null);
  await overlapping(edit(draft, { notes: 'by B' }), edit(draft, { reference: 'by A' }));
  expect(await read(draft)).toMatchObject({ version: 3, data: { notes: 'by B', reference: 'by A' } });
  const removed = await order(a, null);
  const [, refused] = await overlapping({ kind: 'delete', id: removed }, edit(removed, { notes: 'by A' }));
  expect(refused).toMatchObject({ kind: 'refusal', status: 404 });
});

test('who waits for what another then does not write needs not read again', async () => {
  const id = await order(a);
  const before = a.quick.written;
  const [outcome] = await overlapping(
    convert('order-to-invoice', [part(id, '3')]),
    convert('order-to-invoice', [{ id }]),
    true,
  );
  expect(await quantityOf(outcome?.kind === 'done' ? outcome.decision.record : '')).toBe('10');
  expect(a.quick.written).toBe(before + 1);
});

test('Q10: several sources, one of which another has taken from', async () => {
  const [first, second] = [await order(a), await order(a)];
  await b.done(convert('order-to-invoice', [part(second, '9')]));
  const both = await a.counted(convert('order-to-invoice', [{ id: first }, { id: second }]));
  expect(both.sent).toContain(LOCK);
  const lines = ((await read(both.done.decision.record))?.data['lines'] ?? []) as readonly JsonObject[];
  expect(lines.map(({ quantity }) => quantity)).toEqual(['10', '1']);
});

test('X2: what is voided along downstream elsewhere is seen here', async () => {
  const id = await order(a);
  const note = await made(convert('order-to-delivery-note', [{ id }]));
  await a.done(fire(note, 'DELIVER'));
  const invoice = await made(convert('delivery-note-to-invoice', [{ id: note }]));
  await b.done(fire(invoice, 'POST'));
  expect(words(await a.run(convert('order-to-invoice', [{ id }])))).toMatch(/nothing-open/);
  await b.done(fire(invoice, 'REVERSE'));
  expect(await quantityOf(await made(convert('delivery-note-to-invoice', [{ id: note }])))).toBe('10');
});

test('many commands at once of two runtimes on one order take no more than there is', async () => {
  const id = await order(a);
  await b.open(id);
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, async (_, index) => {
      const runtime = index % 2 === 0 ? a : b;
      const outcome = await runtime.run(convert('order-to-invoice', [part(id, '1')]));
      return outcome.kind === 'done' ? runtime.run(fire(outcome.decision.record, 'POST')) : outcome;
    }),
  );
  expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(10);
  for (const outcome of outcomes)
    if (outcome.kind !== 'done') expect(words(outcome)).toMatch(/nothing-open|open-exceeded/);
});

test.each(['order-to-proforma', 'order-to-invoice'])(
  'of one idempotency key one command is written, whoever remembers, and the others are told of it: %s',
  async (conversion) => {
    const id = await order(a);
    await b.open(id);
    const options = {
      idempotency: { key: randomUUID(), hash: 'h', answer: () => ({ status: 201, body: { ok: true } }) },
    };
    const outcomes = await Promise.all(
      [a, b, a, b].map((runtime) => runtime.run(convert(conversion, [{ id }]), options)),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'replayed', 'replayed', 'replayed']);
    const { rows } = await app.pool.query('select 1 from app.links where source_record = $1', [id]);
    expect(rows).toHaveLength(1);
  },
);

test('a catalog record made twice with one idempotency key is made once, and the other is told of it', async () => {
  const create: Command = { kind: 'create', type: 'partner', data: { code: 'ONCE', name: 'Once' } };
  const answer = (): { status: number; body: null } => ({ status: 201, body: null });
  const options = { idempotency: { key: randomUUID(), hash: 'h', answer } };
  const outcomes = await Promise.all([a, b, a, b].map((runtime) => runtime.run(create, options)));
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'replayed', 'replayed', 'replayed']);
});

test('what fails on its way to be kept leaves nothing in memory that was not written', async () => {
  const id = await order(a, null);
  const options = {
    idempotency: {
      key: `fails-${id}`,
      hash: 'h',
      answer: () => {
        throw new Error('no answer');
      },
    },
  };
  await expect(a.run(edit(id, { notes: 'lost' }), options)).rejects.toThrow('no answer');
  const { decision } = await a.done(edit(id, { reference: 'kept' }));
  expect(decision.records[0]?.after?.data).not.toHaveProperty('notes');
  expect(await read(id)).toMatchObject({ version: 2, data: { reference: 'kept' } });
  const preview = await a.run(edit(id, { notes: 'only looked at' }), { preview: true });
  expect(preview.kind).toBe('done');
  const next = await a.counted(edit(id, { reference: 'again' }));
  expect(next.sent).toHaveLength(1);
  expect(next.done.decision.records[0]?.after?.data).not.toHaveProperty('notes');
});

test('what is remembered under one release is not written under the next, whose records it did not carry', async () => {
  const id = await order(a, null);
  const [path, pointer] = ['types/order/schema.json', '/properties/colour'];
  const start = await createDraft(b.app, owner, { title: 'Colour' });
  if ('kind' in start) throw new Error(start.message);
  const value = { type: 'string', title: 'Colour', maxLength: 40 };
  const draft = await changeDraft(b.app, owner, start.id, null, { patch: path, pointer, value });
  if ('kind' in draft) throw new Error(draft.message);
  const plan = await planDraft(b.app, owner, draft.id);
  if ('kind' in plan) throw new Error(plan.message);
  const [published, edited] = await Promise.all([
    publishDraft(b.app, owner, draft.id, { plan: plan.hash, message: '' }),
    a.done(edit(id, { notes: 'meanwhile' })),
  ]);
  expect(published).toMatchObject({ kind: 'published', release: 2 });
  expect(edited.decision.records[0]?.after?.release).toBe(edited.current.release);
  // Whether A has heard of the release or not: what is written now is written under it.
  const after = await a.done(edit(id, { notes: 'after it' }));
  expect(after.current.release).toBe(2);
  expect(after.decision.records[0]?.before).toStrictEqual(edited.after().records.get(id));
  expect(await read(id)).toMatchObject({ release: 2, version: 3, data: { notes: 'after it' } });
});

test('an id that is none is not there', async () => {
  for (const id of ['no id', '00000000-0000-7000-8000-000000000000'])
    for (const command of [edit(id, {}), fire(id, 'CONFIRM'), convert('order-to-invoice', [{ id }])])
      expect(await a.run(command)).toMatchObject({ kind: 'refusal', status: 404 });
});
