import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Auth } from '../access/auth.ts';
import type { Sessions } from '../access/sessions.ts';
import type { SignInLimit } from '../access/sign-in-limit.ts';
import { RequestRefused } from './problem.ts';
import { asText, readBody } from './request.ts';
import type { RouteContext, RouteEnv } from './request.ts';

/** Of all that better-auth could answer, what this product uses; the rest is not there. */
export function signInRoutes(auth: Auth, sessions: Sessions, limit: SignInLimit): Hono<RouteEnv> {
  return new Hono<RouteEnv>()
    .post('/sign-in/email', async (c) => {
      const body = await readBody(c);
      const email = asText(body.email, '/email');
      const password = asText(body.password, '/password');
      const address = addressOf(c);
      const waitS = limit.start(email, address);
      if (waitS > 0)
        throw new RequestRefused('slow-down', { seconds: waitS }, {}, { 'retry-after': String(waitS) });
      const answer = await auth.handle(copyOf(c, JSON.stringify({ email, password })));
      if (answer.status === 400 || answer.status === 401) throw new RequestRefused('sign-in-failed');
      if (answer.ok) limit.succeed(email, address);
      return secured(c, await withoutToken(answer));
    })
    .post('/sign-out', async (c) => {
      const answer = await auth.handle(copyOf(c, '{}'));
      sessions.forget(c.req.header('cookie'));
      return secured(c, answer);
    })
    .get('/get-session', async (c) => secured(c, await withoutToken(await auth.handle(c.req.raw))));
}

/** The body has been read here, so the library gets a request of its own. */
function copyOf(c: RouteContext, body: string): Request {
  const headers = new Headers(c.req.raw.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  return new Request(c.req.url, { method: c.req.method, headers, body });
}

/** The session's token travels in the cookie, which scripts cannot read; a copy in the body would undo that. */
async function withoutToken(answer: Response): Promise<Response> {
  if (!answer.ok) return answer;
  const body: unknown = await answer.json();
  const text = JSON.stringify(body, (key, value: unknown) => (key === 'token' ? undefined : value));
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  return new Response(text, { status: answer.status, headers });
}

/** Behind a proxy that ends TLS the cookie must not travel in the clear; the claim can only harm who makes it. */
function secured(c: RouteContext, answer: Response): Response {
  const isTls = c.req.header('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';
  const headers = new Headers(answer.headers);
  headers.set('cache-control', 'no-store');
  if (isTls) {
    const cookies = headers.getSetCookie();
    headers.delete('set-cookie');
    for (const cookie of cookies)
      headers.append('set-cookie', /;\s*secure/i.test(cookie) ? cookie : `${cookie}; Secure`);
  }
  return new Response(answer.body, { status: answer.status, headers });
}

/** The peer's network address. Forwarded ones are not believed: anybody can write them, and guessers would. */
function addressOf(c: RouteContext): string {
  return (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? 'unknown';
}
