import { Hono } from 'hono';
import type { Command, Decision } from '#engine';
import type { App } from '../app.ts';
import type { EventAnswer } from '../shapes.ts';
import { readRevision } from '../store/read-revision.ts';
import { accessOf } from './ask.ts';
import { readOverrides } from './overrides.ts';
import { RequestRefused } from './problem.ts';
import { askerOf, onlyVisible, readVisible } from './visible.ts';
import { warningsOf, writtenRecord } from './record-answer.ts';
import {
  asArray,
  asId,
  asObject,
  asText,
  objectIn,
  onlyKeys,
  readBody,
  readIfMatch,
  wantsMinimal,
  wrongShape,
} from './request.ts';
import type { RouteContext, RouteEnv } from './request.ts';
import { changedIn, planOf, run } from './run.ts';
import type { Reply } from './run.ts';
import type { Asker } from './ask.ts';

type Verb = Extract<
  Command,
  { kind: 'fire' | 'settle' | 'reopen' | 'amend' | 'restore' | 'opening' | 'refill' | 'copy'; id: string }
>;
type Body = Awaited<ReturnType<typeof readBody>>;

/** What is done with one record: events, closing and reopening lines, taking into use again, revisions, opening balances, filling anew, copies. */
export function recordCommandRoutes(app: App): Hono<RouteEnv> {
  /** Reads the body, runs the command that it says, and answers with the record and all that changed along with it. */
  const command = async (
    c: RouteContext,
    keys: readonly string[],
    verb: (id: string, body: Body) => Verb,
    answer: (asker: Asker, decision: Decision, id: string) => Promise<Reply> = (asker, decision, id) =>
      eventAnswer(asker, decision, id, wantsMinimal(c)),
  ): Promise<Response> => {
    const id = asId(c.req.param('id') ?? '');
    const body = await readBody(c);
    onlyKeys(body, [...keys, 'overrides']);
    const expected = c.req.header('if-match') === undefined ? {} : { expectVersion: readIfMatch(c) };
    return run(
      c,
      app,
      { ...verb(id, body), ...readOverrides(c, body) },
      {
        ...expected,
        admit: onlyVisible(app, c, c.req.param('type') ?? ''),
        answer: ({ decision }, asker) => answer(asker, decision, id),
      },
    );
  };

  const settle = (c: RouteContext, kind: 'settle' | 'reopen'): Promise<Response> =>
    command(c, ['track', 'lines'], (id, body) => ({
      kind,
      id,
      ...(body.track == null ? {} : { track: asText(body.track, '/track') }),
      ...(body.lines == null ? {} : { lines: asArray(body.lines, '/lines').map(asSettledLine) }),
    }));

  return new Hono<RouteEnv>()
    .post('/:type/:id/events/:event', (c) =>
      command(c, ['input', 'gives'], (id, body) => ({
        kind: 'fire',
        id,
        event: c.req.param('event'),
        input: objectIn(body, 'input'),
        ...(body.gives == null ? {} : { gives: asGives(body.gives) }),
      })),
    )
    .post('/:type/:id/settle', (c) => settle(c, 'settle'))
    .post('/:type/:id/reopen', (c) => settle(c, 'reopen'))
    .post('/:type/:id/restore', (c) => command(c, [], (id) => ({ kind: 'restore', id })))
    .post('/:type/:id/amend', (c) =>
      command(c, ['patch'], (id, body) => ({ kind: 'amend', id, patch: objectIn(body, 'patch') })),
    )
    .post('/:type/:id/opening', (c) =>
      command(c, ['done'], (id, body) => ({
        kind: 'opening',
        id,
        done: asArray(body.done, '/done').map(asDone),
      })),
    )
    .post('/:type/:id/refill', (c) =>
      command(c, ['fields'], (id, body) => ({
        kind: 'refill',
        id,
        fields: asArray(body.fields, '/fields').map((field, index) => asText(field, `/fields/${index}`)),
      })),
    )
    .post('/:type/:id/copy', (c) =>
      command(
        c,
        ['data'],
        (id, body) => ({ kind: 'copy', id, patch: objectIn(body, 'data') }),
        async (asker, decision) => ({
          status: 201,
          body: {
            ...(await writtenRecord(asker, decision, decision.record, wantsMinimal(c))),
            ...warningsOf(decision),
          },
        }),
      ),
    )
    .get('/:type/:id/revisions/:revision', async (c) => {
      const asker = await askerOf(app, c);
      const record = await readVisible(asker, asId(c.req.param('id')), c.req.param('type'));
      const revision = asRevision(c.req.param('revision'));
      const found =
        revision === record.revision
          ? record
          : await readRevision(asker.connection, asker.caller.companyId, record.id, revision);
      if (!found) throw new RequestRefused('not-found');
      return c.json(accessOf(asker).shown(found));
    });
}

/** The record as it stands afterwards, and every other record that changed with it. */
async function eventAnswer(asker: Asker, decision: Decision, id: string, isMinimal: boolean): Promise<Reply> {
  const access = accessOf(asker);
  const record = await writtenRecord(asker, decision, id, isMinimal);
  const body: Omit<EventAnswer, 'record'> & { record: typeof record } = {
    record,
    changed: changedIn(decision, access),
    ...planOf(decision, access),
    ...warningsOf(decision),
  };
  return { status: 200, body };
}

function asSettledLine(value: unknown, index: number): { id: string; quantity?: string } {
  const line = asObject(value, `/lines/${index}`);
  onlyKeys(line, ['id', 'quantity'], `/lines/${index}`);
  return {
    id: asText(line.id, `/lines/${index}/id`),
    ...(line.quantity == null ? {} : { quantity: asText(line.quantity, `/lines/${index}/quantity`) }),
  };
}

function asDone(value: unknown, index: number): Extract<Command, { kind: 'opening' }>['done'][number] {
  const at = `/done/${index}`;
  const done = asObject(value, at);
  onlyKeys(done, ['track', 'line', 'quantity', 'document'], at);
  return {
    track: asText(done.track, `${at}/track`),
    ...(done.line == null ? {} : { line: asText(done.line, `${at}/line`) }),
    quantity: asText(done.quantity, `${at}/quantity`),
    document: done.document == null ? null : asId(asText(done.document, `${at}/document`)),
  };
}

function asGives(value: unknown): 'recreate' | 'ignore' {
  const given = asText(value, '/gives');
  if (given === 'recreate' || given === 'ignore') return given;
  throw wrongShape('/gives', 'gives');
}

/** A whole number; anything else names no revision. */
function asRevision(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RequestRefused('not-found');
  return Number(text);
}
