import { Hono } from 'hono';
import { schemaWords } from '#engine';
import type { JsonObject, Model } from '#engine';
import { administers } from '../access/rights.ts';
import type { App } from '../app.ts';
import { RELEASE_CHANNEL } from '../store/releases.ts';
import { RequestRefused } from './problem.ts';
import { readBody, readQuery } from './request.ts';
import type { RouteEnv } from './request.ts';

/** The company's switches: a form over the pack's settings.json. */
export function settingRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>()
    .get('/', async (c) => {
      const { model, settings } = await app.models.current(c.get('caller').companyId);
      return c.json({ schema: model.settings, settings, defaults: model.settingDefaults });
    })
    .patch('/', async (c) => {
      // What is written at once cannot be previewed, and must not look as if it had been.
      readQuery(c, []);
      const caller = c.get('caller');
      const { model, settings, validators } = await app.models.current(caller.companyId);
      if (!administers(model, caller.user)) throw new RequestRefused('not-allowed');
      const patch: JsonObject = await readBody(c);
      const fields = (model.settings.properties ?? {}) as JsonObject;
      const known = Object.keys(fields);
      const stray = Object.keys(patch).find((name) => !known.includes(name));
      if (stray !== undefined)
        throw new RequestRefused('setting-unknown', { name: stray, known: known.join(', ') });
      // null gives a switch back to the pack's default. What an earlier release knew stays stored, and out of the way.
      const wished = Object.fromEntries(
        Object.entries({ ...settings, ...patch }).filter(
          ([name, value]) => known.includes(name) && value !== null,
        ),
      );
      const [first] = validators.input(fields)(wished);
      if (first) {
        const name = titleOf(model, first.pointer.split('/')[1] ?? '', caller.language);
        throw new RequestRefused('setting-unusable', {
          name,
          reason: schemaWords(first, name, caller.language),
        });
      }
      await app.pool.query(
        `update app.companies set settings = jsonb_strip_nulls(settings || $2::jsonb) where company_id = $1`,
        [caller.companyId, JSON.stringify(patch)],
      );
      // Every process reads the company again, this one at once.
      app.models.forget(caller.companyId);
      await app.pool.query('select pg_notify($1, $2)', [RELEASE_CHANNEL, caller.companyId]);
      const fresh = await app.models.current(caller.companyId);
      return c.json({ schema: model.settings, settings: fresh.settings, defaults: model.settingDefaults });
    });
}

/** What people call a setting. */
function titleOf(model: Model, name: string, language: string): string {
  const properties = (model.settings.properties ?? {}) as Readonly<Record<string, JsonObject>>;
  const title = properties[name]?.title;
  return model.text(language, `settings#/properties/${name}/title`, typeof title === 'string' ? title : name);
}
