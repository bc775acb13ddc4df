// kill −9 in the middle of a storm: what was answered is there, nothing is there by half.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startEmbedded } from '../../../runtime/database/embedded.ts';
import { openPool } from '../../../runtime/database/pool.ts';
import { makeLog } from '../../../runtime/log.ts';
import { confirmedOrder, makeCatalog } from '../../sales.ts';
import type { Catalog, SalesRecord } from '../../sales.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client, Server } from '../../server.ts';
import { audit } from './audit.ts';

const KILLS = 20;
const CLIENTS = 8;
/** So much was answered before a kill, however slow the machine; then it strikes a little later each time. */
const ANSWERED = 6;
const STORM_MS = 20;

interface Kept {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly states: readonly string[];
}

let server: Server;
let catalog: Catalog;

beforeAll(async () => {
  server = await startServer();
  catalog = await makeCatalog(await signIn(server.url), 3);
});

afterEach(({ task }) => {
  // A fault tells its story in the server's log only.
  if (task.result?.state === 'fail') console.log(server.output());
});

afterAll(async () => {
  await server.stop();
  await server.remove();
});

/** Converts and posts until the server is gone; notes every answer that was a yes. */
async function storm(client: Client, order: SalesRecord, kept: Kept[]): Promise<void> {
  try {
    for (;;) {
      const made = await client.call<{ targets: SalesRecord[] }>(
        'POST',
        '/api/conversions/order-to-invoice',
        {
          sources: [
            { id: order.id, lines: order.data.lines?.map((line) => ({ id: line.id, quantity: '1' })) },
          ],
        },
      );
      if (made.status !== 201) continue;
      const target = made.body.targets[0];
      if (!target) continue;
      kept.push({ type: target.type, id: target.id, version: target.version, states: target.states });
      const posted = await client.call<{ record: SalesRecord }>(
        'POST',
        `/api/records/invoice/${target.id}/events/POST`,
        { input: {} },
      );
      if (posted.status === 200)
        kept.push({
          type: 'invoice',
          id: target.id,
          version: posted.body.record.version,
          states: posted.body.record.states,
        });
    }
  } catch {
    // The connection is gone: that is what this test is about.
  }
}

test(
  `after each of ${KILLS} kills every answered request is there, no document by half, counters equal links`,
  { timeout: 600_000 },
  async () => {
    let answered = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const client = await signIn(server.url);
      const order = await confirmedOrder(client, catalog, '100000');
      const kept: Kept[] = [];
      const storms = Array.from({ length: CLIENTS }, () => storm(client, order, kept));
      await expect.poll(() => kept.length, { interval: 5 }).toBeGreaterThan(ANSWERED);
      await new Promise((resolve) => setTimeout(resolve, STORM_MS + kill * 7));
      await server.kill();
      await Promise.all(storms);

      server = await startServer({ dataDir: server.dataDir });
      const again = await signIn(server.url);
      for (const { type, id, version, states } of kept) {
        const found = await again.call<SalesRecord>('GET', `/api/records/${type}/${id}`);
        expect(found.status, `kill ${kill}: ${type} ${id}`).toBe(200);
        expect(found.body.version).toBeGreaterThanOrEqual(version);
        if (found.body.version === version) expect(found.body.states).toEqual(states);
      }
      const database = await startEmbedded(server.dataDir, makeLog('silent'));
      const pool = openPool(database.url, makeLog('silent'));
      expect(await audit(pool), `kill ${kill}`).toEqual([]);
      await pool.end();
      await database.stop();
      answered += kept.length;
    }
    // A storm that did nothing would prove nothing.
    expect(answered).toBeGreaterThan(KILLS * ANSWERED);
  },
);
