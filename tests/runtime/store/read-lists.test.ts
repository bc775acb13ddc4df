import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListNeed, Stored } from '#engine';
import { MemoryStore } from '../../../engine/scenario/memory-store.ts';
import { readLists } from '../../../runtime/store/read-lists.ts';
import { writeDecision } from '../../../runtime/store/write-decision.ts';
import { freshDatabase } from '../../database.ts';
import type { TestDatabase } from '../../database.ts';
import { COMPANY, decision, makeCompany, PLAN, sample, uuid } from './samples.ts';

const [nut, bolt, ana, bob] = [uuid(), uuid(), uuid(), uuid()];
const paper = (data: object, over: Partial<Stored> = {}): Stored =>
  sample({ type: 'paper', data: data as Stored['data'], ...over });
const records = [
  paper({
    partner: ana,
    city: 'Cluj',
    urgent: true,
    lines: [
      { id: 'A', article: nut, price: '7' },
      { id: 'B', article: bolt, price: '8' },
      { id: 'C', price: '9' },
    ],
  }),
  paper({ partner: bob, lines: [{ id: 'D', article: nut, price: '6' }] }),
  paper({ partner: ana, lines: [{ id: 'E', article: nut, price: '5' }] }, { archived: true }),
  paper({ city: 'Cluj', note: "it's", lines: [] }),
];

const need = (over: Partial<ListNeed>): ListNeed => ({
  type: 'paper',
  table: 'lines',
  where: {},
  lines: {},
  ...over,
});

/** Every shape that decisions ask in, with nothing, with what is no id, and with what no column holds. */
const needs: readonly ListNeed[] = [
  need({ lines: { article: nut } }),
  need({ lines: { article: bolt } }),
  need({ lines: { article: uuid() } }),
  need({ lines: { article: null } }),
  need({ where: { partner: ana }, lines: { article: nut } }),
  need({ where: { partner: 'no id' }, lines: { article: nut } }),
  need({ where: { partner: null }, table: null }),
  need({ where: { city: 'Cluj', urgent: true }, table: null }),
  need({ where: { note: "it's" }, table: null }),
  need({ table: null }),
  need({}),
  need({ type: 'partner', table: null }),
];

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await makeCompany(database.pool);
  const client = await database.pool.connect();
  try {
    await writeDecision(client, {
      companyId: COMPANY,
      decision: decision({ records: records.map((after) => ({ before: null, after })) }),
      plan: PLAN,
      release: 1,
      known: new Map(),
      messages: [],
    });
  } finally {
    client.release();
  }
});
afterAll(() => database.drop());

test('the database lists what the store in memory lists', async () => {
  const memory = new MemoryStore();
  for (const record of records) memory.records.set(record.id, record);
  const told = (lists: readonly (readonly Stored[])[]): unknown =>
    lists.map((list) => list.map(({ id, data }) => [id, data]));
  const found = await readLists(database.pool, COMPANY, needs, PLAN);
  expect(told(found)).toEqual(told(needs.map((one) => memory.list(one))));
  expect(found.map((list) => list.length)).toEqual([2, 1, 0, 1, 1, 0, 1, 1, 1, 3, 2, 0]);
});

test('lists of one shape are read by one statement', async () => {
  let statements = 0;
  const counting = {
    query: (...args: unknown[]) => {
      statements++;
      return (database.pool.query as (...all: unknown[]) => unknown)(...args);
    },
  };
  await readLists(counting as never, COMPANY, needs.slice(0, 4), PLAN);
  expect(statements).toBe(1);
});
