import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command, JsonObject } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import { runCommand } from '../../../runtime/commands/run-command.ts';
import type { CommandOptions, Done, Outcome } from '../../../runtime/commands/outcome.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { readFlow } from '../../../runtime/store/flow.ts';
import { readHistory } from '../../../runtime/store/history.ts';
import type { App } from '../../../runtime/app.ts';
import { makeModels } from '../../../runtime/store/model-cache.ts';
import { readRecords } from '../../../runtime/store/read-records.ts';
import { ownerOf, SALES, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';

let app: TestApp;
let owner: Caller;
let partner: string;

beforeAll(async () => {
  app = await testApp();
  const companyId = await createCompany(app, { packFolder: SALES, owner: 'owner' });
  owner = await ownerOf(app, companyId);
  partner = (
    await done({ kind: 'create', type: 'partner', data: { code: 'FABRICA', name: 'Fabrica Târnava' } })
  ).decision.record;
});
afterAll(() => app.close());

const run = (command: Command, options?: CommandOptions): Promise<Outcome> =>
  runCommand(app, owner, command, options);
async function done(command: Command, options?: CommandOptions): Promise<Done> {
  const outcome = await run(command, options);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome;
}
async function makeOrder(quantity: string): Promise<string> {
  const data: JsonObject = {
    partner,
    lines: [{ id: 'L1', description: 'Piuliță', unit: await unit(), quantity, price: '2.50', vatRate: '21' }],
  };
  const { decision } = await done({ kind: 'create', type: 'order', data });
  app.now += 1000;
  await done({ kind: 'fire', id: decision.record, event: 'CONFIRM', input: {} });
  return decision.record;
}
async function unit(): Promise<string> {
  const { rows } = await app.pool.query<{ id: string }>(
    `select id from app.records where type = 'unit' and key = 'H87'`,
  );
  return rows[0]!.id;
}
const billed = (source: string, quantity: string): Command => ({
  kind: 'convert',
  conversion: 'order-to-invoice',
  sources: [{ id: source, lines: [{ id: 'L1', quantity }] }],
  set: {},
  into: null,
});
const count = async (table: string): Promise<number> =>
  Number((await app.pool.query<{ n: string }>(`select count(*) as n from app.${table}`)).rows[0]!.n);

test('of two commands that wait for one record history tells the later one last, though its clock was behind', async () => {
  const { decision } = await done({
    kind: 'create',
    type: 'partner',
    data: { code: `W${app.now}`, name: 'Waited for' },
  });
  const id = decision.record;
  const waiting = async (): Promise<number> => {
    const { rows } = await app.pool.query<{ n: string }>(
      `select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return Number(rows[0]?.n);
  };
  const holder = await app.pool.connect();
  const rename = (name: string, now: number): Promise<Done> =>
    done({ kind: 'edit', id, patch: { name } }, { now });
  try {
    await holder.query('begin');
    await holder.query('select from app.records where id = $1 for update', [id]);
    const first = rename('First', app.now + 20);
    await expect.poll(waiting).toBe(1);
    const second = rename('Second', app.now + 10);
    await expect.poll(waiting).toBe(2);
    await holder.query('commit');
    await Promise.all([first, second]);
  } finally {
    holder.release();
  }
  const record = (await readRecords(app.pool, owner.companyId, [id])).get(id);
  const history = await readHistory(app.pool, owner.companyId, id);
  expect(history.map(({ version }) => version)).toEqual([3, 2, 1]);
  const [last, before] = history;
  expect(last?.changes).toContainEqual({
    path: '/name',
    before: before?.changes[0]?.after,
    after: record?.data['name'],
  });
  expect(Date.parse(last?.at ?? '')).toBeLessThan(Date.parse(before?.at ?? ''));
});

test('a command writes record, history and number, and answers with them filled in', async () => {
  const id = await makeOrder('10');
  const record = (await readRecords(app.pool, owner.companyId, [id])).get(id);
  expect(record).toMatchObject({
    number: expect.stringMatching(/^[A-Z]+-2026-\d{5}$/),
    phase: 'posted',
    version: 2,
    release: 1,
  });
  expect(record?.title).toContain(record?.number ?? '?');
  expect(
    (await readHistory(app.pool, owner.companyId, id)).map((entry) => [entry.what, entry.by, entry.release]),
  ).toEqual([
    ['event', 'owner', 1],
    ['create', 'owner', 1],
  ]);
});

test('a preview answers the decision and writes nothing', async () => {
  const before = await count('records');
  const outcome = await run({ kind: 'create', type: 'order', data: { partner } }, { preview: true });
  expect(outcome).toMatchObject({
    kind: 'done',
    decision: { records: [{ before: null, after: { type: 'order' } }] },
  });
  expect(await count('records')).toBe(before);
});

test('an edit of another version than the one seen is stale, with what stands there now', async () => {
  const { decision } = await done({ kind: 'create', type: 'order', data: { partner } });
  const edit = (notes: string): Command => ({ kind: 'edit', id: decision.record, patch: { notes } });
  await done(edit('one'), { expectVersion: 1 });
  expect(await run(edit('two'), { expectVersion: 1 })).toMatchObject({
    kind: 'stale',
    current: { version: 2, data: { notes: 'one' } },
  });
});

test('of many edits at once of one version, one wins', async () => {
  const { decision } = await done({ kind: 'create', type: 'order', data: { partner } });
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      run({ kind: 'edit', id: decision.record, patch: { notes: `${index}` } }, { expectVersion: 1 }),
    ),
  );
  expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual([
    'done',
    ...Array.from({ length: 11 }, () => 'stale'),
  ]);
});

test('the same idempotency key gives the first answer; another body is refused', async () => {
  const key = randomUUID();
  const idempotency = (hash: string): CommandOptions => ({
    idempotency: { key, hash, answer: ({ decision }) => ({ status: 201, body: { id: decision.record } }) },
  });
  const create: Command = { kind: 'create', type: 'order', data: { partner } };
  const before = await count('records');
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => run(create, idempotency('a'))));
  expect(await count('records')).toBe(before + 1);
  const first = outcomes.find((outcome) => outcome.kind === 'done');
  const body = { id: (first as Done).decision.record };
  expect(outcomes.filter((outcome) => outcome.kind === 'replayed')).toEqual(
    Array.from({ length: 7 }, () => ({ kind: 'replayed', status: 201, body })),
  );
  expect(await run(create, idempotency('b'))).toMatchObject({
    kind: 'refusal',
    code: 'idempotency-conflict',
    status: 409,
  });
  app.now += 25 * 3600 * 1000;
  expect(await run(create, idempotency('b'))).toMatchObject({ kind: 'done' });
});

test('a refused command keeps no answer and leaves no trace', async () => {
  const key = randomUUID();
  const bad: Command = { kind: 'create', type: 'order', data: { nonsense: 1 } };
  const before = [await count('records'), await count('history'), await count('idempotency')];
  expect(
    await run(bad, { idempotency: { key, hash: 'a', answer: () => ({ status: 201, body: null }) } }),
  ).toMatchObject({ kind: 'refusal', status: 422 });
  expect([await count('records'), await count('history'), await count('idempotency')]).toEqual(before);
});

test('two partners of one code: the second is refused, also at the same moment', async () => {
  const create: Command = { kind: 'create', type: 'partner', data: { code: 'TWICE', name: 'Twice' } };
  const outcomes = await Promise.all([run(create), run(create), run(create)]);
  expect(outcomes.filter((outcome) => outcome.kind === 'done')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome.kind === 'refusal')).toHaveLength(2);
});

/** @source conversions.md Q10, N1 */
test('32 clients at once bill the last pieces: exactly what was ordered is billed, numbers have no gap and no double', async () => {
  const order = await makeOrder('20');
  let drafts = 0;
  const outcomes = await Promise.all(
    Array.from({ length: 32 }, async (): Promise<Outcome> => {
      const made = await run(billed(order, '1'));
      // Who comes when everything is billed does not even get a draft.
      if (made.kind !== 'done') return made;
      drafts++;
      return run({ kind: 'fire', id: made.decision.record, event: 'POST', input: {} });
    }),
  );
  const posted = outcomes.filter((outcome) => outcome.kind === 'done');
  const refused = outcomes.filter((outcome) => outcome.kind === 'refusal');
  expect(posted).toHaveLength(20);
  expect(refused).toHaveLength(12);
  for (const refusal of refused) expect(refusal.message).not.toBe('');

  const { rows } = await app.pool.query<{ number: string }>(
    `select number from app.records where type = 'invoice' and number is not null order by number`,
  );
  expect(rows.map((row) => Number(row.number.slice(-5)))).toEqual(
    Array.from({ length: rows.length }, (_, index) => index + 1),
  );
  const counters = await app.pool.query(
    `select "full", held, posted from app.counters where record_id = $1 and track = 'billing'`,
    [order],
  );
  // Those refused only when posting are drafts still: they hold, but have not billed.
  expect(counters.rows).toEqual([{ full: '20', held: `${drafts}`, posted: '20' }]);
  const links = await app.pool.query(
    `select t.phase, sum(l.quantity * l.effect) as n from app.links l join app.records t on t.id = l.target_record
     where l.source_record = $1 and l.track = 'billing' group by t.phase order by t.phase`,
    [order],
  );
  expect(links.rows).toEqual([
    ...(drafts > 20 ? [{ phase: 'draft', n: `${drafts - 20}` }] : []),
    { phase: 'posted', n: '20' },
  ]);
});

test('the flow of a document holds everything before and after it', async () => {
  const order = await makeOrder('5');
  const first = (await done(billed(order, '2'))).decision.record;
  const second = (await done(billed(order, '3'))).decision.record;
  for (const id of [order, first, second]) {
    const flow = await readFlow(app.pool, owner.companyId, id);
    const expected = id === order ? [order, first, second] : [order, id];
    expect(flow.records.map((record) => record.id)).toEqual([...expected].sort());
    expect(flow.links.length).toBeGreaterThan(0);
  }
});

test('a command that meets a broken connection fails, and the next one works', async () => {
  await app.pool.query(
    `select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await expect
    .poll(() =>
      run({ kind: 'create', type: 'order', data: { partner } }).then(
        (outcome) => outcome.kind,
        () => 'failed',
      ),
    )
    .toBe('done');
});

test('what another runtime has changed is read anew, however often it was used here', async () => {
  const models = await makeModels({ ...app.database, databaseUrl: app.database.url, log: app.log });
  const elsewhere: App = { ...app, models };
  const { rows } = await app.pool.query<{ id: string }>(
    `select id from app.records where type = 'vat-rate' and key = 'RO21'`,
  );
  const given = { code: 'BOLT', name: 'Bolț', kind: 'goods', unit: await unit(), vatRate: rows[0]!.id };
  const article = (await done({ kind: 'create', type: 'article', data: { ...given, price: '1.50' } }))
    .decision.record;
  const priced = async (): Promise<unknown> => {
    const lines = [{ id: 'L1', article, quantity: '2' }];
    const made = await done({ kind: 'create', type: 'order', data: { partner, lines } });
    const id = made.decision.record;
    // A document that was made here is remembered with what it refers to.
    const edited = await done({ kind: 'edit', id, patch: { notes: 'seen' } });
    expect(edited.facts.records.get(article)?.version).toBe(await versionOf(article));
    return (made.decision.records[0]?.after?.data['lines'] as JsonObject[])[0]?.['price'];
  };
  const versionOf = async (id: string): Promise<number | undefined> =>
    (await readRecords(app.pool, owner.companyId, [id])).get(id)?.version;
  try {
    expect(await priced()).toBe('1.5');
    expect(await priced()).toBe('1.5');
    const dearer: Command = { kind: 'edit', id: article, patch: { price: '1.75' } };
    expect((await runCommand(elsewhere, owner, dearer)).kind).toBe('done');
    expect(await priced()).toBe('1.75');
    expect(await priced()).toBe('1.75');
  } finally {
    await models.close();
  }
});
