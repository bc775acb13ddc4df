// The whole chain over HTTP against the real server, beside one hand-written statement a step, first and last.
import { startEmbedded } from '../../runtime/database/embedded.ts';
import { openPool } from '../../runtime/database/pool.ts';
import { makeLog } from '../../runtime/log.ts';
import { audit } from '../runtime/storm/audit.ts';
import { makeCatalog } from '../sales.ts';
import type { Catalog, SalesRecord } from '../sales.ts';
import { signIn, startServer } from '../server.ts';
import { byHandStore, installByHand, openByHandPool } from './by-hand-store.ts';
import type { ByHandStore } from './by-hand-store.ts';
import { leanClient } from './lean-client.ts';
import type { LeanClient } from './lean-client.ts';
import { compareThroughput, cpuWords, ownCpu } from './measure.ts';
import type { Row } from './measure.ts';
import { cpuOf, postgresCpu } from './process-cpu.ts';
import type { Section } from './section.ts';

const GROUP =
  'The chain over HTTP (offer of 10 lines → SEND → ACCEPT → order → CONFIRM → invoice → POST), beside hand-written SQL';
const GOAL = 0.35;
/** A server that has been at work for half a minute: what a fresh one costs is measured by itself (start). */
const WARM_CHAINS = 400;

export async function measureHttp(): Promise<Section> {
  const server = await startServer();
  const log = makeLog('silent');
  const database = await startEmbedded(server.dataDir, log);
  const pool = openPool(database.url, log);
  const handPool = openByHandPool(database.url, log);
  try {
    const signedIn = await signIn(server.url);
    const catalog = await makeCatalog(signedIn, 10);
    await installByHand(pool);
    const { rows: known } = await pool.query<{ company_id: string; currency: string; owner: string }>(
      `select r.company_id, r.id as currency, r.created_by as owner from app.records r where r.type = 'currency' and r.key = 'RON'`,
    );
    const { company_id: companyId = '', currency = '', owner = '' } = known[0] ?? {};
    const byHand = byHandStore(handPool, companyId, owner);
    // A program that draws no screen asks for the record alone; a screen gets actions, fields and progress with it.
    const client = leanClient(server.url, signedIn.cookie, { prefer: 'return=minimal' });
    const screen = leanClient(server.url, signedIn.cookie);
    const lines = await linesOf(client, catalog);
    const given = {
      partner: catalog.partner,
      currency,
      rate: '1',
      date: new Date().toISOString().slice(0, 10),
      lines,
    };

    // Statistics too, as autovacuum would have taken them by then, for both sides.
    for (let index = 0; index < WARM_CHAINS; index++)
      await Promise.all([chain(client, catalog), chainByHand(byHand, given)]);
    await pool.query('analyze');

    const rows: Row[] = [];
    for (const clients of [1, 16]) {
      const { first, ours, screens, last } = await compareThroughput(
        {
          first: () => chainByHand(byHand, given),
          ours: () => chain(client, catalog),
          screens: () => chain(screen, catalog),
          last: () => chainByHand(byHand, given),
        },
        {
          clients,
          rounds: 4,
          roundMs: 1500,
          meters: {
            server: () => cpuOf(server.process.pid ?? 0),
            postgres: () => postgresCpu(server.dataDir),
            client: ownCpu,
          },
        },
      );
      const limit = (first.perSecond + last.perSecond) / 2;
      const handNotes = `by hand first ${first.perSecond.toFixed(0)}, last ${last.perSecond.toFixed(0)}, CPU a chain ${cpuWords(first)}`;
      const name = `${clients} client${clients > 1 ? 's' : ''}`;
      const row = { group: GROUP, limit, unit: 'chains/s' };
      rows.push(
        {
          ...row,
          name,
          ours: ours.perSecond,
          ratio: ours.perSecond / limit,
          goal: GOAL,
          notes: `CPU a chain ${cpuWords(ours)}; ${handNotes}`,
        },
        {
          ...row,
          name: `${name}, each answer described for a screen`,
          ours: screens.perSecond,
          ratio: screens.perSecond / limit,
          goal: null,
          notes: `CPU a chain ${cpuWords(screens)}`,
        },
      );
    }
    client.close();
    screen.close();
    return { rows, findings: await audit(pool) };
  } finally {
    await handPool.end();
    await pool.end();
    await database.stop();
    await server.stop();
    await server.remove();
  }
}

/** Seven requests, each its own transaction. */
async function chain(client: LeanClient, catalog: Catalog): Promise<void> {
  const lines = catalog.articles.map((article) => ({ article, quantity: '3.5' }));
  const offer = await client.call<SalesRecord>(
    'POST',
    '/api/records/offer',
    { data: { partner: catalog.partner, lines } },
    201,
  );
  await fire(client, 'offer', offer.id, 'SEND');
  await fire(client, 'offer', offer.id, 'ACCEPT');
  const order = await convert(client, 'offer-to-order', offer.id);
  await fire(client, 'order', order, 'CONFIRM');
  const invoice = await convert(client, 'order-to-invoice', order);
  await fire(client, 'invoice', invoice, 'POST');
}

const fire = (client: LeanClient, type: string, id: string, event: string): Promise<unknown> =>
  client.call('POST', `/api/records/${type}/${id}/events/${event}`, { input: {} }, 200);

async function convert(client: LeanClient, conversion: string, id: string): Promise<string> {
  const { targets } = await client.call<{ targets: SalesRecord[] }>(
    'POST',
    `/api/conversions/${conversion}`,
    { sources: [{ id }] },
    201,
  );
  return targets[0]?.id ?? '';
}

/** The same seven steps, each one named statement and one transaction. */
async function chainByHand(store: ByHandStore, given: Parameters<ByHandStore['make']>[1]): Promise<void> {
  const offer = await store.make('offer', given);
  await store.move(offer, 'SEND', 'sent', 'offer', 'OF-2026-');
  await store.move(offer, 'ACCEPT', 'accepted', null, null);
  const order = await store.convert(offer, 'offer-to-order', 'ordering', 'order');
  await store.post(
    order,
    'CONFIRM',
    { confirmed: { delivery: 'none', billing: 'none' } },
    'order',
    'OR-2026-',
    null,
  );
  const invoice = await store.convert(order, 'order-to-invoice', 'billing', 'invoice');
  await store.post(invoice, 'POST', 'posted', 'invoice', 'IN-2026-', {
    confirmed: { delivery: 'none', billing: 'fully' },
  });
}

/** Lines as the engine filled them: the other side is given what it would otherwise look up. */
async function linesOf(
  client: LeanClient,
  catalog: Catalog,
): Promise<readonly { id: string; quantity: string }[]> {
  const lines = catalog.articles.map((article) => ({ article, quantity: '3.5' }));
  const offer = await client.call<SalesRecord>(
    'POST',
    '/api/records/offer',
    { data: { partner: catalog.partner, lines } },
    201,
  );
  return offer.data.lines ?? [];
}
