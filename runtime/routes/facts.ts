import { Hono } from 'hono';
import type { Access, Find, JsonObject, ListNeed, Model, Stored } from '#engine';
import { findKey, listKey, recordIdOf } from '#engine';
import { mayReadSome } from '../access/rights.ts';
import type { App } from '../app.ts';
import type { FactsAnswer } from '../shapes.ts';
import { readFinds } from '../store/read-finds.ts';
import { rightsColumns } from '../store/policy-columns.ts';
import { readLists } from '../store/read-lists.ts';
import { readRecords } from '../store/read-records.ts';
import type { StorePlan } from '../store/type-plan.ts';
import { accessOf } from './ask.ts';
import { RequestRefused } from './problem.ts';
import { asArray, asObject, asText, objectIn, onlyKeys, readBody, wrongShape } from './request.ts';
import type { RouteEnv } from './request.ts';

/** More than any form needs in one round; a list is read as a list. */
const NEEDS_MAX = 1_000;
/** Records of lists that are sent at most; a longer list is left to the server. */
const LISTED_MAX = 2_000;

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
    const lists = asArray(needs.lists ?? [], '/needs/lists').map((list, index) =>
      asList(list, `/needs/lists/${index}`),
    );
    if (ids.length + finds.length + lists.length > NEEDS_MAX)
      throw new RequestRefused('body-too-many', { pointer: '/needs', most: NEEDS_MAX });

    const current = await app.models.current(caller.companyId);
    const { model, plan } = current;
    const access = accessOf({ app, caller, current });
    const shown = (record: Stored | null): Stored | null | { hidden: true } =>
      record === null ? null : access.mayRead(record) ? access.shown(record) : { hidden: true };
    // Whether something exists that the caller may see nothing of is not told either.
    const known = finds.filter(
      (find) =>
        mayReadSome(model, caller.user, find.type) &&
        !asksForHidden(access, model, plan, find.type, askedBy(find)),
    );
    const open = lists.filter((list) => {
      const asked = askedIn(list);
      const fields = model.types.get(list.type)?.fieldByPath;
      // Statements are made for the fields of a type, which are few, and not for whatever is asked.
      const isKnown = asked.every((path) => fields?.has(path));
      return (
        isKnown &&
        mayReadSome(model, caller.user, list.type) &&
        !asksForHidden(access, model, plan, list.type, asked)
      );
    });
    const [records, found, listed] = await Promise.all([
      readRecords(app.pool, caller.companyId, [...new Set([...ids, ...ids.map(recordIdOf)])]),
      readFinds(app.pool, caller.companyId, known, plan),
      readLists(app.pool, caller.companyId, open, plan),
    ]);
    const answer: FactsAnswer = {
      records: Object.fromEntries(
        ids.map((id) => {
          const record = records.get(id) ?? null;
          // Of a version it is the record of now that says who may read it.
          const now = records.get(recordIdOf(id)) ?? null;
          return [id, record && (now && access.mayRead(now) ? access.shown(record) : { hidden: true })];
        }),
      ),
      finds: Object.fromEntries([
        ...finds.map(
          (find) => [findKey(find), model.types.has(find.type) ? { hidden: true as const } : null] as const,
        ),
        ...known.map((find, index) => [findKey(find), shown(found[index] ?? null)] as const),
      ]),
      ...(lists.length > 0 && {
        lists: Object.fromEntries([
          ...lists.map((list) => [listKey(list), { hidden: true as const }] as const),
          ...open.map((list, index) => [listKey(list), wholeList(listed[index] ?? [], access)] as const),
        ]),
      }),
    };
    return c.json(answer);
  });
}

/** What is decided by a list is wrong without some of it: it is shown as a whole or not at all. */
function wholeList(records: readonly Stored[], access: Access): readonly Stored[] | { hidden: true } {
  const isOpen = (record: Stored): boolean => access.mayRead(record) && access.shown(record) === record;
  return records.length <= LISTED_MAX && records.every(isOpen) ? records : { hidden: true };
}

function askedBy({ where, before }: Find): readonly string[] {
  return [...Object.keys(where), ...(before ? [before.field] : [])];
}

function askedIn({ where, table, lines }: ListNeed): readonly string[] {
  const columns = Object.keys(lines).map((column) => `${table ?? ''}.${column}`);
  return [...Object.keys(where), ...(table === null ? [] : [table]), ...columns];
}

/** A search by a field that is hidden would tell its value, one question at a time. */
function asksForHidden(
  access: Access,
  model: Model,
  plan: StorePlan,
  typeKey: string,
  asked: readonly string[],
): boolean {
  const type = model.types.get(typeKey);
  const of = plan.get(typeKey);
  if (!type || !of) return false;
  const columns = rightsColumns(type, of);
  return asked.some((path) => access.fieldSql(typeKey, path, columns, () => '') !== true);
}

function asFind(value: unknown, pointer: string): Find {
  const find = asObject(value, pointer);
  onlyKeys(find, ['type', 'where', 'before'], pointer);
  return {
    type: asText(find.type, `${pointer}/type`),
    where: asWhere(find.where, `${pointer}/where`),
    before: find.before == null ? null : asBefore(asObject(find.before, `${pointer}/before`), pointer),
  };
}

function asList(value: unknown, pointer: string): ListNeed {
  const list = asObject(value, pointer);
  onlyKeys(list, ['type', 'table', 'where', 'lines'], pointer);
  return {
    type: asText(list.type, `${pointer}/type`),
    table: list.table == null ? null : asText(list.table, `${pointer}/table`),
    where: asWhere(list.where ?? {}, `${pointer}/where`),
    lines: asWhere(list.lines ?? {}, `${pointer}/lines`),
  };
}

function asWhere(value: unknown, pointer: string): Find['where'] {
  const where = asObject(value, pointer);
  for (const [field, wanted] of Object.entries(where)) {
    if (wanted !== null && typeof wanted !== 'string' && typeof wanted !== 'boolean')
      throw wrongShape(`${pointer}/${field}`, 'find-value');
  }
  return where as Find['where'];
}

function asBefore(before: JsonObject, pointer: string): Find['before'] {
  return {
    field: asText(before.field, `${pointer}/before/field`),
    value: asText(before.value, `${pointer}/before/value`),
  };
}
