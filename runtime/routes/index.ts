// The door: every resource's routes under one roof, and what holds for all of them.
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Auth } from '../access/auth.ts';
import { languageOf } from '../access/language.ts';
import { isSameOrigin } from '../access/origin.ts';
import type { Sessions } from '../access/sessions.ts';
import type { SignInLimit } from '../access/sign-in-limit.ts';
import type { App } from '../app.ts';
import { conversionRoutes } from './conversions.ts';
import { definitionRoutes } from './definitions.ts';
import { factRoutes } from './facts.ts';
import { healthRoutes } from './health.ts';
import { HERE_HEADER } from './here.ts';
import { knownCaller } from './known-caller.ts';
import { ledgerRoutes } from './ledgers.ts';
import { modelRoutes } from './model.ts';
import { EngineRefused, RequestRefused, doorAnswer, refusalAnswer } from './problem.ts';
import { bulkRoutes } from './bulk.ts';
import { whyRoutes } from './why.ts';
import { recordCommandRoutes } from './record-commands.ts';
import { recordRoutes } from './records.ts';
import type { RouteContext, RouteEnv } from './request.ts';
import { searchRoutes } from './search.ts';
import { securityHeaders } from './security.ts';
import { settingRoutes } from './settings.ts';
import { signInRoutes } from './sign-in.ts';
import { studioRoutes } from './studio.ts';
import type { StudioFiles } from './studio.ts';

export interface Door {
  readonly app: App;
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly signInLimit: SignInLimit;
  readonly studio: StudioFiles;
  readonly isDraining: () => boolean;
}

/** A document of several thousand lines fits; a flood does not. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses bodies that are too large. A declared length is believed, since the server reads no further; only a body
 * that comes in chunks is counted, for which it must be made a stream, and that costs more than reading it.
 */
function limitBody(tooLarge: (c: RouteContext) => Response): MiddlewareHandler<RouteEnv> {
  const counted = bodyLimit({ maxSize: BODY_BYTES_MAX, onError: tooLarge });
  return async (c, next) => {
    if (c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    if (Number(c.req.header('content-length') ?? 0) > BODY_BYTES_MAX) return tooLarge(c);
    return next();
  };
}

/** Joins all routes. Everything under /api but sign-in and health asks who is there. */
export function makeRoutes(door: Door): Hono<RouteEnv> {
  const { app, sessions } = door;
  const routes = new Hono<RouteEnv>();

  routes.use(securityHeaders());
  routes.use(async (c, next) => {
    c.set('language', languageOf(c.req.header('accept-language')));
    await next();
    // On the way out: a connection kept alive would be waited for.
    if (door.isDraining()) c.res.headers.set('connection', 'close');
  });
  const tooLarge = (c: RouteContext): Response =>
    doorAnswer('body-too-large', c.get('language'), { limit: `${BODY_BYTES_MAX / 1024 / 1024} MiB` });
  routes.use('/api/*', limitBody(tooLarge));
  routes.use('/api/*', async (c, next) => {
    if (!READING.has(c.req.method) && !isSameOrigin(c.req.raw.headers))
      throw new RequestRefused('origin-refused');
    await next();
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });

  const health = healthRoutes(app.pool, door.isDraining);
  routes.route('/', health);
  routes.route('/api', health);
  routes.route('/api/auth', signInRoutes(door.auth, sessions, door.signInLimit));
  routes.all('/api/auth/*', (c) => doorAnswer('not-found', c.get('language')));

  routes.use('/api/*', async (c, next) => {
    const session = await sessions.find(c.req.header('cookie'));
    if (!session) throw new RequestRefused('sign-in-needed');
    const caller = { ...session, language: c.get('language') };
    c.set('caller', await knownCaller(app, caller, c.req.header(HERE_HEADER)));
    await next();
  });
  routes.route('/api', modelRoutes(app, door.auth));
  routes.route('/api', factRoutes(app));
  routes.route('/api/records', bulkRoutes(app));
  routes.route('/api/records', whyRoutes(app));
  routes.route('/api/records', recordCommandRoutes(app));
  routes.route('/api/records', recordRoutes(app));
  routes.route('/api/conversions', conversionRoutes(app));
  routes.route('/api/ledgers', ledgerRoutes(app));
  routes.route('/api', searchRoutes(app));
  routes.route('/api/definitions', definitionRoutes(app));
  routes.route('/api/settings', settingRoutes(app));
  routes.all('/api/*', (c) => doorAnswer('not-found', c.get('language')));
  routes.route('/', studioRoutes(door.studio));
  routes.notFound((c) => doorAnswer('not-found', c.get('language') ?? 'en'));

  // The edge: refusals become answers, anything else is a fault, logged once and told without its insides.
  routes.onError((error, c) => {
    const language = c.get('language') ?? 'en';
    if (error instanceof RequestRefused)
      return doorAnswer(error.code, language, error.params, error.extra, error.headers);
    if (error instanceof EngineRefused) return refusalAnswer(error.refusal, language);
    const id = randomUUID();
    app.log.error(
      { err: error, id, method: c.req.method, path: c.req.path },
      'fault while answering a request',
    );
    return doorAnswer('fault', language, { id });
  });
  return routes;
}
