// A consultant at work: renames a stage, adds a computed field, makes a mistake and mends it, publishes. What was made
// before goes on, what comes after obeys the new release.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createRecord, expectStatus, makeCatalog, type SalesRecord } from '../sales.ts';
import { act, openScreen, openStage, signInOnScreen, textOf } from './screen.ts';

const stage = openStage();

const MACHINE = 'types/order/machine.json';
const SCHEMA = 'types/order/schema.json';

async function openFile(page: Page, path: string): Promise<void> {
  const row = page.getByTestId(`file-${path}`);
  if (!(await row.isVisible()))
    await page.getByTestId(`folder-${path.split('/').slice(0, -1).join('/')}`).click();
  await row.click();
  await page.getByTestId('editor').locator('.cm-line').first().waitFor();
}

const line = (page: Page, text: string) =>
  page.getByTestId('editor').locator('.cm-line', { hasText: text }).first();
const written = (page: Page) =>
  page
    .getByTestId('draft-saved')
    .filter({ hasText: /\d\d:\d\d/ })
    .waitFor();

async function makeOrder(): Promise<SalesRecord> {
  const catalog = await makeCatalog(stage.client, 1);
  return createRecord(stage.client, 'order', {
    partner: catalog.partner,
    lines: [{ id: 'L1', article: catalog.articles[0], quantity: '10', price: '100' }],
  });
}

test('a draft is edited, refused with its mistake at its place, mended and published', async () => {
  const before = await makeOrder();
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/studio`);
  await page.getByTestId('problems').filter({ hasText: 'No problems' }).waitFor();

  // The stage is renamed where it stands; the text beside the canvas says the same.
  await openFile(page, MACHINE);
  await page.getByTestId('tab-stages').click();
  await page.getByTestId('title-confirmed').dblclick();
  await page.getByTestId('title-confirmed-input').fill('Agreed');
  await page.keyboard.press('Enter');
  await line(page, '"Agreed"').waitFor();
  await written(page);
  expect(await textOf(page.getByTestId('changed-count'))).toBe('1 file changed');

  // An optional field with a formula.
  await openFile(page, SCHEMA);
  await line(page, '"properties": {').click();
  await page.keyboard.press('End');
  await page.keyboard.insertText(
    '\n    "deposit": { "type": "string", "title": "Deposit", "x-decimal": { "precision": 18, "scale": 2, "fixed": true }, "x-formula": "round(doc.total * 0.3, 2)" },',
  );
  await expectNoErrors(page);

  // A mistake in a guard: told at its place, with its cure.
  await openFile(page, MACHINE);
  await line(page, 'doc.partner.blocked').waitFor();
  await replaceIn(page, 'doc.partner.blocked', 'blocked', 'blockd');
  const problem = page.getByTestId('problem-0');
  await problem.filter({ hasText: 'blockd' }).waitFor();
  expect(await textOf(problem)).toContain('blocked');
  expect(await textOf(problem)).toContain('/states/draft/on/CONFIRM/guard/params/expr');
  expect(await page.getByTestId('editor').locator('.cm-lintRange-error').innerText()).toContain('blockd');

  // It survives a reload, and it cannot be published.
  await written(page);
  await page.reload();
  await problem.filter({ hasText: 'blockd' }).waitFor();
  await page.getByTestId('plan').click();
  await page.getByTestId('plan-findings').filter({ hasText: 'blockd' }).waitFor();
  expect(await page.getByTestId('publish').getAttribute('aria-disabled')).toBe('true');

  // A click leads to the place; undo mends it, and redo would bring it back.
  await page.getByTestId('plan-findings').getByRole('button').first().click();
  await page.getByTestId('editor').locator('.cm-lintRange-error').waitFor();
  await page.getByTestId('undo').click();
  await line(page, 'doc.partner.blocked').waitFor();
  await expectNoErrors(page);

  await page.getByTestId('plan').click();
  await page.getByTestId('plan-changes').filter({ hasText: 'Agreed' }).waitFor();
  expect(await textOf(page.getByTestId('plan-changes'))).toContain('deposit');
  await page.getByTestId('message').fill('Orders are agreed, and ask for a deposit');
  await page.getByTestId('publish').click();
  await page.getByTestId('release-2').filter({ hasText: 'ask for a deposit' }).waitFor();
  await page.getByTestId('compare-1').click();
  await page.getByTestId('differences').filter({ hasText: 'Agreed' }).waitFor();

  // The next order shows the field; one made before still opens and moves.
  const after = await makeOrder();
  expect(after.data['deposit']).toBe('363.00');
  await page.goto(`${stage.server.url}/d/order/${after.id}`);
  await page.getByTestId('field-deposit').waitFor();
  await page.goto(`${stage.server.url}/d/order/${before.id}`);
  await page.getByTestId('document-title').waitFor();
  await act(page, 'CONFIRM');
  await page.getByTestId('stage-chip').filter({ hasText: 'Agreed' }).waitFor();
  const moved = expectStatus(
    await stage.client.call<SalesRecord>('GET', `/api/records/order/${before.id}`),
    200,
  );
  expect(moved.states).toContain('confirmed');
  expect(faults).toEqual([]);
});

test('a key is told by the grammar, under the mouse and beside completion', async () => {
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/studio`);
  await openFile(page, 'types/order/type.json');
  const word = await placeOf(page, '"amendable"', 'amendable');
  await page.mouse.move(word.x, word.y);
  const about = page.getByTestId('editor').locator('.cm-tooltip .cm-about');
  await about.filter({ hasText: 'a new revision under the same number' }).waitFor();
  await page.mouse.move(0, 0);
  await about.waitFor({ state: 'detached' });

  await line(page, '"amendable"').click();
  await page.keyboard.press('Home');
  for (const _ of '"ame') await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+Space');
  await about.filter({ hasText: 'a new revision under the same number' }).waitFor();
  expect(faults).toEqual([]);
});

test('an earlier release is brought back through a draft and its plan', async () => {
  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, stage.server.url);
  await page.goto(`${stage.server.url}/studio/releases`);
  await page.getByTestId('back-1').click();
  await page.getByTestId('plan-changes').filter({ hasText: 'Confirmed' }).waitFor();
  await page.getByTestId('publish').click();
  await page.getByTestId('release-3').waitFor();
  const files = async (release: number): Promise<unknown> =>
    expectStatus(
      await stage.client.call<{ files: unknown }>('GET', `/api/definitions/releases/${release}`),
      200,
    ).files;
  expect(await files(3)).toEqual(await files(1));
  expect(faults).toEqual([]);
});

async function expectNoErrors(page: Page): Promise<void> {
  await written(page);
  await page.waitForFunction(
    () => !/error/.test(document.querySelector('[data-testid=problems] button')?.textContent ?? 'error'),
  );
}

/** The middle of a word in the line that holds `text`. */
async function placeOf(page: Page, text: string, word: string): Promise<{ x: number; y: number }> {
  const box = await page.evaluate(
    ([within, wanted]) => {
      const root = document.querySelector('[data-testid=editor]')?.shadowRoot;
      for (const row of root?.querySelectorAll('.cm-line') ?? []) {
        if (!row.textContent?.includes(within)) continue;
        const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.textContent?.indexOf(wanted) ?? -1;
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
      }
      return null;
    },
    [text, word] as const,
  );
  if (!box) throw new Error(`no line of the editor holds ${text}`);
  return box;
}

/** Replaces a word in the first line that holds `text`, from the keyboard: wherever it stands on the screen. */
async function replaceIn(page: Page, text: string, word: string, other: string): Promise<void> {
  const place = line(page, text);
  const written = ((await place.textContent()) ?? '').trimStart();
  const start = written.indexOf(word, written.indexOf(text));
  await place.click();
  await page.keyboard.press('Home');
  for (let step = 0; step < start; step++) await page.keyboard.press('ArrowRight');
  for (let step = 0; step < word.length; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.insertText(other);
}
