import { Hono } from 'hono';
import type { Command, ConversionSource, Stored } from '#engine';
import type { App } from '../app.ts';
import type { ConversionAnswer } from '../shapes.ts';
import { accessOf } from './ask.ts';
import { RequestRefused } from './problem.ts';
import { writtenRecord } from './record-answer.ts';
import { asArray, asId, asObject, asText, objectIn, onlyKeys, readBody, wantsMinimal } from './request.ts';
import type { RouteEnv } from './request.ts';
import { changedIn, run } from './run.ts';

/** One document turns into the next, or several into one. */
export function conversionRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>().post('/:conversion', async (c) => {
    const conversion = c.req.param('conversion');
    const { model } = await app.models.current(c.get('caller').companyId);
    if (!model.conversions.has(conversion)) throw new RequestRefused('not-found');
    const body = await readBody(c);
    onlyKeys(body, ['sources', 'set', 'into']);
    const command: Command = {
      kind: 'convert',
      conversion,
      sources: asArray(body.sources, '/sources').map((source, index) =>
        asSource(source, `/sources/${index}`),
      ),
      set: objectIn(body, 'set'),
      into: body.into == null ? null : asId(asText(body.into, '/into')),
    };
    return run(c, app, command, {
      answer: async ({ decision }, asker) => {
        const report = decision.conversion;
        const isMinimal = wantsMinimal(c);
        const targets = await Promise.all(
          (report?.targets ?? []).map((id) => writtenRecord(asker, decision, id, isMinimal)),
        );
        const body: Omit<ConversionAnswer, 'targets'> & { targets: readonly Stored[] } = {
          targets,
          split: report?.split ?? [],
          left: report?.left ?? [],
          changed: changedIn(decision, accessOf(asker)),
        };
        return { status: 201, body };
      },
    });
  });
}

function asSource(value: unknown, pointer: string): ConversionSource {
  const source = asObject(value, pointer);
  onlyKeys(source, ['id', 'lines', 'amount']);
  return {
    id: asText(source.id, `${pointer}/id`).toLowerCase(),
    ...(source.lines == null
      ? {}
      : {
          lines: asArray(source.lines, `${pointer}/lines`).map((line, index) =>
            asLine(line, `${pointer}/lines/${index}`),
          ),
        }),
    ...(source.amount == null ? {} : { amount: asText(source.amount, `${pointer}/amount`) }),
  };
}

function asLine(value: unknown, pointer: string): { id: string; quantity?: string; amount?: string } {
  const line = asObject(value, pointer);
  onlyKeys(line, ['id', 'quantity', 'amount']);
  return {
    id: asText(line.id, `${pointer}/id`),
    ...(line.quantity == null ? {} : { quantity: asText(line.quantity, `${pointer}/quantity`) }),
    ...(line.amount == null ? {} : { amount: asText(line.amount, `${pointer}/amount`) }),
  };
}
