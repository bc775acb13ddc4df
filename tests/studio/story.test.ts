// The main job on screen: an offer becomes a proforma, an order, two deliveries and two invoices, and the order closes.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { independentTotals } from '../independent-totals.ts';
import type { PlainLine } from '../independent-totals.ts';
import { makeCatalog } from '../sales.ts';
import type { SalesRecord } from '../sales.ts';
import {
  act,
  oneOf,
  openScreen,
  openStage,
  pickReference,
  signInOnScreen,
  textOf,
  typeCell,
  waitSaved,
} from './screen.ts';

let articles: readonly SalesRecord[];

const stage = openStage(async ({ client }) => {
  const catalog = await makeCatalog(client, 3);
  articles = await Promise.all(
    catalog.articles.map(
      async (id) => (await client.call<SalesRecord>('GET', `/api/records/article/${id}`)).body,
    ),
  );
});

const onDocument = (page: Page, type: string): Promise<void> =>
  page.waitForURL((url) => new RegExp(`/d/${type}/[0-9a-f-]{36}`).test(url.pathname));
const idOf = (page: Page): string => new URL(page.url()).pathname.split('/')[3] ?? '';
const stageOf = (page: Page): Promise<string> => textOf(page.getByTestId('stage-chip'));

async function fire(page: Page, event: string, stage: string): Promise<void> {
  await act(page, event);
  const go = page.getByTestId('event-go');
  const chip = page.getByTestId('stage-chip').filter({ hasText: stage });
  await oneOf(go, chip);
  if (await go.isVisible()) await go.click();
  await chip.waitFor();
}

/** Opens the conversion's dialog, takes the quantities (all that is open when not said), confirms, lands on the target. */
async function convertOnScreen(
  page: Page,
  conversion: string,
  target: string,
  take: Readonly<Record<string, string>> = {},
): Promise<string> {
  await act(page, conversion);
  const dialog = page.getByTestId('conversion-dialog');
  await dialog.waitFor();
  await page.getByTestId('conversion-preview').waitFor();
  for (const [line, quantity] of Object.entries(take)) await page.getByTestId(`take-${line}`).fill(quantity);
  await page.getByTestId('conversion-go').click();
  await onDocument(page, target);
  await page.getByTestId('document-title').waitFor();
  return idOf(page);
}

const open = async (page: Page, type: string, id: string): Promise<void> => {
  await page.goto(`${stage.server.url}/d/${type}/${id}`);
  await page.getByTestId('stage-chip').waitFor();
};

test('from offer to closed order, with two deliveries and two invoices', async () => {
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);

  // An offer with three lines, typed into the grid.
  await page.getByTestId('nav-offer').click();
  await page.getByTestId('new-record').click();
  await pickReference(page, 'partner', 'Făbrica');
  const typed = [
    { quantity: '0.333', price: '12.3457', discount: '7.5', vatRate: '21' },
    { quantity: '5', price: '11.25', discount: '0', vatRate: '21' },
    { quantity: '2', price: '12.25', discount: '10', vatRate: '11' },
  ];
  for (const [row, line] of typed.entries()) {
    await typeCell(page, row, 'article', String(articles[row]?.data['code']));
    for (const field of ['quantity', 'price', 'discount', 'vatRate'] as const)
      await typeCell(page, row, field, line[field]);
  }
  await waitSaved(page);
  const expected = independentTotals(typed);
  expect(await textOf(page.getByTestId('total-net'))).toContain(expected.net);
  expect(await textOf(page.getByTestId('total-total'))).toContain(expected.total);
  for (const [row, net] of expected.lines.entries())
    expect(await textOf(page.getByTestId(`cell-${row}-net`))).toBe(net);

  await onDocument(page, 'offer');
  const offerId = idOf(page);
  const saved = (await stage.client.call<SalesRecord>('GET', `/api/records/offer/${offerId}`)).body;
  expect(saved.data['net']).toBe(expected.net);
  expect(saved.data['vat']).toBe(expected.vat);
  expect(saved.data['total']).toBe(expected.total);
  const lines = saved.data.lines?.map((line) => line.id) ?? [];
  expect(lines).toHaveLength(3);

  await fire(page, 'SEND', 'Sent');
  expect(await textOf(page.getByTestId('document-title'))).toMatch(/^OF-\d{4}-00001$/);
  await fire(page, 'ACCEPT', 'Accepted');

  await convertOnScreen(page, 'offer-to-proforma', 'proforma');
  await fire(page, 'ISSUE', 'Issued');
  const orderId = await convertOnScreen(page, 'proforma-to-order', 'order');
  await fire(page, 'CONFIRM', 'Confirmed');
  const [first = '', second = '', third = ''] = lines;

  // Deliver part, invoice what was delivered.
  await convertOnScreen(page, 'order-to-delivery-note', 'delivery-note', { [second]: '3', [third]: '0' });
  await fire(page, 'DELIVER', 'Delivered');
  await convertOnScreen(page, 'delivery-note-to-invoice', 'invoice');
  await fire(page, 'POST', 'Posted');

  // Deliver the rest.
  await open(page, 'order', orderId);
  await convertOnScreen(page, 'order-to-delivery-note', 'delivery-note');
  await fire(page, 'DELIVER', 'Delivered');

  // More than is open is refused, with the open quantity in words.
  await open(page, 'order', orderId);
  await act(page, 'order-to-invoice');
  await page.getByTestId(`take-${second}`).fill('3');
  const problem = page.getByTestId('conversion-problem').first();
  await problem.waitFor();
  expect(await textOf(problem)).toMatch(/\b2\b/);
  await page.keyboard.press('Escape');
  await page.getByTestId('conversion-dialog').waitFor({ state: 'detached' });

  await convertOnScreen(page, 'order-to-invoice', 'invoice');
  await fire(page, 'POST', 'Posted');

  await open(page, 'order', orderId);
  expect(await stageOf(page)).toBe('Closed');
  const order = (
    await stage.client.call<SalesRecord & { progress: { track: string; state: string }[] }>(
      'GET',
      `/api/records/order/${orderId}`,
    )
  ).body;
  expect(order.progress.map(({ track, state }) => `${track} ${state}`).sort()).toEqual([
    'billing fully',
    'delivery fully',
  ]);

  // The flow shows all seven documents, on screen and over HTTP.
  await page.goto(`${stage.server.url}/d/order/${orderId}/flow`);
  await page.getByTestId('flow-graph').locator('.svelte-flow__node').first().waitFor();
  expect(await page.getByTestId('flow-graph').locator('.svelte-flow__node').count()).toBe(7);

  // Each invoice's totals are those of its own lines, and both together bill what was ordered.
  const flow = (
    await stage.client.call<{ nodes: { id: string; type: string }[] }>(
      'GET',
      `/api/records/order/${orderId}/flow`,
    )
  ).body;
  const invoices = await Promise.all(
    flow.nodes
      .filter((node) => node.type === 'invoice')
      .map(
        async ({ id }) => (await stage.client.call<SalesRecord>('GET', `/api/records/invoice/${id}`)).body,
      ),
  );
  expect(invoices).toHaveLength(2);
  const billed = new Map<string, number>();
  for (const { data } of invoices) {
    const own = (data.lines ?? []) as unknown as (PlainLine & { id: string })[];
    const sums = independentTotals(own.map((line) => ({ ...line, discount: line.discount ?? '0' })));
    expect({ net: data['net'], vat: data['vat'], total: data['total'] }).toEqual({
      net: sums.net,
      vat: sums.vat,
      total: sums.total,
    });
    for (const line of own) billed.set(line.id, (billed.get(line.id) ?? 0) + Number(line.quantity));
  }
  expect([...billed.values()].sort()).toEqual([0.333, 2, 5]);

  // A reload shows the same.
  await open(page, 'offer', offerId);
  const before = await textOf(page.getByTestId('total-total'));
  await page.reload();
  await page.getByTestId('stage-chip').waitFor();
  expect(await textOf(page.getByTestId('total-total'))).toBe(before);
  expect(first).not.toBe('');
  expect(faults).toEqual([]);
});
