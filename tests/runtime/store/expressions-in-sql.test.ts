// Two back ends, one meaning: whatever condition is generated, the rows that PostgreSQL finds are those for which the
// closure is true, nulls included.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  compileExpression,
  conditionSql,
  equalValues,
  newScope,
  toSql,
} from '../../../engine/expressions/index.ts';
import type { Place, SqlColumn, SqlKind } from '../../../engine/expressions/index.ts';
import type { ExprType } from '../../../engine/expressions/types.ts';
import type { Reads, Scope, Value, ValueObject } from '../../../engine/expressions/scope.ts';
import { decimal, formatDecimal, isDecimal } from '../../../engine/values/decimal.ts';
import { freshDatabase } from '../../database.ts';
import type { TestDatabase } from '../../database.ts';
import { tried } from '../../engine/runs.ts';

const text: ExprType = { kind: 'text' };
const [ana, jan] = ['0193a000-0000-7000-8000-00000000000a', '0193a000-0000-7000-8000-00000000000b'];

/** Field → its static type, its column, and values that a row may hold. */
const fields: Record<string, { type: ExprType; kind: SqlKind; values: readonly Value[] }> = {
  a: {
    type: { kind: 'decimal' },
    kind: 'numeric',
    values: numbers('0', '1', '-3', '0.1', '12345678901234567890.5'),
  },
  b: { type: { kind: 'decimal' }, kind: 'numeric', values: numbers('0', '1', '2.50', '-0.1') },
  n: { type: { kind: 'decimal' }, kind: 'integer', values: numbers('0', '3', '2147483647') },
  s: { type: text, kind: 'text', values: ['', 'a', 'A', 'ab', 'Ł', '\uffee', '😀', "it's", '10'] },
  t: { type: text, kind: 'text', values: ['a', 'b', '%', 'ă'] },
  d: {
    type: { kind: 'date' },
    kind: 'date',
    values: ['0001-01-01', '2026-01-31', '2024-02-29', '9999-12-31'],
  },
  e: { type: { kind: 'date' }, kind: 'date', values: ['2026-01-31', '2026-03-02'] },
  at: {
    type: { kind: 'instant' },
    kind: 'timestamptz',
    values: ['2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00.001Z'],
  },
  yes: { type: { kind: 'boolean' }, kind: 'boolean', values: [true, false] },
  tags: { type: { kind: 'list', of: text }, kind: 'text[]', values: [[], ['a'], ['a', 'b', "it's"]] },
  p: { type: { kind: 'ref', types: ['person'] }, kind: 'uuid', values: [ana, jan] },
  q: { type: { kind: 'ref', types: ['person'] }, kind: 'uuid', values: [ana, jan] },
};
/** Kept without empty texts, as an index column is; the exact value lies beside it. */
const lossy = 't2';

const object = (name: string, types: Record<string, ExprType>): ExprType => ({
  kind: 'object',
  name,
  fields: new Map(Object.entries(types)),
});

/** What a user's own record says of him, and what it leads to. */
const personFields = new Map<string, ExprType>([
  ['id', text],
  ['nick', text],
  ['limit', { kind: 'decimal' }],
  ['day', { kind: 'date' }],
  ['tags', { kind: 'list', of: text }],
  ['none', text],
  ['above', { kind: 'ref', types: ['person'] }],
  ['friends', { kind: 'list', of: { kind: 'ref', types: ['person'] } }],
]);

const people: Readonly<Record<string, ValueObject>> = {
  [ana]: {
    id: ana,
    nick: 'a',
    limit: decimal('2.50'),
    day: '2026-01-31',
    tags: ['a', '', null],
    none: null,
    above: jan,
    friends: [jan, null],
  },
  [jan]: {
    id: jan,
    nick: "it's",
    limit: null,
    day: null,
    tags: [],
    none: null,
    above: null,
    friends: [],
  },
};

/** What was read of the world before anything is judged. */
const grounds = {
  record: (id: string) => people[id] ?? null,
  lookup: (_type: string, where: ValueObject) =>
    Object.values(people).find((one) =>
      Object.entries(where).every(([key, value]) => equalValues(one[key] ?? null, value)),
    ) ?? null,
  below: (branch: string) => new Set(branch === jan ? [jan, ana] : [branch]),
} as unknown as Reads;

const place: Place = {
  scope: {
    doc: object('row', {
      ...Object.fromEntries(Object.entries(fields).map(([key, { type }]) => [key, type])),
      [lossy]: text,
    }),
    user: {
      ...object('user', {
        id: text,
        roles: { kind: 'list', of: text },
        none: text,
        record: { kind: 'ref', types: ['person'] },
      }),
      beyond: 'record',
    } as ExprType,
    settings: object('settings', { limit: { kind: 'decimal' }, missing: { kind: 'decimal' } }),
    today: { kind: 'date' },
    now: { kind: 'instant' },
  },
  types: (key) => (key === 'person' ? personFields : null),
  isTree: (key) => key === 'person',
  expect: { kind: 'boolean' },
};

const columns = (path: string): SqlColumn | null =>
  path === lossy
    ? { sql: 'r.t2', kind: 'text', exact: `coalesce(r.t2, r.t2_exact)` }
    : fields[path]
      ? { sql: `r."${path}"`, kind: fields[path].kind }
      : null;

function numbers(...texts: string[]): Value[] {
  return texts.map(decimal);
}

const scopeOf = (doc: Value): Scope =>
  newScope(grounds, 'en', {
    doc,
    user: { id: ana, roles: ['a', "it's", null], none: null, record: ana },
    settings: { limit: decimal('2.5'), missing: null },
    today: '2026-01-31',
    now: '2026-03-02T09:00:00.000Z',
  });

let database: TestDatabase;
let rows: readonly ValueObject[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  const names = Object.keys(fields);
  await database.pool.query(
    `create table rows (id int primary key, t2 text, t2_exact text, ${names.map((name) => `"${name}" ${fields[name]!.kind}`).join(', ')})`,
  );
  const row = fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.option(fc.constantFrom(...fields[name]!.values), { freq: 4, nil: null }),
      ]),
    ),
  );
  const sampled = fc.sample(row, { numRuns: 60, seed: 7 }) as ValueObject[];
  const whole = Object.fromEntries(names.map((name) => [name, fields[name]!.values[1]!]));
  rows = [whole, Object.fromEntries(names.map((name) => [name, null])), ...sampled].map((one, i) => ({
    ...one,
    [lossy]: [null, '', 'a', 'ab'][i % 4]!,
  }));
  for (const [id, one] of rows.entries()) {
    const sql = names.map((name) => (isDecimal(one[name]) ? formatDecimal(one[name]) : one[name]));
    const exact = one[lossy] as string | null;
    await database.pool.query(
      `insert into rows (id, t2, t2_exact, ${names.map((name) => `"${name}"`).join(', ')}) values ($1, $2, $3, ${names.map((_, i) => `$${i + 4}`).join(', ')})`,
      [id, exact === '' ? null : exact, exact, ...sql],
    );
  }
});
afterAll(() => database.drop());

async function found(condition: string): Promise<{ sql: string; ids: number[]; expected: number[] }> {
  const compiled = compileExpression(condition, place);
  if (!compiled.ok) throw new Error(`${condition}: ${JSON.stringify(compiled.errors)}`);
  const answer = conditionSql(compiled.expr, columns);
  if (!answer.ok) throw new Error(`${condition}: ${JSON.stringify(answer.error)}`);
  const params: unknown[] = [];
  const sql = answer.bind(scopeOf(null), (value, cast) => `$${params.push(value)}::${cast}`);
  const result = await database.pool.query<{ id: number }>(
    `select id from rows r where ${sql} order by id`,
    params,
  );
  const expected = rows.flatMap((doc, id) => (compiled.expr.run(scopeOf(doc)) === true ? [id] : []));
  return { sql, ids: result.rows.map(({ id }) => id), expected };
}

const op = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const same = fc.constantFrom('==', '!=');
const join = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => `(${all.join(' ')})`);

const { condition } = fc.letrec<{ number: string; words: string; date: string; condition: string }>(
  (tie) => ({
    number: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(
        'doc.a',
        'doc.b',
        'doc.n',
        '0',
        '1',
        '2.5',
        '-0.1',
        'null',
        'settings.limit',
        'settings.missing',
        '(1 / 0)',
        'size(user.roles)',
        'user.limit',
        'user.above.limit',
        "lookup('person', {'nick': 'a'}).limit",
        "lookup('person', {'nick': user.none}).limit",
      ),
      join(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).filter((t) => t !== '(null + null)'),
      tie('number').map((a) => `-(${a})`),
      fc.tuple(tie('date'), tie('date')).map(([a, b]) => `daysBetween(${a}, ${b})`),
    ),
    words: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.constantFrom(
        'doc.s',
        'doc.t',
        'doc.t2',
        "'a'",
        "''",
        "'ab'",
        "'Ł'",
        "'%'",
        "'it\\'s'",
        '"\uffee"',
        'user.none',
        'upper(user.id)',
        'user.nick',
        'user.above.nick',
        'user.above.above.nick',
        "lookup('person', {'above': user.above}).nick",
      ),
      join(tie('words'), fc.constant('+'), tie('words')),
      join(
        tie('words'),
        fc.constant('+'),
        fc.constantFrom('doc.a', 'doc.n', '1.50', 'doc.d', 'doc.at', 'today'),
      ),
    ),
    date: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.constantFrom('doc.d', 'doc.e', 'today', 'addDays(today, 30)', 'user.day', 'user.above.day'),
      fc
        .tuple(
          fc.constantFrom('addDays', 'addMonths'),
          tie('date'),
          fc.constantFrom('doc.n', 'doc.b', '1', '-13', '4000000', 'settings.missing'),
        )
        .map(([name, a, b]) => `${name}(${a}, ${b})`),
      fc
        .tuple(
          fc.constantFrom('startOf', 'endOf'),
          tie('date'),
          fc.constantFrom('week', 'month', 'quarter', 'year'),
        )
        .map(([name, a, period]) => `${name}(${a}, '${period}')`),
    ),
    condition: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(
        'doc.yes',
        'true',
        'null',
        'doc.d == null',
        'null != doc.s',
        "doc.d == '2026-01-31'",
        "doc.e < '2026-02-01'",
      ),
      join(tie('number'), op, tie('number')),
      join(tie('words'), op, tie('words')),
      join(tie('date'), op, tie('date')),
      join(fc.constantFrom('doc.at', 'now', "'2026-03-02T09:00:00Z'"), op, fc.constantFrom('doc.at', 'now')),
      join(
        fc.constantFrom('doc.p', 'doc.q'),
        same,
        fc.constantFrom(
          'doc.p',
          'doc.q',
          'user.id',
          'user.none',
          'user.record',
          'user.above',
          'user.above.above',
          "lookup('person', {'nick': 'a', 'limit': 2.5}).id",
          'doc.s',
          'null',
        ),
      ),
      fc
        .tuple(
          fc.constantFrom('doc.p', 'doc.q', 'user.record'),
          fc.constantFrom(
            'user.record',
            'user.above',
            'user.above.above',
            "lookup('person', {'nick': 'x'}).id",
          ),
        )
        .map(([record, branch]) => `under(${record}, ${branch})`),
      fc.constantFrom(
        "lookup('person', {'nick': 'a'}) != null",
        "lookup('person', {'nick': 'x'}) == null",
        'user.above.friends.exists(f, f.limit == null)',
      ),
      join(
        fc.constantFrom('doc.yes', tieText('true')),
        same,
        fc.constantFrom('doc.yes', 'false', '(doc.a > 0)', "startsWith(doc.s, 'a')"),
      ),
      join(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')),
      tie('condition').map((c) => `!(${c})`),
      fc
        .tuple(fc.constantFrom('startsWith', 'contains'), tie('words'), tie('words'))
        .map(([f, a, b]) => `${f}(${a}, ${b})`),
      join(
        tie('words'),
        fc.constant('in'),
        fc.constantFrom(
          'user.roles',
          'user.tags',
          'user.above.tags',
          'user.friends.map(f, f.nick)',
          'doc.tags',
          "['a', '', null]",
          "[doc.s, 'b']",
          '[doc.t, null]',
        ),
      ),
      join(tie('number'), fc.constant('in'), fc.constantFrom('[1, 2.5]', '[doc.b, 0]', '[null]')),
      join(tie('date'), fc.constant('in'), fc.constantFrom('[today]', '[doc.e, today]')),
      join(
        fc.constantFrom('doc.p', 'user.id'),
        fc.constant('in'),
        fc.constantFrom('[doc.q]', '[user.id, null]', 'doc.tags', 'user.friends', '[user.above, doc.q]'),
      ),
    ),
  }),
);

function tieText(value: string): string {
  return value;
}

/** What our checker refuses (a null among operands may give a mix that has no type) is no case here. */
function compiles(candidate: string): boolean {
  return compileExpression(candidate, place).ok;
}

const runs = process.env['LONG'] ? 5_000 : 600;

test(`agrees on ${runs} conditions × 62 rows, nulls included`, async () => {
  await fc.assert(
    fc.asyncProperty(condition.filter(compiles), async (generated) => {
      const { sql, ids, expected } = await found(generated);
      expect(ids, `${generated}\n${sql}`).toEqual(expected);
    }),
    tried(runs),
  );
});

describe('null, said one by one', () => {
  test.each([
    'doc.a == null',
    'doc.a != null',
    '!(doc.a == null)',
    'doc.a != 1',
    '!(doc.a != 1)',
    'doc.a < 1',
    '!(doc.a < 1)',
    '!(doc.a < doc.b)',
    'doc.a == doc.b',
    'doc.a + null == null',
    'doc.a == settings.missing',
    'doc.a < settings.missing || true',
    '!doc.yes',
    '!(doc.yes && doc.a > 0)',
    "startsWith(doc.s, 'a') == false",
    "!startsWith(doc.s, 'a')",
    "doc.t2 == ''",
    'doc.t2 == null',
    "doc.t2 != 'a'",
    "startsWith(doc.t2, '')",
    "doc.t2 in ['', 'ab']",
    "!('a' in doc.tags)",
    'doc.s in user.roles',
    "doc.s > '\uffee'",
    'doc.a == user.above.limit',
    'doc.a < user.above.limit',
    '!(doc.a < user.above.limit)',
    'doc.s == user.above.above.nick',
    "doc.p == lookup('person', {'nick': 'x'}).id",
    "doc.p != lookup('person', {'nick': 'x'}).id",
    'under(doc.p, user.above.above)',
    '!under(doc.p, user.above.above)',
    'doc.p in user.friends',
    '!(doc.p in user.friends)',
  ])('%s', async (one) => {
    const { ids, expected, sql } = await found(one);
    expect(ids, sql).toEqual(expected);
  });
});

describe('what a database does not do is told with its place', () => {
  test.each([
    ['doc.a / 2 > 1', 'expr-not-sql', 'doc.a / 2', '/'],
    ['round(doc.a, 2) == 1', 'expr-not-sql', 'round(doc.a, 2)', 'round'],
    ['doc.yes ? true : false', 'expr-not-sql', 'doc.yes ? true : false', '?:'],
    ['doc.tags.exists(t, t == doc.s)', 'expr-not-sql', 'doc.tags.exists(t, t == doc.s)', 'exists'],
    ["rate('EUR', 'RON', today) > doc.a", 'expr-not-sql', "rate('EUR', 'RON', today)", 'rate'],
    [
      "lookup('person', {'nick': doc.s}).limit > 1",
      'expr-not-sql',
      "lookup('person', {'nick': doc.s})",
      'lookup',
    ],
    ['doc.p.limit > 1', 'expr-not-sql', 'doc.p.limit', 'p.limit'],
    ['user.limit > doc.a', 'expr-not-sql', 'user.limit', 'limit'],
    ["doc.s == 'a\\u0000'", 'expr-not-sql', "'a\\u0000'", '"a\\u0000"'],
    ['doc.other == 1', 'expr-no-column', 'doc.other', 'other'],
  ])('%s', (condition, code, part, name) => {
    const scope = { ...place.scope, doc: object('row', { ...typesOf(), other: { kind: 'decimal' } }) };
    const compiled = compileExpression(condition, { ...place, scope });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
    const answer = toSql(compiled.expr.tree!, columns);
    if (answer.ok) throw new Error('it was translated');
    const { start, end, params } = answer.error;
    expect([answer.error.code, condition.slice(start, end)]).toEqual([code, part]);
    expect(Object.values(params)).toContain(name);
  });

  test('a right that looks up by what stands in the record is told so', () => {
    const compiled = compileExpression("lookup('person', {'nick': doc.s}).limit > 1", place);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
    expect(conditionSql(compiled.expr, columns)).toMatchObject({
      ok: false,
      error: { code: 'expr-row-lookup' },
    });
  });

  test('near miss: the same functions over what is given are computed first', async () => {
    const { ids, expected } = await found('doc.a > round(settings.limit / 3, 2)');
    expect(ids).toEqual(expected);
  });
});

function typesOf(): Record<string, ExprType> {
  return Object.fromEntries(Object.entries(fields).map(([key, { type }]) => [key, type]));
}
