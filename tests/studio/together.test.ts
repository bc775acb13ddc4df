// Two people at one draft: whoever comes second has their changes put on top, and both are told.
import { expect, test } from 'vitest';
import { createRecord, findByCode, fireEvent, makeCatalog } from '../sales.ts';
import { ownerPassword } from '../server.ts';
import type { SalesRecord } from '../sales.ts';
import { act, openScreen, openStage, signInOnScreen, textOf, typeCell, waitSaved } from './screen.ts';

const stage = openStage();

/** A draft of three pieces of something, on screen. */
async function openDraft() {
  const catalog = await makeCatalog(stage.client, 1);
  const draft = await createRecord(stage.client, 'order', {
    partner: catalog.partner,
    lines: catalog.articles.map((article) => ({ article, quantity: '3' })),
  });
  const screen = await openScreen(stage.browser);
  await signInOnScreen(screen.page, stage.server.url);
  await screen.page.goto(`${stage.server.url}/d/order/${draft.id}`);
  return { ...screen, draft };
}

test('a draft changed meanwhile takes both changes, and the second is told so in words', async () => {
  const catalog = await makeCatalog(stage.client, 2);
  const draft = await createRecord(stage.client, 'order', {
    partner: catalog.partner,
    lines: catalog.articles.map((article) => ({ article, quantity: '1' })),
  });
  const [first, second] = [await openScreen(stage.browser), await openScreen(stage.browser)];
  for (const { page } of [first, second]) {
    await signInOnScreen(page, stage.server.url);
    await page.goto(`${stage.server.url}/d/order/${draft.id}`);
    await page.getByTestId('cell-1-quantity').waitFor();
  }

  await typeCell(first.page, 0, 'quantity', '7');
  await waitSaved(first.page);
  await expect
    .poll(
      async () =>
        (await stage.client.call<SalesRecord>('GET', `/api/records/order/${draft.id}`)).body.data.lines?.[0]
          ?.quantity,
    )
    .toBe('7');
  await second.page.getByTestId('field-reference').locator('input').fill('PO 88-17');
  await typeCell(second.page, 1, 'quantity', '9');
  await second.page.getByText('Somebody else changed this document').first().waitFor();
  await waitSaved(second.page);

  expect(await textOf(second.page.getByTestId('cell-0-quantity'))).toBe('7');
  const { data } = (await stage.client.call<SalesRecord>('GET', `/api/records/order/${draft.id}`)).body;
  expect(data['reference']).toBe('PO 88-17');
  expect(data.lines?.map((line) => line.quantity)).toEqual(['7', '9']);
  expect([...first.faults, ...second.faults]).toEqual([]);
});

test('a number that cannot be read is said so, and Escape takes it back', async () => {
  const catalog = await makeCatalog(stage.client, 1);
  const draft = await createRecord(stage.client, 'order', {
    partner: catalog.partner,
    currency: await findByCode(stage.client, 'currency', 'EUR'),
    rate: '4.9876',
    lines: [],
  });
  const { page } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${draft.id}`);
  const field = page.getByTestId('field-rate');
  const input = field.locator('input');
  await input.click();
  await page.keyboard.type('4,9x');
  await field.getByText('This is not a number.').waitFor();
  await page.keyboard.press('Escape');
  expect(await input.inputValue()).toBe('4.9876');
  expect(await field.getByText('This is not a number.').count()).toBe(0);
  await page.keyboard.press('Tab');
  expect(await input.inputValue()).toBe('4.9876');
});

test('a quantity that cannot be read stays in its cell, and actions wait for it', async () => {
  const { page, faults, draft } = await openDraft();
  const cell = page.getByTestId('cell-0-quantity');
  await cell.click();
  await page.keyboard.type('1x');
  await act(page, 'CONFIRM');

  await page.getByText('Cannot be read yet: Quantity, line 1. This is not a number.').first().waitFor();
  expect(await textOf(cell)).toBe('1x');
  expect(await cell.getAttribute('aria-invalid')).toBe('true');
  const read = async (): Promise<SalesRecord> =>
    (await stage.client.call<SalesRecord>('GET', `/api/records/order/${draft.id}`)).body;
  expect((await read()).stage).toEqual(draft.stage);

  await typeCell(page, 0, 'quantity', '12');
  expect(await textOf(cell)).toBe('12');
  expect(await cell.getAttribute('aria-invalid')).toBeNull();
  await act(page, 'CONFIRM');
  await page.getByTestId('stage-chip').filter({ hasText: 'Confirmed' }).waitFor();
  expect((await read()).data.lines?.[0]?.quantity).toBe('12');
  expect(faults).toEqual([]);
});

test('pasted mistakes stay where they were pasted, are told by name, and empty rows make no line', async () => {
  const { page, faults } = await openDraft();
  await page.getByTestId('cell-0-quantity').click();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '5\nabc\n\n7\n1..2\n');
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(paste);
  });
  await page.getByText('2 values could not be read and stay marked: “abc”, “1..2”').first().waitFor();
  const shown = await Promise.all(
    [0, 1, 2, 3].map((row) => textOf(page.getByTestId(`cell-${row}-quantity`))),
  );
  expect(shown).toEqual(['5', 'abc', '7', '1..2']);
  // The empty row at the end is the fifth, and the last.
  expect(await textOf(page.getByTestId('cell-4-quantity'))).toBe('');
  expect(await page.getByTestId('cell-5-quantity').count()).toBe(0);
  expect(await page.getByTestId('cell-1-quantity').getAttribute('aria-invalid')).toBe('true');
  expect(faults).toEqual([]);
});

test('a line that a colleague removed stays removed, and one that was being changed is asked about', async () => {
  const catalog = await makeCatalog(stage.client, 4);
  const draft = await createRecord(stage.client, 'order', {
    partner: catalog.partner,
    lines: catalog.articles.map((article, index) => ({ article, quantity: String(index + 1) })),
  });
  const path = `/api/records/order/${draft.id}`;
  const read = async (): Promise<SalesRecord> => (await stage.client.call<SalesRecord>('GET', path)).body;
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${draft.id}`);
  await page.getByTestId('cell-3-quantity').waitFor();

  const [first, second, third, fourth] = (await read()).data.lines!.map(({ id }) => id);
  // The colleague removes the first line and the third, while the third and the fourth are being changed here.
  const removed = await stage.client.call(
    'PATCH',
    path,
    { lines: { [first!]: null, [third!]: null } },
    { 'if-match': `"${(await read()).version}"` },
  );
  expect(removed.status).toBe(200);
  await typeCell(page, 2, 'quantity', '33');
  await page.getByTestId('cell-3-quantity').click();
  await page.keyboard.type('4');
  await page.getByTestId('lost-line').waitFor();
  // The cursor has followed its line, two rows up.
  await page.keyboard.type('4');
  await page.keyboard.press('Enter');
  expect(await textOf(page.getByTestId('cell-1-quantity'))).toBe('44');
  await waitSaved(page);
  await expect.poll(async () => (await read()).data.lines?.map(({ id }) => id)).toEqual([second, fourth]);
  expect((await read()).data.lines?.map(({ quantity }) => quantity)).toEqual(['2', '44']);
  expect(await textOf(page.getByTestId('lost-line'))).toContain('Quantity: 33');

  await page.getByTestId('lost-put-back').click();
  await waitSaved(page);
  await expect
    .poll(async () => (await read()).data.lines?.map(({ quantity }) => quantity))
    .toEqual(['2', '44', '33']);
  const ids = (await read()).data.lines!.map(({ id }) => id);
  expect(ids).not.toContain(third);
  expect(await page.getByTestId('lost-line').count()).toBe(0);
  expect(faults).toEqual([]);
});

test('what can no longer be saved is dropped by a button, and the document goes on', async () => {
  const { page, faults, draft } = await openDraft();
  const reference = page.getByTestId('field-reference').locator('input');
  await reference.waitFor();
  await fireEvent(stage.client, 'order', draft.id, 'CONFIRM');
  await reference.fill('too late');
  await page.getByTestId('drop-changes').click();
  await expect.poll(() => reference.inputValue()).toBe('');
  await page.getByTestId('stage-chip').filter({ hasText: 'Confirmed' }).waitFor();
  await waitSaved(page);
  await act(page, 'order-to-proforma');
  await page.getByTestId('preview-total').waitFor();
  expect(faults).toEqual([]);
});

test('a session that ends under an open form is begun again over it, and nothing typed is lost', async () => {
  const catalog = await makeCatalog(stage.client, 1);
  const draft = await createRecord(stage.client, 'order', { partner: catalog.partner, lines: [] });
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${draft.id}`);
  const notes = page.getByTestId('field-notes').locator('textarea');
  await notes.waitFor();
  await page.context().clearCookies();
  await notes.fill('Typed when it was over');
  const again = page.getByTestId('again-dialog');
  await again.locator('input').fill('not the password');
  await page.getByTestId('again-go').click();
  await again.getByRole('alert').waitFor();
  await again.locator('input').fill(ownerPassword);
  await page.getByTestId('again-go').click();
  await again.waitFor({ state: 'detached' });
  await expect
    .poll(
      async () =>
        (await stage.client.call<SalesRecord>('GET', `/api/records/order/${draft.id}`)).body.data['notes'],
      { timeout: 20_000 },
    )
    .toBe('Typed when it was over');
  expect(await notes.inputValue()).toBe('Typed when it was over');
  expect(faults).toEqual([]);
});
