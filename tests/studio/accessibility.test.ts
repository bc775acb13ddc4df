// Every main screen, in each theme, language and width: axe finds nothing, nothing sticks out, no text is missing.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, startServer } from '../server.ts';
import type { Server } from '../server.ts';
import { openBrowser, openScreen, signInOnScreen } from './screen.ts';
import type { Look } from './screen.ts';

let server: Server;
let browser: Browser;
let paths: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await startServer({ demo: true });
  const client = await signIn(server.url);
  const first = async (type: string, filter: string): Promise<string> => {
    const answer = await client.call<{ items: { id: string }[] }>('GET', `/api/records/${type}?limit=1&filter=${encodeURIComponent(filter)}`);
    return `/d/${type}/${answer.body.items[0]?.id}`;
  };
  paths = {
    home: '/',
    list: '/l/order',
    'a draft with lines': await first('offer', "phase == 'draft'"),
    'a confirmed document': await first('order', "'confirmed' in states"),
    'a new document': '/d/invoice/new',
    'a catalog record': await first('partner', "phase == 'posted'"),
    flow: `${await first('order', "'closed' in states")}/flow`,
    definitions: '/studio',
  };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await server?.remove();
});

const looks: Readonly<Record<string, Look>> = {
  'light, wide': { scheme: 'light' },
  'dark, wide, Romanian': { scheme: 'dark', language: 'ro' },
  'light, narrow, Polish': { scheme: 'light', language: 'pl', width: 375, height: 812 },
};

describe.each(Object.entries(looks))('%s', (_, look) => {
  test('no screen breaks a rule of WCAG 2.2 AA, none is wider than the window', async () => {
    const { page, faults } = await openScreen(browser, look);
    await signInOnScreen(page, server.url);
    const found: string[] = [];
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(`${server.url}${path}`);
      await page.waitForLoadState('networkidle');
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
      for (const violation of violations) found.push(`${name}: ${violation.id} ${violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`);
      const surplus = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (surplus > 0) found.push(`${name}: ${surplus} px too wide`);
      const lang = await page.evaluate(() => document.documentElement.lang);
      if (!lang.startsWith(look.language ?? 'en')) found.push(`${name}: lang is ${lang}`);
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
  });
});

test('the sign-in screen is clean, and a wrong password is answered in words', async () => {
  const { page } = await openScreen(browser, { language: 'ro' });
  await page.goto(server.url);
  await page.locator('input[type=email]').fill('owner@example.com');
  await page.locator('input[type=password]').fill('not the password');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect((await alert.innerText()).length).toBeGreaterThan(10);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
});
