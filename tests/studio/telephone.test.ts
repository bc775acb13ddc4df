// On a telephone, in Romanian: the lines can be read, and written with a finger.
import { expect, test } from 'vitest';
import { createRecord, makeCatalog } from '../sales.ts';
import type { SalesRecord } from '../sales.ts';
import { openScreen, openStage, signInOnScreen, textOf } from './screen.ts';

const stage = openStage();

test('quantities stand whole beside what they are of, and a second tap opens a cell', async () => {
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
  const [lines, own] = [await boxOf('lines-lines'), await boxOf('cell-1-quantity')];
  expect(own.x).toBeGreaterThanOrEqual(lines.x);
  expect(own.x + own.width).toBeLessThanOrEqual(lines.x + lines.width);

  await quantity.tap();
  expect(await page.getByTestId('cell-editor').count()).toBe(0);
  await quantity.tap();
  await page.getByTestId('cell-editor').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('7,5');
  await page.keyboard.press('Enter');
  await expect.poll(() => textOf(quantity)).toBe('7,5');

  // However far the numbers are scrolled, one sees whose they are.
  await page.keyboard.press('End');
  await expect.poll(async () => (await boxOf('cell-1-net')).x).toBeLessThan(lines.x + lines.width - 60);
  const first = await boxOf('cell-1-article');
  expect(Math.abs(first.x - lines.x)).toBeLessThan(3);
  const seen = await page.evaluate(
    ([x, y]) => document.elementFromPoint(x!, y!)?.closest<HTMLElement>('[data-testid]')?.dataset['testid'],
    [first.x + 20, first.y + 10],
  );
  expect(seen).toBe('cell-1-article');
  await expect
    .poll(
      async () =>
        (await stage.client.call<SalesRecord>('GET', `/api/records/order/${draft.id}`)).body.data.lines?.[1]
          ?.quantity,
    )
    .toBe('7.5');
  expect(faults).toEqual([]);
});
