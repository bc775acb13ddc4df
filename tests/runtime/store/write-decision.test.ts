import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Decision, Stored } from '#engine';
import { readFinds } from '../../../runtime/store/read-finds.ts';
import { readLineages } from '../../../runtime/store/read-lineages.ts';
import { readRecords } from '../../../runtime/store/read-records.ts';
import { writeDecision } from '../../../runtime/store/write-decision.ts';
import { freshDatabase } from '../../database.ts';
import type { TestDatabase } from '../../database.ts';
import { COMPANY, decision, draw, link, makeCompany, PLAN, sample, uuid } from './samples.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await makeCompany(database.pool);
});
afterAll(() => database.drop());

async function write(
  what: Decision,
  known: ReadonlyMap<string, Stored> = new Map(),
): Promise<ReadonlyMap<string, string>> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    const numbers = await writeDecision(client, {
      companyId: COMPANY,
      decision: what,
      plan: PLAN,
      release: 1,
      known,
      messages: [],
    });
    await client.query('commit');
    return numbers;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function read(id: string): Promise<Stored | null | undefined> {
  return (await readRecords(database.pool, COMPANY, [id])).get(id);
}

test('a record comes back as it was written', async () => {
  const record = sample({
    stage: { confirmed: { delivery: 'none', billing: 'partly' } },
    states: ['confirmed', 'confirmed.delivery', 'confirmed.delivery.none'],
    phase: 'posted',
    title: 'Hârtie ł “x” {not a hole}',
    postedAt: '2026-03-02T10:11:12.345Z',
    data: {
      date: '2026-03-02',
      total: '12.50',
      nested: { a: [1, null, true] },
      lines: [{ id: 'L1', quantity: '0.333', net: '4.11' }],
    },
  });
  await write(decision({ records: [{ before: null, after: record }] }));
  expect(await read(record.id)).toEqual(record);
  expect(await read(uuid())).toBe(null);
  expect((await readRecords(database.pool, COMPANY, ['no id'])).get('no id')).toBe(null);
});

test('a record of another company is not there', async () => {
  const record = sample();
  await write(decision({ records: [{ before: null, after: record }] }));
  const other = '00000000-0000-7000-8000-000000000002';
  expect((await readRecords(database.pool, other, [record.id])).get(record.id)).toBe(null);
});

test('an update finds only the version that it was decided on', async () => {
  const record = sample();
  await write(decision({ records: [{ before: null, after: record }] }));
  const after = { ...record, version: 2, data: { city: 'Łódź' } };
  await write(decision({ records: [{ before: record, after }] }));
  expect(await read(record.id)).toEqual(after);
  await expect(
    write(decision({ records: [{ before: record, after: { ...record, version: 2 } }] })),
  ).rejects.toMatchObject({ code: '40001' });
  expect(await read(record.id)).toEqual(after);
});

test('deleting takes the record, its lines and counters along, and is refused on another version', async () => {
  const record = sample({ data: { lines: [{ id: 'L1', quantity: '1' }] } });
  const counters = [
    { record: record.id, line: 'L1', track: 'billing', full: '1', held: '0', posted: '0', settled: '0' },
  ];
  await write(decision({ records: [{ before: null, after: record }], counters }));
  await expect(
    write(decision({ records: [{ before: { ...record, version: 7 }, after: null }] })),
  ).rejects.toMatchObject({ code: '40001' });
  await write(decision({ records: [{ before: record, after: null }], counters }));
  expect(await read(record.id)).toBe(null);
  for (const table of ['record_lines', 'counters']) {
    expect(
      (await database.pool.query(`select 1 from app.${table} where record_id = $1`, [record.id])).rows,
    ).toEqual([]);
  }
});

test('the projection of lines follows the record, writing only what differs', async () => {
  const article = uuid();
  const record = sample({
    data: {
      lines: [
        { id: 'L1', article, quantity: '2', net: '10.00' },
        { id: 'L2', quantity: '3', net: '' },
        { id: 'L3', quantity: '1' },
      ],
    },
  });
  await write(decision({ records: [{ before: null, after: record }] }));
  const after = {
    ...record,
    version: 2,
    data: {
      lines: [
        { id: 'L1', article, quantity: '2', net: '10.00' },
        { id: 'L3', quantity: '5' },
      ],
    },
  };
  const rows = async (): Promise<unknown[]> =>
    (
      await database.pool.query(
        `select line_id, position, u1, quantity, amount, xmin::text from app.record_lines where record_id = $1 order by position`,
        [record.id],
      )
    ).rows;
  const [first] = await rows();
  await write(decision({ records: [{ before: record, after }] }));
  const now = (await rows()) as { xmin: string }[];
  expect(now[0]).toEqual(first);
  expect(now).toMatchObject([
    { line_id: 'L1', position: 0, u1: article, quantity: '2', amount: '10.00' },
    { line_id: 'L3', position: 1, u1: null, quantity: '5', amount: null },
  ]);
});

test('what stands in a line comes to its row as it is, whatever its characters', async () => {
  const ids = ['a"b', 'back\\slash', 'NULL', '{a,b}', ' ', 'ș„ł”', "it's", '\n'];
  const record = sample({ data: { lines: ids.map((id) => ({ id, quantity: '-0.5' })) } });
  await write(decision({ records: [{ before: null, after: record }] }));
  const { rows } = await database.pool.query<{ line_id: string; quantity: string }>(
    'select line_id, quantity from app.record_lines where record_id = $1 order by position',
    [record.id],
  );
  expect(rows).toEqual(ids.map((id) => ({ line_id: id, quantity: '-0.5' })));
});

test('numbers are drawn in order, per series and scope, and stand in number, title and search', async () => {
  const [a, b, c] = [
    sample({ title: '{number} · A' }),
    sample({ title: '{number}' }),
    sample({ title: '{number}' }),
  ];
  const numbers = await write(
    decision({
      records: [a, b, c].map((after) => ({ before: null, after })),
      numbers: [
        draw(a.id),
        draw(b.id),
        draw(c.id, { scope: '2027', pattern: 'P-2027-{number:5}', start: 40 }),
      ],
    }),
  );
  expect([...numbers.values()].sort()).toEqual(['P-2026-00001', 'P-2026-00002', 'P-2027-00040']);
  expect(numbers.get(a.id)).toBe('P-2026-00001');
  expect(await read(a.id)).toEqual({ ...a, number: 'P-2026-00001', title: 'P-2026-00001 · A' });
  const { rows } = await database.pool.query<{ search: string }>(
    'select search from app.records where id = $1',
    [a.id],
  );
  expect(linesOf(rows[0]?.search)).toEqual(['p-2026-00001 · a']);
  const d = sample({ title: '{number}' });
  expect(
    (await write(decision({ records: [{ before: null, after: d }], numbers: [draw(d.id)] }))).get(d.id),
  ).toBe('P-2026-00003');
});

/** What is searched in, a line for each part; empty parts left out. */
const linesOf = (search = ''): readonly string[] => search.split('\n').filter((line) => line !== '');

test('a rolled back decision leaves no gap', async () => {
  const ok = sample({ title: '{number}' });
  const stale = sample();
  const series = { series: 'rolled', pattern: 'R-{number:5}' };
  await expect(
    write(
      decision({
        records: [
          { before: null, after: ok },
          { before: stale, after: { ...stale, version: 2 } },
        ],
        numbers: [draw(ok.id, series)],
      }),
    ),
  ).rejects.toMatchObject({ code: '40001' });
  expect(
    (await write(decision({ records: [{ before: null, after: ok }], numbers: [draw(ok.id, series)] }))).get(
      ok.id,
    ),
  ).toBe('R-00001');
});

test('32 writers at once draw from one series without gap or double', async () => {
  const drawn = await Promise.all(
    Array.from({ length: 160 }, async () => {
      const record = sample({ title: '{number}', type: 'paper' });
      return (
        await write(
          decision({
            records: [{ before: null, after: record }],
            numbers: [draw(record.id, { series: 'busy', pattern: 'B{number}' })],
          }),
        )
      ).get(record.id);
    }),
  );
  expect(drawn.map((number) => Number(number?.slice(1))).sort((x, y) => x - y)).toEqual(
    Array.from({ length: 160 }, (_, index) => index + 1),
  );
});

test('two records of a type cannot carry one number', async () => {
  const record = sample({ number: 'X-1' });
  await write(decision({ records: [{ before: null, after: record }] }));
  await expect(
    write(decision({ records: [{ before: null, after: sample({ number: 'X-1' }) }] })),
  ).rejects.toMatchObject({ code: '23505' });
});

test('a lineage is the record with all ancestors, links both ways, ends and counters', async () => {
  const [offer, order, bill, draft] = [
    sample({ title: 'one' }),
    sample({ title: 'two' }),
    sample({ title: 'three' }),
    sample({ title: 'four' }),
  ];
  const offerToOrder = link({
    sourceRecord: offer.id,
    targetRecord: order.id,
    quantity: '10',
    amount: '99.10',
    track: 'ordering',
  });
  const orderToBill = link({
    sourceRecord: order.id,
    sourceLine: 'L1',
    targetRecord: bill.id,
    targetLine: 'L1',
    quantity: '4',
  });
  const orderToDraft = link({ sourceRecord: order.id, targetRecord: draft.id });
  const settled = link({ sourceRecord: order.id, kind: 'settled' });
  const counter = {
    record: order.id,
    line: 'L1',
    track: 'billing',
    full: '10',
    held: '5',
    posted: '4',
    settled: '0.5',
  };
  const whole = {
    record: order.id,
    line: null,
    track: 'payment',
    full: '10.00',
    held: '0',
    posted: '0',
    settled: '0',
  };
  await write(
    decision({
      records: [offer, order, bill, draft].map((after) => ({ before: null, after })),
      links: { put: [offerToOrder, orderToBill, orderToDraft, settled], remove: [] },
      counters: [counter, whole],
    }),
  );
  for (const lock of [true, false]) {
    const found = await readLineages(database.pool, COMPANY, [bill.id], lock);
    expect([...found.records.keys()].sort()).toEqual([offer.id, order.id, bill.id].sort());
    expect(found.lineages.get(bill.id)).toEqual({ up: [orderToBill], down: [], counters: [] });
    const middle = found.lineages.get(order.id);
    expect(middle?.up).toEqual([offerToOrder]);
    expect(middle?.down).toEqual([
      {
        link: orderToBill,
        target: { id: bill.id, type: 'paper', number: null, title: 'three', phase: 'draft' },
      },
      {
        link: orderToDraft,
        target: { id: draft.id, type: 'paper', number: null, title: 'four', phase: 'draft' },
      },
      { link: settled, target: null },
    ]);
    expect(middle?.counters).toHaveLength(2);
    expect(middle?.counters).toEqual(expect.arrayContaining([counter, whole]));
  }
  await write(
    decision({
      links: { put: [{ ...orderToDraft, quantity: '2' }], remove: [orderToBill.id] },
      counters: [{ ...counter, posted: '0' }],
    }),
  );
  const again = (await readLineages(database.pool, COMPANY, [order.id], false)).lineages.get(order.id);
  expect(again?.down.map((down) => [down.link.id, down.link.quantity])).toEqual([
    [orderToDraft.id, '2'],
    [settled.id, '1'],
  ]);
  expect(again?.counters).toContainEqual({ ...counter, posted: '0' });
});

test('who waits for a lock sees the links that the one before wrote', async () => {
  const source = sample();
  await write(decision({ records: [{ before: null, after: source }] }));
  const counter = {
    record: source.id,
    line: 'L1',
    track: 'billing',
    full: '5',
    held: '5',
    posted: '0',
    settled: '0',
  };
  const first = await database.pool.connect();
  const second = await database.pool.connect();
  try {
    await first.query('begin');
    await readLineages(first, COMPANY, [source.id], true);
    await second.query('begin');
    const waiting = readLineages(second, COMPANY, [source.id], true);
    const put = link({ sourceRecord: source.id, quantity: '5' });
    await writeDecision(first, {
      companyId: COMPANY,
      decision: decision({ links: { put: [put], remove: [] }, counters: [counter] }),
      plan: PLAN,
      release: 1,
      known: new Map(),
      messages: [],
    });
    await first.query('commit');
    const seen = await waiting;
    expect(seen.lineages.get(source.id)).toMatchObject({ down: [{ link: put }], counters: [counter] });
    await second.query('commit');
  } finally {
    first.release();
    second.release();
  }
});

test('finds by slot, key, number, plain field and the last before', async () => {
  const partner = sample({
    type: 'partner',
    stage: null,
    states: [],
    phase: 'posted',
    data: { code: 'FABRICA', city: 'Łódź', vip: true, note: 'x' },
  });
  const papers = ['2026-01-01', '2026-01-05', '2026-01-09'].map((date) =>
    sample({ number: `N-${date}`, data: { date, partner: partner.id, total: '7.00' } }),
  );
  await write(decision({ records: [partner, ...papers].map((after) => ({ before: null, after })) }));
  const find = (
    type: string,
    where: Record<string, string | boolean | null>,
    before: { field: string; value: string } | null = null,
  ) => ({ type, where, before });
  const found = await readFinds(
    database.pool,
    COMPANY,
    [
      find('partner', { code: 'FABRICA' }),
      find('partner', { city: 'Łódź', vip: true, absent: null }),
      find('paper', { number: 'N-2026-01-05' }),
      find('paper', { partner: partner.id, total: '7' }, { field: 'date', value: '2026-01-09' }),
      find('paper', { partner: partner.id }, { field: 'date', value: '2026-01-01' }),
      find('partner', { note: "x' or true --" }),
      find('paper', { partner: 'no id' }),
    ],
    PLAN,
  );
  expect(found.map((record) => record?.id ?? null)).toEqual([
    partner.id,
    partner.id,
    papers[1]?.id,
    papers[1]?.id,
    null,
    null,
    null,
  ]);
});

test('a unique key of a catalog is taken once', async () => {
  const make = (): Stored =>
    sample({ type: 'partner', stage: null, states: [], phase: 'posted', data: { code: 'ONCE' } });
  await write(decision({ records: [{ before: null, after: make() }] }));
  await expect(write(decision({ records: [{ before: null, after: make() }] }))).rejects.toMatchObject({
    code: '23505',
  });
});

test('history, earlier revisions and search text are written along', async () => {
  const partner = sample({
    type: 'partner',
    stage: null,
    states: [],
    phase: 'posted',
    data: { code: 'P9', name: 'Șuruburi Łask' },
  });
  const record = sample({ data: { partner: partner.id, lines: [{ id: 'a', description: 'Piuliță' }] } });
  const entry = {
    id: uuid(),
    record: record.id,
    version: record.version,
    at: record.createdAt,
    by: 'u-1',
    what: 'create',
    key: null,
    stageBefore: null,
    stageAfter: 'draft',
    changes: [{ path: '/total', before: null, after: '1.00' }],
  };
  await write(
    decision({ records: [partner, record].map((after) => ({ before: null, after })), history: [entry] }),
    new Map([[partner.id, partner]]),
  );
  const { rows } = await database.pool.query(
    'select search, h.what, h.changes, h.stage_after, h.release from app.records r join app.history h on h.record_id = r.id where r.id = $1',
    [record.id],
  );
  expect(rows).toEqual([
    {
      search: '\ndraft\n\nsuruburi lask\npiulita',
      what: 'create',
      changes: entry.changes,
      stage_after: 'draft',
      release: 1,
    },
  ]);
  await write(decision({ records: [{ before: record, after: { ...record, version: 2, revision: 1 } }] }));
  const revisions = await database.pool.query(
    'select revision, record from app.record_revisions where record_id = $1',
    [record.id],
  );
  expect(revisions.rows).toEqual([{ revision: 0, record }]);
});
