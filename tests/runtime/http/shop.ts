import type { ListAnswer } from '../../../runtime/api.ts';
import { createRecord } from '../../sales.ts';
import { signIn, startServer } from '../../server.ts';
import type { Client } from '../../server.ts';

/** A real server of one company: its owner signed in, a unit, a rate of tax and a customer. */
export interface Shop {
  readonly owner: Client;
  readonly unit: string;
  readonly vatRate: string;
  readonly partner: string;
  close(): Promise<void>;
}

export async function openShop(partner: { readonly code: string; readonly name: string }): Promise<Shop> {
  const server = await startServer();
  const owner = await signIn(server.url);
  const first = async (type: string): Promise<string> =>
    (await owner.call<ListAnswer>('GET', `/api/records/${type}?limit=1`)).body.items[0]?.id ?? '';
  return {
    owner,
    unit: await first('unit'),
    vatRate: await first('vat-rate'),
    partner: (await createRecord(owner, 'partner', partner)).id,
    async close() {
      await server.stop();
      await server.remove();
    },
  };
}
