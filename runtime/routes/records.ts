import { Hono } from 'hono';
import { compute } from '#engine';
import type { Computed, JsonObject, Model, Refusal, Stored } from '#engine';
import { namesOf } from '../access/people.ts';
import { mayCreate, mayReadSome } from '../access/rights.ts';
import type { App } from '../app.ts';
import type { DraftAnswer, HistoryAnswer } from '../shapes.ts';
import { readFlow } from '../store/flow.ts';
import { readHistory } from '../store/history.ts';
import { accessOf, ask } from './ask.ts';
import type { Asker } from './ask.ts';
import { candidates } from './candidates.ts';
import { flowAnswer } from './flow-answer.ts';
import { historyWords } from './history-words.ts';
import { LIST_PARAMETERS, listAnswer } from './list-answer.ts';
import { readOverrides } from './overrides.ts';
import { RequestRefused, badQueryAnswer, refusalAnswer } from './problem.ts';
import { recordAnswer, warningsOf, writtenRecord } from './record-answer.ts';
import { labelsOf } from './refs.ts';
import {
  asId,
  asText,
  objectIn,
  onlyKeys,
  readBody,
  readIfMatch,
  readQuery,
  wantsMinimal,
} from './request.ts';
import type { RouteEnv } from './request.ts';
import { run } from './run.ts';
import { askerOf, onlyVisible, readVisible } from './visible.ts';

/** Records of every type: lists, one, create, edit, delete, history, flow. */
export function recordRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>()
    .get('/:type', async (c) => {
      const asker = await askerOf(app, c);
      const type = knownType(asker, c.req.param('type'));
      const answer = await listAnswer(asker, type, readQuery(c, LIST_PARAMETERS));
      return 'kind' in answer ? badQueryAnswer(answer, asker.caller.language) : c.json(answer);
    })

    .post('/:type', async (c) => {
      const asker = await askerOf(app, c);
      const type = c.req.param('type');
      if (!mayCreate(asker.current.model, asker.caller.user, type)) knownType(asker, type);
      if (!asker.current.model.types.has(type)) throw new RequestRefused('not-found');
      const body = await readBody(c);
      onlyKeys(body, ['data', 'overrides']);
      return run(
        c,
        app,
        { kind: 'create', type, data: objectIn(body, 'data'), ...readOverrides(c, body) },
        {
          answer: async ({ decision }, after) => ({
            status: 201,
            body: {
              ...(await writtenRecord(after, decision, decision.record, wantsMinimal(c))),
              ...warningsOf(decision),
            },
          }),
        },
      );
    })

    .post('/:type/draft', async (c) => {
      const asker = await askerOf(app, c);
      const type = c.req.param('type');
      const { model, validators } = asker.current;
      if (!mayCreate(model, asker.caller.user, type)) knownType(asker, type);
      const body = await readBody(c);
      onlyKeys(body, ['data', 'id', 'was']);
      const data = objectIn(body, 'data');
      const was = body.was == null ? null : objectIn(body, 'was');
      const before = body.id == null ? null : await readVisible(asker, asId(asText(body.id, '/id')), type);
      const { answer, facts } = await ask<Computed | Refusal>(asker, (facts, setting) =>
        compute(model, validators, type, data, before, facts, setting, null, was),
      );
      if (answer.kind === 'refusal') return refusalAnswer(answer, asker.caller.language);
      const shown = accessOf(asker).shownData(type, answer.data, before);
      const draft: DraftAnswer = {
        data: shown,
        fields: answer.fields,
        conditions: answer.conditions,
        problems: answer.problems,
        title: answer.title,
        sources: answer.sources,
        refs: await labelsOf(asker, [{ type, data: shown }], facts.records),
      };
      return c.json(draft);
    })

    .post('/:type/candidates', async (c) => {
      const asker = await askerOf(app, c);
      const type = c.req.param('type');
      if (!mayCreate(asker.current.model, asker.caller.user, type)) knownType(asker, type);
      const body = await readBody(c);
      onlyKeys(body, ['field', 'line', 'data', 'id', 'event', 'input', 'q']);
      const path = asText(body.field, '/field');
      const q = body.q == null ? '' : asText(body.q, '/q');
      const record = async () => readVisible(asker, asId(asText(body.id, '/id')), type);
      if (body.event != null) {
        const event = asText(body.event, '/event');
        const input = objectIn(body, 'input');
        return c.json(await candidates(asker, { type, path, q, event, record: await record(), input }));
      }
      const line = body.line == null ? null : asText(body.line, '/line');
      const before = body.id == null ? null : await record();
      return c.json(await candidates(asker, { type, path, q, line, data: objectIn(body, 'data'), before }));
    })

    .get('/:type/:id', async (c) => {
      const answer = await recordAnswer(await askerOf(app, c), asId(c.req.param('id')), c.req.param('type'));
      c.header('etag', `"${answer.version}"`);
      return c.json(answer);
    })

    .patch('/:type/:id', async (c) => {
      const expectVersion = readIfMatch(c);
      const id = asId(c.req.param('id'));
      const patch: JsonObject = await readBody(c);
      return run(
        c,
        app,
        { kind: 'edit', id, patch, ...readOverrides(c) },
        {
          expectVersion,
          admit: onlyVisible(app, c, c.req.param('type')),
          answer: async ({ decision }, after) => ({
            status: 200,
            body: {
              ...(await writtenRecord(after, decision, id, wantsMinimal(c))),
              ...warningsOf(decision),
            },
          }),
        },
      );
    })

    .delete('/:type/:id', async (c) => {
      const expectVersion = readIfMatch(c);
      const id = asId(c.req.param('id'));
      return run(
        c,
        app,
        { kind: 'delete', id, ...readOverrides(c) },
        {
          expectVersion,
          admit: onlyVisible(app, c, c.req.param('type')),
          answer: () => Promise.resolve({ status: 204, body: null }),
        },
      );
    })

    .get('/:type/:id/history', async (c) => {
      const asker = await askerOf(app, c);
      const record = await readVisible(asker, asId(c.req.param('id')), c.req.param('type'));
      const items = accessOf(asker).shownHistory(
        record,
        await readHistory(app.pool, asker.caller.companyId, record.id),
      );
      const names = await namesOf(
        app.pool,
        items.map((entry) => entry.by),
      );
      const { language } = asker.caller;
      const answer: HistoryAnswer = {
        items: items.map((entry) => ({
          ...entry,
          byName: names.get(entry.by) ?? entry.by,
          title: historyTitle(asker.current.model, record, entry, language),
        })),
      };
      return c.json(answer);
    })

    .get('/:type/:id/flow', async (c) => {
      const asker = await askerOf(app, c);
      const { id } = await readVisible(asker, asId(c.req.param('id')), c.req.param('type'));
      return c.json(await flowAnswer(asker, await readFlow(app.pool, asker.caller.companyId, id)));
    });
}

/** @throws RequestRefused 404 when there is no such type, or the caller may see nothing of it */
function knownType(asker: Asker, key: string): string {
  const { model } = asker.current;
  if (!model.types.has(key) || !mayReadSome(model, asker.caller.user, key))
    throw new RequestRefused('not-found');
  return key;
}

/** What happened, in words: the event's or conversion's title, or the verb. */
function historyTitle(
  model: Model,
  record: Stored,
  entry: { readonly what: string; readonly key: string | null },
  language: string,
): string {
  if (entry.key !== null) {
    const event = model.types.get(record.type)?.machine?.events.get(entry.key);
    if (event) return model.text(language, event.textKey, event.title);
    const conversion = model.conversions.get(entry.key);
    if (conversion) return model.text(language, conversion.textKey, conversion.title);
  }
  return historyWords(entry.what, language);
}
