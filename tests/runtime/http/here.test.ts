// Where somebody works, told with each request, by HTTP on a real server.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProblemAnswer, RecordAnswer } from '../../../runtime/api.ts';
import { createRecord } from '../../sales.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client, Server } from '../../server.ts';
import { publish } from '../../studio/publish.ts';

let server: Server;
let owner: Client;

beforeAll(async () => {
  server = await startServer();
  owner = await signIn(server.url);
  const name = { type: 'string', title: 'Name', maxLength: 40 };
  await publish(owner, [
    {
      file: 'types/shop/type.json',
      json: {
        ...{ kind: 'catalog', title: 'Shop', plural: 'Shops', here: true },
        ...{ key: 'name', label: 'doc.name', columns: ['name'], search: ['name'] },
      },
    },
    {
      file: 'types/shop/schema.json',
      json: { type: 'object', properties: { name: { ...name, 'x-unique': true } }, required: ['name'] },
    },
    {
      file: 'types/order/schema.json',
      pointer: '/properties/shop',
      value: {
        ...{ type: 'string', title: 'Shop', 'x-copy': false },
        ...{ 'x-ref': 'shop', 'x-default': 'here' },
      },
    },
    {
      file: 'types/order/schema.json',
      pointer: '/properties/shopName',
      value: { ...name, 'x-copy': false, 'x-default': 'here.name' },
    },
  ]);
});

afterAll(async () => {
  await server?.stop();
  await server?.remove();
});

it('a command knows where its user works, and only a place that he may read', async () => {
  const shop = await createRecord(owner, 'shop', { name: 'North' });
  const partner = await createRecord(owner, 'partner', { code: 'F', name: 'Fabrica' });
  const order = (here?: string) =>
    owner.call<RecordAnswer & ProblemAnswer>(
      'POST',
      '/api/records/order',
      { data: { partner: partner.id } },
      here === undefined ? {} : { 'x-here': here },
    );
  expect((await order(shop.id)).body.data).toMatchObject({ shop: shop.id, shopName: 'North' });
  expect((await order()).body.data['shop']).toBeUndefined();
  for (const wrong of [partner.id, 'North', '019a0000-0000-7000-8000-000000000000', `${shop.id}@0`]) {
    const refused = await order(wrong);
    expect([refused.status, refused.body.type], wrong).toEqual([400, '/problems/here-unusable']);
  }
});
