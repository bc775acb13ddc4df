import { Hono } from 'hono';
import type { Access, Find, JsonObject, Model, Stored } from '#engine';
import { findKey } from '#engine';
import { mayReadSome } from '../access/rights.ts';
import type { App } from '../app.ts';
import type { FactsAnswer } from '../shapes.ts';
import { readFinds } from '../store/read-finds.ts';
import { rightsColumns } from '../store/policy-columns.ts';
import { readRecords } from '../store/read-records.ts';
import type { StorePlan } from '../store/type-plan.ts';
import { accessOf } from './ask.ts';
import { RequestRefused } from './problem.ts';
import { asArray, asObject, asText, objectIn, onlyKeys, readBody, wrongShape } from './request.ts';
import type { RouteEnv } from './request.ts';

/** More than any form needs in one round; a list is read as a list. */
const NEEDS_MAX = 1_000;

/** What the engine in the browser lacks: records and look-ups that the caller may read, `hidden` for the rest. */
export function factRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>().post('/facts', async (c) => {
    const caller = c.get('caller');
    const body = await readBody(c);
    onlyKeys(body, ['needs']);
    const needs = objectIn(body, 'needs');
    const ids = asArray(needs.records ?? [], '/needs/records').map((id, index) =>
      asText(id, `/needs/records/${index}`),
    );
    const finds = asArray(needs.finds ?? [], '/needs/finds').map((find, index) =>
      asFind(find, `/needs/finds/${index}`),
    );
    if (ids.length + finds.length > NEEDS_MAX)
      throw new RequestRefused('body-too-many', { pointer: '/needs', most: NEEDS_MAX });

    const current = await app.models.current(caller.companyId);
    const { model, plan } = current;
    const access = accessOf({ app, caller, current });
    const shown = (record: Stored | null): Stored | null | { hidden: true } =>
      record === null ? null : access.mayRead(record) ? access.shown(record) : { hidden: true };
    // Whether something exists that the caller may see nothing of is not told either.
    const known = finds.filter(
      (find) => mayReadSome(model, caller.user, find.type) && !asksForHidden(access, model, plan, find),
    );
    const [records, found] = await Promise.all([
      readRecords(app.pool, caller.companyId, ids),
      readFinds(app.pool, caller.companyId, known, plan),
    ]);
    const answer: FactsAnswer = {
      records: Object.fromEntries([...records].map(([id, record]) => [id, shown(record)])),
      finds: Object.fromEntries([
        ...finds.map(
          (find) => [findKey(find), model.types.has(find.type) ? { hidden: true as const } : null] as const,
        ),
        ...known.map((find, index) => [findKey(find), shown(found[index] ?? null)] as const),
      ]),
    };
    return c.json(answer);
  });
}

/** A search by a field that is hidden would tell its value, one question at a time. */
function asksForHidden(access: Access, model: Model, plan: StorePlan, find: Find): boolean {
  const type = model.types.get(find.type);
  const of = plan.get(find.type);
  if (!type || !of) return false;
  const columns = rightsColumns(type, of);
  const asked = [...Object.keys(find.where), ...(find.before ? [find.before.field] : [])];
  return asked.some((path) => access.fieldSql(find.type, path, columns, () => '') !== true);
}

function asFind(value: unknown, pointer: string): Find {
  const find = asObject(value, pointer);
  onlyKeys(find, ['type', 'where', 'before'], pointer);
  const where = asObject(find.where, `${pointer}/where`);
  for (const [field, wanted] of Object.entries(where)) {
    if (wanted !== null && typeof wanted !== 'string' && typeof wanted !== 'boolean')
      throw wrongShape(`${pointer}/where/${field}`, 'find-value');
  }
  return {
    type: asText(find.type, `${pointer}/type`),
    where: where as Find['where'],
    before: find.before == null ? null : asBefore(asObject(find.before, `${pointer}/before`), pointer),
  };
}

function asBefore(before: JsonObject, pointer: string): Find['before'] {
  return {
    field: asText(before.field, `${pointer}/before/field`),
    value: asText(before.value, `${pointer}/before/value`),
  };
}
