import { Hono } from 'hono';
import type { Json } from '#engine';
import type { App } from '../app.ts';
import { runCommand } from '../commands/run-command.ts';
import type { Outcome } from '../commands/outcome.ts';
import type { BulkAnswer, BulkOutcome, ProblemAnswer } from '../shapes.ts';
import { doorAnswer, refusalAnswer, RequestRefused } from './problem.ts';
import { asArray, asId, asText, objectIn, onlyKeys, readBody, readIdempotency } from './request.ts';
import type { RouteContext, RouteEnv } from './request.ts';
import { onlyVisible } from './visible.ts';

/** More than this belongs into several requests, so that each is answered while somebody waits. */
const IDS_MAX = 200;

/**
 * One event for many records: each is decided and written by itself, in the order given, and has its own outcome; what one
 * refuses stops no other. With an `Idempotency-Key` each record keeps its own outcome, so the same request may be sent
 * again after a break: it goes on where it stopped.
 */
export function bulkRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>().post('/:type/bulk', async (c) => {
    const body = await readBody(c);
    onlyKeys(body, ['event', 'ids', 'input']);
    const event = asText(body.event, '/event');
    const ids = asArray(body.ids, '/ids').map((id, index) => asId(asText(id, `/ids/${index}`)));
    if (ids.length > IDS_MAX) throw new RequestRefused('body-too-many', { pointer: '/ids', most: IDS_MAX });
    const input = objectIn(body, 'input');
    const kept = await readIdempotency(c);
    const admit = onlyVisible(app, c, c.req.param('type'));
    const outcomes: BulkOutcome[] = [];
    for (const id of new Set(ids)) {
      const idempotency = kept && {
        key: `${kept.key}/${id}`,
        hash: kept.hash,
        answer: () => ({ status: 200, body: { id, status: 200 } as Json }),
      };
      const command = { kind: 'fire', id, event, input, bulk: true } as const;
      outcomes.push(
        await outcomeOf(c, id, () =>
          runCommand(app, c.get('caller'), command, { admit, ...(idempotency && { idempotency }) }),
        ),
      );
    }
    return c.json({ outcomes } satisfies BulkAnswer);
  });
}

async function outcomeOf(c: RouteContext, id: string, run: () => Promise<Outcome>): Promise<BulkOutcome> {
  const language = c.get('language');
  const told = async (answer: Response): Promise<BulkOutcome> => ({
    id,
    status: answer.status,
    problem: (await answer.json()) as ProblemAnswer,
  });
  try {
    const outcome = await run();
    if (outcome.kind === 'refusal') return await told(refusalAnswer(outcome, language));
    return { id, status: 200 };
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    return told(doorAnswer(error.code, language, error.params, error.extra));
  }
}
