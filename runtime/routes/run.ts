// From a command's outcome to an answer: the same for every verb.
import type { Access, Command, Decision, Json, Stored } from '#engine';
import { mayReadLedger } from '../access/rights.ts';
import type { App } from '../app.ts';
import { runCommand } from '../commands/run-command.ts';
import type { CommandOptions, Done, Stale } from '../commands/outcome.ts';
import type { ChangedShape, PreviewAnswer } from '../shapes.ts';
import { readHistory } from '../store/history.ts';
import type { Connection } from '../store/statement.ts';
import { accessOf } from './ask.ts';
import type { Asker } from './ask.ts';
import { doorAnswer, refusalAnswer } from './problem.ts';
import { labelsOf } from './refs.ts';
import { isPreview, readIdempotency } from './request.ts';
import type { RouteContext } from './request.ts';
import { seenOffers } from './seen-offers.ts';

export interface Reply {
  readonly status: 200 | 201 | 204;
  readonly body: unknown;
}

export interface RunOptions {
  /** Version that the caller saw. */
  readonly expectVersion?: number;
  /** Shown the named record before anything is decided; may throw RequestRefused. */
  readonly admit?: NonNullable<CommandOptions['admit']>;
  /** What is answered once it is written; with an Idempotency-Key it is kept in the same transaction. */
  readonly answer: (done: Done, asker: Asker) => Promise<Reply>;
}

/**
 * Runs a command, or previews it (`?preview=true`), and answers: the reply, the kept reply of an earlier request with
 * the same key, 412 with what changed, or the refusal.
 */
export async function run(
  c: RouteContext,
  app: App,
  command: Command,
  options: RunOptions,
): Promise<Response> {
  const caller = c.get('caller');
  const askerOf = (done: Done, connection: Connection): Asker => ({
    app,
    caller,
    current: done.current,
    connection,
    known: done.after,
  });
  const expected = {
    ...(options.expectVersion !== undefined && { expectVersion: options.expectVersion }),
    ...(options.admit && { admit: options.admit }),
  };

  if (isPreview(c)) {
    const outcome = await runCommand(app, caller, command, { ...expected, preview: true });
    if (outcome.kind === 'done') return c.json(await previewOf(outcome, askerOf(outcome, app.pool)));
    return noAnswer(c, app, outcome, options.expectVersion);
  }

  const key = c.req.method === 'POST' ? await readIdempotency(c) : undefined;
  // Made inside the transaction when it must be kept with it, afterwards when nobody waits for the locks.
  let kept: Reply | undefined;
  const outcome = await runCommand(app, caller, command, {
    ...expected,
    ...(key && {
      idempotency: {
        ...key,
        answer: async (done: Done, connection: Connection) => {
          kept = await options.answer(done, askerOf(done, connection));
          return { status: kept.status, body: (kept.body ?? null) as Json };
        },
      },
    }),
  });
  if (outcome.kind === 'replayed')
    return reply(
      { status: outcome.status as Reply['status'], body: outcome.body },
      { 'idempotency-replayed': 'true' },
    );
  if (outcome.kind !== 'done') return noAnswer(c, app, outcome, options.expectVersion);
  return reply(kept ?? (await options.answer(outcome, askerOf(outcome, app.pool))));
}

type NotDone = Exclude<Awaited<ReturnType<typeof runCommand>>, Done>;

async function noAnswer(
  c: RouteContext,
  app: App,
  outcome: NotDone,
  seen: number | undefined,
): Promise<Response> {
  if (outcome.kind === 'refusal') return refusalAnswer(outcome, c.get('language'));
  if (outcome.kind === 'stale') return staleAnswer(c, app, outcome, seen ?? 0);
  return reply({ status: outcome.status as Reply['status'], body: outcome.body });
}

/** What has changed since the version that the caller saw, so that the two can be put together. */
async function staleAnswer(c: RouteContext, app: App, { current }: Stale, seen: number): Promise<Response> {
  const caller = c.get('caller');
  const language = c.get('language');
  const access = accessOf({ app, caller, current: await app.models.current(caller.companyId) });
  if (!access.mayRead(current)) return doorAnswer('not-found', language);
  const history = await readHistory(app.pool, caller.companyId, current.id);
  const since = access.shownHistory(
    current,
    history.filter(({ version }) => version > seen),
  );
  return doorAnswer(
    'stale',
    language,
    { seen, current: current.version },
    { version: current.version, current: access.shown(current), changes: since },
    { etag: `"${current.version}"` },
  );
}

function reply({ status, body }: Reply, headers: Readonly<Record<string, string>> = {}): Response {
  if (status === 204) return new Response(null, { status, headers });
  return Response.json(body, { status, headers: { ...headers, ...tagOf(body) } });
}

/** A record's answer carries its version as ETag, ready for the next If-Match. */
function tagOf(body: unknown): Record<string, string> {
  const { id, type, version } = (body ?? {}) as Partial<Stored>;
  if (id === undefined || version === undefined) return {};
  return { etag: `"${version}"`, location: `/api/records/${type}/${id}` };
}

/** Every record that the decision left behind, as far as a list needs to know to refresh itself. */
export function changedIn(decision: Decision, access: Access): readonly ChangedShape[] {
  return decision.records.flatMap(({ after }) =>
    after && access.mayRead(after)
      ? [{ type: after.type, id: after.id, version: after.version, stage: after.stage }]
      : [],
  );
}

/** What voiding brought along, leaf first; documents that the caller may not read are steps without a title. */
export function planOf(decision: Decision, access: Access): Pick<PreviewAnswer, 'plan'> {
  if (!decision.plan) return {};
  const known = new Map(
    decision.records.flatMap(({ before }) => (before ? [[before.id, before] as const] : [])),
  );
  const plan = decision.plan.map((step) => {
    const record = known.get(step.record);
    return { ...step, title: record && access.mayRead(record) ? access.shown(record).title : '' };
  });
  return { plan };
}

async function previewOf({ decision, facts }: Done, asker: Asker): Promise<PreviewAnswer> {
  const access = accessOf(asker);
  const after = decision.records.flatMap((change) => (change.after ? [change.after] : []));
  return {
    preview: true,
    records: decision.records.flatMap(({ before, after }) => {
      // What the command makes is shown as it will be when it is written; no right on its type is needed (M7).
      const made = before === null && after !== null ? access.shown(after) : null;
      const seen = { before: seenBy(access, before), after: made ?? seenBy(access, after) };
      return seen.before || seen.after ? [seen] : [];
    }),
    links: decision.links.put,
    ...entriesOf(decision, asker),
    numbers: decision.numbers.map(({ record, series }) => ({ record, series })),
    conversion: await seenReport(decision, asker),
    warnings: decision.warnings,
    ...planOf(decision, access),
    locks: [...facts.lineages.keys()].sort(),
    refs: await labelsOf(asker, after, facts.records),
  };
}

async function seenReport({ conversion }: Decision, asker: Asker): Promise<PreviewAnswer['conversion']> {
  return conversion && { ...conversion, offered: await seenOffers(asker, conversion.offered) };
}

function entriesOf({ entries = [] }: Decision, { caller, current }: Asker): Pick<PreviewAnswer, 'entries'> {
  const seen = entries.filter(({ ledger }) => mayReadLedger(current.model, caller.user, ledger));
  return seen.length > 0 ? { entries: seen } : {};
}

/** A record of a preview as the caller may see it; other people's records that his command touches are not shown. */
function seenBy(access: Access, record: Stored | null): Stored | null {
  return record && access.mayRead(record) ? access.shown(record) : null;
}
