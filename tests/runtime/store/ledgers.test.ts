// Ledgers in the database: what the engine decides is what is stored, and many at once do not break it.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sumEntries } from '#engine';
import type { Command, Decision, JsonObject, LedgerEntry, SumQuestion } from '#engine';
import type { Caller } from '../../../runtime/access/caller.ts';
import { runCommand } from '../../../runtime/commands/run-command.ts';
import type { Outcome } from '../../../runtime/commands/outcome.ts';
import { createCompany } from '../../../runtime/companies/create-company.ts';
import { ledgerRoutes } from '../../../runtime/routes/ledgers.ts';
import { doorAnswer, RequestRefused } from '../../../runtime/routes/problem.ts';
import { recordCommandRoutes } from '../../../runtime/routes/record-commands.ts';
import { recordRoutes } from '../../../runtime/routes/records.ts';
import type { RouteEnv } from '../../../runtime/routes/request.ts';
import { readOwnEntries } from '../../../runtime/store/read-entries.ts';
import { readSums } from '../../../runtime/store/read-sums.ts';
import { packFiles } from '../../engine/ledgers/pack.ts';
import { ownerOf, testApp } from '../app.ts';
import type { TestApp } from '../app.ts';
import { audit } from '../storm/audit.ts';

let app: TestApp;
let owner: Caller;
let folder: string;
let partner: string;
let warehouse: string;
let bolt: string;

beforeAll(async () => {
  app = await testApp();
  folder = await mkdtemp(join(tmpdir(), 'trade-'));
  for (const [path, json] of Object.entries(packFiles)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), JSON.stringify(json));
  }
  owner = await ownerOf(app, await createCompany(app, { packFolder: folder, owner: 'owner' }));
  partner = await make('partner', { code: 'FABRICA' });
  warehouse = await make('warehouse', { code: 'MAIN' });
  bolt = await make('item', { code: 'BOLT' });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const run = (command: Command): Promise<Outcome> => runCommand(app, owner, command);
async function done(command: Command): Promise<Decision> {
  const outcome = await run(command);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.decision;
}
async function make(type: string, data: JsonObject): Promise<string> {
  return (await done({ kind: 'create', type, data })).record;
}
const fire = (id: string, event: string): Command => ({ kind: 'fire', id, event, input: {} });
async function draft(type: string, quantity: string, item: string, more: JsonObject = {}): Promise<string> {
  const lines = [{ id: 'L1', item, quantity, price: '10.00' }];
  return make(type, { partner, warehouse, lines, ...more });
}
async function posted(type: string, quantity: string, item: string, more: JsonObject = {}): Promise<string> {
  const id = await draft(type, quantity, item, more);
  await done(fire(id, 'POST'));
  return id;
}
async function converted(conversion: string, id: string, quantity: string): Promise<string> {
  const sources = [{ id, lines: [{ id: 'L1', quantity }] }];
  const { record } = await done({ kind: 'convert', conversion, sources, set: {}, into: null });
  await done(fire(record, 'POST'));
  return record;
}
const sums = (question: Partial<SumQuestion> & { ledger: string }) =>
  readSums(app.pool, owner.companyId, { where: {}, by: [], from: null, to: null, ...question });
const sound = () => audit(app.pool, /entries|mirrors|balances/);

test('R1 entries and balances are stored with the documents, and read back for the next decision', async () => {
  await posted('intake', '10', bolt);
  const deal = await posted('deal', '6', bolt);
  const parcel = await converted('deal-to-parcel', deal, '4');
  expect(await sums({ ledger: 'stock', where: { item: bolt } })).toEqual([
    { key: {}, measures: { onHand: '6', reserved: '2', value: '60' } },
  ]);
  const own = await readOwnEntries(app.pool, owner.companyId, [deal, parcel]);
  const reservation = own.get(deal)?.standing.find(({ ledger }) => ledger === 'stock');
  expect(reservation?.measures).toEqual({ reserved: '2' });
  expect(own.get(parcel)?.booked).toHaveLength(1);
  await done(fire(parcel, 'DROP'));
  await done(fire(deal, 'DROP'));
  expect(await sums({ ledger: 'stock', where: { item: bolt } })).toEqual([
    { key: {}, measures: { onHand: '10', value: '100' } },
  ]);
  expect((await readOwnEntries(app.pool, owner.companyId, [deal, parcel])).get(parcel)?.booked).toEqual([]);
  expect(await sound()).toEqual([]);
});

test('R2 the refusal names what holds the rest, read from the database', async () => {
  const nut = await make('item', { code: 'NUT' });
  await posted('intake', '10', nut);
  await posted('deal', '6', nut);
  const data = { partner, warehouse, lines: [{ id: 'L1', item: nut, quantity: '5', price: '1.00' }] };
  expect(await run({ kind: 'create', type: 'parcel', data })).toMatchObject({
    kind: 'refusal',
    message: 'Not enough stock: reserved by others (NUT, MAIN): 5 needed, 4 available. Held by: Deal.',
  });
});

test('Q10 the last pieces under many hands: exactly as many leave as were there, and everything adds up', async () => {
  const gear = await make('item', { code: 'WHEEL' });
  await posted('intake', '5', gear);
  const drafts: string[] = [];
  for (let n = 0; n < 12; n++) drafts.push(await draft('parcel', '1', gear));
  const outcomes = await Promise.all(drafts.map((id) => run(fire(id, 'POST'))));
  expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(5);
  expect(outcomes.filter(({ kind }) => kind === 'refusal')).toHaveLength(7);
  expect(await sums({ ledger: 'stock', where: { item: gear } })).toEqual([]);
  expect(await sound()).toEqual([]);
});

test('balances that nobody has opened yet are opened once by many at once', async () => {
  const nail = await make('item', { code: 'NAIL' });
  const drafts: string[] = [];
  for (let n = 0; n < 8; n++) drafts.push(await draft('intake', '2', nail));
  await Promise.all(drafts.map((id) => done(fire(id, 'POST'))));
  expect(await sums({ ledger: 'stock', where: { item: nail } })).toEqual([
    { key: {}, measures: { onHand: '16', value: '160' } },
  ]);
  expect(await sound()).toEqual([]);
});

test('the database adds up as the engine does, by any dimensions, at any date', async () => {
  for (const date of ['2026-01-31', '2026-02-01', '2026-02-28']) await posted('bill', '3', bolt, { date });
  const { rows } = await app.pool.query<{
    ledger: string;
    date: string;
    key: LedgerEntry['key'];
    measures: LedgerEntry['measures'];
  }>(`select ledger, date, dimensions as key, measures from app.entries where company_id = $1`, [
    owner.companyId,
  ]);
  const questions: (Partial<SumQuestion> & { ledger: string })[] = [
    { ledger: 'accounts', by: ['account'] },
    { ledger: 'accounts', by: ['account'], to: '2026-02-01' },
    { ledger: 'accounts', by: ['account', 'month'], from: '2026-02-01' },
    { ledger: 'accounts', where: { account: '707' }, by: ['week'] },
    { ledger: 'stock', by: ['item', 'warehouse'] },
    { ledger: 'stock', by: ['quarter'] },
    { ledger: 'cash-flow' },
  ];
  for (const question of questions) {
    const whole = { where: {}, by: [], from: null, to: null, ...question };
    const byKey = (list: readonly { key: object }[]) =>
      [...list].sort((a, b) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1));
    expect(byKey(await sums(question))).toEqual(byKey(sumEntries(whole, rows)));
  }
});

/** The routes alone, asked by a caller of our choice. */
function door(caller: Caller): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.use(async (c, next) => {
    c.set('caller', caller);
    c.set('language', 'en');
    await next();
  });
  routes.route('/ledgers', ledgerRoutes(app));
  routes.route('/records', recordCommandRoutes(app));
  routes.route('/records', recordRoutes(app));
  routes.onError((error) => {
    if (error instanceof RequestRefused) return doorAnswer(error.code, 'en', error.params);
    throw error;
  });
  return routes;
}

test('the door answers balances by dimensions at a date, with names, and entries with their documents', async () => {
  const cog = await make('item', { code: 'COG' });
  await posted('intake', '7', cog, { date: '2026-01-15' });
  await posted('deal', '2', cog);
  const filter = encodeURIComponent(`item == '${cog}'`);
  const ask = async (path: string) => (await door(owner).request(path)).json();
  expect(await ask(`/ledgers/stock/balances?by=item,warehouse&filter=${filter}`)).toEqual({
    ledger: 'stock',
    by: ['item', 'warehouse'],
    on: null,
    items: [
      {
        key: { item: cog, warehouse },
        figures: { onHand: '7', reserved: '2', value: '70', available: '5' },
      },
    ],
    refs: {
      [cog]: { type: 'item', title: 'COG', key: 'COG' },
      [warehouse]: { type: 'warehouse', title: 'MAIN', key: 'MAIN' },
    },
  });
  const then = await ask(`/ledgers/stock/balances?on=2026-01-31&filter=${filter}`);
  expect(then.items).toEqual([
    { key: {}, figures: { onHand: '7', reserved: '0', value: '70', available: '7' } },
  ]);
  const first = await ask(`/ledgers/stock/entries?limit=1&filter=${filter}`);
  expect(first.items).toMatchObject([
    { kind: 'standing', document: { type: 'deal' }, measures: { reserved: '2' } },
  ]);
  const second = await ask(`/ledgers/stock/entries?limit=1&filter=${filter}&cursor=${first.next}`);
  expect(second).toMatchObject({
    next: null,
    items: [{ kind: 'booked', date: '2026-01-15', document: { type: 'intake' } }],
  });
});

test('the door refuses what is no dimension, and hides ledgers from those who may not read all that posts into them', async () => {
  expect((await door(owner).request('/ledgers/stock/balances?by=colour')).status).toBe(400);
  expect((await door(owner).request('/ledgers/stok/balances')).status).toBe(404);
  const nobody = { ...owner, user: { ...owner.user, roles: ['nobody'] } };
  expect((await door(nobody).request('/ledgers/stock/balances')).status).toBe(404);
  expect(await (await door(nobody).request('/ledgers')).json()).toEqual({ items: [] });
});

test('a role may be granted a ledger by name, and then sees entries without the documents that are not its own to read', async () => {
  const as = (...roles: string[]) => door({ ...owner, user: { ...owner.user, roles } });
  const keysOf = async (who: ReturnType<typeof door>) => {
    const { items } = (await (await who.request('/ledgers')).json()) as { items: { key: string }[] };
    return items.map(({ key }) => key);
  };
  expect(await keysOf(as('keeper'))).toEqual(['stock']);
  expect(await keysOf(as('blind'))).toEqual([]);
  expect(await keysOf(as('blind', 'keeper'))).toEqual(['stock']);
  expect((await as('keeper').request('/ledgers/stock/balances?by=item')).status).toBe(200);
  expect((await as('keeper').request('/ledgers/accounts/balances')).status).toBe(404);
  expect((await as('blind').request('/ledgers/stock/entries')).status).toBe(404);
  const { items } = (await (await as('keeper').request('/ledgers/stock/entries')).json()) as {
    items: { document: unknown }[];
  };
  expect(items.length).toBeGreaterThan(0);
  expect(items.every(({ document }) => document === null)).toBe(true);
});

test('R2 a line that reserves too much is told of while it is being entered, and its draft refused', async () => {
  const gear = await make('item', { code: 'GEAR' });
  await posted('intake', '5', gear);
  const first = await posted('deal', '3', gear);
  const send = async (path: string, body: object) => {
    const answer = await door(owner).request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as JsonObject };
  };
  const data = (quantity: string) => ({
    data: { partner, warehouse, lines: [{ id: 'L1', item: gear, quantity, price: '1.00' }] },
  });
  const enough = await send('/records/deal/draft', data('2'));
  expect(enough).toMatchObject({ status: 200, body: { problems: [] } });
  const short = await send('/records/deal/draft', data('3'));
  expect(short).toMatchObject({
    status: 200,
    body: {
      problems: [
        {
          code: 'balance-short',
          pointer: '/lines/0',
          params: { needed: '3', available: '2', titles: 'Deal' },
        },
      ],
    },
  });
  // The form is told, and so is whoever saves the draft all the same.
  const saved = await send('/records/deal', data('3'));
  expect(saved).toMatchObject({ status: 422, body: { type: '/problems/ledger-refused' } });
  // The one that reserved is not in its own way while it is looked at.
  const again = await send('/records/deal/draft', { ...data('3'), id: first });
  expect(again).toMatchObject({ status: 200, body: { problems: [] } });
});
