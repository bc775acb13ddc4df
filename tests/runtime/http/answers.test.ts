// A write is answered from what it left behind, not read again. Whoever opens the record then must see the same.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConversionAnswer, EventAnswer, RecordAnswer } from '../../../runtime/api.ts';
import { makeCatalog } from '../../sales.ts';
import type { Catalog } from '../../sales.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client, Server } from '../../server.ts';

let server: Server;
let owner: Client;
let catalog: Catalog;

beforeAll(async () => {
  server = await startServer();
  owner = await signIn(server.url);
  catalog = await makeCatalog(owner, 3);
});
afterAll(async () => {
  await server?.stop();
  await server?.remove();
});

async function write<T>(
  method: string,
  path: string,
  body: unknown,
  status: number,
  headers = {},
): Promise<T> {
  const answer = await owner.call<T>(method, path, body, headers);
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body;
}

/** Sorted, because what belongs together comes in one order only by chance of reading. */
async function sameWhenOpened(answered: RecordAnswer): Promise<RecordAnswer> {
  const opened = await owner.call<RecordAnswer>('GET', `/api/records/${answered.type}/${answered.id}`);
  expect(answered).toEqual(opened.body);
  return answered;
}

const fire = async ({ type, id }: { type: string; id: string }, event: string): Promise<RecordAnswer> =>
  sameWhenOpened(
    (await write<EventAnswer>('POST', `/api/records/${type}/${id}/events/${event}`, { input: {} }, 200))
      .record,
  );
const convert = async (conversion: string, source: object, headers = {}): Promise<RecordAnswer> => {
  const { targets } = await write<ConversionAnswer>(
    'POST',
    `/api/conversions/${conversion}`,
    { sources: [source] },
    201,
    headers,
  );
  return sameWhenOpened(targets[0]!);
};

it('create, edit, events, conversions in part and whole, a draft taken back: answered as they are found', async () => {
  const lines = catalog.articles.map((article, index) => ({ id: `L${index}`, article, quantity: '3.5' }));
  const made = await write<RecordAnswer>(
    'POST',
    '/api/records/offer',
    { data: { partner: catalog.partner, lines } },
    201,
  );
  await sameWhenOpened(made);
  await sameWhenOpened(
    await write('PATCH', `/api/records/offer/${made.id}`, { notes: 'Țiglă' }, 200, { 'if-match': '"1"' }),
  );
  await fire(made, 'SEND');
  await fire(made, 'ACCEPT');
  const order = await convert('offer-to-order', { id: made.id });
  await fire(order, 'CONFIRM');
  const note = await convert('order-to-delivery-note', {
    id: order.id,
    lines: [{ id: 'L1', quantity: '2' }],
  });
  await fire(note, 'DELIVER');
  // Kept with the transaction, so answered before it is committed.
  const invoice = await convert(
    'delivery-note-to-invoice',
    { id: note.id },
    { 'idempotency-key': 'answers-1' },
  );
  await fire(invoice, 'POST');
  const rest = await convert('order-to-invoice', { id: order.id });
  const [first] = rest.data['lines'] as { id: string }[];
  await sameWhenOpened(
    await write(
      'PATCH',
      `/api/records/invoice/${rest.id}`,
      { lines: { [first!.id]: { quantity: '1' } } },
      200,
      {
        'if-match': '"1"',
      },
    ),
  );
  await fire(rest, 'CANCEL');
  await fire(invoice, 'REVERSE');
  for (const { type, id } of [made, order, note, invoice])
    await sameWhenOpened((await owner.call<RecordAnswer>('GET', `/api/records/${type}/${id}`)).body);
});
