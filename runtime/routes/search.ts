import { Hono } from 'hono';
import { bareTitle } from '#engine';
import type { App } from '../app.ts';
import type { SearchAnswer } from '../shapes.ts';
import { rightsColumns } from '../store/policy-columns.ts';
import { searchRecords } from '../store/search.ts';
import { searchedText, titleSql } from '../store/searched-text.ts';
import type { Searched } from '../store/search.ts';
import { accessOf } from './ask.ts';
import { chipsOf, typeTitle } from './labels.ts';
import { readQuery } from './request.ts';
import type { RouteEnv } from './request.ts';

/** Longer questions find nothing that shorter ones do not. */
const QUESTION_LENGTH_MAX = 200;

/** Finds records of every type that the caller may read. */
export function searchRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>().get('/search', async (c) => {
    const { q = '' } = readQuery(c, ['q']);
    const caller = c.get('caller');
    const { companyId, language } = caller;
    const current = await app.models.current(companyId);
    const { model, plan } = current;
    const access = accessOf({ app, caller, current });
    const types = [...model.types.values()].flatMap((type): Searched[] => {
      const of = plan.get(type.key);
      if (!of || !access.readsSome(type.key)) return [];
      const columns = rightsColumns(type, of);
      return [
        {
          type: type.key,
          readable: (add) => access.readSql(type.key, columns, add),
          searched: (add) => searchedText(type, of, access, add),
          title: (add) => titleSql(type, columns, access, add),
        },
      ];
    });
    const found = await searchRecords(app.pool, companyId, q.slice(0, QUESTION_LENGTH_MAX), types);
    const answer: SearchAnswer = {
      items: found.map((record) => {
        const type = model.types.get(record.type);
        return {
          type: record.type,
          typeTitle: type ? typeTitle(model, type, language) : record.type,
          id: record.id,
          number: record.number,
          title: record.title ?? (type ? bareTitle(model, type, record.number, language) : record.type),
          states: chipsOf(model, record, language),
        };
      }),
    };
    return c.json(answer);
  });
}
