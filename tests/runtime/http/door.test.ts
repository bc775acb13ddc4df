// What holds for every request, whatever it asks: who, from where, how it is refused, and what the page may run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelAnswer, ProblemAnswer, TypeAnswer } from '../../../runtime/api.ts';
import { ownerEmail, signIn, startServer } from '../../server.ts';
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

describe('signing in', () => {
  const attempt = (password: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, ...headers },
      body: JSON.stringify({ email: ownerEmail, password }),
    });

  it('is refused in the caller’s language when the password is wrong', async () => {
    const answer = await attempt('not-the-password', { 'accept-language': 'ro' });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      type: '/problems/sign-in-failed',
      detail: 'Adresa de e-mail sau parola este greșită.',
    });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('is refused from another site', async () => {
    const answer = await attempt('a-long-password', { origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
  });

  it('needs texts', async () => {
    expect((await attempt({ $ne: null })).status).toBe(400);
  });

  it('gives a cookie that scripts cannot read, and keeps its token out of the body', async () => {
    const answer = await attempt('a-long-password');
    expect(answer.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
    expect(await answer.text()).not.toContain('token');
  });

  it('ends with sign-out, at once', async () => {
    const guest = await signIn(server.url);
    expect((await guest.call('GET', '/api/model')).status).toBe(200);
    expect((await guest.call('POST', '/api/auth/sign-out', {})).status).toBe(200);
    expect((await guest.call('GET', '/api/model')).status).toBe(401);
  });

  it('is slowed down when passwords are guessed', async () => {
    const guess = (): Promise<Response> =>
      fetch(`${server.url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url },
        body: JSON.stringify({ email: 'somebody@example.com', password: 'guess-guess' }),
      });
    const statuses = [];
    for (let i = 0; i < 11; i++) statuses.push((await guess()).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses[10]).toBe(429);
  });
});

describe('the door', () => {
  it.each(['/api/model', '/api/records/offer', '/api/search?q=x', '/api/definitions/releases'])(
    'asks who is there: GET %s',
    async (path) => {
      const answer = await fetch(`${server.url}${path}`);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it('refuses a write that comes from another site', async () => {
    const answer = await owner.call<ProblemAnswer>(
      'POST',
      '/api/records/partner',
      { data: {} },
      { origin: 'https://evil.example' },
    );
    expect(answer.status).toBe(403);
    expect(answer.body.type).toBe('/problems/origin-refused');
  });

  it('says what it cannot read', async () => {
    const answer = await fetch(`${server.url}/api/records/partner`, {
      method: 'POST',
      headers: { cookie: owner.cookie, origin: server.url, 'content-type': 'application/json' },
      body: '{"data":',
    });
    expect(answer.status).toBe(400);
    const list = await owner.call<ProblemAnswer>('POST', '/api/records/partner', []);
    expect(list.status).toBe(400);
    const surplus = await owner.call<ProblemAnswer>('POST', '/api/records/partner', { dta: {} });
    expect(surplus.status).toBe(400);
  });

  it.each([
    ['GET', '/api/nothing'],
    ['GET', '/api/records/nothing'],
    ['GET', '/api/records/offer/00000000-0000-7000-8000-000000000000'],
    ['GET', '/api/records/offer/not-an-id'],
    ['POST', '/api/conversions/nothing'],
    ['GET', '/api/auth/list-sessions'],
    ['GET', '/_app/immutable/chunks/nothing.js'],
  ])('is 404 for what is not there: %s %s', async (method, path) => {
    const answer = await owner.call<ProblemAnswer>(
      method,
      path,
      method === 'POST' ? { sources: [] } : undefined,
    );
    expect(answer.status).toBe(404);
    expect(answer.body.type).toBe('/problems/not-found');
  });

  it('refuses a body that is too large', async () => {
    const answer = await owner.call<ProblemAnswer>('POST', '/api/records/partner', {
      data: { name: 'x'.repeat(9 * 1024 * 1024) },
    });
    expect(answer.status).toBe(413);
  });
});

describe('the model', () => {
  it('is described for the caller, and not again when nothing changed', async () => {
    const answer = await owner.call<ModelAnswer>('GET', '/api/model', undefined, { 'accept-language': 'pl' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      release: 1,
      language: 'pl',
      administers: true,
      user: { email: ownerEmail, roles: ['owner'] },
    });
    const offer = answer.body.types.find((type) => type.key === 'offer');
    expect(offer).toMatchObject({ title: 'Oferta', kind: 'document', canCreate: true });
    expect(offer?.columns.map((column) => column.path)).toEqual(
      expect.arrayContaining(['number', 'date', 'total', 'stage']),
    );
    expect(offer?.states.map((state) => state.path).slice(0, 2)).toEqual(['draft', 'sent']);
    expect(answer.body.menu.length).toBeGreaterThan(0);

    const response = await fetch(`${server.url}/api/model`, {
      headers: {
        cookie: owner.cookie,
        'accept-language': 'pl',
        'if-none-match': answer.headers.get('etag') ?? '',
      },
    });
    expect(response.status).toBe(304);
  });

  it('sends the files of a type that a browser compiles', async () => {
    const answer = await owner.call<TypeAnswer>('GET', '/api/model/types/offer');
    const paths = Object.keys(answer.body.files);
    expect(paths).toEqual(
      expect.arrayContaining([
        'types/offer/machine.json',
        'types/trade-document/schema.json',
        'conversions/offer-to-order.json',
        'types/order/type.json',
      ]),
    );
    expect(paths.filter((path) => path.startsWith('scenarios/') || path.startsWith('data/'))).toEqual([]);
  });
});

describe('the page', () => {
  it('runs nothing but its own files and one named script', async () => {
    const page = await fetch(`${server.url}/`, { headers: { accept: 'text/html' } });
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).toMatch(/^'self'( 'sha256-[^']+')*$/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const html = await page.text();

    const place = await fetch(`${server.url}/records/offer/some-place`, { headers: { accept: 'text/html' } });
    expect(place.status).toBe(200);
    expect(await place.text()).toBe(html);

    const asset = /\/_app\/immutable\/[^"']+\.js/.exec(html)?.[0] ?? '';
    const script = await fetch(`${server.url}${asset}`);
    expect(script.status).toBe(200);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-type')).toContain('text/javascript');
  });
});
