// A whole document without a mouse, in Romanian: made from the palette, typed, copied down, pasted, sent.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { independentTotals } from '../independent-totals.ts';
import { makeCatalog } from '../sales.ts';
import type { SalesRecord } from '../sales.ts';
import { oneOf, openScreen, openStage, signInOnScreen, textOf, waitSaved } from './screen.ts';

let codes: readonly string[];

const stage = openStage(async ({ client }) => {
  const { articles } = await makeCatalog(client, 4);
  const records = await Promise.all(
    articles.map((id) => client.call<SalesRecord>('GET', `/api/records/article/${id}`)),
  );
  codes = records.map(({ body }) => String(body.data['code']));
});

/** Where the focus is: the grid's cell, else the field's id. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const here = document.activeElement as HTMLElement | null;
    return here?.closest<HTMLElement>('[data-place]')?.dataset['place'] ?? here?.id ?? '';
  });

async function tabUntil(page: Page, wanted: RegExp): Promise<void> {
  for (let turn = 0; turn < 60; turn++) {
    if (wanted.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${wanted}; it is at ${await focused(page)}`);
}

test('an offer is made, filled and sent with the keyboard alone', async () => {
  const { page, faults } = await openScreen(stage.browser, { language: 'ro' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInOnScreen(page, stage.server.url);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('nou: ofer');
  await page.getByRole('option', { name: /Nou: Ofert/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/d\/offer\/new/);

  // The empty form waits for the first field; diacritics need not be typed.
  await expect.poll(() => focused(page)).toBe('field-partner');
  await page.keyboard.type('fabrica stiinta');
  await page.getByRole('option', { name: 'Făbrica Știință' }).waitFor();
  await page.keyboard.press('Enter');

  // First line: the price is filled from the article, the rest is typed with decimal commas.
  await tabUntil(page, /^0-0$/);
  await page.keyboard.type(codes[0] ?? '');
  await page.getByRole('option', { name: codes[0] ?? '' }).waitFor();
  await page.keyboard.press('Tab');
  await tabUntil(page, /^0-3$/);
  await page.keyboard.type('2,5');
  await page.keyboard.press('Enter');

  // Second line: the article and the quantity are copied from above.
  await expect.poll(() => focused(page)).toBe('1-3');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+d');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+d');
  await expect.poll(() => textOf(page.getByTestId('cell-1-quantity'))).toBe('2,5');

  // Two more from a spreadsheet, as it copies them: tabs, decimal commas, groups of thousands.
  const rows = [
    [codes[2], 'Din tabel', '', '1.250,5', '0,3333', '7,5'],
    [codes[3], '', '', '3', '11,2', ''],
  ];
  await page.evaluate(
    (text) => navigator.clipboard.writeText(text),
    rows.map((row) => row.join('\t')).join('\r\n'),
  );
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+v');
  await expect.poll(() => textOf(page.getByTestId('cell-3-quantity'))).toBe('3');
  expect(await textOf(page.getByTestId('cell-2-quantity'))).toBe('1.250,5');

  await waitSaved(page);
  await page.waitForURL(/\/d\/offer\/[0-9a-f-]{36}/);
  const expected = independentTotals([
    { quantity: '2.5', price: '10.25', discount: '0', vatRate: '21' },
    { quantity: '2.5', price: '10.25', discount: '0', vatRate: '21' },
    { quantity: '1250.5', price: '0.3333', discount: '7.5', vatRate: '21' },
    { quantity: '3', price: '11.2', discount: '0', vatRate: '21' },
  ]);
  await expect.poll(() => textOf(page.getByTestId('total-total'))).toBe(expected.total.replace('.', ','));

  // Ctrl+Enter is the coloured button.
  await page.keyboard.press('Control+Enter');
  const number = page.getByTestId('document-title').filter({ hasText: /^OF-\d{4}-00001$/ });
  const asked = page.getByTestId('event-go');
  await oneOf(number, asked);
  if (await asked.isVisible()) await page.keyboard.press('Enter');
  await number.waitFor();
  const id = new URL(page.url()).pathname.split('/')[3];
  const saved = (await stage.client.call<SalesRecord>('GET', `/api/records/offer/${id}`)).body;
  expect(saved.data['total']).toBe(expected.total);
  expect(saved.data.lines?.map((line) => line.quantity)).toEqual(['2.5', '2.5', '1250.5', '3']);
  expect(faults).toEqual([]);
});
