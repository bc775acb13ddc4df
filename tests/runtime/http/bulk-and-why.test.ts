// One event for many records, and why something is as it is, by HTTP on a real server.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  BulkAnswer,
  ListAnswer,
  ProblemAnswer,
  RecordAnswer,
  WhyAnswerShape,
} from '../../../runtime/api.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client, Server } from '../../server.ts';

let server: Server;
let owner: Client;
let unit: string;
let partner: string;
let blocked: string;

beforeAll(async () => {
  server = await startServer();
  owner = await signIn(server.url);
  unit = (await owner.call<ListAnswer>('GET', '/api/records/unit?limit=1')).body.items[0]?.id ?? '';
  partner = await made('partner', { code: 'F', name: 'Fabrica' });
  blocked = await made('partner', { code: 'B', name: 'Blocata', blocked: true });
});

afterAll(async () => {
  await server?.stop();
  await server?.remove();
});

async function made(type: string, data: object): Promise<string> {
  const answer = await owner.call<RecordAnswer>('POST', `/api/records/${type}`, { data });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

const offer = (of: string): Promise<string> =>
  made('offer', {
    partner: of,
    validUntil: '2099-01-01',
    lines: [{ id: 'L1', description: 'Scaun', unit, quantity: '1', price: '10', vatRate: '21' }],
  });

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
