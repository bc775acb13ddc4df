// What the engine offers by itself: copies, revisions, closing what is open, going past a check with a reason.
import { expect, test } from 'vitest';
import { confirmedOrder, createRecord, fireEvent, makeCatalog, type SalesRecord } from '../sales.ts';
import { publish } from './publish.ts';
import { act, openScreen, openStage, signInOnScreen, textOf, typeCell, waitSaved } from './screen.ts';

const stage = openStage(({ client }) =>
  publish(client, [
    {
      file: 'types/order/machine.json',
      pointer: '/states/draft/on/CANCEL/guard',
      value: {
        type: 'expr',
        params: {
          expr: "doc.reference != 'LATE'",
          reason: 'It is late',
          answer: 'override',
          roles: ['owner'],
        },
      },
    },
    {
      file: 'conversions/order-to-proforma.json',
      pointer: '/when',
      value: {
        guard: {
          expr: "source.reference != 'LATE'",
          reason: 'Not for late ones',
          answer: 'override',
          roles: ['owner'],
        },
      },
    },
  ]),
);

const read = async (type: string, id: string): Promise<SalesRecord & { revision: number }> =>
  (await stage.client.call<SalesRecord & { revision: number }>('GET', `/api/records/${type}/${id}`)).body;

const idIn = (url: string): string => /[0-9a-f-]{36}/.exec(url)?.[0] ?? '';

test('a document is copied from the menu; a catalog record asks for a key of its own', async () => {
  const catalog = await makeCatalog(stage.client, 2);
  const order = await confirmedOrder(stage.client, catalog, '4');
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${order.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await act(page, 'copy');
  await page.waitForURL((url) => url.pathname.startsWith('/d/order/') && !url.pathname.endsWith(order.id));
  await page.getByTestId('stage-chip').filter({ hasText: 'Draft' }).waitFor();
  const copy = await read('order', idIn(page.url()));
  expect(copy.data.lines?.map(({ quantity }) => quantity)).toEqual(['4', '4']);
  expect(copy.number).toBeNull();

  await page.goto(`${stage.server.url}/d/article/${catalog.articles[0]}`);
  await page.getByTestId('document-title').waitFor();
  await act(page, 'copy');
  await page.getByTestId('event-go').click();
  await page.getByTestId('ask-code').getByText('required', { exact: false }).first().waitFor();
  await page.getByTestId('ask-code').locator('input').fill('COPY-1');
  await page.getByTestId('event-go').click();
  await page.waitForURL((url) => url.pathname !== `/d/article/${catalog.articles[0]}`);
  expect((await read('article', idIn(page.url()))).data['code']).toBe('COPY-1');
  expect(faults).toEqual([]);
});

test('an offer is amended as a draft and sent again under its number', async () => {
  const { partner, articles } = await makeCatalog(stage.client, 1);
  const made = await createRecord(stage.client, 'offer', {
    partner,
    lines: [{ article: articles[0], quantity: '2' }],
  });
  const { number } = await fireEvent(stage.client, 'offer', made.id, 'SEND');
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/offer/${made.id}`);
  await page.getByTestId('stage-chip').filter({ hasText: 'Sent' }).waitFor();
  await act(page, 'amend');
  await page.getByTestId('event-go').click();
  await page.getByTestId('stage-chip').filter({ hasText: 'Draft' }).waitFor();
  expect(await textOf(page.getByTestId('document-title'))).toBe(number);
  await typeCell(page, 0, 'quantity', '3');
  await waitSaved(page);
  await act(page, 'SEND');
  await page.getByTestId('stage-chip').filter({ hasText: 'Sent' }).waitFor();
  const sent = await read('offer', made.id);
  expect([sent.number, sent.revision, sent.data.lines?.[0]?.quantity]).toEqual([number, 1, '3']);
  expect(faults).toEqual([]);
});

test('a confirmed order is amended where it stands: nothing is written before the revision is saved', async () => {
  const order = await confirmedOrder(stage.client, await makeCatalog(stage.client, 2), '4');
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${order.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await page.getByTestId('cell-0-quantity').waitFor();
  await act(page, 'amend');
  await page.getByTestId('amend-save').waitFor();
  await typeCell(page, 0, 'quantity', '9');
  await page.getByTestId('amend-drop').click();
  expect(await textOf(page.getByTestId('cell-0-quantity'))).toBe('4');

  await act(page, 'amend');
  await page.getByTestId('amend-save').waitFor();
  await typeCell(page, 0, 'quantity', '6');
  await page.waitForTimeout(1200);
  expect((await read('order', order.id)).revision).toBe(0);
  const away = page.getByRole('link', { name: 'Orders' }).first();
  await away.click();
  await page.getByText('The revision is not saved yet').first().waitFor();
  await page.getByTestId('amend-save').click();
  await page.getByText('Revision 1 is in force').first().waitFor();
  const amended = await read('order', order.id);
  expect([amended.revision, amended.data.lines?.[0]?.quantity]).toEqual([1, '6']);
  expect(amended.states).toContain('confirmed');
  expect(await page.getByTestId('cell-0-quantity').getAttribute('aria-readonly')).toBe('true');
  expect(faults).toEqual([]);
});

test('what is open is closed line by line, and opened again', async () => {
  const order = await confirmedOrder(stage.client, await makeCatalog(stage.client, 2), '4');
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${order.id}`);
  await page.getByTestId('stage-chip').waitFor();
  const open = async (track: string) =>
    (
      await stage.client.call<{
        progress: readonly { track: string; lines: readonly { open: string }[] }[];
      }>('GET', `/api/records/order/${order.id}`)
    ).body.progress
      .find((one) => one.track === track)
      ?.lines.map((line) => line.open);
  await act(page, 'settle');
  await page.getByTestId('lines-track').selectOption('delivery');
  await page.getByTestId('lines-take-0').fill('1,5x');
  expect(await page.getByTestId('lines-go').getAttribute('aria-disabled')).toBe('true');
  await page.getByTestId('lines-take-0').fill('');
  await page.getByTestId('lines-take-1').fill('3');
  await page.getByTestId('lines-go').click();
  await page.getByText('Done: Close what is open').first().waitFor();
  expect(await open('delivery')).toEqual(['4', '1']);
  await act(page, 'reopen');
  await page.getByTestId('ask-track').locator('select').selectOption('delivery');
  await page.getByTestId('event-go').click();
  await page.getByText('Done: Reopen what was closed').first().waitFor();
  expect(await open('delivery')).toEqual(['4', '4']);
  expect(faults).toEqual([]);
});

test('prices are filled anew from the catalog where somebody says so, and only there', async () => {
  const { client } = stage;
  const { partner, articles } = await makeCatalog(client, 2);
  const draft = await createRecord(client, 'order', {
    partner,
    lines: articles.map((article) => ({ article, quantity: '2', price: '7', description: 'By hand' })),
  });
  const { page, faults } = await openScreen(stage.browser, { language: 'pl' });
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${draft.id}`);
  await page.getByTestId('cell-0-price').waitFor();
  expect(await textOf(page.getByTestId('cell-0-price'))).toBe('7,00');
  await act(page, 'refill');
  // Nothing is filled anew that nobody named.
  await page.getByTestId('event-go').click();
  const asked = page.getByTestId('ask-fields');
  await asked.getByText('Wymagane.').waitFor();
  expect(await textOf(asked.locator('label').first())).toContain('Co wypełnić od nowa');
  await asked.getByRole('checkbox', { name: 'Cena' }).check();
  await page.getByTestId('event-go').click();
  await page.getByTestId('notice').waitFor();
  await expect.poll(() => textOf(page.getByTestId('cell-0-price'))).toBe('10,25');
  expect(await textOf(page.getByTestId('cell-0-description'))).toBe('By hand');
  const { lines } = (await read('order', draft.id)).data;
  expect(lines).toMatchObject([
    { price: '10.25', description: 'By hand' },
    { price: '11.25', description: 'By hand' },
  ]);
  expect(faults).toEqual([]);
});

test('what was done before the company started here is taken over, line by line, and limits what comes', async () => {
  const { client } = stage;
  const order = await confirmedOrder(client, await makeCatalog(client, 2), '4');
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${order.id}`);
  await page.getByTestId('stage-chip').waitFor();
  const takeOver = async (...done: readonly string[]): Promise<void> => {
    await act(page, 'opening');
    await page.getByTestId('lines-track').selectOption('delivery');
    for (const [index, quantity] of done.entries())
      await page.getByTestId(`lines-take-${index}`).fill(quantity);
    await page.getByTestId('lines-go').click();
  };
  // More than there is stays in the dialog, with its reason.
  await takeOver('5');
  await page.getByTestId('lines-dialog').getByRole('alert').waitFor();
  await page.getByTestId('lines-take-0').fill('3');
  await page.getByTestId('lines-take-1').fill('4');
  await page.getByTestId('lines-go').click();
  await page.getByTestId('lines-dialog').waitFor({ state: 'detached' });
  await page.getByTestId('region-confirmed.delivery.partly').waitFor();

  await act(page, 'order-to-delivery-note');
  const rows = page.getByTestId('offered-lines').getByTestId(/^offered-/);
  await page.getByTestId('conversion-preview').getByText('1 line').waitFor();
  expect(await rows.nth(0).locator('input').inputValue()).toBe('1');
  await page.keyboard.press('Escape');
  await page.getByTestId('conversion-dialog').waitFor({ state: 'detached' });

  // Said again, it is what is said last.
  await takeOver('1');
  await page.getByTestId('lines-dialog').waitFor({ state: 'detached' });
  const { body } = await client.call<{
    progress: readonly { track: string; lines: readonly { open: string }[] }[];
  }>('GET', `/api/records/order/${order.id}`);
  expect(body.progress.find(({ track }) => track === 'delivery')?.lines.map(({ open }) => open)).toEqual([
    '3',
    '0',
  ]);
  expect(faults).toEqual([]);
});

test('a conversion is offered whole, however late a part of it comes', async () => {
  const order = await confirmedOrder(stage.client, await makeCatalog(stage.client, 1), '4');
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.route('**/api/model/types/delivery-note*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto(`${stage.server.url}/d/order/${order.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await act(page, 'order-to-delivery-note');
  await page.getByTestId('conversion-preview').waitFor();
  await page.getByTestId('conversion-go').click();
  await page.waitForURL(/\/d\/delivery-note\/[0-9a-f-]{36}/);
  expect((await read('delivery-note', idIn(page.url()))).data.lines).toHaveLength(1);
  expect(faults).toEqual([]);
});

test('a check that may be gone past asks for the reason, which is written down', async () => {
  const { partner, articles } = await makeCatalog(stage.client, 1);
  const draft = await createRecord(stage.client, 'order', {
    partner,
    reference: 'LATE',
    lines: [{ article: articles[0], quantity: '1' }],
  });
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${draft.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await act(page, 'CANCEL');
  await page.getByTestId('event-go').click();
  await page.getByTestId('override-dialog').getByText('It is late').waitFor();
  await page.getByTestId('override-reason').locator('textarea').fill('The client agreed by phone');
  await page.getByTestId('override-go').click();
  await page.getByTestId('stage-chip').filter({ hasText: 'Cancelled' }).waitFor();
  const history = await stage.client.call('GET', `/api/records/order/${draft.id}/history`);
  expect(JSON.stringify(history.body)).toContain('The client agreed by phone');
  expect(faults).toEqual([]);
});

test('saving and converting go past a check with a reason too', async () => {
  const { client } = stage;
  const catalog = await makeCatalog(client, 1);
  expect((await client.call('PATCH', '/api/settings', { maxDiscount: 10 })).status).toBe(200);
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  const draft = await createRecord(client, 'order', {
    partner: catalog.partner,
    reference: 'LATE',
    lines: [{ article: catalog.articles[0], quantity: '1' }],
  });
  await page.goto(`${stage.server.url}/d/order/${draft.id}`);
  await page.getByTestId('cell-0-quantity').waitFor();
  await typeCell(page, 0, 'discount', '50');
  await page.getByTestId('go-past').click();
  await page.getByTestId('override-reason').locator('textarea').fill('An old client, of ours');
  await page.getByTestId('override-go').click();
  await waitSaved(page);
  await expect
    .poll(async () => (await read('order', draft.id)).data.lines?.[0])
    .toMatchObject({ discount: '50' });
  expect(await page.getByTestId('override-dialog').count()).toBe(0);

  await fireEvent(client, 'order', draft.id, 'CONFIRM');
  await page.reload();
  await page.getByTestId('stage-chip').filter({ hasText: 'Confirmed' }).waitFor();
  await act(page, 'order-to-proforma');
  await page.getByText('Not for late ones').waitFor();
  await page.getByTestId('conversion-reason').fill('Agreed');
  await page.getByTestId('conversion-go-past').click();
  // One check after the other: the document that comes is looked at too.
  await page.getByText('The discount may be at most 10').waitFor();
  await page.getByTestId('conversion-go-past').click();
  await page.getByTestId('conversion-go').click();
  await page.waitForURL(/\/d\/proforma\/[0-9a-f-]{36}/);
  expect(faults).toEqual([]);
});
