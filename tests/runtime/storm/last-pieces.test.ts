// Q10, N1: many clients want the last pieces of one order line, and draw numbers from one gapless series.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmbedded } from '../../../runtime/database/embedded.ts';
import type { Embedded } from '../../../runtime/database/embedded.ts';
import { openPool } from '../../../runtime/database/pool.ts';
import { makeLog } from '../../../runtime/log.ts';
import { confirmedOrder, makeCatalog } from '../../sales.ts';
import type { Refused, SalesRecord } from '../../sales.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client, Server } from '../../server.ts';
import { audit } from './audit.ts';

const CLIENTS = 32;
const ORDERED = 20;

let server: Server;
let client: Client;
let database: Embedded;

beforeAll(async () => {
  server = await startServer();
  client = await signIn(server.url);
  database = await startEmbedded(server.dataDir, makeLog('silent'));
});

afterAll(async () => {
  await database.stop();
  await server.stop();
  await server.remove();
});

describe('Q10 N1: 32 clients at once want the last pieces of one order line', () => {
  test.each([1, 2, 3])(
    'exactly what was ordered is billed, the rest are refused with what is open (round %i)',
    async () => {
      const catalog = await makeCatalog(client, 1);
      const order = await confirmedOrder(client, catalog, String(ORDERED));
      const line = order.data.lines?.[0]?.id;

      const outcomes = await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          const made = await client.call<{ targets: SalesRecord[] } & Refused>(
            'POST',
            '/api/conversions/order-to-invoice',
            {
              sources: [{ id: order.id, lines: [{ id: line, quantity: '1' }] }],
            },
          );
          if (made.status !== 201) return { posted: null, refused: made.body };
          const invoice = made.body.targets[0];
          const posted = await client.call<{ record: SalesRecord } & Refused>(
            'POST',
            `/api/records/invoice/${invoice?.id}/events/POST`,
            { input: {} },
          );
          return posted.status === 200
            ? { posted: posted.body.record, refused: null }
            : { posted: null, refused: posted.body };
        }),
      );

      const posted = outcomes.flatMap(({ posted }) => (posted ? [posted] : []));
      const refused = outcomes.flatMap(({ refused }) => (refused ? [refused] : []));
      expect(posted).toHaveLength(ORDERED);
      expect(refused).toHaveLength(CLIENTS - ORDERED);
      for (const refusal of refused) {
        expect(refusal.status).toBe(422);
        expect(refusal.type).toMatch(/\/problems\/(open-exceeded|nothing-open)$/);
        // What is open stands in the sentence: nothing.
        expect(refusal.detail).toMatch(/\b0\b|nothing/i);
      }
      expect(new Set(posted.map((invoice) => invoice.number)).size).toBe(ORDERED);

      const after = await client.call<{
        progress: { track: string; state: string; lines: { posted: string }[] }[];
      }>('GET', `/api/records/order/${order.id}`);
      const billing = after.body.progress.find((track) => track.track === 'billing');
      expect(billing?.state).toBe('fully');
      expect(billing?.lines[0]?.posted).toBe(String(ORDERED));
    },
  );

  test('nothing in the company fails to add up, no number has a gap or a double', async () => {
    const pool = openPool(database.url, makeLog('silent'));
    expect(await audit(pool)).toEqual([]);
    await pool.end();
  });
});
