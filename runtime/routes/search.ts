import { Hono } from 'hono';
import { mayReadSome, readOnlyOwn } from '../access/rights.ts';
import type { App } from '../app.ts';
import type { SearchAnswer } from '../shapes.ts';
import { searchRecords } from '../store/search.ts';
import { chipsOf, typeTitle } from './labels.ts';
import type { RouteEnv } from './request.ts';

/** Longer questions find nothing that shorter ones do not. */
const QUESTION_LENGTH_MAX = 200;

/** Finds records of every type that the caller may read. */
export function searchRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>().get('/search', async (c) => {
    const { companyId, user, language } = c.get('caller');
    const { model } = await app.models.current(companyId);
    const types = [...model.types.keys()].filter((type) => mayReadSome(model, user, type));
    const found = await searchRecords(
      app.pool,
      companyId,
      (c.req.query('q') ?? '').slice(0, QUESTION_LENGTH_MAX),
      types,
    );
    const answer: SearchAnswer = {
      items: found
        .filter(
          (record) =>
            (record.owner ?? record.createdBy) === user.id || !readOnlyOwn(model, user, record.type),
        )
        .map((record) => {
          const type = model.types.get(record.type);
          return {
            type: record.type,
            typeTitle: type ? typeTitle(model, type, language) : record.type,
            id: record.id,
            number: record.number,
            title: record.title,
            states: chipsOf(model, record, language),
          };
        }),
    };
    return c.json(answer);
  });
}
