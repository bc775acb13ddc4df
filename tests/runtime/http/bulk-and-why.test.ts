// One event for many records, and why something is as it is, by HTTP on a real server.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BulkAnswer, ProblemAnswer, RecordAnswer, WhyAnswerShape } from '../../../runtime/api.ts';
import type { Client } from '../../server.ts';
import { openShop } from './shop.ts';
import type { Shop } from './shop.ts';

let shop: Shop;
let owner: Client;
let partner: string;
let blocked: string;

beforeAll(async () => {
  shop = await openShop({ code: 'F', name: 'Fabrica' });
  ({ owner, partner } = shop);
  blocked = (await shop.make('partner', { code: 'B', name: 'Blocata', blocked: true })).id;
});

afterAll(() => shop?.close());

async function offer(of: string): Promise<string> {
  const line = { id: 'L1', description: 'Scaun', unit: shop.unit, quantity: '1', price: '10', vatRate: '21' };
  return (await shop.make('offer', { partner: of, validUntil: '2099-01-01', lines: [line] })).id;
}

const bulk = (body: object, headers: Readonly<Record<string, string>> = {}) =>
  owner.call<BulkAnswer>('POST', '/api/records/offer/bulk', body, headers);

it('each record of a bulk event has its own outcome; sent again it keeps it', async () => {
  const ids = [await offer(partner), await offer(blocked), partner, await offer(partner)];
  const key = { 'idempotency-key': 'send-them-all' };
  const first = await bulk({ event: 'SEND', ids }, key);
  expect(first.status).toBe(200);
  expect(first.body.outcomes.map(({ id, status }) => [id, status])).toEqual(
    ids.map((id, index) => [id, [200, 422, 404, 200][index]]),
  );
  expect(first.body.outcomes[1]?.problem?.detail).toContain('Blocata');
  const again = await bulk({ event: 'SEND', ids }, key);
  expect(again.body.outcomes.map(({ status }) => status)).toEqual([200, 422, 404, 200]);
  const { body } = await owner.call<RecordAnswer>('GET', `/api/records/offer/${ids[3] ?? ''}`);
  expect(body.stage).toBe('sent');
});

it('only events that are marked so go to many at once, and not to too many', async () => {
  const id = await offer(partner);
  const refused = await bulk({ event: 'CANCEL', ids: [id] });
  expect(refused.body.outcomes[0]?.problem?.type).toBe('/problems/not-bulk');
  const many = Array.from({ length: 201 }, () => id);
  expect((await bulk({ event: 'SEND', ids: many })).status).toBe(400);
});

it('why is answered for actions and fields, and what cannot be asked is told', async () => {
  const id = await offer(blocked);
  const why = <T = WhyAnswerShape>(query: string) =>
    owner.call<T>('GET', `/api/records/offer/${id}/why?${query}`);
  const send = await why('kind=event&key=SEND');
  expect(send.body.verdicts['allowed']).toMatchObject({
    holds: false,
    reasons: [
      { expression: 'doc.partner.blocked != true', values: [{ name: 'doc.partner.blocked', value: 'true' }] },
    ],
  });
  expect((await why('kind=field&key=total')).body.verdicts['editable']).toMatchObject({ holds: false });
  expect((await why('kind=edit')).body.verdicts['allowed']?.holds).toBe(true);
  expect((await why<ProblemAnswer>('kind=all')).status).toBe(400);
});
