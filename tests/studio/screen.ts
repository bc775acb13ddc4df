// A person at the screen: a real Chromium on the real server, and the few gestures that every story needs.
import chromium from '@sparticuz/chromium';
import { chromium as launcher, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { chromiumArgs } from '../chromium.ts';
import { ownerEmail, ownerPassword, signIn, startServer } from '../server.ts';
import type { Client, Server, ServerOptions } from '../server.ts';

/** The real server and a browser, for all stories of one file. Look only inside a story: before, nothing is there. */
export interface Stage {
  readonly server: Server;
  readonly client: Client;
  readonly browser: Browser;
}

/**
 * Starts before the first story of a file and stops after its last.
 *
 * @param prepare  what shall be there before the first story
 */
export function openStage(
  prepare: (stage: Stage) => Promise<unknown> = () => Promise.resolve(),
  options: ServerOptions = {},
): Stage {
  const stage = {} as { -readonly [part in keyof Stage]: Stage[part] };
  beforeAll(async () => {
    stage.server = await startServer(options);
    stage.client = await signIn(stage.server.url);
    stage.browser = await openBrowser();
    await prepare(stage);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.server?.stop();
    await stage.server?.remove();
  });
  return stage;
}

export async function openBrowser(): Promise<Browser> {
  return launcher.launch({ executablePath: await chromium.executablePath(), args: chromiumArgs });
}

export interface Look {
  readonly language?: 'en' | 'ro' | 'pl';
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** A finger instead of a mouse. */
  readonly touch?: boolean;
}

/** What went wrong in the page and would otherwise pass unseen; look at it when a story ends. */
export interface Screen {
  readonly page: Page;
  readonly faults: string[];
}

/** A fresh person's browser: no cookies, no history. */
export async function openScreen(browser: Browser, look: Look = {}): Promise<Screen> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    locale: look.language ?? 'en',
    colorScheme: look.scheme ?? 'light',
    reducedMotion: 'reduce',
    hasTouch: look.touch ?? false,
  });
  const page = await context.newPage();
  // As long as a busy machine takes; nobody waits for it where it is not.
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A refused save answers 4xx on purpose; a broken script or a blocked resource never is.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  return { page, faults };
}

export async function signInOnScreen(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('input[type=email]').fill(ownerEmail);
  await page.locator('input[type=password]').fill(ownerPassword);
  await page.keyboard.press('Enter');
  // Hidden behind the menu button where the window is narrow.
  await page.getByTestId('user-menu').waitFor({ state: 'attached' });
}

/** Types into a reference field and takes the record offered. */
export async function pickReference(page: Page, field: string, text: string): Promise<void> {
  const input = page.getByTestId(`field-${field}`).locator('input');
  await input.click();
  await input.fill(text);
  await page.getByRole('option', { name: text }).first().click();
}

/** Types into a grid cell from the keyboard, as one does: go there, type, leave. */
export async function typeCell(page: Page, row: number, field: string, text: string): Promise<void> {
  const cell = page.getByTestId(`cell-${row}-${field}`);
  await cell.click();
  await page.keyboard.type(text);
  if (
    (await page.getByTestId('cell-editor').getAttribute('role')) === 'combobox' ||
    (await cell.locator('[role=combobox]').count()) > 0
  ) {
    await page.getByRole('option', { name: text }).first().waitFor();
  }
  await page.keyboard.press('Tab');
}

export const textOf = async (locator: Locator): Promise<string> =>
  (await locator.innerText()).replace(/\s+/g, ' ').trim();

/** Waits until what was typed is kept. */
export async function waitSaved(page: Page): Promise<void> {
  await page
    .getByTestId('saved-state')
    .filter({ hasText: /\d\d:\d\d/ })
    .waitFor();
}

/** Fires an action: the primary button, or an entry of one of the two menus beside it. */
export async function act(page: Page, key: string): Promise<void> {
  const direct = page.getByTestId(`action-${key}`);
  const triggers = page.getByTestId(/^(create|actions)-menu$/);
  await oneOf(direct, triggers);
  if (!(await direct.isVisible())) {
    const menu = page.getByRole('menu');
    for (const trigger of await triggers.filter({ visible: true }).all()) {
      await trigger.click();
      await menu.waitFor();
      if (await direct.isVisible()) break;
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
    }
  }
  await direct.click();
}

/** Waits until one of them is to be seen. */
export async function oneOf(one: Locator, other: Locator): Promise<void> {
  await one.or(other).filter({ visible: true }).first().waitFor();
}
