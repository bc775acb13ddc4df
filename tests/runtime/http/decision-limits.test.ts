// What a row of a record answers beyond the limits of its table is refused at the server's door, in words.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packOf, shop } from '../../engine/decisions/shop.ts';
import { person } from '../../engine/roles/pack.ts';
import { openDoor } from '../open-door.ts';
import type { Door } from '../open-door.ts';

const price = shop['decisions/price.json'];
const files = packOf({
  ...shop,
  'decisions/price.json': {
    ...price,
    outputs: { ...price.outputs, price: { ...price.outputs.price, maximum: '100' } },
  },
}).files;

interface Answer {
  readonly id?: string;
}

let door: Door;
const ids = new Map<string, string>();

beforeAll(async () => {
  door = await openDoor(files, { boss: person('boss', ['boss']) }, 'boss');
  await make('item', 'NUT', { kind: 'goods' });
  await make('price-list', 'RETAIL', { prices: [{ id: 'R1', item: ids.get('NUT'), price: '101' }] });
});
afterAll(() => door.close());

async function send(type: string, data: object) {
  return door.call<Answer>('boss', 'POST', `/records/${type}`, { data });
}
async function make(type: string, code: string, data: object): Promise<void> {
  const { status, body } = await send(type, { code, ...data });
  if (status >= 300) throw new Error(JSON.stringify(body));
  ids.set(code, body.id ?? '');
}

it('nothing is saved, and it is said which table answers what it never may', async () => {
  const sale = { code: 'S1', lines: [{ id: 'L1', item: ids.get('NUT'), quantity: '2' }] };
  const { status, body } = await send('sale', sale);
  expect(status).toBe(422);
  expect(JSON.stringify(body)).toContain('Price answers with a value for “Price” that it never may have.');
  expect(JSON.stringify(body)).toContain('decision-beyond');
  const { body: all } = await door.call<{ items: readonly object[] }>('boss', 'GET', '/records/sale');
  expect(all.items).toEqual([]);
});
