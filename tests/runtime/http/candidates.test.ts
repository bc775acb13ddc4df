// What stands beside records that may be picked, by HTTP on a real server: balances, by what the form holds.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CandidatesAnswer } from '../../../runtime/api.ts';
import { confirmedOrder, createRecord, expectStatus, makeCatalog } from '../../sales.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client, Server } from '../../server.ts';
import { publish } from '../../studio/publish.ts';

let server: Server;
let owner: Client;
let partner: string;
let articles: readonly string[];

const ledger = {
  title: 'Ordered goods',
  dimensions: {
    article: { type: 'string', 'x-ref': 'article' },
    partner: { type: 'string', 'x-ref': 'partner' },
  },
  measures: { ordered: { title: 'Ordered', scale: 3 } },
  derived: { dozens: 'balance.ordered / 12' },
};
const posting = {
  ledger: 'ordered-goods',
  while: ['confirmed'],
  each: 'lines',
  key: { article: 'line.article', partner: 'doc.partner' },
  measures: { ordered: 'line.quantity' },
};

beforeAll(async () => {
  server = await startServer();
  owner = await signIn(server.url);
  await publish(owner, [
    { file: 'ledgers/ordered-goods.json', json: ledger },
    { file: 'types/order/postings.json', json: { ordered: posting } },
    {
      file: 'types/article/type.json',
      pointer: '/pick/balances',
      value: {
        all: { order: 1, ledger: 'ordered-goods', key: { article: 'it.id' }, show: ['ordered', 'dozens'] },
        own: { order: 2, ledger: 'ordered-goods', key: { article: 'it', partner: 'doc.partner' } },
      },
    },
  ]);
  ({ partner, articles } = await makeCatalog(owner, 2));
  await confirmedOrder(owner, { partner, articles: articles.slice(0, 1) }, '6');
});

afterAll(async () => {
  await server?.stop();
  await server?.remove();
});

const offered = async (data: object): Promise<CandidatesAnswer> =>
  expectStatus(
    await owner.call<CandidatesAnswer>('POST', '/api/records/offer/candidates', {
      ...{ field: 'lines.article', line: null, data, id: null, q: '' },
    }),
    200,
  );

it('balances stand beside what may be picked, by what the form holds; a key with a hole shows nothing', async () => {
  const { items, figures } = await offered({});
  expect(figures).toEqual([
    { path: 'all.ordered', title: 'Ordered', scale: 3 },
    { path: 'all.dozens', title: 'Dozens', scale: null },
    { path: 'own.ordered', title: 'Ordered', scale: 3 },
  ]);
  const beside = new Map(items.map((item) => [item.id, item.figures]));
  expect(beside.get(articles[0] ?? '')).toEqual({ 'all.ordered': '6', 'all.dozens': '0.5' });
  expect(beside.get(articles[1] ?? '')).toEqual({ 'all.ordered': '0', 'all.dozens': '0' });

  const other = await createRecord(owner, 'partner', { code: 'Z', name: 'Other' });
  const own = async (of: string) =>
    (await offered({ partner: of })).items.find(({ id }) => id === articles[0])?.figures['own.ordered'];
  expect(await own(partner)).toBe('6');
  expect(await own(other.id)).toBe('0');
});

it('what nothing stands beside has none', async () => {
  const answer = expectStatus(
    await owner.call<CandidatesAnswer>('POST', '/api/records/offer/candidates', {
      ...{ field: 'partner', line: null, data: {}, id: null, q: '' },
    }),
    200,
  );
  expect(answer.figures).toEqual([]);
  expect(answer.items[0]?.figures).toEqual({});
});
