// Whatever somebody asks of a record that he may see, no answer holds a word of what he may not: titles of others' records,
// values of hidden fields. Every question of the door is asked, previews and refusals among them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import type { ConversionAnswer, RecordAnswer } from '../../../runtime/api.ts';
import { dealFiles, person, roles } from '../../engine/roles/pack.ts';
import { openDoor } from '../open-door.ts';
import type { Door } from '../open-door.ts';

/** Words that stand in nothing but what a seller may not see. */
const secrets = ['Canary', '7777.25', '8888.5'];

const file = (path: string): JsonObject => JSON.parse(dealFiles()[path] ?? '') as JsonObject;
const machine = structuredClone(file('types/deal/machine.json')) as {
  states: Record<string, { meta?: object; on?: Record<string, unknown> }>;
};
machine.states['open']!.on = {
  ...machine.states['open']!.on,
  DROP: { target: 'dropped', meta: { title: 'Drop' } },
  CHECK: {
    target: 'closed',
    guard: { type: 'expr', params: { expr: 'doc.cost < 1', reason: '{doc.name} costs {doc.cost}' } },
    meta: { title: 'Check' },
  },
};
machine.states['dropped'] = { meta: { phase: 'void', title: 'Dropped' } };
machine.states['draft']!.on = {
  ...machine.states['draft']!.on,
  THROW: { target: 'dropped', meta: { title: 'Throw away' } },
};

let door: Door;

beforeAll(async () => {
  const { seller } = roles;
  const files = dealFiles({
    'types/deal/type.json': { ...file('types/deal/type.json'), amendable: true },
    'types/deal/machine.json': machine,
    'roles.json': {
      ...roles,
      seller: {
        ...seller,
        types: {
          ...seller.types,
          deal: { ...seller.types.deal, delete: true, events: ['OPEN', 'CLOSE', 'DROP', 'CHECK', 'THROW'] },
        },
      },
    },
  });
  const people = {
    boss: person('boss', ['boss']),
    seller: person('ana', ['seller']),
    leader: person('ana', ['leader'], ['red']),
    north: person('ana', ['north']),
  };
  door = await openDoor(files, people, 'boss');
});
afterAll(() => door.close());

async function done<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await door.call<T>('boss', method, path, body);
  expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body;
}

/** A deal that Ana sees by each of her roles, from which two tasks were made that she sees by none. */
async function entangled(): Promise<string> {
  const { id: other } = await done<RecordAnswer>('POST', '/records/deal', {
    data: { name: 'Canary of Ion', salesperson: 'ion', region: 'south', team: 'blue', amount: '8888.5' },
  });
  const { id } = await done<RecordAnswer>('POST', '/records/deal', {
    data: {
      name: 'Shared',
      salesperson: 'ana',
      team: 'red',
      region: 'north',
      amount: '500',
      cost: '7777.25',
      lines: [{ id: 'L1', quantity: '5', cost: '7777.25' }],
    },
  });
  await done('POST', `/records/deal/${id}/events/OPEN`, { input: {} });
  const made = async (name: string, quantity: string): Promise<string> => {
    const body = { sources: [{ id, lines: [{ id: 'L1', quantity }] }], set: { name } };
    const { targets } = await done<ConversionAnswer>('POST', '/conversions/deal-to-task', body);
    return targets[0]!.id;
  };
  const posted = await made('Canary posted', '2');
  await done('POST', `/records/task/${posted}/events/DO`, { input: {} });
  await made('Canary draft', '3');
  expect(other).not.toBe(id);
  return id;
}

type Question = readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>];

const questions = (id: string): readonly Question[] => {
  const at = `/records/deal/${id}`;
  const tag = { 'if-match': '"2"' };
  const events = ['OPEN', 'CLOSE', 'DROP', 'CHECK', 'THROW', 'NONE'];
  const acts: Question[] = [
    ['PATCH', at, { lines: { L1: { quantity: '1' } } }, tag],
    ['PATCH', at, { lines: { L1: null } }, tag],
    ['PATCH', at, { name: 'Renamed', cost: '1' }, tag],
    ['PATCH', at, { name: 'Old' }, { 'if-match': '"1"' }],
    ['DELETE', at, undefined, tag],
    ['POST', `${at}/amend`, { patch: { lines: { L1: { quantity: '1' } } } }],
    ['POST', `${at}/amend`, { patch: { lines: { L1: { quantity: '9' } } } }],
    ['POST', `${at}/settle`, { track: 'task', lines: [{ id: 'L1', quantity: '1' }] }],
    ['POST', `${at}/reopen`, { track: 'task' }],
    ['POST', `${at}/opening`, { done: [{ track: 'task', line: 'L1', quantity: '1', document: 'x' }] }],
    ['POST', `${at}/refill`, { fields: ['cost'] }],
    ['POST', `${at}/copy`, { data: {} }],
    ...events.map((event): Question => ['POST', `${at}/events/${event}`, { input: {} }]),
    ['POST', '/conversions/deal-to-task', { sources: [{ id }] }],
    ['POST', '/conversions/deal-to-task', { sources: [{ id, lines: [{ id: 'L1', quantity: '1' }] }] }],
    ['POST', '/records/deal', { data: { name: 'Canaries', after: id } }],
  ];
  const previews = acts.map(([method, path, body, headers]): Question => [
    method,
    `${path}?preview=true`,
    body,
    headers ?? {},
  ]);
  const why = [
    ...events.map((key) => `kind=event&key=${key}`),
    ...['read', 'edit', 'delete'].map((kind) => `kind=${kind}`),
    'kind=conversion&key=deal-to-task',
    'kind=field&key=cost',
    'kind=field&key=lines.cost&line=L1',
    'kind=field&key=margin',
  ].map((query): Question => ['GET', `${at}/why?${query}`]);
  const lists = [
    '',
    '&columns=name,lines,cost,margin,title',
    '&q=canary',
    '&q=7777',
    '&group=states',
    '&sort=-amount',
    '&filter=amount%20%3E%201',
  ];
  return [
    ['GET', '/model'],
    ['GET', '/model/types/deal'],
    ['GET', at],
    ['GET', `${at}/history`],
    ['GET', `${at}/flow`],
    ['GET', `${at}/revisions/0`],
    ...why,
    ...lists.map((query): Question => ['GET', `/records/deal?total=true&limit=100${query}`]),
    ['GET', '/search?q=canary'],
    ['GET', '/search?q=7777'],
    ['POST', '/records/deal/draft', { id, data: { name: 'Shared', after: null } }],
    ['POST', '/records/deal/candidates', { field: 'after', data: {}, q: '' }],
    ['POST', '/records/deal/candidates', { field: 'after', data: {}, q: 'cana' }],
    [
      'POST',
      '/facts',
      { needs: { records: [id], lists: [{ type: 'deal', table: 'lines', where: {}, lines: {} }] } },
    ],
    [
      'POST',
      '/facts',
      { needs: { finds: [{ type: 'task', where: { name: 'Canary draft' }, before: null }] } },
    ],
    ['POST', '/records/deal/bulk', { event: 'OPEN', ids: [id], input: {} }],
    ...previews,
    ...acts,
  ];
};

test.each(['seller', 'leader', 'north'])('a %s is told nothing of it', async (who) => {
  const id = await entangled();
  // What these roles see, they see whole or own, but never another's.
  const told: string[] = [];
  let refused = 0;
  for (const [method, path, body, headers] of questions(id)) {
    const answer = await door.call<unknown>(who, method, path, body, headers);
    expect(answer.status, `${method} ${path}`).toBeLessThan(500);
    const text = JSON.stringify(answer.body) ?? '';
    if (answer.status >= 400) {
      refused++;
      expect((answer.body as { detail?: string }).detail, `${method} ${path} says why`).toMatch(/\w/);
    }
    // The leader's and the north's roles hide no costs: to them only others' records are secret.
    const secret = who === 'seller' ? secrets : secrets.filter((one) => one.startsWith('C'));
    // What he typed himself comes back to him.
    const said = JSON.stringify(body ?? '') + path;
    for (const word of secret)
      if (text.toLowerCase().includes(word.toLowerCase()) && !said.toLowerCase().includes(word.toLowerCase()))
        told.push(
          `${method} ${path}: ${text.slice(Math.max(0, text.indexOf(word) - 120), text.indexOf(word) + 40)}`,
        );
  }
  expect(told).toEqual([]);
  expect(refused).toBeGreaterThan(5);
});

test('near miss: who may see it all is told', async () => {
  const id = await entangled();
  const flow = await door.call<unknown>('boss', 'GET', `/records/deal/${id}/flow`);
  expect(JSON.stringify(flow.body)).toContain('Canary');
  const dropped = await door.call<unknown>('boss', 'POST', `/records/deal/${id}/events/DROP`, { input: {} });
  expect(JSON.stringify(dropped.body)).toContain('Canary posted');
  const unseen = await door.call<unknown>('seller', 'POST', `/records/deal/${id}/events/DROP`, { input: {} });
  expect(JSON.stringify(unseen.body)).toContain('Task (not shown to you)');
});
