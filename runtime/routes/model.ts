import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { homeFor, treesOf } from '#engine';
import type { Json, JsonObject, Model } from '#engine';
import type { Auth } from '../access/auth.ts';
import type { Caller } from '../access/caller.ts';
import { administers, mayCreate, mayReadSome } from '../access/rights.ts';
import type { App } from '../app.ts';
import type { Current } from '../store/model-cache.ts';
import type { ModelAnswer, TypeAnswer, TypeHead } from '../shapes.ts';
import { columnsOf, statesOf, typePlural, typeTitle } from './labels.ts';
import { RequestRefused } from './problem.ts';
import type { RouteContext, RouteEnv } from './request.ts';
import { sliceOfType } from './type-slice.ts';

/** What this user may see of the company's current release, in their language. */
export function modelRoutes(app: App, auth: Auth): Hono<RouteEnv> {
  return new Hono<RouteEnv>()
    .get('/model', async (c) => {
      // Every page starts here, so this is where a session in use is kept from ending.
      for (const cookie of await auth.prolong(c.req.raw.headers))
        c.header('set-cookie', cookie, { append: true });
      const caller = c.get('caller');
      const current = await app.models.current(caller.companyId);
      // Rights and company are part of the answer, so they are part of its tag.
      const tag = tagOf(
        current.hash,
        caller,
        [
          caller.company.title,
          caller.user.name,
          caller.user.record ?? '',
          ...caller.user.roles,
          ...caller.user.teams,
        ].join(' '),
      );
      if (isKnown(c, tag)) return c.body(null, 304);
      return c.json(describeModel(current.model, current.release, current.hash, caller));
    })
    .get('/model/types/:type', async (c) => {
      const caller = c.get('caller');
      const type = c.req.param('type');
      const current = await app.models.current(caller.companyId);
      if (!current.model.types.has(type) || !mayReadSome(current.model, caller.user, type))
        throw new RequestRefused('not-found');
      if (isKnown(c, tagOf(current.hash, caller, `${type} ${JSON.stringify(current.settings)}`)))
        return c.body(null, 304);
      const slice = await loadable(app, caller, current, type);
      const answer: TypeAnswer = { release: current.release, type, ...slice, settings: current.settings };
      return c.json(answer);
    });
}

type Loadable = Pick<TypeAnswer, 'files' | 'trees'>;

/** Of each release what pages load, by type and language: reading expressions takes longer than keeping them. */
const loadables = new WeakMap<Current, Map<string, Loadable>>();

async function loadable(app: App, caller: Caller, current: Current, type: string): Promise<Loadable> {
  const { companyId, language } = caller;
  const known = loadables.get(current) ?? new Map<string, Loadable>();
  loadables.set(current, known);
  const name = `${language} ${type}`;
  let slice = known.get(name);
  if (!slice) {
    const files = sliceOfType(await app.models.files(companyId, current.release), type, language);
    known.set(name, (slice = { files, trees: treesOf({ files }) }));
  }
  return slice;
}

function describeModel(model: Model, release: number, hash: string, caller: Caller): ModelAnswer {
  const { company, user, language } = caller;
  const types = [...model.types.values()].filter((type) => mayReadSome(model, user, type.key));
  const seen = new Set(types.map((type) => type.key));
  return {
    release,
    hash,
    company: {
      id: company.id,
      title: company.title,
      currency: company.currency,
      country: company.country,
      timeZone: company.timeZone,
    },
    user: {
      id: user.id,
      name: user.name,
      email: user.email,
      roles: user.roles,
      teams: user.teams,
      record: user.record ?? null,
    },
    language,
    languages: [...new Set(['en', ...model.pack.locales])],
    administers: administers(model, user),
    menu: menuOf(model, seen, language),
    home: homeFor(model, user.roles, language),
    types: types.map((type): TypeHead => ({
      key: type.key,
      title: typeTitle(model, type, language),
      plural: typePlural(model, type, language),
      kind: type.kind,
      icon: type.icon,
      columns: columnsOf(model, type, language),
      states: statesOf(model, type, language),
      canCreate: mayCreate(model, user, type.key),
      converts: model.conversionsFrom.has(type.key),
      here: type.json['here'] === true,
    })),
  };
}

/** app.json's menu, without what the caller may not see; a group with nothing left goes too. */
function menuOf(model: Model, seen: ReadonlySet<string>, language: string): ModelAnswer['menu'] {
  return ordered(model.app.menu)
    .map(([key, group]) => ({
      key,
      title: model.text(language, `app#/menu/${key}/title`, textOf(group.title, key)),
      items: ordered(group.items).flatMap(([name, item]) => {
        const type = model.types.get(textOf(item.type, ''));
        if (!type || !seen.has(type.key)) return [];
        const own = textOf(item.title, '');
        const textKey = `app#/menu/${key}/items/${name}/title`;
        const title = own === '' ? typePlural(model, type, language) : model.text(language, textKey, own);
        return [{ type: type.key, title, icon: textOf(item.icon, '') || type.icon }];
      }),
    }))
    .filter((group) => group.items.length > 0);
}

function ordered(map: Json | undefined): readonly [string, JsonObject][] {
  const entries = Object.entries(isObject(map) ? map : {}).filter((entry): entry is [string, JsonObject] =>
    isObject(entry[1]),
  );
  return entries.sort(([, a], [, b]) => Number(a.order ?? 0) - Number(b.order ?? 0));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: Json | undefined, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

function tagOf(hash: string, caller: Caller, rest: string): string {
  const digest = createHash('sha256')
    .update(`${hash} ${caller.language} ${caller.user.id} ${rest}`)
    .digest('base64url');
  return `"${digest.slice(0, 32)}"`;
}

/** Sets the tag on the answer and says whether the caller has it already. */
function isKnown(c: RouteContext, tag: string): boolean {
  c.header('etag', tag);
  c.header('cache-control', 'private, no-cache');
  c.header('vary', 'accept-language, cookie');
  return c.req.header('if-none-match') === tag;
}
