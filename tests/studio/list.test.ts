// The list: search folds diacritics, filters stand in the address, and rows are walked with the arrow keys.
import { expect, test } from 'vitest';
import { createRecord } from '../sales.ts';
import { openScreen, openStage, signInOnScreen, textOf } from './screen.ts';

const stage = openStage(async ({ client }) => {
  const names = ['Łódź Fabryka Sp. z o.o.', 'Țesătoria Brașov SRL', 'Śnieżka S.A.'];
  const partners = await Promise.all(
    names.map((name, index) => createRecord(client, 'partner', { code: `P${index}`, name })),
  );
  for (const [index, partner] of partners.entries())
    await createRecord(client, 'offer', { partner: partner.id, date: `2026-0${index + 1}-15`, lines: [] });
});

test('what is typed without diacritics finds what has them', async () => {
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/l/partner`);
  const rows = page.getByTestId('list').getByRole('rowgroup').getByRole('row');
  await expect.poll(() => rows.count()).toBe(3);
  for (const [typed, found] of [
    ['lodz', 'Łódź'],
    ['tesatoria brasov', 'Țesătoria'],
    ['SNIEZKA', 'Śnieżka'],
  ] as const) {
    await page.keyboard.press('/');
    await page.getByTestId('list-search').fill(typed);
    await expect
      .poll(async () => `${await rows.count()}: ${await textOf(rows.first())}`)
      .toMatch(new RegExp(`^1: .*${found}`));
  }
  await page.getByTestId('list-search').fill('niczego takiego');
  await page.getByTestId('list-empty').waitFor();
  expect(faults).toEqual([]);
});

test('a filter is in the address, is told as a chip, survives a reload and is taken off again', async () => {
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/l/offer`);
  const rows = page.getByTestId('list').getByRole('rowgroup').getByRole('row');
  await expect.poll(() => rows.count()).toBe(3);

  await page.getByTestId('filter-date').click();
  await page.locator('#filter-date-from').fill('2026-02-01');
  await page.locator('#filter-date-to').fill('2026-02-28');
  await page.keyboard.press('Enter');
  await expect.poll(() => rows.count()).toBe(1);
  expect(await textOf(rows.first())).toContain('Țesătoria');
  expect(new URL(page.url()).searchParams.get('f.date')).toBe('2026-02-01..2026-02-28');

  await page.reload();
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByTestId('filter-chips').getByRole('button').click();
  await expect.poll(() => rows.count()).toBe(3);

  await page.getByTestId('filter-partner').click();
  await page.locator('#filter-partner-value').fill('snie');
  await page.getByRole('option', { name: 'Śnieżka' }).click();
  await page.locator('form').getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => rows.count()).toBe(1);

  // Arrows walk, Enter opens.
  await page.getByTestId('filter-chips').getByRole('button').click();
  await expect.poll(() => rows.count()).toBe(3);
  await page.locator('[data-row="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/d\/offer\/[0-9a-f-]{36}/);
  expect(faults).toEqual([]);
});
