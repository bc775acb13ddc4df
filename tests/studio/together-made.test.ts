// Several documents become one: chosen in the list, taken whole or in part, however many they are.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { confirmedOrder, convert, createRecord, fireEvent, makeCatalog, type SalesRecord } from '../sales.ts';
import { act, openScreen, openStage, signInOnScreen, textOf } from './screen.ts';

const stage = openStage();
const MANY = 500;

async function deliveredNotes(count: number, lines: number): Promise<{ reference: string; ids: string[] }> {
  const { partner, articles } = await makeCatalog(stage.client, lines);
  const reference = `R${Date.now()}`;
  const ids: string[] = [];
  for (let made = 0; made < count; made += 10) {
    const batch = Array.from({ length: Math.min(10, count - made) }, async () => {
      const note = await createRecord(stage.client, 'delivery-note', {
        partner,
        reference,
        lines: articles.map((article) => ({ article, quantity: '2' })),
      });
      await fireEvent(stage.client, 'delivery-note', note.id, 'DELIVER');
      return note.id;
    });
    ids.push(...(await Promise.all(batch)));
  }
  return { reference, ids };
}

const chosen = (page: Page, count: number): Promise<void> =>
  page
    .getByTestId('tick-bar')
    .filter({ hasText: `Chosen: ${count}` })
    .waitFor();

const madeIn = async (page: Page, type: string): Promise<SalesRecord> => {
  await page.waitForURL((url) => new RegExp(`/d/${type}/[0-9a-f-]{36}`).test(url.pathname));
  const id = new URL(page.url()).pathname.split('/')[3] ?? '';
  return (await stage.client.call<SalesRecord>('GET', `/api/records/${type}/${id}`)).body;
};

test('notes are chosen by box, stretch and key, and become one invoice without what was let go', async () => {
  const { reference } = await deliveredNotes(5, 2);
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/l/delivery-note?f.reference=${reference}`);
  await page.getByTestId('tick-0').click();
  await page.getByTestId('tick-3').click({ modifiers: ['Shift'] });
  await chosen(page, 4);
  // The keyboard walks rows; the space bar chooses.
  await page.getByTestId('list').locator('[data-row="3"]').focus();
  await page.keyboard.press('Space');
  await chosen(page, 3);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-row'))).toBe('4');
  await page.keyboard.press('Space');
  await chosen(page, 4);
  // Looking for others keeps what is chosen.
  await page.getByTestId('list-search').fill('nothing is called so');
  await page.getByTestId('list-empty').waitFor();
  await chosen(page, 4);

  await page.getByTestId('together-delivery-note-to-invoice').click();
  const dialog = page.getByTestId('conversion-dialog');
  await dialog.getByText('8 lines').waitFor();
  // Many stay folded; one is let go of as a whole, of another one line is cut down.
  const boxes = dialog.getByTestId(/^take-of-DN-/);
  expect(await boxes.count()).toBe(4);
  await boxes.nth(0).click();
  await dialog.getByText('6 lines').waitFor();
  await dialog
    .getByRole('button', { name: /^Lines of DN-/ })
    .nth(1)
    .click();
  await dialog.getByTestId('offered-lines').locator('input.control').first().fill('1');
  await dialog.getByText('Something stays open on 1 line.').waitFor();
  await page.getByTestId('conversion-go').click();
  const invoice = await madeIn(page, 'invoice');
  expect(invoice.data.lines?.map(({ quantity }) => quantity)).toEqual(['1', '2', '2', '2', '2', '2']);
  expect(String(invoice.data['reference']).split(', ')).toHaveLength(3);
  expect(faults).toEqual([]);
});

test('notes of two partners say what keeps them apart, and become two invoices', async () => {
  const [first, second] = [await deliveredNotes(1, 1), await deliveredNotes(1, 1)];
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  for (const { reference } of [first, second]) {
    await page.goto(`${stage.server.url}/l/delivery-note`);
    await page.getByTestId('list-search').fill(reference);
    await expect.poll(() => page.getByTestId(/^tick-\d/).count()).toBe(1);
    await page.getByTestId('tick-0').click();
    await chosen(page, 1);
  }
  // A page of its own chooses anew; both are chosen from one.
  await page.getByTestId('list-search').fill(first.reference);
  await expect.poll(async () => textOf(page.getByTestId('list'))).toContain(first.reference);
  await expect.poll(async () => textOf(page.getByTestId('list'))).not.toContain(second.reference);
  await page.getByTestId('tick-0').click();
  await chosen(page, 2);
  await page.getByTestId('together-delivery-note-to-invoice').click();
  await page.getByText('More than one document, because they differ in “Partner”.').waitFor();
  await page.getByTestId('conversion-go').click();
  await page.waitForURL(/\/l\/invoice$/);
  await page.getByTestId('notice').filter({ hasText: 'Made:' }).waitFor();
  expect(faults).toEqual([]);
});

test(`${MANY} notes are offered at once, and one invoice names as many as its reference holds`, async () => {
  const { reference } = await deliveredNotes(MANY, 1);
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/l/delivery-note?f.reference=${reference}`);
  await page.getByTestId('tick-0').waitFor();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.getByTestId('tick-all').click();
  await chosen(page, MANY);
  requests.length = 0;
  await page.getByTestId('together-delivery-note-to-invoice').click();
  const dialog = page.getByTestId('conversion-dialog');
  await dialog.getByText(`${MANY} lines`).waitFor();
  // What takes half a second on a quiet machine must be no request, and no drawn row, for each.
  expect(requests.filter((request) => request.includes('/api/')).length).toBeLessThanOrEqual(3);
  expect(await dialog.locator('*').count()).toBeLessThan(2500);
  await dialog.getByRole('button', { name: 'Show 400 more' }).click();
  await expect.poll(() => dialog.getByTestId(/^take-of-DN-/).count()).toBe(MANY);
  await dialog
    .getByTestId(/^take-of-DN-/)
    .first()
    .click();
  await dialog.getByText(`${MANY - 1} lines`).waitFor();
  await page.getByTestId('conversion-go').click();
  const invoice = await madeIn(page, 'invoice');
  expect(invoice.data.lines).toHaveLength(MANY - 1);
  expect(String(invoice.data['reference'])).toMatch(/^DN-.*, …$/);
  expect(faults).toEqual([]);
});

test('what a draft holds whole may still be asked for, and amounts show their digits', async () => {
  const { client } = stage;
  const catalog = await makeCatalog(client, 2);
  const order = await confirmedOrder(client, catalog, '4');
  const draft = await convert(client, 'order-to-invoice', [{ id: order.id }]);
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${order.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await act(page, 'order-to-invoice');
  await page.getByText('Nothing is open any more. Held by').first().waitFor();
  const boxes = page.getByTestId('offered-lines').locator('input.control');
  expect(await boxes.count()).toBe(2);
  await boxes.first().fill('1');
  await page.getByTestId('preview-total').waitFor();
  await page.getByTestId('offered-lines').getByText('Held by').first().waitFor();

  await fireEvent(client, 'invoice', draft.id, 'POST');
  await page.goto(`${stage.server.url}/d/invoice/${draft.id}`);
  await page.getByTestId('stage-chip').filter({ hasText: 'Posted' }).waitFor();
  await act(page, 'invoice-to-payment');
  await page.getByTestId('preview-total').or(page.getByTestId('preview-amount')).first().waitFor();
  expect(await page.getByTestId('take-amount').inputValue()).toMatch(/^\d+\.\d\d$/);
  expect(faults).toEqual([]);
});
