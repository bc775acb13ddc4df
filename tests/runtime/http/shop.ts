import type { EventAnswer, ListAnswer, RecordAnswer } from '../../../runtime/api.ts';
import { expectStatus } from '../../sales.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client } from '../../server.ts';

/** A real server of one company: its owner signed in, a unit, a rate of tax and a customer. */
export interface Shop {
  readonly owner: Client;
  readonly unit: string;
  readonly vatRate: string;
  readonly partner: string;
  /** Creates a record; whatever else is answered fails the test. */
  make(type: string, data: object): Promise<RecordAnswer>;
  /** Fires an event without input; whatever else is answered fails the test. */
  fire(record: { readonly type: string; readonly id: string }, event: string): Promise<EventAnswer>;
  close(): Promise<void>;
}

export async function openShop(partner: { readonly code: string; readonly name: string }): Promise<Shop> {
  const server = await startServer();
  const owner = await signIn(server.url);
  const first = async (type: string): Promise<string> =>
    (await owner.call<ListAnswer>('GET', `/api/records/${type}?limit=1`)).body.items[0]?.id ?? '';
  const make = async (type: string, data: object): Promise<RecordAnswer> =>
    expectStatus(await owner.call<RecordAnswer>('POST', `/api/records/${type}`, { data }), 201);
  return {
    owner,
    unit: await first('unit'),
    vatRate: await first('vat-rate'),
    partner: (await make('partner', partner)).id,
    make,
    fire: async ({ type, id }, event) =>
      expectStatus(
        await owner.call('POST', `/api/records/${type}/${id}/events/${event}`, { input: {} }),
        200,
      ),
    async close() {
      await server.stop();
      await server.remove();
    },
  };
}
