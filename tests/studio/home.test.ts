// Where one starts: what was changed last as long as nothing waits, then the cards of the first page.
import { expect, test } from 'vitest';
import { createRecord, expectStatus, makeCatalog } from '../sales.ts';
import { openScreen, openStage, signInOnScreen } from './screen.ts';

const stage = openStage(async () => undefined);

test('what waits stands on the first page, and leads to all that waits', async () => {
  const { server, client, browser } = stage;
  const { partner, articles } = await makeCatalog(client, 1);
  const lines = [{ article: articles[0], quantity: '1' }];
  const draft = await createRecord(client, 'offer', { partner, lines, reference: 'A draft' });
  const { page, faults } = await openScreen(browser);
  await signInOnScreen(page, server.url);
  await page.goto(server.url);
  await page.getByTestId('recent').locator(`a[href="/d/offer/${draft.id}"]`).waitFor();

  const offers: string[] = [];
  for (let count = 0; count < 6; count++) {
    const { id } = await createRecord(client, 'offer', { partner, lines });
    expectStatus(await client.call('POST', `/api/records/offer/${id}/events/SEND`, { input: {} }), 200);
    offers.push(id);
  }
  await page.reload();
  const waiting = page.getByTestId('waiting');
  await waiting.getByRole('heading', { name: 'Offers waiting for an answer' }).waitFor();
  // Nothing else waits, and what is a draft does not.
  expect(await waiting.getByRole('heading').count()).toBe(1);
  const hrefs = await waiting
    .getByRole('listitem')
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(hrefs).toEqual(
    offers
      .slice(1)
      .toReversed()
      .map((id) => `/d/offer/${id}`),
  );

  await waiting.getByRole('link', { name: 'All 6' }).click();
  await expect.poll(() => new URL(page.url()).search).toBe('?stage=sent');
  await expect.poll(() => page.getByTestId('list').getByRole('rowgroup').getByRole('row').count()).toBe(6);
  expect(faults).toEqual([]);
});
