// Keystroke to painted totals in an invoice of 500 lines, on the real studio in a real Chromium.
import type { CDPSession, Page } from 'playwright-core';
import { createRecord, makeCatalog } from '../sales.ts';
import { signIn, startServer } from '../server.ts';
import { openBrowser, openScreen, signInOnScreen } from '../studio/screen.ts';
import { median, percentile } from './measure.ts';
import { boundRow, plainRow } from './section.ts';
import type { Section } from './section.ts';

const GROUP = 'Keystroke to painted totals, invoice of 500 lines in Chromium';
const LINES = 500;
const KEYS = 60;
const WARM_KEYS = 12;
const CPU_MS_MAX = 12;
const NODES_MAX = 1500;
const TASK_MS_MAX = 50;
/** Between two keys, so that each stands alone: a quick typist's pace. */
const PACE_MS = 90;

interface Watched {
  /** From the key to the next frame painted after it, ms. */
  readonly painted: number[];
  /** Tasks longer than 50 ms, ms. */
  readonly long: number[];
}

export async function measureKeystroke(): Promise<Section> {
  const server = await startServer();
  const browser = await openBrowser();
  try {
    const client = await signIn(server.url);
    const catalog = await makeCatalog(client, 10);
    const lines = Array.from({ length: LINES }, (_, index) => ({
      article: catalog.articles[index % 10],
      quantity: `${1 + (index % 7)}.5`,
    }));
    const invoice = await createRecord(client, 'invoice', { partner: catalog.partner, lines });

    const { page, faults } = await openScreen(browser);
    await signInOnScreen(page, server.url);
    await page.goto(`${server.url}/d/invoice/${invoice.id}`);
    await page.getByTestId('total-total').waitFor();
    const cell = page.getByTestId('cell-3-quantity');
    await cell.click();
    await watch(page);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');

    const before = await page.getByTestId('total-total').innerText();
    await typeKeys(page, cdp, WARM_KEYS);
    await page.evaluate(() => {
      const { watched } = globalThis as unknown as { watched: Watched };
      watched.painted.length = 0;
      watched.long.length = 0;
    });
    const cpu = await typeKeys(page, cdp, KEYS);
    const after = await page.getByTestId('total-total').innerText();
    const { painted, long } = await page.evaluate(
      () => (globalThis as unknown as { watched: Watched }).watched,
    );
    const nodes = await page.evaluate(() => document.getElementsByTagName('*').length);

    const findings = [
      ...faults.map((fault) => `the page: ${fault}`),
      ...(before === after ? ['typing did not change the totals'] : []),
    ];
    return {
      rows: [
        boundRow(
          GROUP,
          'CPU per key, p95',
          percentile(cpu.task, 0.95),
          CPU_MS_MAX,
          'ms CPU',
          `p50 ${median(cpu.task).toFixed(1)}, of it script ${median(cpu.script).toFixed(1)}`,
        ),
        boundRow(GROUP, 'elements in the page', nodes, NODES_MAX, ''),
        {
          ...boundRow(
            GROUP,
            'longest task',
            Math.max(0, ...long),
            TASK_MS_MAX,
            'ms',
            long.length === 0 ? `none over ${TASK_MS_MAX} ms` : `${long.length} over ${TASK_MS_MAX} ms`,
          ),
          // The browser tells only of tasks that are longer.
          ...(long.length === 0 ? { ratio: 1 } : {}),
        },
        plainRow(
          GROUP,
          'key to paint, p95',
          percentile(painted, 0.95),
          'ms wall',
          `p50 ${median(painted).toFixed(1)}, ${painted.length} keys`,
        ),
      ],
      findings,
    };
  } finally {
    await browser.close();
    await server.stop();
    await server.remove();
  }
}

/** Notes in the page when each key was painted: a message posted in an animation frame arrives after that frame. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched: Watched = { painted: [], long: [] };
    (globalThis as unknown as { watched: Watched }).watched = watched;
    new PerformanceObserver((list) =>
      watched.long.push(...list.getEntries().map((entry) => entry.duration)),
    ).observe({ type: 'longtask' });
    document.addEventListener(
      'keydown',
      (event) => {
        const pressedAt = event.timeStamp;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => watched.painted.push(performance.now() - pressedAt);
          port2.postMessage(null);
        });
      },
      true,
    );
  });
}

/** A quantity typed into one line after another: three digits, then on to the line below. @returns CPU of each key, ms */
async function typeKeys(
  page: Page,
  cdp: CDPSession,
  count: number,
): Promise<{ task: number[]; script: number[] }> {
  const task: number[] = [];
  const script: number[] = [];
  const read = async (): Promise<{ task: number; script: number }> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const of = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
    return { task: of('TaskDuration'), script: of('ScriptDuration') };
  };
  for (let key = 0; key < count; key++) {
    const from = await read();
    await page.keyboard.press(String(1 + (key % 9)));
    await page.waitForTimeout(PACE_MS);
    const to = await read();
    task.push(to.task - from.task);
    script.push(to.script - from.script);
    if (key % 3 === 2) {
      await page.keyboard.press('Enter');
      await page.waitForTimeout(PACE_MS);
    }
  }
  return { task, script };
}
