import { Hono } from 'hono';
import { whyNot } from '#engine';
import type { WhyNotQuestion } from '#engine';
import type { App } from '../app.ts';
import type { WhyAnswerShape } from '../shapes.ts';
import { ask } from './ask.ts';
import { refusalAnswer } from './problem.ts';
import { asId, readQuery, unusable } from './request.ts';
import type { RouteContext, RouteEnv } from './request.ts';
import { oneOf } from './shape-words.ts';
import { askerOf, readVisible } from './visible.ts';

/** `?kind=event&key=SEND`, `?kind=field&key=lines.price&line=L1`, `?kind=edit`: why it is as it is, for whoever asks. */
export function whyRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>().get('/:type/:id/why', async (c) => {
    const question = questionOf(c);
    const asker = await askerOf(app, c);
    const { id } = await readVisible(asker, asId(c.req.param('id')), c.req.param('type'));
    const { model, validators } = asker.current;
    const { answer } = await ask(asker, (facts, setting) =>
      whyNot(model, validators, id, question, facts, setting),
    );
    if (answer.kind === 'refusal') return refusalAnswer(answer, c.get('language'));
    return c.json({ verdicts: answer.verdicts } satisfies WhyAnswerShape);
  });
}

const KINDS = ['read', 'edit', 'delete', 'event', 'conversion', 'print', 'field'] as const;

/** @throws RequestRefused 400 when it cannot be understood */
function questionOf(c: RouteContext): WhyNotQuestion {
  const { kind, key = '', line } = readQuery(c, ['kind', 'key', 'line']);
  switch (kind) {
    case 'read':
    case 'edit':
    case 'delete':
      return { kind };
    case 'event':
    case 'conversion':
    case 'print':
      return { kind, key };
    case 'field':
      return { kind, path: key, ...(line === undefined ? {} : { line }) };
    default:
      throw unusable('kind', oneOf(...KINDS));
  }
}
