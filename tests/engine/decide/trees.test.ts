// Catalogs that are trees: what lies under a branch. @source definitions.md, `parent`
import { expect, test } from 'vitest';
import { compileExpression, conditionSql, newScope, noReads, type Json, type JsonObject } from '#engine';
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
  play.done(play.edit(root, { within: leaf }));
  expect([lies(beside, leaf), lies(leaf, beside)]).toEqual([true, false]);
});

test('a right is judged where nothing can be read, so it may not ask what lies under what', () => {
  const roles = structuredClone(jsonOf('roles.json')) as { clerk: { types: Record<string, Json> } };
  roles.clerk.types['deal'] = { read: { expr: "under(doc.branch, 'x')" } };
  expect(() => forest('false', { 'roles.json': roles })).toThrow(/under/);
});

test('a filter asks the database: upwards from the reference, until the branch', () => {
  const fields = new Map([['branch', { kind: 'ref', types: ['item'] } as const]]);
  const compiled = compileExpression('under(doc.branch, today) || !under(doc.branch, user)', {
    scope: { doc: { kind: 'object', name: 'deal', fields }, user: { kind: 'text' }, today: { kind: 'text' } },
    types: () => new Map(),
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  const answer = conditionSql(compiled.expr, () => {
    return { sql: 'r.u1', kind: 'uuid', under: (branch) => `tree(r.u1, ${branch})` };
  });
  if (!answer.ok) throw new Error(answer.error.code);
  const given: unknown[] = [];
  const id = '019cadfd-94b8-71c2-99ad-ecb0046d93ca';
  const sql = answer.bind(newScope(noReads, 'en', { today: id, user: 'no id' }), (value, cast) => {
    return `$${given.push(value)}::${cast}`;
  });
  expect(sql).toBe('(tree(r.u1, $1::uuid) or (false) is not true)');
  expect(given).toEqual([id]);
});
