// Memory of the runtime's process: idle, and after thousands of conversions.
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '../../runtime/database/embedded.ts';
import { openPool } from '../../runtime/database/pool.ts';
import { makeLog } from '../../runtime/log.ts';
import { audit } from '../runtime/storm/audit.ts';
import { confirmedOrder, makeCatalog } from '../sales.ts';
import { signIn, startServer } from '../server.ts';
import { leanClient } from './lean-client.ts';
import { residentMb } from './process-cpu.ts';
import { boundRow, plainRow } from './section.ts';
import type { Section } from './section.ts';

const GROUP = 'Memory of the runtime';
const MB_MAX = 300;
/** More growth than this between the two halves is a leak, not noise. */
const GROWTH_MAX = 1.1;
const CONVERSIONS = 10_000;
const CLIENTS = 16;
const ORDERS = 400;
const PAUSE_MS = 4000;

export async function measureMemory(): Promise<Section> {
  const server = await startServer();
  const pid = server.process.pid ?? 0;
  try {
    const signedIn = await signIn(server.url);
    const catalog = await makeCatalog(signedIn, 2);
    // Many orders: a single one would gather thousands of links, which is another matter than memory.
    const orders: string[] = [];
    for (let index = 0; index < ORDERS; index++)
      orders.push((await confirmedOrder(signedIn, catalog, '1000')).id);
    await sleep(PAUSE_MS);
    const idle = residentMb(pid);

    const client = leanClient(server.url, signedIn.cookie, { prefer: 'return=minimal' });
    const convert = async (count: number): Promise<number> => {
      let left = count;
      await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          while (left-- > 0) {
            const id = orders[left % ORDERS];
            await client.call('POST', '/api/conversions/order-to-proforma', { sources: [{ id }] }, 201);
          }
        }),
      );
      await sleep(PAUSE_MS);
      return residentMb(pid);
    };
    const half = await convert(CONVERSIONS / 2);
    const full = await convert(CONVERSIONS / 2);
    client.close();

    const log = makeLog('silent');
    const database = await startEmbedded(server.dataDir, log);
    const pool = openPool(database.url, log);
    const findings = await audit(pool);
    await pool.end();
    await database.stop();
    return {
      rows: [
        plainRow(GROUP, 'resident, idle', idle, 'MB'),
        boundRow(
          GROUP,
          `resident after ${CONVERSIONS} conversions`,
          full,
          MB_MAX,
          'MB',
          `after ${CONVERSIONS / 2}: ${half.toFixed(0)} MB`,
        ),
        boundRow(GROUP, 'the second half beside the first', full / half, GROWTH_MAX, '×'),
      ],
      findings,
    };
  } finally {
    await server.stop();
    await server.remove();
  }
}
