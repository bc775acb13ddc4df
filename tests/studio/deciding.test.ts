// Prices by decisions, in the hand of who types: at once, without asking the server; over a slow line nothing is lost.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createRecord, expectStatus, makeCatalog, type Catalog, type SalesRecord } from '../sales.ts';
import { publish } from './publish.ts';
import { openScreen, openStage, signInOnScreen, textOf, typeCell, waitSaved } from './screen.ts';

const decimal = { precision: 18, scale: 2 };
const article = { type: 'string', title: 'Article', 'x-ref': 'article' };
const quantity = { type: 'string', title: 'Quantity', 'x-decimal': decimal };
const price = { type: 'string', title: 'Price', 'x-decimal': decimal };
const column = '/properties/lines/items/properties';
/** As long as a bad line takes. */
const SLOW_MS = 2_000;

let catalog: Catalog;
const codes: string[] = [];
const stage = openStage(async ({ client }) => {
  await publish(client, [
    {
      file: 'types/tariff/type.json',
      json: { kind: 'catalog', title: 'Tariff', plural: 'Tariffs', key: 'code', label: 'doc.code' },
    },
    {
      file: 'types/tariff/schema.json',
      json: {
        type: 'object',
        properties: {
          code: { type: 'string', title: 'Code', maxLength: 40 },
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
        title: 'Agreed price',
        inputs: { article, quantity },
        outputs: { price },
        hit: 'first',
        sources: {
          list: {
            title: 'List',
            type: 'tariff',
            where: 'doc.article == input.article && coalesce(doc.from, 0) <= coalesce(input.quantity, 1)',
            prefer: ['doc.from'],
            then: { price: 'doc.price' },
          },
        },
        default: {},
      },
    },
    {
      file: 'decisions/bulk.json',
      json: {
        title: 'Bulk rebate',
        inputs: { quantity },
        outputs: { percent: price },
        hit: 'first',
        rows: {
          many: { title: 'Many', when: { quantity: { from: 10 } }, then: { percent: 5 } },
          few: { title: 'Few', order: 2, then: { percent: 0 } },
        },
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
      pointer: `${column}/rebate`,
      value: {
        ...price,
        title: 'Rebate',
        'x-fill': "decide('bulk', {'quantity': line.quantity}).percent",
      },
    },
    {
      file: 'types/trade-document/schema.json',
      pointer: `${column}/worth`,
      value: { ...price, title: 'Worth', 'x-formula': 'round(line.agreed * line.quantity, 2)' },
    },
  ]);
  catalog = await makeCatalog(client, 2);
  for (const id of catalog.articles) {
    const { data } = expectStatus(await client.call<SalesRecord>('GET', `/api/records/article/${id}`), 200);
    codes.push(String(data['code']));
  }
  const [first, second] = catalog.articles;
  await createRecord(client, 'tariff', { code: 'ONE', article: first, price: '9' });
  await createRecord(client, 'tariff', { code: 'MANY', article: first, price: '8', from: '10' });
  await createRecord(client, 'tariff', { code: 'OTHER', article: second, price: '20' });
});

interface Open {
  readonly page: Page;
  readonly faults: string[];
  readonly id: string;
  /** Paths of what was asked of the server since it was opened, saving aside. */
  readonly asked: string[];
  readonly cell: (row: number, field: string) => Promise<string>;
  readonly saved: () => Promise<SalesRecord>;
}

async function openDraft(): Promise<Open> {
  const { server, client, browser } = stage;
  const { id } = await createRecord(client, 'order', { partner: catalog.partner, lines: [] });
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/order/${id}`);
  await page.getByTestId('cell-0-article').waitFor();
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/\/(draft|facts)$/.test(pathname)) asked.push(pathname.replace(/.*\//, ''));
  });
  return {
    page,
    faults,
    id,
    asked,
    cell: (row, field) => textOf(page.getByTestId(`cell-${row}-${field}`)),
    saved: async () => expectStatus(await client.call<SalesRecord>('GET', `/api/records/order/${id}`), 200),
  };
}

test('choosing fills by the tables of the pack and of lists; what is written over stays, and can be given back', async () => {
  const { page, faults, asked, cell, saved } = await openDraft();
  await typeCell(page, 0, 'article', codes[0]!);
  await expect.poll(() => cell(0, 'agreed')).toBe('9');
  expect(await cell(0, 'rebate')).toBe('0');
  // The list of this article is at hand by now: another quantity asks nobody.
  asked.length = 0;
  await typeCell(page, 0, 'quantity', '10');
  expect(await cell(0, 'agreed')).toBe('8');
  expect(await cell(0, 'rebate')).toBe('5');
  expect(await cell(0, 'worth')).toBe('80');
  expect(asked).toEqual([]);

  await page.getByTestId('cell-0-agreed').click();
  await page.getByTestId('origin-lines.agreed').filter({ hasText: 'From Agreed price: MANY' }).waitFor();
  await page.getByTestId('cell-0-rebate').click();
  await page.getByTestId('origin-lines.rebate').filter({ hasText: 'From Bulk rebate: Many' }).waitFor();

  // By hand: another ground changes nothing, and it is told what the list would say.
  await typeCell(page, 0, 'agreed', '7.5');
  await typeCell(page, 0, 'quantity', '2');
  expect(await cell(0, 'agreed')).toBe('7.5');
  expect(await cell(0, 'rebate')).toBe('0');
  expect(await cell(0, 'worth')).toBe('15');
  await page.getByTestId('cell-0-agreed').click();
  const origin = page.getByTestId('origin-lines.agreed');
  await origin.filter({ hasText: 'Written by hand; Agreed price says 9.' }).waitFor();
  await waitSaved(page);
  expect((await saved()).data.lines?.[0]).toMatchObject({ agreed: '7.5', rebate: '0', quantity: '2' });

  await origin.getByRole('button', { name: 'Use 9' }).click();
  await expect.poll(() => cell(0, 'agreed')).toBe('9');
  await waitSaved(page);
  await expect.poll(async () => (await saved()).data.lines?.[0]).toMatchObject({ agreed: '9' });
  expect(asked.filter((path) => path === 'draft')).toEqual([]);
  expect(faults).toEqual([]);
});

test('over a slow line the last choice decides, nothing typed meanwhile is lost, and no old price is kept', async () => {
  const { page, faults, asked, cell, saved } = await openDraft();
  await typeCell(page, 0, 'article', codes[0]!);
  await expect.poll(() => cell(0, 'agreed')).toBe('9');
  await waitSaved(page);
  await page.route(/\/api\/(facts|records\/order\/)/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    await route.continue();
  });
  const grid = page.locator('[role=grid]').first();
  await typeCell(page, 0, 'article', codes[1]!);
  // Until its list has come, the price that stands there is shown as in doubt.
  await expect.poll(() => grid.getAttribute('aria-busy')).toBe('true');
  await typeCell(page, 0, 'quantity', '3');
  await typeCell(page, 0, 'description', 'Typed meanwhile');
  await expect.poll(() => cell(0, 'agreed')).toBe('20');
  expect(await grid.getAttribute('aria-busy')).toBeNull();
  expect(await cell(0, 'worth')).toBe('60');
  // And back, to what is known already: at once, and the answer to the save does not undo it.
  await typeCell(page, 0, 'article', codes[0]!);
  await expect.poll(() => cell(0, 'agreed')).toBe('9');
  await typeCell(page, 0, 'quantity', '12');
  expect(await cell(0, 'agreed')).toBe('8');
  await expect
    .poll(async () => (await saved()).data.lines?.[0])
    .toMatchObject({
      agreed: '8',
      quantity: '12',
      description: 'Typed meanwhile',
      article: catalog.articles[0],
    });
  await waitSaved(page);
  expect(await cell(0, 'agreed')).toBe('8');
  expect(await cell(0, 'description')).toBe('Typed meanwhile');
  expect(asked).not.toContain('draft');
  expect(faults).toEqual([]);
});

test('what a choice brings and cannot be had for a moment is not written as it stood before', async () => {
  const { page, faults, cell, saved } = await openDraft();
  await typeCell(page, 0, 'article', codes[0]!);
  await expect.poll(() => cell(0, 'agreed')).toBe('9');
  await waitSaved(page);
  // Nothing is saved until the other choice is made; what that needs is cut once, and comes through for the save.
  let asked = 0;
  await page.route(/\/api\/records\/order\//, (route) =>
    asked === 0 && route.request().method() === 'PATCH' ? route.abort('connectionreset') : route.continue(),
  );
  await page.route(/\/api\/facts/, (route) =>
    asked++ === 0 ? route.abort('connectionreset') : route.continue(),
  );
  await typeCell(page, 0, 'quantity', '10');
  expect(await cell(0, 'agreed')).toBe('8');
  await typeCell(page, 0, 'article', codes[1]!);
  await expect
    .poll(async () => (await saved()).data.lines?.[0], { timeout: 20_000 })
    .toMatchObject({ article: catalog.articles[1], quantity: '10', agreed: '20' });
  await expect.poll(() => cell(0, 'agreed')).toBe('20');
  expect(asked).toBeGreaterThan(1);
  expect(faults).toEqual([]);
});
