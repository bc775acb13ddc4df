// On a telephone, in Romanian: the lines can be read, and written with a finger.
import { expect, test } from 'vitest';
import { createRecord, makeCatalog } from '../sales.ts';
import type { SalesRecord } from '../sales.ts';
import { openScreen, openStage, signInOnScreen, textOf } from './screen.ts';

const stage = openStage();

test('a line stands whole, on as many rows as it needs, and a second tap opens a cell', async () => {
  const { partner, articles } = await makeCatalog(stage.client, 3);
  const draft = await createRecord(stage.client, 'order', {
    partner,
    lines: articles.map((article) => ({ article, quantity: '1250' })),
  });
  const look = { language: 'ro', width: 390, height: 844, touch: true } as const;
  const { page, faults } = await openScreen(stage.browser, look);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${draft.id}`);
  const quantity = page.getByTestId('cell-1-quantity');
  await quantity.waitFor();
  const boxOf = async (name: string) => (await page.getByTestId(name).boundingBox())!;
  // Cells wrap as words do: all of a line is in sight, none over another, and nothing is scrolled sideways.
  const lines = await boxOf('lines-lines');
  const fields = ['article', 'description', 'unit', 'quantity', 'price', 'discount', 'vatRate', 'net'];
  const cells = await Promise.all(fields.map((field) => boxOf(`cell-1-${field}`)));
  for (const [index, own] of cells.entries()) {
    expect(own.x).toBeGreaterThanOrEqual(lines.x);
    expect(own.x + own.width).toBeLessThanOrEqual(lines.x + lines.width);
    for (const other of cells.slice(index + 1))
      expect(other.y > own.y + 1 || other.x >= own.x + own.width - 1).toBe(true);
  }
  const scroller = page.getByTestId('lines-lines').getByRole('grid');
  expect(await scroller.evaluate((grid) => grid.scrollWidth - grid.clientWidth)).toBe(0);
  expect(
    await scroller.evaluate(
      (grid) =>
        [...grid.querySelectorAll('.num')].filter((cell) => cell.scrollWidth > cell.clientWidth).length,
    ),
  ).toBe(0);

  await quantity.tap();
  expect(await page.getByTestId('cell-editor').count()).toBe(0);
  await quantity.tap();
  await page.getByTestId('cell-editor').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('7,5');
  await page.keyboard.press('Enter');
  await expect.poll(() => textOf(quantity)).toBe('7,5');

  await page.keyboard.press('End');
  expect(await page.getByTestId('cell-2-net').evaluate((cell) => cell === document.activeElement)).toBe(true);
  await expect
    .poll(
      async () =>
        (await stage.client.call<SalesRecord>('GET', `/api/records/order/${draft.id}`)).body.data.lines?.[1]
          ?.quantity,
    )
    .toBe('7.5');
  expect(faults).toEqual([]);
});

test('a list names what is in it, and what is chosen becomes one', async () => {
  const { articles } = await makeCatalog(stage.client, 1);
  const look = { width: 375, height: 812, touch: true } as const;
  const { page, faults } = await openScreen(stage.browser, look);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/l/article`);
  const row = page.getByTestId('list').getByRole('row').filter({ hasText: 'Șurub' }).last();
  await row.waitFor();
  expect(articles).toHaveLength(1);
  const [code, price, name] = await Promise.all(
    ['A-', '.25', 'Șurub'].map(async (text) => (await row.getByText(text).first().boundingBox())!),
  );
  expect(Math.abs(price!.y - code!.y)).toBeLessThan(8);
  expect(name!.y).toBeGreaterThan(code!.y + 8);
  expect(Math.abs(name!.x - code!.x)).toBeLessThan(2);
  expect(faults).toEqual([]);
});
