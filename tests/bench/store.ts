// One conversion through engine and store, beside one hand-written function that does the same writes.
import type { App } from '../../runtime/app.ts';
import { commandPoolOf, commandsBeside, openPool } from '../../runtime/database/pool.ts';
import { audit } from '../runtime/storm/audit.ts';
import { byHandStore, openByHandPool } from './by-hand-store.ts';
import { countStatements, rowsWritten, tellRowsWritten } from './counting-pool.ts';
import { compareBatches, cpuWords, ownCpu } from './measure.ts';
import type { Row } from './measure.ts';
import { makeSalesCompany } from './sales-company.ts';
import type { SalesCompany } from './sales-company.ts';
import { plainRow } from './section.ts';
import type { Section } from './section.ts';

const GROUP = 'One conversion of 10 lines through engine and store, beside one hand-written SQL function';
const ROUNDS = 5;
/**
 * Clients → conversions a round and goal. A person opens a document before converting it, so the runtime knows what
 * lies around it; the last row shows what it costs when it does not. The goals are for a server that has run for a
 * minute: the first row is what a process costs whose code V8 has not yet compiled, of which the function by hand has
 * next to none; `WARM_UP` more conversions come before the others.
 */
const LOADS = [
  { clients: 1, count: 150, goal: null, opened: true, aside: ', just started' },
  { clients: 1, count: 150, goal: 0.6, opened: true, aside: '' },
  { clients: 4, count: 300, goal: 0.6, opened: true, aside: '' },
  { clients: 16, count: 400, goal: 0.4, opened: true, aside: '' },
  { clients: 4, count: 300, goal: null, opened: false, aside: ', never opened here' },
] as const;
/** From then on, the processor's time a document falls no further. */
const WARM_UP = 2000;
const COUNTED = 40;

export async function measureStore(): Promise<Section> {
  const company = await makeSalesCompany();
  try {
    const rows: Row[] = [];
    const handPool = openByHandPool(company.url, company.app.log);
    const byHand = byHandStore(handPool, company.caller.companyId, company.caller.user.id);
    for (const [index, load] of LOADS.entries()) {
      if (index === 1) await warmUp(company);
      const offers = await company.offers(load.count * (ROUNDS + 1));
      const [ours, theirs, seen] = [offers.values(), offers.values(), offers.values()];
      // What the next round converts is opened before it, as a person does; what it costs is not part of converting.
      const open = async (): Promise<void> => company.open(seen.take(load.count).toArray());
      const { our, hand } = await compareBatches(
        {
          our: () => toOrder(company, ours.next().value ?? ''),
          hand: () => byHand.convert(theirs.next().value ?? '', 'offer-to-order', 'ordering', 'order'),
        },
        {
          ...load,
          rounds: ROUNDS,
          meters: { node: ownCpu, postgres: company.postgresCpu },
          prepare: async (side) => (load.opened && side === 'our' ? open() : undefined),
        },
      );
      rows.push({
        group: GROUP,
        name: `${load.clients} client${load.clients > 1 ? 's' : ''}${load.aside}`,
        ours: our.perSecond,
        limit: hand.perSecond,
        ratio: our.perSecond / hand.perSecond,
        goal: load.goal,
        unit: '/s',
        notes: `CPU a document ${cpuWords(our)}, by hand ${cpuWords(hand)}`,
      });
    }
    await handPool.end();
    rows.push(...(await counted(company)));
    return { rows, findings: await audit(company.app.pool) };
  } finally {
    await company.close();
  }
}

async function warmUp(company: SalesCompany): Promise<void> {
  const offers = await company.offers(WARM_UP);
  await company.open(offers);
  for (const id of offers) await toOrder(company, id);
}

const toOrder = (company: SalesCompany, id: string, app?: App): Promise<unknown> =>
  company.run({ kind: 'convert', conversion: 'offer-to-order', sources: [{ id }], set: {}, into: null }, app);

/** What both sides send and write for one document, over pools that count. */
async function counted(company: SalesCompany): Promise<Row[]> {
  const { app, caller } = company;
  const offers = await company.offers(COUNTED);
  await company.open(offers);
  const measure = async (
    schema: string,
    act: (over: App) => (id: string) => Promise<unknown>,
  ): Promise<{ sent: number; written: number }> => {
    const before = await rowsWritten(app.pool, schema);
    const pool = openPool(company.url, app.log, {}, commandsBeside());
    const counters = [countStatements(pool), countStatements(commandPoolOf(pool))];
    const run = act({ ...app, pool });
    for (const id of offers) await run(id);
    const sent = counters.reduce((sum, count) => sum + count(), 0);
    await tellRowsWritten(pool);
    await tellRowsWritten(commandPoolOf(pool));
    await pool.end();
    return { sent: sent / COUNTED, written: ((await rowsWritten(app.pool, schema)) - before) / COUNTED };
  };
  await tellRowsWritten(app.pool);
  await tellRowsWritten(commandPoolOf(app.pool));
  const ours = await measure('app', (over) => (id) => toOrder(company, id, over));
  const hand = await measure('byhand', ({ pool }) => {
    const store = byHandStore(pool, caller.companyId, caller.user.id);
    return (id) => store.convert(id, 'offer-to-order', 'ordering', 'order');
  });
  return [
    plainRow(
      GROUP,
      'statements a document',
      ours.sent,
      '',
      `by hand ${hand.sent.toFixed(1)}; begin and commit count`,
    ),
    plainRow(GROUP, 'rows written a document', ours.written, '', `by hand ${hand.written.toFixed(1)}`),
  ];
}
