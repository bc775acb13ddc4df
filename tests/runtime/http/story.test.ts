// Through the door: a real server on a real PostgreSQL, one story told by HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ConversionAnswer,
  DraftAnswer,
  FlowAnswer,
  HistoryAnswer,
  ListAnswer,
  PreviewAnswer,
  ProblemAnswer,
  RecordAnswer,
} from '../../../runtime/api.ts';
import type { Client } from '../../server.ts';
import { openShop } from './shop.ts';
import type { Shop } from './shop.ts';

let shop: Shop;
let owner: Client;
let partner: string;
let unit: string;

beforeAll(async () => {
  shop = await openShop({ code: 'FABRICA', name: 'Fabrica de Mobilă Țăndărei' });
  ({ owner, partner, unit } = shop);
});
afterAll(() => shop?.close());

const lines = (): object[] => [
  {
    id: 'L1',
    description: 'Scândură',
    unit,
    quantity: '0.333',
    price: '12.3457',
    discount: '7.5',
    vatRate: '21',
  },
  { id: 'L2', description: 'Șuruburi', unit, quantity: '10', price: '1.5', vatRate: '21' },
];
const makeOffer = (): Promise<RecordAnswer> => shop.make('offer', { partner, lines: lines() });

describe('records', () => {
  it('are created with computed values, a draft title and a tag', async () => {
    const made = await owner.call<RecordAnswer>('POST', '/api/records/offer', {
      data: { partner, lines: lines() },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe('"1"');
    expect(made.headers.get('location')).toBe(`/api/records/offer/${made.body.id}`);
    expect(made.body).toMatchObject({
      type: 'offer',
      number: null,
      version: 1,
      stage: 'draft',
      states: ['draft'],
      phase: 'draft',
    });
    // round(0.333 · 12.3457 · 0.925, 2) = 3.80; 10 · 1.5 = 15.00; tax 21 % of 18.80 = 3.948
    expect(made.body.data).toMatchObject({ net: '18.80', vat: '3.95', total: '22.75' });
    expect(made.body.refs[partner]).toMatchObject({ type: 'partner', key: 'FABRICA' });
    expect(made.body.actions.find((action) => action.key === 'SEND')).toMatchObject({
      allowed: true,
      title: 'Send',
    });
  });

  it('are edited by the version seen; another one is answered with what changed', async () => {
    const { id } = await makeOffer();
    const path = `/api/records/offer/${id}`;
    const blind = await owner.call<ProblemAnswer>('PATCH', path, { notes: 'x' });
    expect(blind.status).toBe(428);

    const first = await owner.call<RecordAnswer>(
      'PATCH',
      path,
      { lines: { L1: { quantity: '1' }, L2: null } },
      { 'if-match': '"1"' },
    );
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    expect(first.body.version).toBe(2);
    expect(first.body.data).toMatchObject({ net: '11.42' });

    const second = await owner.call<
      ProblemAnswer & { version: number; changes: { changes: { path: string }[] }[] }
    >('PATCH', path, { notes: 'x' }, { 'if-match': '"1"' });
    expect(second.status).toBe(412);
    expect(second.headers.get('content-type')).toContain('application/problem+json');
    expect(second.body).toMatchObject({ type: '/problems/stale', status: 412, version: 2 });
    expect(second.body.changes[0]?.changes.map((change) => change.path)).toContain('/lines/L1/quantity');
  });

  it('tell everything that is wrong with them at once, each at its place', async () => {
    const answer = await owner.call<ProblemAnswer>('POST', '/api/records/offer', {
      data: { partner, colour: 'red', date: 'tomorrow' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.problems?.map((problem) => problem.pointer).sort()).toEqual(['/colour', '/date']);
  });

  it('are deleted as drafts, by version', async () => {
    const { id } = await makeOffer();
    expect((await owner.call('DELETE', `/api/records/offer/${id}`)).status).toBe(428);
    expect(
      (await owner.call('DELETE', `/api/records/offer/${id}`, undefined, { 'if-match': '"9"' })).status,
    ).toBe(412);
    expect(
      (await owner.call('DELETE', `/api/records/offer/${id}`, undefined, { 'if-match': '"1"' })).status,
    ).toBe(204);
    expect((await owner.call('GET', `/api/records/offer/${id}`)).status).toBe(404);
  });

  it('are computed without being saved', async () => {
    const before = await owner.call<ListAnswer>('GET', '/api/records/offer?total=true');
    const draft = await owner.call<DraftAnswer>('POST', '/api/records/offer/draft', {
      data: { partner, lines: lines() },
    });
    expect(draft.status, JSON.stringify(draft.body)).toBe(200);
    expect(draft.body.data).toMatchObject({ total: '22.75' });
    const after = await owner.call<ListAnswer>('GET', '/api/records/offer?total=true');
    expect(after.body.total).toBe(before.body.total);
  });

  it('are listed by keyset, filtered, and refused with a cure when the filter names no column', async () => {
    for (let i = 0; i < 3; i++) await makeOffer();
    const seen = new Set<string>();
    let cursor = '';
    for (let page = 0; page < 50; page++) {
      const answer = await owner.call<ListAnswer>(
        'GET',
        `/api/records/offer?limit=2&sort=-date&cursor=${encodeURIComponent(cursor)}`,
      );
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      for (const item of answer.body.items) {
        expect(seen.has(item.id)).toBe(false);
        seen.add(item.id);
      }
      cursor = answer.body.next ?? '';
      if (cursor === '') break;
    }
    const all = await owner.call<ListAnswer>('GET', '/api/records/offer?total=true&group=states');
    expect(seen.size).toBe(all.body.total);
    expect(all.body.groups?.find((group) => group.value === 'draft')?.count).toBeGreaterThanOrEqual(3);

    const filtered = await owner.call<ListAnswer>(
      'GET',
      `/api/records/offer?filter=${encodeURIComponent("total > 1000000 && 'draft' in states")}`,
    );
    expect(filtered.body.items).toEqual([]);
    const wrong = await owner.call<ProblemAnswer>(
      'GET',
      '/api/records/offer?filter=notes%20%3D%3D%20%27x%27',
    );
    expect(wrong.status).toBe(400);
    expect(wrong.body.detail).toContain('notes');
  });

  it('are found by folded words', async () => {
    const found = await owner.call<{ items: { id: string }[] }>('GET', '/api/search?q=tandarei');
    expect(found.body.items.map((item) => item.id)).toContain(partner);
  });
});

describe('asking twice with one key', () => {
  it('gives the first answer and does nothing again', async () => {
    const body = { data: { code: 'TWICE', name: 'Twice' } };
    const first = await owner.call<RecordAnswer>('POST', '/api/records/partner', body, {
      'idempotency-key': 'key-1',
    });
    const second = await owner.call<RecordAnswer>('POST', '/api/records/partner', body, {
      'idempotency-key': 'key-1',
    });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');

    const other = await owner.call<ProblemAnswer>(
      'POST',
      '/api/records/partner',
      { data: { code: 'OTHER', name: 'Other' } },
      { 'idempotency-key': 'key-1' },
    );
    expect(other.status).toBe(409);
  });
});

describe('events and conversions', () => {
  it('carry an offer to an order; a preview of it writes nothing', async () => {
    const offer = await makeOffer();
    const sent = await shop.fire(offer, 'SEND');
    expect(sent.record).toMatchObject({ stage: 'sent', phase: 'posted' });
    expect(sent.record.number).toMatch(/^OF-\d{4}-\d{5}$/);
    expect(sent.changed.map((changed) => changed.id)).toContain(offer.id);

    const request = {
      sources: [{ id: offer.id, lines: [{ id: 'L2', quantity: '4' }] }],
      set: {},
      into: null,
    };
    const preview = await owner.call<PreviewAnswer>(
      'POST',
      '/api/conversions/offer-to-order?preview=true',
      request,
    );
    expect(preview.status, JSON.stringify(preview.body)).toBe(200);
    expect(preview.body.conversion?.offered.find((line) => line.line === 'L2')).toMatchObject({
      open: '10',
      taken: '4',
    });
    expect((await owner.call<ListAnswer>('GET', '/api/records/order?total=true')).body.total).toBe(0);

    const made = await owner.call<ConversionAnswer>('POST', '/api/conversions/offer-to-order', request);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body.left).toContainEqual(
      expect.objectContaining({ source: offer.id, line: 'L2', open: '6' }),
    );
    const [order] = made.body.targets;
    expect(order).toMatchObject({ type: 'order', stage: 'draft' });
    expect(made.body.held).toEqual([]);

    // More than the first order's draft leaves may be asked for explicitly; the answer names that draft.
    const again = await owner.call<ConversionAnswer>('POST', '/api/conversions/offer-to-order', {
      sources: [{ id: offer.id, lines: [{ id: 'L2', quantity: '7' }] }],
    });
    expect(again.status, JSON.stringify(again.body)).toBe(201);
    expect(again.body.held).toMatchObject([
      { source: offer.id, line: 'L2', open: '6', by: [{ id: order?.id, type: 'order', phase: 'draft' }] },
    ]);
    const undone = again.body.targets[0];
    const gone = await owner.call('DELETE', `/api/records/order/${undone?.id}`, undefined, {
      'if-match': '"1"',
    });
    expect(gone.status).toBe(204);

    const tooMuch = await owner.call<ProblemAnswer>(
      'POST',
      '/api/conversions/offer-to-order',
      { sources: [{ id: offer.id, lines: [{ id: 'L2', quantity: '40' }] }] },
      { 'accept-language': 'ro' },
    );
    expect(tooMuch.status).toBe(422);
    expect(tooMuch.body.title).toBe('Nu este acceptat');

    const flow = await owner.call<FlowAnswer>('GET', `/api/records/order/${order?.id}/flow`);
    expect(flow.body.nodes.map((node) => node.type).sort()).toEqual(['offer', 'order']);
    expect(flow.body.edges).toMatchObject([{ from: offer.id, to: order?.id, conversion: 'offer-to-order' }]);

    const history = await owner.call<HistoryAnswer>('GET', `/api/records/offer/${offer.id}/history`);
    expect(history.body.items.map((item) => item.what)).toContain('create');
    expect(history.body.items.every((item) => item.byName === 'Owner')).toBe(true);
  });

  it('speak the language of the caller', async () => {
    const offer = await makeOffer();
    const answer = await owner.call<RecordAnswer>('GET', `/api/records/offer/${offer.id}`, undefined, {
      'accept-language': 'ro-RO',
    });
    expect(answer.body.actions.find((action) => action.key === 'SEND')?.title).not.toBe('Send');
    const missing = await owner.call<ProblemAnswer>('GET', '/api/records/nothing', undefined, {
      'accept-language': 'pl',
    });
    expect(missing.body).toMatchObject({ status: 404, title: 'Nie ma' });
  });
});
