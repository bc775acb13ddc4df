import { Hono } from 'hono';
import { describeBalances } from '#engine';
import type { Ledger, LedgerKey, Model } from '#engine';
import { mayReadAllPosting, mayReadLedger } from '../access/rights.ts';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { Asking } from '../commands/setting-of.ts';
import { isDay } from '../day.ts';
import type { LedgerBalancesAnswer, LedgerEntriesAnswer, LedgersAnswer, RefShape } from '../shapes.ts';
import { listEntries } from '../store/list-entries.ts';
import type { Current } from '../store/model-cache.ts';
import { readRecords } from '../store/read-records.ts';
import { readSums } from '../store/read-sums.ts';
import { isUuid } from '../store/uuid.ts';
import { accessOf, ask } from './ask.ts';
import { refShape } from './labels.ts';
import { readBy, readDay, readWhere } from './ledger-query.ts';
import { limitOf } from './list-answer.ts';
import { RequestRefused } from './problem.ts';
import { readQuery, unusable } from './request.ts';
import type { RouteEnv } from './request.ts';
import { REASONS } from './shape-words.ts';

/** Beyond it a list is no list: fewer dimensions, or a filter. */
const ROWS_MAX = 5_000;
const ENTRIES_DEFAULT = 50;

interface Asked {
  readonly caller: Caller;
  readonly current: Current;
  readonly ledger: Ledger;
}

/** What ledgers add up to, and which documents wrote it. Who sees which is for the roles to say. */
export function ledgerRoutes(app: App): Hono<RouteEnv> {
  const asked = async (caller: Caller, key: string): Promise<Asked> => {
    const current = await app.models.current(caller.companyId);
    const ledger = current.model.ledgers.get(key);
    if (!ledger || !mayReadLedger(current.model, caller.user, key)) throw new RequestRefused('not-found');
    return { caller, current, ledger };
  };

  return new Hono<RouteEnv>()
    .get('/', async (c) => {
      const caller = c.get('caller');
      const { model } = await app.models.current(caller.companyId);
      const known = [...model.ledgers.values()].filter(({ key }) => mayReadLedger(model, caller.user, key));
      const answer: LedgersAnswer = { items: known.map((ledger) => shapeOf(model, ledger, caller.language)) };
      return c.json(answer);
    })
    .get('/:ledger/balances', async (c) => {
      const { caller, current, ledger } = await asked(c.get('caller'), c.req.param('ledger'));
      const query = readQuery(c, ['by', 'filter', 'from', 'on', 'to']);
      const by = readBy(ledger, query);
      const question = {
        ledger: ledger.key,
        where: readWhere(ledger, query),
        by,
        from: readDay(query, 'from'),
        to: readDay(query, 'on') ?? readDay(query, 'to'),
      };
      const rows = (await readSums(app.pool, caller.companyId, question)).slice(0, ROWS_MAX);
      const asker = { app, caller, current, connection: app.pool };
      const { answer: described } = await ask(asker, (facts, setting) =>
        describeBalances(current.model, current.validators, ledger.key, rows, facts, setting),
      );
      const items = described.rows.map(({ key, figures }) => ({ key, figures }));
      const refs = await refsOf({ app, caller, current }, ledger, items);
      const answer: LedgerBalancesAnswer = { ledger: ledger.key, by, on: question.to, items, refs };
      return c.json(answer);
    })
    .get('/:ledger/entries', async (c) => {
      const { caller, current, ledger } = await asked(c.get('caller'), c.req.param('ledger'));
      const query = readQuery(c, ['filter', 'from', 'to', 'limit', 'cursor']);
      const { limit = ENTRIES_DEFAULT } = limitOf(query);
      const found = await listEntries(app.pool, caller.companyId, {
        ledger: ledger.key,
        where: readWhere(ledger, query),
        from: readDay(query, 'from'),
        to: readDay(query, 'to'),
        after: readCursor(query.cursor),
        limit: limit + 1,
      });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const refs = await refsOf({ app, caller, current }, ledger, items);
      const answer: LedgerEntriesAnswer = {
        items: await shownEntries({ app, caller, current }, items),
        next: last ? `${last.date}~${last.id}` : null,
        refs,
      };
      return c.json(answer);
    });
}

/** Entries with the documents that the caller may read; of the others, that there is one. */
async function shownEntries(
  { app, caller, current }: Asking,
  items: LedgerEntriesAnswer['items'],
): Promise<LedgerEntriesAnswer['items']> {
  const [first] = items;
  if (!first || mayReadAllPosting(current.model, caller.user, first.ledger)) return items;
  const access = accessOf({ app, caller, current });
  const records = await readRecords(app.pool, caller.companyId, [
    ...new Set(items.map(({ record }) => record)),
  ]);
  return items.map((item) => {
    const record = records.get(item.record);
    return record && access.mayRead(record) ? item : { ...item, document: null };
  });
}

function readCursor(cursor: string | undefined): readonly [string, string] | null {
  if (cursor === undefined || cursor === '') return null;
  const [day = '', id = '', ...rest] = cursor.split('~');
  if (!isDay(day) || !isUuid(id) || rest.length > 0) throw unusable('cursor', REASONS.cursor);
  return [day, id];
}

function shapeOf(model: Model, ledger: Ledger, language: string): LedgersAnswer['items'][number] {
  return {
    key: ledger.key,
    title: model.text(language, ledger.textKey, ledger.title),
    dimensions: [...ledger.dimensions.values()].map(({ key, title, textKey, refs }) => ({
      key,
      title: model.text(language, textKey, title),
      types: refs,
    })),
    measures: [...ledger.measures.values()].map(({ key, title, textKey, scale }) => ({
      key,
      title: model.text(language, textKey, title),
      scale,
    })),
    derived: [...ledger.derived.keys()],
  };
}

/** Names of what the keys refer to, as far as the caller may read it. */
async function refsOf(
  { app, caller, current }: Asking,
  ledger: Ledger,
  items: readonly { readonly key: LedgerKey }[],
): Promise<Record<string, RefShape>> {
  const referring = [...ledger.dimensions.values()].filter(({ refs }) => refs !== null);
  const ids = new Set(
    items.flatMap(({ key }) => referring.flatMap(({ key: dimension }) => key[dimension] ?? [])),
  );
  if (ids.size === 0) return {};
  const access = accessOf({ app, caller, current });
  const records = await readRecords(app.pool, caller.companyId, [...ids]);
  return Object.fromEntries(
    [...records].flatMap(([id, record]) =>
      record && access.mayRead(record) ? [[id, refShape(current.model, record)]] : [],
    ),
  );
}
