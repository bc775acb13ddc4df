// While somebody types: what ledgers hold, and what a price list of records says, stand beside it at once.
import { expect, test } from 'vitest';
import { createRecord, findByCode, makeCatalog, type Catalog } from '../sales.ts';
import { publish } from './publish.ts';
import { openScreen, openStage, signInOnScreen, textOf, typeCell, waitSaved } from './screen.ts';

const decimal = { precision: 18, scale: 2 };
const article = { type: 'string', title: 'Article', 'x-ref': 'article' };
const quantity = { type: 'string', title: 'Quantity', 'x-decimal': decimal };
const price = { type: 'string', title: 'Price', 'x-decimal': decimal };
const column = '/properties/lines/items/properties';

let catalog: Catalog;
const stage = openStage(async ({ client }) => {
  await publish(client, [
    {
      file: 'types/intake/type.json',
      json: { kind: 'document', title: 'Intake', plural: 'Intakes', label: "'Intake'" },
    },
    {
      file: 'types/intake/schema.json',
      json: { type: 'object', properties: { article, quantity } },
    },
    {
      file: 'types/intake/machine.json',
      json: {
        initial: 'there',
        states: {
          there: { meta: { title: 'There', phase: 'draft' }, on: { GO: { target: 'gone' } } },
          gone: { meta: { title: 'Gone', phase: 'void' } },
        },
      },
    },
    {
      file: 'types/intake/postings.json',
      json: {
        taken: {
          ledger: 'shelf',
          while: ['there'],
          key: { article: 'doc.article' },
          measures: { pieces: 'doc.quantity' },
        },
      },
    },
    {
      file: 'ledgers/shelf.json',
      json: {
        title: 'Shelf',
        dimensions: { article },
        measures: { pieces: { title: 'Pieces', scale: 2 } },
      },
    },
    {
      file: 'types/agreed-price/type.json',
      json: {
        kind: 'catalog',
        title: 'Agreed price',
        plural: 'Agreed prices',
        key: 'code',
        label: 'doc.code',
      },
    },
    {
      file: 'types/agreed-price/schema.json',
      json: {
        type: 'object',
        properties: {
          code: { type: 'string', title: 'Code', maxLength: 20 },
          article,
          price,
          from: quantity,
        },
        required: ['code'],
      },
    },
    {
      file: 'decisions/agreed.json',
      json: {
        title: 'Agreed',
        inputs: { article, quantity },
        outputs: { price },
        hit: 'first',
        sources: {
          list: {
            title: 'List',
            type: 'agreed-price',
            where: 'doc.article == input.article && coalesce(doc.from, 0) <= input.quantity',
            prefer: ['doc.from'],
            then: { price: 'doc.price' },
          },
        },
        default: {},
      },
    },
    {
      file: 'types/trade-document/schema.json',
      pointer: `${column}/agreed`,
      value: {
        ...price,
        title: 'Agreed',
        'x-fill': "decide('agreed', {'article': line.article, 'quantity': line.quantity}).price",
      },
    },
    {
      file: 'types/trade-document/schema.json',
      pointer: `${column}/shelf`,
      value: {
        ...quantity,
        title: 'On the shelf',
        'x-live': "balance('shelf', {'article': line.article}).pieces",
      },
    },
    {
      file: 'types/trade-document/schema.json',
      pointer: '/properties/shelves',
      value: {
        ...quantity,
        title: 'On the shelves',
        'x-live': "sum(doc.lines.map(l, balance('shelf', {'article': l.article}).pieces))",
      },
    },
  ]);
  catalog = await makeCatalog(client, 2);
  const [first, second] = catalog.articles;
  await createRecord(client, 'intake', { article: first, quantity: '12' });
  await createRecord(client, 'intake', { article: second, quantity: '7.5' });
  await createRecord(client, 'agreed-price', { code: 'ONE', article: first, price: '9' });
  await createRecord(client, 'agreed-price', { code: 'MANY', article: first, price: '8', from: '10' });
});

test('what a ledger holds and what a list of records says follow what is typed, before it is saved', async () => {
  const { server, client, browser } = stage;
  const codeOf = async (id: string): Promise<string> =>
    (await client.call<{ data: { code: string } }>('GET', `/api/records/article/${id}`)).body.data.code;
  const draft = await createRecord(client, 'order', { partner: catalog.partner, lines: [] });
  expect(await findByCode(client, 'agreed-price', 'ONE')).toBeTruthy();
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  // Nothing is saved until it is told below.
  let saves = 0;
  await page.route('**/api/records/order/*', (route) =>
    route.request().method() === 'PATCH' ? (saves++, route.abort()) : route.continue(),
  );
  await page.goto(`${server.url}/d/order/${draft.id}`);
  await typeCell(page, 0, 'article', await codeOf(catalog.articles[0]!));
  const cell = (row: number, field: string) => page.getByTestId(`cell-${row}-${field}`);
  await expect.poll(() => textOf(cell(0, 'shelf'))).toBe('12');
  await expect.poll(() => textOf(cell(0, 'agreed'))).toBe('9');
  await typeCell(page, 0, 'quantity', '10');
  await expect.poll(() => textOf(cell(0, 'agreed'))).toBe('8');
  await typeCell(page, 1, 'article', await codeOf(catalog.articles[1]!));
  await expect.poll(() => textOf(cell(1, 'shelf'))).toBe('7.5');
  await expect.poll(() => page.getByTestId('field-shelves').locator('input').inputValue()).toBe('19.5');
  await expect.poll(() => saves).toBeGreaterThan(0);

  await page.unroute('**/api/records/order/*');
  await typeCell(page, 0, 'quantity', '2');
  await waitSaved(page);
  await expect.poll(() => textOf(cell(0, 'agreed'))).toBe('9');
  expect(await textOf(cell(1, 'shelf'))).toBe('7.5');
  expect(faults).toEqual([]);
});
