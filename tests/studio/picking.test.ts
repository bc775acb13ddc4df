// Picking and answering: a reference offers what its condition allows, an unread text holds everything back, and what
// was put away is found and brought back.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { confirmedOrder, createRecord, expectStatus, findByCode, fireEvent, makeCatalog } from '../sales.ts';
import { publish } from './publish.ts';
import { act, openScreen, openStage, signInOnScreen, textOf, waitSaved } from './screen.ts';

const toProforma = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../definitions/sales/conversions/order-to-proforma.json'),
    'utf8',
  ),
) as { readonly header: object };
const header = { ...toProforma.header, rate: { ask: true } };

const stage = openStage(({ client }) =>
  publish(client, [
    {
      file: 'types/trade-document/schema.json',
      pointer: '/properties/lines/items/properties/article/x-ref',
      value: { type: 'article', where: "it.kind == 'goods' || doc.reference == 'ANY'" },
    },
    {
      file: 'types/offer/machine.json',
      pointer: '/states/sent/on/DECLINE/meta/form/instead',
      value: {
        type: 'string',
        title: 'Instead',
        'x-ref': { type: 'article', where: "it.kind == 'service' && input.reason != null" },
      },
    },
    {
      file: 'ledgers/ordered-goods.json',
      json: {
        title: 'Ordered goods',
        dimensions: {
          article: { type: 'string', 'x-ref': 'article' },
          partner: { type: 'string', 'x-ref': 'partner' },
        },
        measures: { ordered: { title: 'Ordered', scale: 3 } },
      },
    },
    {
      file: 'types/order/postings.json',
      json: {
        ordered: {
          ...{ ledger: 'ordered-goods', while: ['confirmed'], each: 'lines' },
          key: { article: 'line.article', partner: 'doc.partner' },
          measures: { ordered: 'line.quantity' },
        },
      },
    },
    {
      file: 'types/article/type.json',
      pointer: '/pick/balances',
      value: { own: { ledger: 'ordered-goods', key: { article: 'it.id', partner: 'doc.partner' } } },
    },
    { file: 'types/unit/type.json', pointer: '/here', value: true },
    {
      file: 'types/order/schema.json',
      pointer: '/properties/place',
      value: {
        ...{ type: 'string', title: 'Place', maxLength: 80, 'x-copy': false },
        'x-default': 'here.title',
      },
    },
    { file: 'conversions/order-to-copy.json', json: { ...toProforma, title: 'Ask for the rate', header } },
  ]),
);

test('a cell offers the records that its condition allows, by what the form holds now', async () => {
  const { server, client, browser } = stage;
  const catalog = await makeCatalog(client, 1);
  await createRecord(client, 'article', {
    code: 'WORK',
    name: 'Montaj la fața locului',
    kind: 'service',
    unit: await findByCode(client, 'unit', 'H87'),
    price: '80',
    vatRate: await findByCode(client, 'vat-rate', 'RO21'),
  });
  const draft = await createRecord(client, 'order', { partner: catalog.partner, lines: [] });
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/order/${draft.id}`);
  const options = page.getByRole('option');

  await page.getByTestId('cell-0-article').click();
  await page.keyboard.press('F2');
  await options.filter({ hasText: 'Șurub' }).waitFor();
  expect(await options.count()).toBe(1);
  await page.keyboard.press('Escape');

  await page.getByTestId('field-reference').locator('input').fill('ANY');
  await page.getByTestId('cell-0-article').click();
  await page.keyboard.type('montaj');
  await options.filter({ hasText: 'Montaj' }).click();
  await waitSaved(page);
  await expect.poll(() => textOf(page.getByTestId('cell-0-article'))).toBe('WORK');
  expect(faults).toEqual([]);
});

test('G12 balances stand beside what is offered, in the words and digits of the language shown', async () => {
  const { server, client, browser } = stage;
  const catalog = await makeCatalog(client, 1);
  await confirmedOrder(client, catalog, '1250.5');
  const draft = await createRecord(client, 'order', { partner: catalog.partner, lines: [] });
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/order/${draft.id}`);
  await page.getByTestId('cell-0-article').click();
  await page.keyboard.press('F2');
  const options = page.getByRole('option');
  await options.filter({ hasText: /Ordered\s1,250\.5/ }).waitFor();
  await options.filter({ hasText: 'Ordered' }).first().click();
  await waitSaved(page);
  expect(faults).toEqual([]);
});

test('where somebody works is chosen once and known to every form; a place that is gone is left', async () => {
  const { server, client, browser } = stage;
  const place = await createRecord(client, 'unit', { code: 'ZZP', symbol: 'North shop', name: 'Shop' });
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.getByTestId('user-menu').click();
  await page.getByTestId(/^place-.*North shop/).click();
  await expect.poll(() => textOf(page.getByTestId('user-menu'))).toContain('North shop');
  const field = page.getByTestId('field-place').locator('input');
  await page.goto(`${server.url}/d/order/new`);
  await expect.poll(() => field.inputValue()).toContain('North shop');

  const { version } = expectStatus(
    await client.call<{ version: number }>('GET', `/api/records/unit/${place.id}`),
    200,
  );
  const match = { 'if-match': `"${version}"` };
  await client.call('DELETE', `/api/records/unit/${place.id}`, undefined, match);
  await page.goto(`${server.url}/d/order/new`);
  await expect.poll(() => textOf(page.getByTestId('user-menu'))).not.toContain('North shop');
  expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
});

test('what a conversion asks for holds it back while it cannot be read', async () => {
  const { server, client, browser } = stage;
  const order = await confirmedOrder(client, await makeCatalog(client, 1), '2');
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/order/${order.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await act(page, 'order-to-copy');
  const go = page.getByTestId('conversion-go');
  const rate = page.getByTestId('ask-rate').locator('input');
  await rate.fill('4,9x');
  await page.getByTestId('ask-rate').getByText('This is not a number.').waitFor();
  await expect.poll(() => go.getAttribute('aria-disabled')).toBe('true');
  await rate.fill('1');
  await expect.poll(() => go.getAttribute('aria-disabled')).not.toBe('true');
  await go.click();
  await page.waitForURL(/\/d\/proforma\/[0-9a-f-]{36}/);
  expect(faults).toEqual([]);
});

test('a text that cannot be read stops leaving once, and is told', async () => {
  const { server, client, browser } = stage;
  const catalog = await makeCatalog(client, 1);
  const draft = await createRecord(client, 'order', {
    partner: catalog.partner,
    lines: catalog.articles.map((article) => ({ article, quantity: '3' })),
  });
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/order/${draft.id}`);
  await page.getByTestId('cell-0-quantity').click();
  await page.keyboard.type('1x');
  const away = page.getByRole('link', { name: 'Orders' }).first();
  await away.click();
  await page.getByText('would be lost: Quantity, line 1. This is not a number.').first().waitFor();
  expect(new URL(page.url()).pathname).toBe(`/d/order/${draft.id}`);
  expect(await textOf(page.getByTestId('cell-0-quantity'))).toBe('1x');
  await away.click();
  await page.waitForURL(/\/l\/order$/);
  expect(faults).toEqual([]);
});

test('a record is archived, found among the archived ones and taken into use again', async () => {
  const { server, client, browser } = stage;
  const { partner } = await makeCatalog(client, 1);
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/partner/${partner}`);
  await page.getByTestId('actions-menu').click();
  await page.getByTestId('action-delete').click();
  await page.getByTestId('event-go').click();
  await page.waitForURL(/\/l\/partner$/);

  const rows = page.getByTestId('list').getByRole('rowgroup').getByRole('row');
  await page.getByTestId('archived').click();
  await expect.poll(() => rows.count()).toBe(1);
  expect(new URL(page.url()).search).toBe('?archived=1');
  await page.goto(`${server.url}/d/partner/${partner}`);
  await page.getByTestId('archived-chip').waitFor();
  await act(page, 'restore');
  await page.getByText('Taken into use again').first().waitFor();
  await expect.poll(() => page.getByTestId('archived-chip').count()).toBe(0);
  await page.goto(`${server.url}/l/partner?archived=1`);
  await page.getByTestId('list-empty').waitFor();

  // The company's own currency is not put away.
  await page.goto(`${server.url}/d/currency/${await findByCode(client, 'currency', 'RON')}`);
  await page.getByTestId('document-title').waitFor();
  expect(await page.getByTestId('action-delete').count()).toBe(0);
  expect(faults).toEqual([]);
});

test('what an event asks is said in the language shown', async () => {
  const { server, client, browser } = stage;
  const { partner, articles } = await makeCatalog(client, 1);
  const offer = await createRecord(client, 'offer', {
    partner,
    lines: [{ article: articles[0], quantity: '1' }],
  });
  await fireEvent(client, 'offer', offer.id, 'SEND');
  const { page, faults } = await openScreen(browser, { language: 'ro' });
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/offer/${offer.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await act(page, 'DECLINE');
  expect(await textOf(page.getByTestId('ask-reason').locator('label'))).toBe('Motiv');
  expect(faults).toEqual([]);
});

test('what an event asks for is offered by its condition, however many do not fit, and refused otherwise', async () => {
  const { server, client, browser } = stage;
  const { partner, articles } = await makeCatalog(client, 1);
  const plain = {
    unit: await findByCode(client, 'unit', 'H87'),
    price: '80',
    vatRate: await findByCode(client, 'vat-rate', 'RO21'),
  };
  const names = ['Aducere', 'Zugrăvit'];
  for (const name of names)
    await createRecord(client, 'article', { ...plain, code: name.slice(0, 3), name, kind: 'service' });
  // More than a list would ever be looked through at once.
  for (let batch = 0; batch < 90; batch++) {
    const made = Array.from({ length: 10 }, (_, index) =>
      createRecord(client, 'article', {
        ...plain,
        code: `M${batch}-${index}`,
        name: `Marfă ${batch}-${index}`,
        kind: 'goods',
      }),
    );
    await Promise.all(made);
  }
  const offer = await createRecord(client, 'offer', {
    partner,
    lines: [{ article: articles[0], quantity: '1' }],
  });
  await fireEvent(client, 'offer', offer.id, 'SEND');
  const refused = await client.call<{ problems: readonly { code: string; pointer: string }[] }>(
    'POST',
    `/api/records/offer/${offer.id}/events/DECLINE`,
    { input: { reason: 'Dear', instead: articles[0] } },
  );
  expect(refused.status).toBe(422);
  expect(refused.body.problems).toMatchObject([{ code: 'reference-not-allowed', pointer: '/instead' }]);

  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/offer/${offer.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await act(page, 'DECLINE');
  const options = page.getByRole('option');
  const instead = page.getByTestId('ask-instead').locator('input');
  await instead.click();
  await options.filter({ hasText: 'Nothing found' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('ask-reason').locator('input, textarea, select').first().click();
  await page.keyboard.type('Too dear');
  await instead.click();
  await options.filter({ hasText: 'Zugrăvit' }).waitFor();
  expect(await options.filter({ hasText: 'Marfă' }).count()).toBe(0);
  await options.filter({ hasText: 'Aducere' }).click();
  await page.getByTestId('event-go').click();
  await page.getByTestId('stage-chip').filter({ hasText: 'Declined' }).waitFor();

  // A plain list says that there is more than it shows.
  const draft = await createRecord(client, 'order', { partner, lines: [], reference: 'ANY' });
  await page.goto(`${server.url}/d/order/${draft.id}`);
  await page.getByTestId('cell-0-article').click();
  await page.keyboard.press('F2');
  await page.getByTestId('more-options').waitFor();
  expect(await textOf(page.getByTestId('more-options'))).toBe('More exist: type to narrow');
  expect(faults).toEqual([]);
});
