// What nobody's screen sends: characters that cannot be kept, days that do not exist, parameters that mean nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemAnswer } from '../../../runtime/api.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client, Server } from '../../server.ts';

let server: Server;
let owner: Client;

beforeAll(async () => {
  server = await startServer();
  owner = await signIn(server.url);
});

afterAll(async () => {
  await server?.stop();
  await server?.remove();
});

type Refused = ProblemAnswer & { readonly pointer?: string; readonly params?: Record<string, unknown> };

const ask = (path: string, language = 'en') =>
  owner.call<Refused>('GET', path, undefined, { 'accept-language': language });
const send = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  owner.call<Refused>('POST', path, body, headers);
const cursor = (values: unknown): string => Buffer.from(JSON.stringify(values)).toString('base64url');

describe('text that cannot be kept', () => {
  it.each([
    ['/api/records/partner', { data: { code: 'A', name: 'a\0b' } }, '/data/name'],
    ['/api/records/partner', { data: { code: 'A', name: 'a\ud800b' } }, '/data/name'],
    ['/api/records/offer', { data: { lines: [{ id: 'L1', name: '\0' }] } }, '/data/lines/0/name'],
    ['/api/records/partner', { data: { 'a\0': 1 } }, '/data'],
    [
      '/api/records/offer/00000000-0000-7000-8000-000000000000/events/SEND',
      { input: { x: '\0' } },
      '/input/x',
    ],
    ['/api/conversions/offer-to-order', { sources: [], set: { notes: '\0' } }, '/set/notes'],
    ['/api/definitions/drafts', { title: '\0' }, '/title'],
  ])('is refused with its place: POST %s %j', async (path, body, pointer) => {
    const answer = await send(path, body, { 'accept-language': 'ro' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ type: '/problems/text-unusable', pointer });
    expect(answer.body.detail).toContain(`„${pointer}” conține un caracter`);
  });

  it.each([
    '/api/records/partner?q=%00',
    `/api/records/partner?filter=${encodeURIComponent("name == 'a\0'")}`,
    '/api/records/partner?sort=%00',
    '/api/search?q=%00',
    '/api/ledgers/nothing/entries?filter=%00',
  ])('is refused in an address: %s', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(path.includes('ledgers') ? 404 : 400);
  });

  it('does not let a body nest until the stack ends', async () => {
    let deep: unknown = 1;
    for (let i = 0; i < 3_000; i++) deep = [deep];
    const answer = await send('/api/records/partner', { data: { name: deep } });
    expect(answer.status).toBe(400);
    expect(answer.body.type).toBe('/problems/body-too-deep');
  });
});

it('a day of the year 0 is refused at its field', async () => {
  const answer = await send('/api/records/offer', { data: { date: '0000-01-01' } });
  expect(answer.status).toBe(422);
  expect(answer.body.problems?.map(({ pointer }) => pointer)).toContain('/date');
});

describe('a cursor written by hand', () => {
  it.each([
    [[1, 'x', 'y']],
    [[1, '2026-01-01 00:00:00+00', 'y']],
    [[1, '2026-02-30 00:00:00+00', '00000000-0000-7000-8000-000000000000']],
    [[1, 'x', '00000000-0000-7000-8000-000000000000']],
  ])('%j is bad-cursor', async (values) => {
    const answer = await ask(`/api/records/offer?cursor=${cursor(values)}`);
    expect(answer.status).toBe(400);
    expect(answer.body.type).toBe('/problems/bad-cursor');
  });
});

describe('a flag that is neither true nor false', () => {
  it.each(['?preview=1', '?preview=TRUE', '?preview=', '?preview=true&preview=false', '?Preview=true'])(
    'writes nothing: %s',
    async (query) => {
      const answer = await send(`/api/records/partner${query}`, { data: { code: 'PV', name: 'Preview' } });
      expect(answer.status).toBe(400);
      const list = await owner.call<{ items: unknown[] }>('GET', '/api/records/partner?q=preview');
      expect(list.body.items).toEqual([]);
    },
  );

  it('says what it must be', async () => {
    const preview = await send('/api/records/partner?preview=maybe', {}, { 'accept-language': 'pl' });
    expect(preview.body.detail).toContain('„preview”: musi to być true albo false');
    expect((await ask('/api/records/partner?total=1')).body.detail).toContain('must be true or false');
  });

  it('does not let what cannot be previewed look as if it were', async () => {
    expect((await owner.call('PATCH', '/api/settings?preview=true', {})).status).toBe(400);
  });
});

it.each(['abc', '*', '"99999999999999999999"', '-1'])('If-Match: %s is no version', async (tag) => {
  const path = '/api/records/partner/00000000-0000-7000-8000-000000000000';
  const answer = await owner.call<Refused>('PATCH', path, { name: 'x' }, { 'if-match': tag });
  expect(answer.status).toBe(400);
  expect(answer.body.type).toBe('/problems/version-unreadable');
  expect(answer.body.detail).toContain(`If-Match: ${tag} is no version`);
});

describe('lists', () => {
  it.each(['0', '501', '-1', 'x', '1.5'])('have bounds: limit=%s', async (limit) => {
    const answer = await ask(`/api/records/partner?limit=${limit}`, 'ro');
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain('de la 1 la 500');
  });

  it('name the parameters that they do not know', async () => {
    const answer = await ask('/api/records/partner?colums=name&page=2');
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(/colums, page.*columns/);
  });

  it('speak of kinds as people do', async () => {
    for (const [filter, kind] of [
      ["total > 'many'", 'un număr'],
      ['updatedAt > 3', 'un text'],
      ['date == 3', 'o dată'],
    ] as const) {
      const { status, body } = await ask(`/api/records/offer?filter=${encodeURIComponent(filter)}`, 'ro');
      expect(status, JSON.stringify(body)).toBe(400);
      expect(body.detail).toContain(kind);
      expect(JSON.stringify(body)).not.toMatch(/timestamptz|numeric/);
    }
  });
});

describe('a body of the wrong shape', () => {
  const id = '00000000-0000-7000-8000-000000000000';
  it.each([
    [{ sources: [{ id, foo: 1 }] }, '/sources/0/foo'],
    [{ sources: [{ id, lines: [{ id: 'L1', foo: 1 }] }] }, '/sources/0/lines/0/foo'],
    [{ sources: [], 'a/b': 1 }, '/a~1b'],
  ])('%j names the whole place', async (body, pointer) => {
    const answer = await send('/api/conversions/offer-to-order', body);
    expect(answer.status).toBe(400);
    expect(answer.body.pointer).toBe(pointer);
    expect(answer.body.detail).toContain(`“${pointer}”`);
  });

  it.each([
    ['ro', { sources: {} }, '„/sources” trebuie să fie o listă.'],
    ['ro', { sources: [{ id: 1 }] }, '„/sources/0/id” trebuie să fie un text.'],
    ['pl', { sources: [], set: [] }, '„/set” musi być obiektem.'],
  ])('in %s: %j', async (language, body, words) => {
    const answer = await send('/api/conversions/offer-to-order', body, { 'accept-language': language });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toBe(words);
  });
});
