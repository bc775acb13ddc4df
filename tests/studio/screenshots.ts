// `node tests/studio/screenshots.ts [address]`: the pictures of docs/screens.md, of the real studio with the demo
// company; with an address, of a server that runs already (same owner and password as the tests').
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { signIn, startServer } from '../server.ts';
import type { Client } from '../server.ts';
import { createRecord, findByCode, fireEvent } from '../sales.ts';
import { act, openBrowser, openScreen, signInOnScreen } from './screen.ts';
import type { Look } from './screen.ts';

const folder = join(import.meta.dirname, '../../docs/screens');

interface Picture {
  readonly name: string;
  readonly path: string;
  /** Gestures before the picture is taken. */
  readonly before?: (page: Page) => Promise<void>;
  /** Where it is not both themes at 1280 × 800 in English. */
  readonly looks?: Readonly<Record<string, Look>>;
}

const bothThemes: Readonly<Record<string, Look>> = { light: { scheme: 'light' }, dark: { scheme: 'dark' } };

const given = process.argv[2];
const server = given ? null : await startServer({ demo: true });
const url = given ?? server?.url ?? '';
const browser = await openBrowser();
try {
  await mkdir(folder, { recursive: true });
  const pictures = await picturesOf(await signIn(url));
  const looks = new Map(pictures.flatMap((picture) => Object.entries(picture.looks ?? bothThemes)));
  for (const [name, look] of looks) await take(browser, name, look, pictures);
} finally {
  await browser.close();
  await server?.stop();
  await server?.remove();
}

async function picturesOf(client: Client): Promise<readonly Picture[]> {
  const records = async (type: string, filter: string): Promise<readonly { id: string }[]> =>
    (
      await client.call<{ items: { id: string }[] }>(
        'GET',
        `/api/records/${type}?limit=50&filter=${encodeURIComponent(filter)}`,
      )
    ).body.items;
  interface Data {
    readonly lines?: readonly unknown[];
    readonly [key: string]: unknown;
  }
  /** The record with the most lines; those that are `wanted` go before all others. */
  const richest = async (
    type: string,
    filter: string,
    wanted: (data: Data) => boolean = () => true,
  ): Promise<string> => {
    const found = await Promise.all(
      (await records(type, filter)).map(async ({ id }) => {
        const { data } = (await client.call<{ data: Data }>('GET', `/api/records/${type}/${id}`)).body;
        return { id, worth: (wanted(data) ? 1000 : 0) + (data.lines?.length ?? 0) };
      }),
    );
    return found.sort((a, b) => b.worth - a.worth)[0]?.id ?? '';
  };
  const widest = async (type: string, filter: string): Promise<string> => {
    const flows = await Promise.all(
      (await records(type, filter)).map(async ({ id }) => ({
        id,
        nodes: (await client.call<{ nodes: unknown[] }>('GET', `/api/records/${type}/${id}/flow`)).body.nodes
          .length,
      })),
    );
    return flows.sort((a, b) => b.nodes - a.nodes)[0]?.id ?? '';
  };
  const draft = await draftOffer(client);
  await draftDefinitions(client);
  const partly = await richest(
    'order',
    "'confirmed.billing.partly' in states && 'confirmed.delivery.partly' in states",
  );
  await deliveredNotes(client);
  const narrow = {
    'narrow-ro': { scheme: 'light', language: 'ro', width: 375, height: 812 },
  } satisfies Record<string, Look>;
  return [
    {
      name: 'home',
      path: '/',
      before: (page) => page.getByTestId('waiting').waitFor(),
    },
    { name: 'list', path: '/l/order?stage=confirmed' },
    {
      name: 'document',
      path: `/d/offer/${draft}`,
      before: (page) => page.getByTestId('cell-0-quantity').click(),
    },
    {
      name: 'conversion',
      path: `/d/order/${partly}`,
      before: async (page) => {
        await act(page, 'order-to-invoice');
        await page.getByTestId('preview-total').waitFor();
      },
    },
    {
      name: 'together',
      path: '/l/delivery-note?q=calimani&stage=delivered',
      before: async (page) => {
        await page.getByTestId('tick-all').click();
        await page.getByTestId('together-delivery-note-to-invoice').click();
        await page.getByTestId('preview-total').waitFor();
        // One of them unfolded, a part of it taken.
        await page.getByTestId('offered-lines').locator('button').nth(1).click();
        await page.getByTestId('offered-lines').locator('input.control').first().fill('150');
        await page.getByTestId('conversion-left').waitFor();
      },
    },
    {
      name: 'flow',
      path: `/d/order/${await widest('order', "phase == 'posted'")}/flow`,
      before: async (page) => {
        await page.getByTestId('flow-graph').locator('.svelte-flow__node').first().waitFor();
        await page.waitForTimeout(300);
      },
    },
    {
      name: 'editor',
      path: '/studio?file=types%2Forder%2Fmachine.json',
      before: async (page) => {
        await page.getByTestId('problem-0').click();
        await page.getByTestId('editor').locator('.cm-lintRange-error').waitFor();
      },
    },
    {
      name: 'stages',
      path: '/studio?file=types%2Forder%2Fmachine.json&view=stages',
      before: async (page) => {
        await page.locator('.svelte-flow__node').first().waitFor();
        await page.waitForTimeout(400);
      },
    },
    {
      name: 'map',
      path: '/studio/map',
      before: async (page) => {
        await page.locator('.svelte-flow__node').first().waitFor();
        await page.waitForTimeout(400);
      },
    },
    {
      name: 'document',
      path: `/d/order/${partly}`,
      looks: narrow,
      before: (page) =>
        page.getByTestId('lines-lines').evaluate((lines) => lines.scrollIntoView({ block: 'center' })),
    },
    { name: 'list', path: '/l/invoice', looks: narrow },
  ];
}

/** Definitions as somebody is changing them: a stage by another name, and a guard with a misspelt field. */
async function draftDefinitions(client: Client): Promise<void> {
  const made = await client.call<{ id: string; version: number }>('POST', '/api/definitions/drafts', {});
  const file = 'types/order/machine.json';
  const changes = [
    { patch: file, pointer: '/states/confirmed/meta/title', value: 'Agreed' },
    {
      patch: file,
      pointer: '/states/draft/on/CONFIRM/guard/params/expr',
      value: 'doc.partner.blockd != true',
    },
  ];
  let { version } = made.body;
  for (const change of changes) {
    const path = `/api/definitions/drafts/${made.body.id}/files`;
    const answer = await client.call<{ version: number }>('PATCH', path, change, {
      'if-match': `"${version}"`,
    });
    ({ version } = answer.body);
  }
}

/** Notes of one partner that wait to be billed together. */
async function deliveredNotes(client: Client): Promise<void> {
  const partner = await findByCode(client, 'partner', 'SANTIERUL-CALIMANI');
  const carried = [
    ['SUR-01', 'LIS-01'],
    ['VOP-01', 'ZES-01', 'PAI-01'],
    ['REK-01'],
    ['FAI-05', 'SUR-02'],
    ['LIS-01', 'VOP-01'],
  ];
  for (const codes of carried) {
    const articles = await Promise.all(codes.map((code) => findByCode(client, 'article', code)));
    const lines = articles.map((article, index) => ({ article, quantity: String(200 + 40 * index) }));
    const { id } = await createRecord(client, 'delivery-note', { partner, lines });
    await fireEvent(client, 'delivery-note', id, 'DELIVER');
  }
}

/** A draft as somebody is typing it: two tax rates, a discount, quantities with and without decimals. */
async function draftOffer(client: Client): Promise<string> {
  const byCode = (type: string, code: string): Promise<string> => findByCode(client, type, code);
  const typed = [
    ['SUR-01', '2500', null],
    ['SUR-02', '1200', '5'],
    ['VOP-01', '16.6', null],
    ['LIS-01', '80.65', '7.5'],
    ['REK-01', '40', null],
    ['ZES-01', '3', null],
    ['PAI-01', '52', '2.5'],
    ['FAI-05', '211.5', null],
  ] as const;
  const lines = await Promise.all(
    typed.map(async ([code, quantity, discount]) => ({
      article: await byCode('article', code),
      quantity,
      ...(discount === null ? {} : { discount }),
    })),
  );
  const partner = await byCode('partner', 'SANTIERUL-CALIMANI');
  return (await createRecord(client, 'offer', { partner, reference: 'PO 88-17', lines })).id;
}

async function take(browser: Browser, name: string, look: Look, pictures: readonly Picture[]): Promise<void> {
  const { page, faults } = await openScreen(browser, look);
  await signInOnScreen(page, url);
  for (const picture of pictures) {
    if (!(name in (picture.looks ?? bothThemes))) continue;
    await page.goto(`${url}${picture.path}`);
    await page.waitForLoadState('networkidle');
    await picture.before?.(page);
    await page.waitForTimeout(150);
    const path = join(folder, `${picture.name}-${name}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    console.log(path);
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
  await page.context().close();
}
