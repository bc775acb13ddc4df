// Every main screen, in each theme, language and width: axe finds nothing, nothing sticks out, no text is missing.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { act, openScreen, openStage, signInOnScreen } from './screen.ts';
import type { Look } from './screen.ts';

let paths: Readonly<Record<string, string>>;

const stage = openStage(
  async ({ client }) => {
    const first = async (type: string, filter: string): Promise<string> => {
      const answer = await client.call<{ items: { id: string }[] }>(
        'GET',
        `/api/records/${type}?limit=1&filter=${encodeURIComponent(filter)}`,
      );
      return `/d/${type}/${answer.body.items[0]?.id}`;
    };
    paths = {
      home: '/',
      list: '/l/order',
      'confirmed ones': '/l/order?stage=confirmed',
      'a draft with lines': await first('offer', "phase == 'draft'"),
      'a confirmed document': await first('order', "'confirmed' in states"),
      'a sent document': await first('offer', "'sent' in states"),
      'an order half billed': await first(
        'order',
        "'confirmed.billing.partly' in states && 'confirmed.delivery.partly' in states",
      ),
      'a new document': '/d/invoice/new',
      'a catalog record': await first('partner', "phase == 'posted'"),
      flow: `${await first('order', "'closed' in states")}/flow`,
      definitions: '/studio',
    };
  },
  { demo: true },
);

const looks: Readonly<Record<string, Look>> = {
  'light, wide': { scheme: 'light' },
  'dark, wide, Romanian': { scheme: 'dark', language: 'ro' },
  'light, narrow, Polish': { scheme: 'light', language: 'pl', width: 375, height: 812 },
};

describe.each(Object.entries(looks))('%s', (_, look) => {
  test('no screen breaks a rule of WCAG 2.2 AA, none is wider than the window', async () => {
    const { page, faults } = await openScreen(stage.browser, look);
    await signInOnScreen(page, stage.server.url);
    const found: string[] = [];
    for (const [name, path] of Object.entries(paths)) {
      await goTo(page, path);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze();
      for (const violation of violations)
        found.push(
          `${name}: ${violation.id} ${violation.nodes
            .slice(0, 3)
            .map((node) => node.target.join(' '))
            .join(' | ')}`,
        );
      const surplus = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (surplus > 0) found.push(`${name}: ${surplus} px too wide`);
      const lang = await page.evaluate(() => document.documentElement.lang);
      if (!lang.startsWith(look.language ?? 'en')) found.push(`${name}: lang is ${lang}`);
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
  });
});

/** Goes there and waits until what the screen is about is to be seen; from then on it takes keys, too. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(`${stage.server.url}${path}`);
  const there = path.startsWith('/l/')
    ? page.locator('[data-row="0"]')
    : path.startsWith('/studio')
      ? page.getByTestId('problems')
      : page.locator('h1');
  await there.first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** What opens over a screen: how, and what is there when it is open. */
const opened: Readonly<
  Record<string, { readonly on: string; readonly open: (page: Page) => Promise<void> }>
> = {
  'the dialog of an event': {
    on: 'a sent document',
    open: async (page) => {
      await act(page, 'DECLINE');
      await page.getByTestId('event-dialog').waitFor();
    },
  },
  'the dialog of a conversion': {
    on: 'an order half billed',
    open: async (page) => {
      await act(page, 'order-to-invoice');
      await page.getByTestId('preview-total').waitFor();
    },
  },
  'the dialog of a conversion of several': {
    on: 'confirmed ones',
    open: async (page) => {
      await page.getByTestId('tick-all').click();
      await page.getByTestId('together').click();
      await page.getByTestId('together-order-to-delivery-note').click();
      await page.getByTestId('conversion-preview').getByText('Total').first().waitFor();
    },
  },
  'the palette with what it found': {
    on: 'list',
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('00001');
      await page.getByRole('option', { name: /00001/ }).first().waitFor();
    },
  },
  'the keys': {
    on: 'list',
    open: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  'the side panel': {
    on: 'a confirmed document',
    open: async (page) => {
      await page.getByTestId('toggle-panel').click();
      await page.getByTestId('flow').waitFor();
    },
  },
  'the filter of a column': {
    on: 'list',
    open: async (page) => {
      await page.getByTestId('filter-partner').click();
      await page.locator('#filter-partner-value').fill('s');
      await page.getByRole('option').nth(1).waitFor();
    },
  },
  'actions with their reasons': {
    on: 'a confirmed document',
    open: async (page) => {
      await page.getByTestId('actions-menu').click();
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  'the list of a grid cell': {
    on: 'a draft with lines',
    open: async (page) => {
      await page.getByTestId('cell-0-article').dblclick();
      await page.getByRole('option').nth(1).waitFor();
    },
  },
  'the calendar': {
    on: 'a draft with lines',
    open: async (page) => {
      await page.getByTestId('field-date').getByRole('button').click();
      await page.getByRole('button', { name: 'Next month' }).waitFor();
    },
  },
};

test.each(['light', 'dark'] as const)(
  '%s: what opens over a screen breaks no rule either',
  async (scheme) => {
    const { page, faults } = await openScreen(stage.browser, { scheme });
    await signInOnScreen(page, stage.server.url);
    const found: string[] = [];
    for (const [name, { on, open }] of Object.entries(opened)) {
      await goTo(page, paths[on] ?? '');
      await open(page);
      await page.waitForTimeout(100);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze();
      for (const violation of violations)
        found.push(
          `${name}: ${violation.id} ${violation.nodes
            .slice(0, 3)
            .map((node) => node.target.join(' '))
            .join(' | ')}`,
        );
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test('the sign-in screen is clean, and a wrong password is answered in words', async () => {
  const { page } = await openScreen(stage.browser, { language: 'ro', width: 375, height: 700 });
  await page.goto(stage.server.url);
  await page.locator('input[type=email]').fill('owner@example.com');
  await page.locator('input[type=password]').fill('not the password');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect((await alert.innerText()).length).toBeGreaterThan(10);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
});
