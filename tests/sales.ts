// The pack `sales` through the HTTP door: what tests and measurements of the whole product need of it.
import type { Answer, Client } from './server.ts';

export interface SalesRecord {
  readonly id: string;
  readonly type: string;
  readonly number: string | null;
  readonly version: number;
  readonly stage: unknown;
  readonly states: readonly string[];
  readonly data: {
    readonly [field: string]: unknown;
    readonly lines?: readonly { readonly id: string; readonly quantity: string }[];
  };
}

export interface Refused {
  readonly status: number;
  readonly type: string;
  readonly detail: string;
}

/** Answers the body; throws with the refusal when the status is not the expected one. */
export function expectStatus<T>(answer: Answer<T>, status: number): T {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function findByCode(client: Client, type: string, code: string): Promise<string> {
  const filter = encodeURIComponent(`code == '${code}'`);
  const list = expectStatus(
    await client.call<{ items: { id: string }[] }>('GET', `/api/records/${type}?filter=${filter}`),
    200,
  );
  const found = list.items[0];
  if (!found) throw new Error(`no ${type} with code ${code}`);
  return found.id;
}

export const createRecord = async (client: Client, type: string, data: unknown): Promise<SalesRecord> =>
  expectStatus(await client.call<SalesRecord>('POST', `/api/records/${type}`, { data }), 201);

export const fireEvent = async (
  client: Client,
  type: string,
  id: string,
  event: string,
): Promise<SalesRecord> =>
  expectStatus(
    await client.call<{ record: SalesRecord }>('POST', `/api/records/${type}/${id}/events/${event}`, {
      input: {},
    }),
    200,
  ).record;

export const convert = async (client: Client, conversion: string, sources: unknown): Promise<SalesRecord> => {
  const body = expectStatus(
    await client.call<{ targets: SalesRecord[] }>('POST', `/api/conversions/${conversion}`, { sources }),
    201,
  );
  const target = body.targets[0];
  if (!target) throw new Error(`${conversion} made nothing`);
  return target;
};

export interface Catalog {
  readonly partner: string;
  readonly articles: readonly string[];
}

/** One partner and some articles, priced and taxed, as a company has them. */
export async function makeCatalog(client: Client, articles = 3): Promise<Catalog> {
  const unit = await findByCode(client, 'unit', 'H87');
  const vatRate = await findByCode(client, 'vat-rate', 'RO21');
  const partner = await createRecord(client, 'partner', {
    code: `P-${Date.now()}`,
    name: 'Făbrica Știință S.R.L.',
  });
  const ids: string[] = [];
  for (let index = 0; index < articles; index++) {
    const article = await createRecord(client, 'article', {
      code: `A-${Date.now()}-${index}`,
      name: `Șurub oțel inoxidabil M8×${40 + index}`,
      kind: 'goods',
      unit,
      price: `${10 + index}.25`,
      vatRate,
    });
    ids.push(article.id);
  }
  return { partner: partner.id, articles: ids };
}

/** A confirmed order of one line per article. */
export async function confirmedOrder(
  client: Client,
  catalog: Catalog,
  quantity: string,
): Promise<SalesRecord> {
  const order = await createRecord(client, 'order', {
    partner: catalog.partner,
    lines: catalog.articles.map((article) => ({ article, quantity })),
  });
  return fireEvent(client, 'order', order.id, 'CONFIRM');
}
