import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groundScope, noGrounds } from '#engine';
import type { Model, RecordType, Stored } from '#engine';
import type { FilterNames } from '../../../runtime/store/filter.ts';
import { listRecords } from '../../../runtime/store/list-records.ts';
import type { ListQuery, ListResult } from '../../../runtime/store/list-records.ts';
import { readGrounds } from '../../../runtime/store/read-grounds.ts';
import type { TypePlan } from '../../../runtime/store/type-plan.ts';
import { searchRecords } from '../../../runtime/store/search.ts';
import { writeDecision } from '../../../runtime/store/write-decision.ts';
import { person, settingFor } from '../../engine/roles/pack.ts';
import { freshDatabase } from '../../database.ts';
import type { TestDatabase } from '../../database.ts';
import { COMPANY, decision, makeCompany, PLAN, sample, uuid } from './samples.ts';

let database: TestDatabase;
const [ana, jan] = [uuid(), uuid()];
const records: Stored[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  await makeCompany(database.pool);
  const dates = [
    '2026-01-05',
    '2026-01-05',
    '2026-02-01',
    null,
    '2026-03-09',
    null,
    '2026-01-05',
    '2026-04-01',
  ];
  for (const [index, date] of dates.entries()) {
    records.push(
      sample({
        title: `Hârtie ${index} Łódź`,
        number: index % 2 === 0 ? `P-${index}` : null,
        states: index < 3 ? ['draft'] : ['sent', 'sent.part'],
        phase: index < 3 ? 'draft' : 'posted',
        owner: index === 7 ? null : 'u-1',
        createdBy: index === 7 ? 'u-2' : 'u-1',
        archived: index === 6,
        data: {
          ...(date ? { date } : {}),
          partner: index % 2 ? ana : jan,
          total: `${(index - 2) * 10}.50`,
          city: index === 4 ? '' : 'Iași',
          ...(index === 1 ? { urgent: true } : {}),
        },
      }),
    );
  }
  const write = decision({ records: records.map((after) => ({ before: null, after })) });
  await writeDecision(database.pool, {
    companyId: COMPANY,
    decision: write,
    plan: PLAN,
    release: 1,
    known: new Map(),
    messages: [],
  });
});
afterAll(() => database.drop());

const fields = new Map(
  [
    ['date', 'date'],
    ['partner', 'ref'],
    ['total', 'decimal'],
    ['city', 'text'],
    ['urgent', 'boolean'],
  ].map(([path, kind]) => [path, { path, kind, key: path }]),
);
const type = {
  key: 'paper',
  machine: {},
  columns: ['date', 'total'],
  fields,
  fieldByPath: fields,
} as unknown as RecordType;
const text = { kind: 'text' } as const;
const user = { kind: 'object', name: 'user', fields: new Map([['id', text]]) } as const;
const bare = { types: new Map(), settings: {}, settingDefaults: {} } as unknown as Model;
const asking = {
  ...settingFor(person('u-1', [])),
  now: Date.UTC(2026, 2, 9, 10),
};
const namesOn = (plan: TypePlan): FilterNames => ({
  names: { scope: { user, today: { kind: 'date' } }, types: () => null, isTree: () => true },
  closed: () => null,
  async scopeFor(condition) {
    const reader = {
      connection: database.pool,
      companyId: COMPANY,
      model: bare,
      plan: new Map([['paper', plan]]),
    };
    const grounds = (await readGrounds(reader, asking, condition)) ?? noGrounds;
    return groundScope(bare, { ...asking, grounds });
  },
});
const query = (over: Partial<ListQuery>): ListQuery => ({
  type,
  plan: PLAN.get('paper')!,
  access: null,
  names: namesOn(over.plan ?? PLAN.get('paper')!),
  language: 'en',
  ...over,
});
async function list(over: Partial<ListQuery>): Promise<ListResult> {
  const result = await listRecords(database.pool, COMPANY, query(over));
  if (result.kind !== 'list') throw new Error(result.message);
  return result;
}
const places = (result: Pick<ListResult, 'items'>): number[] =>
  result.items.map((item) => records.findIndex((record) => record.id === item.id));

test('lists last changed first, archived left out, with the type’s columns', async () => {
  const result = await list({});
  expect(places(result)).toEqual([7, 5, 4, 3, 2, 1, 0]);
  expect(result.next).toBe(null);
  expect(result.items[2]).toMatchObject({
    id: records[4]!.id,
    data: { date: '2026-03-09', total: '20.50' },
    updatedAt: records[4]!.updatedAt,
    number: 'P-4',
  });
});

describe('every sort pages through every record once, in order', () => {
  test.each([
    'date',
    '-date',
    '-date,number',
    'number,-total',
    'total',
    '-createdAt',
    'createdAt',
    '-updatedAt',
    'partner,-date,total',
    'city,-date',
  ])('%s', async (sort) => {
    const whole = places(await list({ sort, limit: 100 }));
    expect([...whole].sort()).toEqual([0, 1, 2, 3, 4, 5, 7]);
    for (const limit of [1, 2, 3]) {
      const paged: number[] = [];
      let cursor: string | null = null;
      do {
        const page: ListResult = await list({ sort, limit, cursor });
        paged.push(...places(page));
        cursor = page.next;
      } while (cursor !== null);
      expect(paged).toEqual(whole);
    }
  });

  test('absent values stand last either way', async () => {
    expect(places(await list({ sort: 'date' }))).toEqual([0, 1, 2, 4, 7, 3, 5]);
    expect(places(await list({ sort: '-date' }))).toEqual([7, 4, 2, 1, 0, 5, 3]);
  });
});

test('a filter takes what lies under a branch, itself among it; a tree that goes in circles ends', async () => {
  const [root, beside] = [uuid(), uuid()];
  const people = [
    { id: ana, within: jan },
    { id: jan, within: root },
    { id: root, within: jan },
    { id: beside, within: null },
  ].map(({ id, within }) => {
    return sample({ id, type: 'partner', data: { code: id, ...(within === null ? {} : { within }) } });
  });
  await writeDecision(database.pool, {
    companyId: COMPANY,
    decision: decision({ records: people.map((after) => ({ before: null, after })) }),
    plan: PLAN,
    release: 1,
    known: new Map(),
    messages: [],
  });
  const plan = { ...PLAN.get('paper')!, trees: new Map([['partner', "(data ->> 'within')::uuid"]]) };
  const under = async (branch: string) =>
    places(await list({ plan, filter: `under(partner, '${branch}')`, sort: 'createdAt' }));
  expect(await under(ana)).toEqual([1, 3, 5, 7]);
  expect(await under(jan)).toEqual([0, 1, 2, 3, 4, 5, 7]);
  expect(await under(root)).toEqual([0, 1, 2, 3, 4, 5, 7]);
  expect(await under(beside)).toEqual([]);
  expect(await under('no id')).toEqual([]);
});

describe('filters', () => {
  test.each([
    [`total > 10`, [3, 4, 5, 7]],
    [`doc.total >= 10.50 && 'sent' in states`, [3, 4, 5, 7]],
    [`10.50 > total`, [0, 1, 2]],
    [`!(total > 10.5)`, [0, 1, 2, 3]],
    [`date == null`, [3, 5]],
    [`date != '2026-01-05'`, [2, 3, 4, 5, 7]],
    [`!(date < today)`, [3, 4, 5, 7]],
    [`date <= today && phase == 'draft'`, [0, 1, 2]],
    [`!('draft' in states)`, [3, 4, 5, 7]],
    [`urgent`, [1]],
    [`!urgent`, [0, 2, 3, 4, 5, 7]],
    [`urgent == false`, []],
    [`number in ['P-0', 'P-4', 'none']`, [0, 4]],
    [`!(number in ['P-0'])`, [1, 2, 3, 4, 5, 7]],
    [`number.startsWith('P-') && !contains(number, '4')`, [0, 2]],
    [`city == null || total < -10`, [0, 1, 4]],
    [`archived`, [6]],
    [`archived || total > 40`, [6, 7]],
    [`owner == user.id`, [0, 1, 2, 3, 4, 5]],
    [`partner == 'no such id'`, []],
    [`total == -20.5`, [0]],
    [`title.contains("' or true --")`, []],
    [`true`, [0, 1, 2, 3, 4, 5, 7]],
  ])('%s', async (filter, expected) => {
    expect(places(await list({ filter, sort: 'createdAt' }))).toEqual(expected);
  });

  test('a reference', async () => {
    expect(places(await list({ filter: `partner == '${ana}'`, sort: 'createdAt' }))).toEqual([1, 3, 5, 7]);
    expect(places(await list({ filter: `partner in ['${ana}', 'x']`, sort: 'createdAt' }))).toEqual([
      1, 3, 5, 7,
    ]);
  });

  test.each([
    ['notes == 1', 'not-a-column', 'is not a column of this type'],
    ['total >', 'filter-syntax', 'cannot be read'],
    ['total / 2 > 2', 'filter-unsupported', 'cannot be used in a filter'],
    ['sum(lines, 1) > 2', 'filter-unsupported', 'cannot be used in a filter'],
    [`total > 'many'`, 'filter-type', 'a number'],
    [`date > '2026-02-31'`, 'filter-type', 'date'],
    [`date == 3`, 'filter-type', 'date'],
    [`total`, 'filter-unsupported', 'total'],
  ])('%s is refused with its cure', async (filter, code, words) => {
    const result = await listRecords(database.pool, COMPANY, query({ filter }));
    expect(result).toMatchObject({ kind: 'bad-query', code });
    expect((result as { message: string }).message).toContain(words);
  });
});

test('sorting by what is no column, and a foreign cursor, are refused', async () => {
  expect(await listRecords(database.pool, COMPANY, query({ sort: 'title' }))).toMatchObject({
    code: 'not-sortable',
  });
  expect(await listRecords(database.pool, COMPANY, query({ sort: 'a,b,c,d' }))).toMatchObject({
    code: 'not-sortable',
  });
  for (const cursor of [
    'x',
    'W10',
    Buffer.from('[1,"1"]').toString('base64url'),
    Buffer.from('[1,null,null]').toString('base64url'),
    Buffer.from('[1,"x","y"]').toString('base64url'),
  ]) {
    expect(await listRecords(database.pool, COMPANY, query({ cursor }))).toMatchObject({
      code: 'bad-cursor',
    });
  }
  expect(await listRecords(database.pool, COMPANY, query({ columns: ['nothing'] }))).toMatchObject({
    code: 'not-a-column',
  });
});

test('words are found without diacritics, in any order, as parts', async () => {
  expect(places(await list({ q: 'lodz HARTIE 4' }))).toEqual([4]);
  expect(places(await list({ q: 'łód', limit: 3 }))).toHaveLength(3);
  expect(places(await list({ q: '100%' }))).toEqual([]);
  const found = await searchRecords(database.pool, COMPANY, 'P-2', ['paper']);
  expect(found.map((record) => record.number)).toEqual(['P-2']);
  expect(await searchRecords(database.pool, COMPANY, 'P-2', ['other'])).toEqual([]);
});

test('counts and groups on request', async () => {
  const result = await list({ filter: 'total < 50', limit: 2, total: true, group: 'states' });
  expect(result.total).toBe(6);
  expect(result.groups).toEqual([
    { value: 'draft', count: 3 },
    { value: 'sent', count: 3 },
    { value: 'sent.part', count: 3 },
  ]);
  expect((await list({ group: 'date' })).groups).toContainEqual({ value: null, count: 2 });
});

test('who reads their own sees what they own, or made when nobody owns it', async () => {
  const own = (user: string): ListQuery['access'] => ({
    readSql: (_, columns, add) =>
      `(${columns('owner')!.sql} = ${add(user, 'text')} or ${columns('owner')!.sql} is null and ${columns('createdBy')!.sql} = ${add(user, 'text')})`,
    fieldSql: () => true,
    titleSql: () => true,
    searchSql: () => true,
  });
  expect(places(await list({ access: own('u-2') }))).toEqual([7]);
});
