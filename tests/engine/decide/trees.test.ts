// Catalogs that are trees: what lies under a branch. @source definitions.md, `parent`
import { describe, expect, test } from 'vitest';
import {
  compileExpression,
  conditionSql,
  newScope,
  noReads,
  refusalWords,
  type Json,
  type JsonObject,
} from '#engine';
import { compileSmall, jsonOf, Play } from './pack.ts';

function forest(rule: string, more: JsonObject = {}) {
  const item = structuredClone(jsonOf('types/item/schema.json')) as { properties: Record<string, Json> };
  item.properties['within'] = { type: 'string', 'x-ref': 'item', title: 'Within' };
  const deal = structuredClone(jsonOf('types/deal/schema.json')) as { properties: Record<string, Json> };
  const lines = deal.properties['lines'] as { items: { properties: Record<string, Json> } };
  const branch = { type: 'string', 'x-ref': 'item', title: 'Branch' };
  lines.items.properties['lies'] = { type: 'boolean', title: 'Lies', 'x-formula': rule };
  return compileSmall({
    'types/item/schema.json': item,
    'types/item/type.json': { ...jsonOf('types/item/type.json'), parent: 'within' },
    ...more,
    'types/deal/schema.json': { ...deal, properties: { ...deal.properties, branch } },
    'types/deal/type.json': { ...jsonOf('types/deal/type.json'), columns: ['branch'] },
  });
}

test('a record lies under itself and whatever is above it, and under nothing beside; circles end', () => {
  const play = new Play({}, forest('under(line.item, doc.branch)'));
  const make = (code: string, more: JsonObject = {}) => play.make('item', { code, price: '1', ...more });
  const root = make('root');
  const branch = make('branch', { within: root });
  const leaf = make('leaf', { within: branch });
  const beside = make('beside', { within: root });
  const lies = (item: string, of: string) => {
    const id = play.make('deal', {
      partner: play.partner,
      branch: of,
      lines: [{ id: 'L1', item, quantity: '1' }],
    });
    return play.line(id, 'L1')['lies'];
  };
  expect([leaf, branch, beside, root].map((item) => lies(item, branch))).toEqual([true, true, false, false]);
  expect([leaf, branch, beside, root].map((item) => lies(item, root))).toEqual([true, true, true, true]);
  // What was saved before circles were refused still ends.
  const stored = play.store.records.get(root)!;
  play.store.records.set(root, { ...stored, data: { ...stored.data, within: leaf } });
  expect([lies(beside, leaf), lies(leaf, beside)]).toEqual([true, false]);
});

describe('no record lies below itself', () => {
  const grown = () => {
    const play = new Play({}, forest('under(line.item, doc.branch)'));
    const make = (code: string, within: string | null) =>
      play.make('item', { code, price: '1', ...(within === null ? {} : { within }) });
    const root = make('root', null);
    const branch = make('branch', root);
    return { play, make, root, branch, leaf: make('leaf', branch), beside: make('beside', root) };
  };

  test.each<
    [string, 'root' | 'branch' | 'leaf' | 'beside', 'root' | 'branch' | 'leaf' | 'beside', string | null]
  >([
    ['itself', 'leaf', 'leaf', 'leaf → leaf'],
    ['what lies right below it', 'branch', 'leaf', 'branch → leaf → branch'],
    ['what lies far below it', 'root', 'leaf', 'root → leaf → branch → root'],
    ['near miss: what lies beside it', 'branch', 'beside', null],
    ['near miss: where it is', 'leaf', 'branch', null],
  ])('%s', (_, moved, to, path) => {
    const { play, ...ids } = grown();
    const answer = play.edit(ids[moved], { within: ids[to] });
    if (path === null) expect(answer.kind).toBe('decision');
    else
      expect(answer).toMatchObject({
        code: 'invalid',
        problems: [{ code: 'parent-circle', pointer: '/within', params: { path } }],
      });
  });

  test('words name all that would lie in the circle, in each language', () => {
    const words = (language: string) => refusalWords('parent-circle', { path: 'a → b → a' }, language);
    expect(['en', 'ro', 'pl'].map(words)).toEqual([
      'A record cannot lie below itself: a → b → a.',
      'O înregistrare nu poate fi subordonată ei însăși: a → b → a.',
      'Rekord nie może leżeć pod samym sobą: a → b → a.',
    ]);
  });

  test('a circle of before is left as it is, and may be opened', () => {
    const { play, root, leaf } = grown();
    const stored = play.store.records.get(root)!;
    play.store.records.set(root, { ...stored, data: { ...stored.data, within: leaf } });
    expect(play.edit(leaf, { price: '2' }).kind).toBe('decision');
    expect(play.edit(root, { within: null }).kind).toBe('decision');
  });

  test('a tree as deep as it likes is read in as many rounds as a flat one', () => {
    const { play, make, leaf } = grown();
    let at = leaf;
    for (let depth = 0; depth < 100; depth++) at = make(`deep-${depth}`, at);
    expect(play.edit(at, { within: leaf }).kind).toBe('decision');
    expect(play.rounds).toBeLessThanOrEqual(4);
    expect(play.edit(leaf, { within: at })).toMatchObject({ code: 'invalid' });
  });
});

test('a right asks what lies below a branch that is known before; of no other', () => {
  const withRight = (expr: string) => {
    const roles = structuredClone(jsonOf('roles.json')) as { clerk: { types: Record<string, Json> } };
    roles.clerk.types['deal'] = { read: { expr } };
    return () => forest('false', { 'roles.json': roles });
  };
  expect(withRight("under(doc.branch, '019cadfd-94b8-71c2-99ad-ecb0046d93ca')")).not.toThrow();
  expect(withRight('under(doc.branch, doc.branch)')).toThrow(/under/);
  expect(withRight('under(doc.number, user.id)')).toThrow(/under/);
});

test('a filter asks the database: for what lies below the branch', () => {
  const fields = new Map([['branch', { kind: 'ref', types: ['item'] } as const]]);
  const compiled = compileExpression('under(doc.branch, today) || !under(doc.branch, user)', {
    scope: { doc: { kind: 'object', name: 'deal', fields }, user: { kind: 'text' }, today: { kind: 'text' } },
    types: () => new Map(),
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  const answer = conditionSql(compiled.expr, () => ({ sql: 'r.u1', kind: 'uuid' }));
  if (!answer.ok) throw new Error(answer.error.code);
  const given: unknown[] = [];
  const id = '019cadfd-94b8-71c2-99ad-ecb0046d93ca';
  const scope = { today: id, user: 'no id' };
  const add = (value: unknown, cast: string): string => `$${given.push(value)}::${cast}`;
  const below = (branch: string) => new Set([branch, 'leaf']);
  const sql = answer.bind(newScope({ ...noReads, below }, 'en', scope), add);
  expect(sql).toBe('((r.u1 = any($1::uuid[])) or ((case when r.u1 is not null then false end)) is not true)');
  expect(given).toEqual([[id, 'leaf']]);
  expect(() => answer.bind(newScope(noReads, 'en', scope), add)).toThrow('what lies below');
});
