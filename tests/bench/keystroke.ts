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
const WATCHED_KEYS = 30;
const CPU_MS_MAX = 12;
const NODES_MAX = 1500;
const TASK_MS_MAX = 50;
/** Between two keys, so that each stands alone: a quick typist's pace. */
const PACE_MS = 90;

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
    await watchPaints(page);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');

    const before = await page.getByTestId('total-total').innerText();
    await typeKeys(page, cdp, WARM_KEYS);
    await page.evaluate(() => ((globalThis as unknown as { painted: number[] }).painted.length = 0));
    const cpu = await typeKeys(page, cdp, KEYS);
    const painted = await page.evaluate(() => (globalThis as unknown as { painted: number[] }).painted);
    const tasks = await tasksWhile(cdp, () => typeKeys(page, cdp, WATCHED_KEYS));
    const after = await page.getByTestId('total-total').innerText();
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
          percentile(cpu.all, 0.95),
          CPU_MS_MAX,
          'ms CPU',
          `p50 ${median(cpu.all).toFixed(1)}; digits p50 ${median(cpu.digits).toFixed(1)}, Enter p50 ${median(cpu.enters).toFixed(1)}`,
        ),
        boundRow(GROUP, 'elements in the page', nodes, NODES_MAX, ''),
        boundRow(
          GROUP,
          'longest task',
          Math.max(0, ...tasks),
          TASK_MS_MAX,
          'ms CPU',
          `of ${tasks.length} while ${WATCHED_KEYS} digits were typed, traced`,
        ),
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
async function watchPaints(page: Page): Promise<void> {
  await page.evaluate(() => {
    const painted: number[] = [];
    (globalThis as unknown as { painted: number[] }).painted = painted;
    document.addEventListener(
      'keydown',
      (event) => {
        const pressedAt = event.timeStamp;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => painted.push(performance.now() - pressedAt);
          port2.postMessage(null);
        });
      },
      true,
    );
  });
}

interface KeysCpu {
  readonly all: readonly number[];
  readonly digits: readonly number[];
  readonly enters: readonly number[];
}

/**
 * A quantity typed into one line after another: three digits, then Enter to the line below.
 * @returns CPU of the page's main thread for each key and the frames after it, ms
 */
async function typeKeys(page: Page, cdp: CDPSession, digits: number): Promise<KeysCpu> {
  const cpu = { all: [] as number[], digits: [] as number[], enters: [] as number[] };
  // TaskDuration would count the wall, whatever the time domain: a busy neighbour would make keys dear.
  const threadTime = async (): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return (metrics.find((metric) => metric.name === 'ThreadTime')?.value ?? Number.NaN) * 1000;
  };
  const press = async (key: string, into: number[]): Promise<void> => {
    const from = await threadTime();
    await page.keyboard.press(key);
    await page.waitForTimeout(PACE_MS);
    const spent = (await threadTime()) - from;
    into.push(spent);
    cpu.all.push(spent);
  };
  for (let key = 0; key < digits; key++) {
    await press(String(1 + (key % 9)), cpu.digits);
    if (key % 3 === 2) await press('Enter', cpu.enters);
  }
  return cpu;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** CPU, µs. */
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly type?: string } };
}

/** @returns CPU of every task of the page's main thread while `work` went on, ms */
async function tasksWhile(cdp: CDPSession, work: () => Promise<unknown>): Promise<number[]> {
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
    },
  });
  await work();
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await complete;
  const key = events.find(({ name, args }) => name === 'EventDispatch' && args?.data?.type === 'keydown');
  return events
    .filter(({ name, pid, tid }) => name === 'RunTask' && pid === key?.pid && tid === key.tid)
    .map(({ tdur }) => (tdur ?? 0) / 1000);
}
