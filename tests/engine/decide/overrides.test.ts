// Every check may answer allow, warn, override or block, as a word or an expression; who goes past says why (T2).
import { expect, test } from 'vitest';
import type { Command, JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

const amount = { type: 'string', 'x-decimal': { precision: 18, scale: 3 }, title: 'Limit' };
const roles = jsonOf('roles.json');
const everything = { '*': { read: 'all', create: true, edit: true, delete: true, events: ['*'] } };
const chief = { title: 'Chief', administers: false, types: everything, conversions: ['*'] };
const worker = { ...chief, title: 'Worker' };

function pack(files: Readonly<Record<string, unknown>>) {
  return compileSmall({ 'roles.json': { ...roles, chief, worker }, ...files });
}

function shop(files: Readonly<Record<string, unknown>>, settings: JsonObject = {}): Play {
  const play = new Play(settings, pack(files));
  play.role = 'worker';
  return play;
}

function again(play: Play, command: Command, code: string, role: string, reason = 'Agreed by phone') {
  return play.run({ ...command, overrides: [{ code, reason }] }, role);
}

function historyOf(play: Play, command: Command, code: string) {
  const answer = play.done(again(play, command, code, 'chief'));
  return answer.history.filter(({ what }) => what === 'override');
}

const wanted = { answer: 'override', roles: ['chief'] };

test('T2 a guard that may be overridden names itself and who may; the reason stands in the history', () => {
  const machine = structuredClone(jsonOf('types/deal/machine.json')) as {
    states: Record<string, { on: object }>;
  };
  machine.states['draft']!.on = {
    POST: {
      target: 'posted',
      guard: {
        type: 'expr',
        params: { expr: 'doc.total < 100', reason: '{doc.total} is too much', ...wanted },
      },
    },
    DROP: { target: 'dropped' },
  };
  const play = shop({ 'types/deal/machine.json': machine });
  const deal = play.document('deal', ['20']);
  const post: Command = { kind: 'fire', id: deal, event: 'POST', input: {} };
  const override = { code: 'deal.POST', roles: ['chief'], allowed: false };
  expect(play.run(post, 'worker')).toMatchObject({
    code: 'guard-failed',
    message: '200 is too much',
    override,
  });
  expect(play.run(post, 'chief')).toMatchObject({ override: { ...override, allowed: true } });
  const described = play.describe(deal, 'worker');
  if (described.kind !== 'description') throw new Error('refused');
  expect(described.actions.find(({ key }) => key === 'POST')).toMatchObject({ allowed: false, override });
  // Not for who lacks the role, not without a reason, not by another check's name.
  expect(codeOf(again(play, post, 'deal.POST', 'worker'))).toBe('guard-failed');
  expect(codeOf(again(play, post, 'deal.POST', 'chief', '  '))).toBe('guard-failed');
  expect(codeOf(again(play, post, 'deal.DROP', 'chief'))).toBe('guard-failed');
  const history = historyOf(play, post, 'deal.POST');
  expect(history).toMatchObject([
    { key: 'deal.POST', changes: [{ path: '/reason', after: 'Agreed by phone' }] },
  ]);
  expect(play.record(deal).phase).toBe('posted');
});

test('T2 a conversion’s precondition and that of its lines may be overridden, or only warn', () => {
  const guard = { expr: "source.note != 'blocked'", reason: 'It is blocked', ...wanted };
  const where = { expr: "sourceLine.text != 'Part 2'", reason: 'Part 2 is not sent', ...wanted };
  const path = { ...jsonOf('conversions/deal-to-parcel.json') };
  const lines = { goods: { from: 'lines', to: 'lines', quantity: 'quantity', where } };
  const play = shop({ 'conversions/deal-to-parcel.json': { ...path, when: { guard }, lines } });
  const deal = play.posted('deal', ['5', '4']);
  play.edit(deal, { note: 'blocked' });
  const convert: Command = {
    kind: 'convert',
    conversion: 'deal-to-parcel',
    sources: [{ id: deal }],
    set: {},
    into: null,
  };
  expect(play.run(convert, 'worker')).toMatchObject({
    code: 'conversion-guard',
    message: 'It is blocked',
    override: { code: 'deal-to-parcel', roles: ['chief'], allowed: false },
  });
  const described = play.describe(deal, 'chief');
  if (described.kind !== 'description') throw new Error('refused');
  expect(described.actions.find(({ key }) => key === 'deal-to-parcel')).toMatchObject({
    allowed: false,
    override: { code: 'deal-to-parcel', allowed: true },
  });
  expect(historyOf(play, convert, 'deal-to-parcel')).toMatchObject([{ record: deal, key: 'deal-to-parcel' }]);
  play.edit(deal, { note: 'free' });
  const second: Command = { ...convert, sources: [{ id: deal, lines: [{ id: 'L2' }] }] };
  expect(play.run(second, 'chief')).toMatchObject({
    message: 'Part 2 is not sent',
    override: { code: 'deal-to-parcel.goods' },
  });
  expect(codeOf(again(play, second, 'deal-to-parcel.goods', 'worker'))).toBe('conversion-guard');
  expect(historyOf(play, second, 'deal-to-parcel.goods')).toHaveLength(1);

  const warned = shop({
    'conversions/deal-to-parcel.json': {
      ...path,
      when: { guard: { ...guard, answer: 'warn' } },
      lines: { goods: { ...lines.goods, where: { ...where, answer: { expr: "'warn'" } } } },
    },
  });
  const other = warned.posted('deal', ['5', '4']);
  warned.edit(other, { note: 'blocked' });
  const { warnings } = warned.done(warned.convert('deal-to-parcel', other));
  expect(warnings.map(({ message }) => message)).toEqual(['It is blocked', 'Part 2 is not sent']);
});

const checked = (check: object) => {
  const schema = structuredClone(jsonOf('types/quote/schema.json')) as { properties: Record<string, object> };
  schema.properties['limit'] = { ...amount, 'x-check': check };
  return { 'types/quote/schema.json': schema };
};
const limit = { expr: 'doc.limit == null || doc.limit <= 10', reason: 'At most 10', ...wanted };

test('T2 a field’s check may be overridden when it is saved, and is not asked again for the same value', () => {
  const play = shop(checked(limit));
  const create: Command = { kind: 'create', type: 'quote', data: { partner: play.partner, limit: '11' } };
  expect(play.run(create, 'worker')).toMatchObject({
    code: 'invalid',
    problems: [{ code: 'check-failed', pointer: '/limit' }],
    override: { code: 'quote.limit', roles: ['chief'], allowed: false },
  });
  const made = play.done(again(play, create, 'quote.limit', 'chief')).record;
  expect(codeOf(play.edit(made, { note: 'other' }))).toBe('done');
  expect(codeOf(play.edit(made, { limit: '12' }))).toBe('invalid');
  // What cannot be overridden keeps the rest from being overridden.
  const both: Command = { ...create, data: { ...(create as { data: JsonObject }).data, partner: 'nobody' } };
  expect(play.run(both, 'chief')).not.toHaveProperty('override');
});

test('T2 a check at an event is judged there and only there, on posting or after, and an answer may be an expression', () => {
  const by = { expr: "settings.over > 1 ? 'allow' : settings.over > 0 ? 'warn' : 'block'" };
  const play = (over: string) => shop(checked({ ...limit, answer: by, at: ['POST', 'DROP'] }), { over });
  const tried = (over: string, event: 'POST' | 'DROP') => {
    const one = play(over);
    const quote = one.document('quote', ['1']);
    expect(codeOf(one.edit(quote, { limit: '11' }))).toBe('done');
    return one.run({ kind: 'fire', id: quote, event, input: {} });
  };
  for (const event of ['POST', 'DROP'] as const) {
    expect(tried('0', event)).toMatchObject({ code: 'incomplete', problems: [{ pointer: '/limit' }] });
    expect(tried('1', event)).toMatchObject({ kind: 'decision', warnings: [{ message: 'At most 10' }] });
    expect(tried('2', event)).toMatchObject({ kind: 'decision', warnings: [] });
  }
});
