// What an event or a revision brings along is shown before it is confirmed.
import { expect, test } from 'vitest';
import { confirmedOrder, convert, fireEvent, makeCatalog, type SalesRecord } from '../sales.ts';
import { publish } from './publish.ts';
import { act, openScreen, openStage, signInOnScreen, typeCell } from './screen.ts';

const stage = openStage(({ client }) =>
  publish(client, [
    {
      file: 'conversions/order-to-invoice.json',
      pointer: '/void',
      value: {
        source: 'compensate',
        compensate: { conversion: 'invoice-to-credit-note', then: 'POST' },
      },
    },
  ]),
);

type Read = SalesRecord & { readonly phase: string };
const read = async (type: string, id: string): Promise<Read> =>
  (await stage.client.call<Read>('GET', `/api/records/${type}/${id}`)).body;

test('X1 cancelling one of two invoiced orders shows what is credited of their invoice, then credits it', async () => {
  const catalog = await makeCatalog(stage.client, 1);
  const orders = [
    await confirmedOrder(stage.client, catalog, '4'),
    await confirmedOrder(stage.client, catalog, '3'),
  ];
  const sources = orders.map(({ id }) => ({ id }));
  const invoice = await convert(stage.client, 'order-to-invoice', sources);
  await fireEvent(stage.client, 'invoice', invoice.id, 'POST');
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${orders[0]!.id}`);
  await page.getByTestId('stage-chip').waitFor();
  await act(page, 'CANCEL');
  const foreseen = page.getByTestId('foreseen');
  await foreseen.getByText('is made good in part: Credit note').waitFor();
  expect((await read('order', orders[0]!.id)).phase).toBe('posted');
  await page.getByTestId('event-go').click();
  await page.getByTestId('stage-chip').filter({ hasText: 'Cancelled' }).waitFor();
  expect([(await read('order', orders[0]!.id)).phase, (await read('invoice', invoice.id)).phase]).toEqual([
    'void',
    'posted',
  ]);
  expect(faults).toEqual([]);
});

test('X5 a revision that leaves a draft empty says so before it is written', async () => {
  const order = await confirmedOrder(stage.client, await makeCatalog(stage.client, 1), '4');
  const [line] = order.data.lines ?? [];
  for (const quantity of ['3', '1'])
    await convert(stage.client, 'order-to-invoice', [
      { id: order.id, lines: [{ id: String(line?.['id']), quantity }] },
    ]);
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/d/order/${order.id}`);
  await page.getByTestId('cell-0-quantity').waitFor();
  await act(page, 'amend');
  await page.getByTestId('amend-save').waitFor();
  await typeCell(page, 0, 'quantity', '3');
  await page.getByTestId('amend-save').click();
  await page.getByTestId('event-dialog').getByText('is left without anything', { exact: false }).waitFor();
  expect((await read('order', order.id)).data.lines?.[0]?.quantity).toBe('4');
  await page.getByTestId('event-go').click();
  await page.getByText('Revision 1 is in force').first().waitFor();
  expect((await read('order', order.id)).data.lines?.[0]?.quantity).toBe('3');
  expect(faults).toEqual([]);
});
