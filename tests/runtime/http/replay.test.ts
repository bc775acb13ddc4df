// What a company has done over HTTP, decided again by a draft: exactly the documents that would differ, and how.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DefinitionDraft, RecordAnswer, ReplayAnswer } from '../../../runtime/api.ts';
import { openShop } from './shop.ts';
import type { Shop } from './shop.ts';

let shop: Shop;
let small: RecordAnswer;
let large: RecordAnswer;
let invoice: string;

beforeAll(async () => {
  shop = await openShop({ code: 'HIST', name: 'History' });
  const { partner, unit, make, fire, owner } = shop;
  const order = async (quantity: string): Promise<RecordAnswer> => {
    const lines = [{ description: 'Board', unit, quantity, price: '1.25', vatRate: '21' }];
    const made = await make('order', { partner, lines });
    await fire(made, 'CONFIRM');
    return made;
  };
  small = await order('3');
  large = await order('3000');
  // The engine has drawn the line's id; whoever decides again draws the same one.
  const [line] = small.data['lines'] as readonly { readonly id: string }[];
  const converted = await owner.call<{ readonly targets: readonly RecordAnswer[] }>(
    'POST',
    '/api/conversions/order-to-invoice',
    { sources: [{ id: small.id, lines: [{ id: line?.id, quantity: '2' }] }] },
  );
  expect(converted.status, JSON.stringify(converted.body)).toBe(201);
  invoice = converted.body.targets[0]?.id ?? '';
  await fire({ type: 'invoice', id: invoice }, 'POST');
});

afterAll(() => shop?.close());

async function replayed(
  history: object,
  ...patches: readonly object[]
): Promise<NonNullable<ReplayAnswer['history']>> {
  const { owner } = shop;
  const made = await owner.call<DefinitionDraft>('POST', '/api/definitions/drafts', { title: 'Other' });
  const path = `/api/definitions/drafts/${made.body.id}`;
  let { version } = made.body;
  for (const patch of patches) {
    const changed = await owner.call<DefinitionDraft>('PATCH', `${path}/files`, patch, {
      'if-match': `"${version}"`,
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    version = changed.body.version;
  }
  const { status, body } = await owner.call<ReplayAnswer>('POST', `${path}/replay`, { history });
  expect(status, JSON.stringify(body)).toBe(200);
  if (body.history === undefined) throw new Error('no history');
  return body.history;
}

test('a draft that decides the same differs in nothing, and all that was done is done again', async () => {
  const { commands, left, documents } = await replayed({});
  expect(commands).toBeGreaterThan(7);
  expect([left, documents]).toEqual([0, []]);
});

test('another guard and another rounding touch exactly the documents that they speak of', async () => {
  const { left, documents } = await replayed(
    {},
    {
      patch: 'types/order/machine.json',
      pointer: '/states/draft/on/CONFIRM/guard/params',
      value: { expr: 'doc.total < 1000', reason: 'Only up to 1000' },
    },
    {
      patch: 'types/trade-document/schema.json',
      pointer: '/properties/lines/items/properties/net/x-formula',
      value: 'round(line.quantity * line.price, 0)',
    },
  );
  expect(left).toBe(0);
  const told = new Map(documents.map((document) => [document.name, document]));
  expect([...told.keys()]).toEqual(['', small.id, large.id, invoice].filter((id) => told.has(id)));
  expect(told.get(large.id)?.differences.map(({ words }) => words)).toContainEqual(
    expect.stringMatching(/^fire CONFIRM on OR-.* · History: was done, would be refused: Only up to 1000$/),
  );
  // 3 × 1.25 = 3.75 and 2 × 1.25 = 2.50, rounded to whole units.
  expect(told.get(small.id)?.differences.map(({ place }) => place)).toEqual(
    expect.arrayContaining(['/net', '/total']),
  );
  expect(told.get(invoice)).toMatchObject({ type: 'invoice', title: expect.stringContaining('History') });
  expect(told.get(invoice)?.differences.map(({ words }) => words)).toContainEqual(
    expect.stringMatching(/2\.50, would be 3\.00/),
  );
});

test('since a day on which nothing was done yet there is nothing; a day that is none is refused', async () => {
  expect(await replayed({ since: '2999-01-01' })).toEqual({
    since: null,
    commands: 0,
    left: 0,
    documents: [],
  });
  const wrong = await shop.owner.call('POST', '/api/definitions/drafts/x/replay', {
    history: { since: 'May' },
  });
  expect(wrong.status).toBe(400);
});
