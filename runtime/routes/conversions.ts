import { Hono } from 'hono';
import type { Command, ConversionSource, OfferedLine, Stored } from '#engine';
import type { App } from '../app.ts';
import type { ConversionAnswer } from '../shapes.ts';
import { accessOf } from './ask.ts';
import type { Asker } from './ask.ts';
import { readOverrides } from './overrides.ts';
import { RequestRefused } from './problem.ts';
import { warningsOf, writtenRecord } from './record-answer.ts';
import { asArray, asId, asObject, asText, objectIn, onlyKeys, readBody, wantsMinimal } from './request.ts';
import type { RouteEnv } from './request.ts';
import { changedIn, run } from './run.ts';
import { seenOffers } from './seen-offers.ts';

/** One document turns into the next, or several into one. */
export function conversionRoutes(app: App): Hono<RouteEnv> {
  return new Hono<RouteEnv>().post('/:conversion', async (c) => {
    const conversion = c.req.param('conversion');
    const { model } = await app.models.current(c.get('caller').companyId);
    if (!model.conversions.has(conversion)) throw new RequestRefused('not-found');
    const body = await readBody(c);
    onlyKeys(body, ['sources', 'set', 'into', 'overrides']);
    const command: Extract<Command, { kind: 'convert' }> = {
      ...readOverrides(c, body),
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
          held: await heldOf(asker, command.sources, report?.offered ?? []),
          changed: changedIn(decision, accessOf(asker)),
          ...warningsOf(decision),
        };
        return { status: 201, body };
      },
    });
  });
}

/** Of what was asked for by name, the lines of which drafts hold a part. */
async function heldOf(
  asker: Asker,
  sources: readonly ConversionSource[],
  offered: readonly OfferedLine[],
): Promise<ConversionAnswer['held']> {
  const held = offered.filter(
    ({ source, line, heldBy }) => heldBy.length > 0 && isNamed(sources, source, line),
  );
  const seen = await seenOffers(asker, held);
  return seen.map(({ source, line, open, heldBy }) => ({ source, line, open, by: heldBy }));
}

function isNamed(sources: readonly ConversionSource[], id: string, line: string | null): boolean {
  return sources.some(
    (source) =>
      source.id === id &&
      (line === null ? source.amount !== undefined : source.lines?.some((asked) => asked.id === line)),
  );
}

function asSource(value: unknown, pointer: string): ConversionSource {
  const source = asObject(value, pointer);
  onlyKeys(source, ['id', 'lines', 'amount'], pointer);
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
  onlyKeys(line, ['id', 'quantity', 'amount'], pointer);
  return {
    id: asText(line.id, `${pointer}/id`),
    ...(line.quantity == null ? {} : { quantity: asText(line.quantity, `${pointer}/quantity`) }),
    ...(line.amount == null ? {} : { amount: asText(line.amount, `${pointer}/amount`) }),
  };
}
