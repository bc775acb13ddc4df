// What may be done with one record beside its events, by HTTP on a real server: T2, T4, P1, X2, X5, Q14, copies.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  ConversionAnswer,
  DraftAnswer,
  EventAnswer,
  HistoryAnswer,
  PreviewAnswer,
  ProblemAnswer,
  RecordAnswer,
} from '../../../runtime/api.ts';
import { publish } from '../../studio/publish.ts';
import type { Client } from '../../server.ts';
import { openShop } from './shop.ts';
import type { Shop } from './shop.ts';

let shop: Shop;
let owner: Client;
let partner: string;
let article: string;

beforeAll(async () => {
  shop = await openShop({ code: 'F', name: 'Fabrica' });
  ({ owner, partner } = shop);
  const { unit, vatRate } = shop;
  const data = { code: 'A1', name: 'Scaun', unit, price: '10', vatRate };
  article = (await shop.make('article', data)).id;
});
afterAll(() => shop?.close());

async function post<T>(path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  return owner.call<T>('POST', path, body, headers);
}

async function order(quantities: readonly string[] = ['10', '5']): Promise<string> {
  const lines = quantities.map((quantity, index) => ({ id: `L${index + 1}`, article, quantity }));
  return (await shop.make('order', { partner, lines })).id;
}

async function confirmed(quantities?: readonly string[]): Promise<string> {
  const id = await order(quantities);
  await shop.fire({ type: 'order', id }, 'CONFIRM');
  return id;
}

const open = ({ progress }: RecordAnswer, track: string): Record<string, string> =>
  Object.fromEntries(
    progress.find((one) => one.track === track)?.lines.map((line) => [line.line ?? '', line.open]) ?? [],
  );
const action = ({ actions }: RecordAnswer, key: string) => actions.find((one) => one.key === key);

it('T4 closes lines and opens them again; the actions say so, with reasons', async () => {
  const id = await confirmed();
  const at = `/api/records/order/${id}`;
  const before = (await owner.call<RecordAnswer>('GET', at)).body;
  expect(action(before, 'settle')).toMatchObject({
    kind: 'settle',
    title: 'Close what is open',
    allowed: true,
    form: { track: { enum: ['delivery', 'billing'] } },
  });
  expect(action(before, 'reopen')).toMatchObject({ allowed: false, reasons: ['Nothing is closed here.'] });

  const some = await post<EventAnswer>(`${at}/settle`, {
    track: 'delivery',
    lines: [{ id: 'L1', quantity: '4' }, { id: 'L2' }],
  });
  expect(some.status, JSON.stringify(some.body)).toBe(200);
  expect(open(some.body.record, 'delivery')).toEqual({ L1: '6', L2: '0' });
  expect(action(some.body.record, 'reopen')).toMatchObject({ allowed: true });

  const all = await post<EventAnswer>(`${at}/settle`, {});
  expect(all.body.record.states).toEqual(['closed']);
  expect(all.body.changed).toMatchObject([{ id, stage: 'closed' }]);
  expect((await post<ProblemAnswer>(`${at}/settle`, {})).body).toMatchObject({
    status: 422,
    type: '/problems/nothing-open-at-all',
  });
  const again = await post<EventAnswer>(`${at}/reopen`, { lines: [{ id: 'L2' }] });
  expect(again.body.record.states).toContain('confirmed.delivery.partly');
  expect(open(again.body.record, 'billing')).toEqual({ L1: '0', L2: '5' });
  const history = await owner.call<HistoryAnswer>('GET', `${at}/history`);
  expect(history.body.items.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Closed', 'Reopened']),
  );
});

it('T4 answers a bad request at its place, and another type’s address with nothing', async () => {
  const id = await confirmed();
  const bad = await post<ProblemAnswer>(`/api/records/order/${id}/settle`, { lines: [{ id: 4 }] });
  expect(bad.body).toMatchObject({ status: 400, pointer: '/lines/0/id' });
  expect((await post(`/api/records/invoice/${id}/settle`, {})).status).toBe(404);
  expect((await post<ProblemAnswer>(`/api/records/order/${id}/settle`, { all: true })).body).toMatchObject({
    status: 400,
    type: '/problems/body-unknown',
  });
  const stale = await post<ProblemAnswer>(`/api/records/order/${id}/settle`, {}, { 'if-match': '"1"' });
  expect(stale.status).toBe(412);
});

it('X5 amends what is in force, shows it before, and keeps the earlier revision readable in full', async () => {
  const id = await confirmed();
  const at = `/api/records/order/${id}`;
  const patch = { lines: { L1: { quantity: '12' }, L2: null } };
  const seen = await post<PreviewAnswer>(`${at}/amend?preview=true`, { patch });
  expect(seen.body.records.find(({ after }) => after?.id === id)?.after).toMatchObject({ revision: 1 });
  const amended = await post<EventAnswer>(`${at}/amend`, { patch });
  expect(amended.status, JSON.stringify(amended.body)).toBe(200);
  expect(amended.body.record).toMatchObject({ revision: 1, phase: 'posted', data: { net: '120.00' } });

  const earlier = await owner.call<RecordAnswer>('GET', `${at}/revisions/0`);
  expect(earlier.body).toMatchObject({ id, revision: 0, data: { net: '150.00' } });
  expect(earlier.body.data['lines']).toHaveLength(2);
  expect((await owner.call<RecordAnswer>('GET', `${at}/revisions/1`)).body).toMatchObject({ revision: 1 });
  expect((await owner.call('GET', `${at}/revisions/2`)).status).toBe(404);
  expect((await owner.call('GET', `${at}/revisions/last`)).status).toBe(404);
});

it('X5 an amended offer is a draft again and is sent under its number', async () => {
  const made = await post<RecordAnswer>('/api/records/offer', { data: { partner, lines: [{ article }] } });
  const at = `/api/records/offer/${made.body.id}`;
  const sent = await post<EventAnswer>(`${at}/events/SEND`, {});
  const { number } = sent.body.record;
  expect(action(sent.body.record, 'amend')).toMatchObject({ kind: 'amend', allowed: true });
  const draft = await post<EventAnswer>(`${at}/amend`, {});
  expect(draft.body.record).toMatchObject({ phase: 'draft', number, revision: 1 });
  expect(action(draft.body.record, 'amend')).toMatchObject({ allowed: false });
  expect((await post<EventAnswer>(`${at}/events/SEND`, {})).body.record).toMatchObject({
    number,
    phase: 'posted',
  });
});

it('Q14 takes over what was done elsewhere, by who administers', async () => {
  const id = await confirmed();
  const done = [{ track: 'delivery', line: 'L1', quantity: '4' }];
  const taken = await post<EventAnswer>(`/api/records/order/${id}/opening`, { done });
  expect(taken.status, JSON.stringify(taken.body)).toBe(200);
  expect(open(taken.body.record, 'delivery')).toEqual({ L1: '6', L2: '5' });
  expect(action(taken.body.record, 'opening')).toMatchObject({ allowed: true });
  const much = [{ track: 'delivery', line: 'L1', quantity: '11' }];
  expect((await post<ProblemAnswer>(`/api/records/order/${id}/opening`, { done: much })).body).toMatchObject({
    type: '/problems/open-exceeded',
  });
  // Said again, it is what was said last; nothing takes it back.
  const less = [{ track: 'delivery', line: 'L1', quantity: '0' }];
  const back = await post<EventAnswer>(`/api/records/order/${id}/opening`, { done: less });
  expect(open(back.body.record, 'delivery')).toEqual({ L1: '10', L2: '5' });
});

it('P1 prices anew only when asked, and shows it before', async () => {
  const id = await order(['2']);
  const at = `/api/records/order/${id}`;
  const edited = await owner.call<RecordAnswer>(
    'PATCH',
    at,
    { lines: { L1: { price: '7' } } },
    { 'if-match': '"1"' },
  );
  expect(edited.body.data).toMatchObject({ net: '14.00' });
  expect(action(edited.body, 'refill')?.form).toMatchObject({
    fields: { items: { enum: expect.arrayContaining(['lines.price']) } },
  });
  const seen = await post<PreviewAnswer>(`${at}/refill?preview=true`, { fields: ['lines.price'] });
  expect(seen.body.records[0]?.after?.data).toMatchObject({ net: '20.00' });
  const filled = await post<EventAnswer>(`${at}/refill`, { fields: ['lines.price'] });
  expect(filled.body.record.data).toMatchObject({ net: '20.00' });
  expect((await post<ProblemAnswer>(`${at}/refill`, { fields: ['notes'] })).body).toMatchObject({
    type: '/problems/unknown-fill',
  });
});

it('copies a record into a draft of its own; a key must be new', async () => {
  const id = await confirmed();
  const copied = await post<RecordAnswer>(`/api/records/order/${id}/copy`, {});
  expect(copied.status, JSON.stringify(copied.body)).toBe(201);
  expect(copied.body).toMatchObject({ number: null, phase: 'draft', links: [], data: { net: '150.00' } });
  expect(copied.body.id).not.toBe(id);
  // What belongs to the day and to the papers around it is said anew.
  expect(copied.body.data).not.toHaveProperty('reference');
  expect(copied.headers.get('location')).toBe(`/api/records/order/${copied.body.id}`);
  const bare = await post<ProblemAnswer>(`/api/records/article/${article}/copy`, {});
  expect(bare.body).toMatchObject({ status: 422, problems: [{ pointer: '/code' }] });
  const chair = await post<RecordAnswer>(`/api/records/article/${article}/copy`, { data: { code: 'A2' } });
  expect(chair.body.data).toMatchObject({ code: 'A2', name: 'Scaun', price: '10' });
});

it('X2 the caller says whether a voided document gives back what it took', async () => {
  const id = await confirmed(['10']);
  const sources = [{ id, lines: [{ id: 'L1', quantity: '3' }] }];
  const note = (await post<ConversionAnswer>('/api/conversions/order-to-delivery-note', { sources })).body
    .targets[0];
  const at = `/api/records/delivery-note/${note?.id}/events`;
  expect((await post<ProblemAnswer>(`${at}/CANCEL`, { gives: 'both' })).body).toMatchObject({
    status: 400,
    pointer: '/gives',
  });
  expect((await post(`${at}/CANCEL`, { gives: 'ignore' })).status).toBe(200);
  const { body } = await owner.call<RecordAnswer>('GET', `/api/records/order/${id}`);
  expect(open(body, 'delivery')).toEqual({ L1: '7' });
});

it('T2 a check that may be overridden says so by HTTP; the reason goes along and stands in the history', async () => {
  const set = await owner.call('PATCH', '/api/settings', { maxDiscount: 50 });
  expect(set.status, JSON.stringify(set.body)).toBe(200);
  const lines = [{ id: 'L1', article, quantity: '1', discount: '99' }];
  const refused = await post<ProblemAnswer>('/api/records/order', { data: { partner, lines } });
  const override = { code: 'order.lines.discount', roles: ['owner'], allowed: true };
  expect(refused.body).toMatchObject({ status: 422, problems: [{ pointer: '/lines/0/discount' }], override });
  const overrides = [{ code: override.code, reason: 'Last one, scratched' }];
  const made = await post<RecordAnswer>('/api/records/order', { data: { partner, lines }, overrides });
  expect(made.status, JSON.stringify(made.body)).toBe(201);

  const at = `/api/records/order/${made.body.id}`;
  const patch = { lines: { L1: { discount: '98' } } };
  const blind = await owner.call<ProblemAnswer>('PATCH', at, patch, { 'if-match': '"1"' });
  expect(blind.body).toMatchObject({ override });
  const garbled = await owner.call<ProblemAnswer>('PATCH', at, patch, {
    'if-match': '"1"',
    overrides: 'yes',
  });
  expect(garbled.status).toBe(400);
  const header = `${override.code}=${encodeURIComponent('Zgârieturi, mâine')}`;
  const patched = await owner.call<RecordAnswer>('PATCH', at, patch, {
    'if-match': '"1"',
    overrides: header,
  });
  expect(patched.status, JSON.stringify(patched.body)).toBe(200);
  const { body } = await owner.call<HistoryAnswer>('GET', `${at}/history`);
  const reasons = body.items
    .filter(({ what }) => what === 'override')
    .map(({ changes }) => changes[0]?.after);
  expect(reasons).toEqual(['Zgârieturi, mâine', 'Last one, scratched']);
});

it('the id of a removed line is never given to another, whatever was saved meanwhile', async () => {
  const id = await order();
  const at = `/api/records/order/${id}`;
  const patch = async (lines: object) => {
    const { version } = (await owner.call<RecordAnswer>('GET', at)).body;
    return owner.call<RecordAnswer & ProblemAnswer>('PATCH', at, { lines }, { 'if-match': `"${version}"` });
  };
  expect((await patch({ L2: null })).body.gone).toEqual(['L2']);
  expect((await patch({ L1: { quantity: '3' } })).body.gone).toEqual(['L2']);
  const again = await patch({ L2: { article, quantity: '1' } });
  expect(again.status).toBe(422);
  expect(again.body.problems).toMatchObject([{ code: 'line-gone', pointer: '/lines/1/id' }]);
  expect((await patch({ L3: { article, quantity: '1' } })).status).toBe(200);
});

it('a client without the engine is told all that a form is drawn from, before saving and after', async () => {
  const rule = { effect: 'SHOW', condition: { expr: "doc.reference == 'LONG'" } };
  const control = { type: 'Control', scope: '#/properties/notes', rule };
  await publish(owner, [
    { file: 'types/order/form.json', json: { type: 'VerticalLayout', elements: [control] } },
    {
      file: 'types/order/schema.json',
      pointer: '/properties/deliveryDate/x-required',
      value: "doc.reference == 'LONG'",
    },
  ]);
  const drawn = async (reference: string) =>
    (await post<DraftAnswer>('/api/records/order/draft', { data: { partner, reference } })).body;
  expect(await drawn('SHORT')).toMatchObject({
    conditions: { '/elements/0': false },
    fields: { deliveryDate: { required: false } },
  });
  expect(await drawn('LONG')).toMatchObject({
    conditions: { '/elements/0': true },
    fields: { deliveryDate: { required: true } },
  });
  const data = { partner, reference: 'LONG' };
  const made = await post<RecordAnswer>('/api/records/order', { data });
  expect(made.body.conditions).toEqual({ '/elements/0': true });
});
