import { Hono } from 'hono';
import type { AddParam, Choice, Refusal } from '#engine';
import { namesOf } from '../access/people.ts';
import { administers } from '../access/rights.ts';
import type { App } from '../app.ts';
import { changeDraft, createDraft, deleteDraft, listDrafts, readDraft } from '../definitions/drafts.ts';
import { isDay } from '../day.ts';
import { listReleases } from '../definitions/list-releases.ts';
import { draftProblems, planDraft } from '../definitions/plan.ts';
import { publishDraft } from '../definitions/publish.ts';
import { replayDraft } from '../definitions/replay-draft.ts';
import { upgradeDraft } from '../definitions/upgrade.ts';
import type {
  CountsAnswer,
  DraftCommand,
  DraftsAnswer,
  ReleaseFilesAnswer,
  ReleaseShape,
  ReleasesAnswer,
  ScenariosAnswer,
} from '../definition-shapes.ts';
import { countByState } from '../store/counts.ts';
import { rightsColumns } from '../store/policy-columns.ts';
import { accessOf } from './ask.ts';
import { RequestRefused, refusalAnswer } from './problem.ts';
import { asObject, asText, onlyKeys, readBody, readIfMatch, readQuery, wrongShape } from './request.ts';
import type { RouteContext, RouteEnv } from './request.ts';

/** Releases and drafts of the company's definitions. Only who administers comes further than the counts. */
export function definitionRoutes(app: App): Hono<RouteEnv> {
  const answer = <T extends object>(
    c: RouteContext,
    outcome: T | Refusal,
    status: 200 | 201 = 200,
  ): Response => {
    if (isRefusal(outcome)) return refusalAnswer(outcome, c.get('language'));
    if ('version' in outcome) c.header('etag', `"${String(outcome.version)}"`);
    return c.json(outcome, status);
  };

  return new Hono<RouteEnv>()
    .get('/counts/:type', async (c) => {
      const caller = c.get('caller');
      const current = await app.models.current(caller.companyId);
      const access = accessOf({ app, caller, current });
      const type = current.model.types.get(c.req.param('type'));
      const plan = type && current.plan.get(type.key);
      if (!type || !plan || !access.readsSome(type.key)) throw new RequestRefused('not-found');
      const readable = (add: AddParam): string | null =>
        access.readSql(type.key, rightsColumns(type, plan), add);
      const counts: CountsAnswer = {
        states: await countByState(app.pool, caller.companyId, type.key, readable),
      };
      return c.json(counts);
    })
    .use(async (c, next) => {
      const { companyId, user } = c.get('caller');
      const { model } = await app.models.current(companyId);
      if (!administers(model, user)) throw new RequestRefused('not-allowed');
      // No address here has parameters; above all, nothing here can be previewed by one.
      readQuery(c, []);
      await next();
    })

    .get('/releases', async (c) => {
      const body: ReleasesAnswer = {
        items: await named(app, await listReleases(app, c.get('caller').companyId)),
      };
      return c.json(body);
    })
    .get('/releases/:number', async (c) => {
      const number = Number(c.req.param('number'));
      const { companyId } = c.get('caller');
      const { release } = await app.models.current(companyId);
      if (!Number.isInteger(number) || number < 1 || number > release) throw new RequestRefused('not-found');
      const body: ReleaseFilesAnswer = { number, files: await app.models.files(companyId, number) };
      return c.json(body);
    })

    .get('/drafts', async (c) => {
      const body: DraftsAnswer = { items: await listDrafts(app, c.get('caller')) };
      return c.json(body);
    })
    .post('/drafts', async (c) => {
      const body = await readBody(c);
      onlyKeys(body, ['release', 'files', 'title']);
      if (body.release != null && !Number.isInteger(body.release))
        throw wrongShape('/release', 'whole-number');
      const draft = await createDraft(app, c.get('caller'), {
        ...(body.release == null ? {} : { release: body.release as number }),
        ...(body.files == null ? {} : { files: asFiles(body.files) }),
        ...(body.title == null ? {} : { title: asText(body.title, '/title').slice(0, 200) }),
      });
      return answer(c, draft, 201);
    })
    .get('/drafts/:draft', async (c) =>
      answer(c, await readDraft(app, c.get('caller'), c.req.param('draft'))),
    )
    .delete('/drafts/:draft', async (c) => {
      if (!(await deleteDraft(app.pool, c.get('caller').companyId, c.req.param('draft'))))
        throw new RequestRefused('not-found');
      return c.body(null, 204);
    })
    .patch('/drafts/:draft/files', async (c) => {
      const version = readIfMatch(c);
      const command = asCommand(await readBody(c));
      return answer(c, await changeDraft(app, c.get('caller'), c.req.param('draft'), version, command));
    })
    .get('/drafts/:draft/problems', async (c) =>
      answer(c, await draftProblems(app, c.get('caller'), c.req.param('draft'))),
    )
    .post('/drafts/:draft/scenarios', async (c) => {
      const plan = await planDraft(app, c.get('caller'), c.req.param('draft'));
      return isRefusal(plan)
        ? answer(c, plan)
        : c.json({ scenarios: plan.scenarios, coverage: plan.coverage } satisfies ScenariosAnswer);
    })
    .post('/drafts/:draft/replay', async (c) => {
      const body = await readBody(c);
      onlyKeys(body, ['history']);
      const history = body.history == null ? undefined : { since: asSince(body.history) };
      return answer(c, await replayDraft(app, c.get('caller'), c.req.param('draft'), history));
    })
    .get('/drafts/:draft/plan', async (c) =>
      answer(c, await planDraft(app, c.get('caller'), c.req.param('draft'))),
    )
    .post('/drafts/:draft/upgrade', async (c) => {
      const body = await readBody(c);
      onlyKeys(body, ['files', 'choices']);
      const request = { files: asFiles(body.files), choices: asChoices(body.choices) };
      return answer(c, await upgradeDraft(app, c.get('caller'), c.req.param('draft'), request));
    })
    .post('/drafts/:draft/publish', async (c) => {
      const body = await readBody(c);
      onlyKeys(body, ['plan', 'message', 'migrations']);
      const plan = asText(body.plan, '/plan');
      const message = body.message == null ? '' : asText(body.message, '/message').slice(0, 2_000);
      const published = await publishDraft(app, c.get('caller'), c.req.param('draft'), { plan, message });
      if (isRefusal(published)) return answer(c, published);
      const releases = await named(app, await listReleases(app, c.get('caller').companyId));
      return c.json(
        releases.find((release) => release.number === published.release),
        201,
      );
    });
}

/** Authors by name: ids are for machines. */
async function named(app: App, releases: readonly ReleaseShape[]): Promise<readonly ReleaseShape[]> {
  const names = await namesOf(
    app.pool,
    releases.map((release) => release.author),
  );
  return releases.map((release) => ({ ...release, author: names.get(release.author) ?? release.author }));
}

function isRefusal(outcome: object): outcome is Refusal {
  return 'kind' in outcome && outcome.kind === 'refusal';
}

function asFiles(value: unknown): Readonly<Record<string, string>> {
  const files = asObject(value, '/files');
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, asText(text, `/files/${path}`)]),
  );
}

/** The day from which a company's own commands are decided again; null: all of them. */
function asSince(value: unknown): string | null {
  const history = asObject(value, '/history');
  onlyKeys(history, ['since'], '/history');
  if (history.since == null) return null;
  const since = asText(history.since, '/history/since');
  if (!isDay(since)) throw wrongShape('/history/since', 'day');
  return since;
}

/** Whose word stands, by the conflict's id. */
function asChoices(value: unknown): Readonly<Record<string, Choice>> {
  if (value == null) return {};
  return Object.fromEntries(
    Object.entries(asObject(value, '/choices')).map(([id, choice]) => {
      const text = asText(choice, `/choices/${id}`);
      if (text !== 'mine' && text !== 'theirs') throw wrongShape(`/choices/${id}`, 'choice');
      return [id, text];
    }),
  );
}

/** One of the shapes of DraftCommand, and nothing beside it. */
function asCommand(body: Readonly<Record<string, unknown>>): DraftCommand {
  const keys = Object.keys(body);
  const has = (...wanted: readonly string[]): boolean =>
    keys.length === wanted.length && wanted.every((key) => keys.includes(key));
  if (has('put', 'text')) return { put: asText(body.put, '/put'), text: asText(body.text, '/text') };
  if (has('delete')) return { delete: asText(body.delete, '/delete') };
  if (has('patch', 'pointer'))
    return { patch: asText(body.patch, '/patch'), pointer: asText(body.pointer, '/pointer') };
  if (has('patch', 'pointer', 'value'))
    return {
      patch: asText(body.patch, '/patch'),
      pointer: asText(body.pointer, '/pointer'),
      value: body.value,
    };
  if (has('undo') && body.undo === true) return { undo: true };
  if (has('redo') && body.redo === true) return { redo: true };
  throw wrongShape('', 'command');
}
