// What voiding a source does to what was made from it, through the routes: shown before it is done, in one transaction.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConversionAnswer, EventAnswer, PreviewAnswer, RecordAnswer } from '../../../runtime/api.ts';
import { jsonOf, smallFiles } from '../../engine/decide/pack.ts';
import { person } from '../../engine/roles/pack.ts';
import { openDoor } from '../open-door.ts';
import type { Door } from '../open-door.ts';

const withVoid = (file: string, rule: object) => ({ [file]: { ...jsonOf(file), void: rule } });
let door: Door;
let partner: string;

beforeAll(async () => {
  const files = smallFiles({
    ...withVoid('conversions/deal-to-parcel.json', { source: 'cascade' }),
    ...withVoid('conversions/parcel-to-bill.json', { source: 'cascade' }),
    ...withVoid('conversions/deal-to-bill.json', {
      source: 'compensate',
      compensate: { conversion: 'bill-to-refund', then: 'POST' },
    }),
  });
  door = await openDoor(files, { owner: person('ana', ['owner']), clerk: person('ion', ['clerk']) }, 'owner');
  partner = (await write<RecordAnswer>('/records/partner', { data: { code: 'P1', name: 'Fabrica' } })).id;
});
afterAll(() => door?.close());

async function write<T>(path: string, body: object): Promise<T> {
  const { status, body: answer } = await door.call<T>('owner', 'POST', path, body);
  expect(status, JSON.stringify(answer)).toBeLessThan(300);
  return answer;
}
const fire = ({ type, id }: { type: string; id: string }, event: string) =>
  write<EventAnswer>(`/records/${type}/${id}/events/${event}`, { input: {} });
const read = async ({ type, id }: { type: string; id: string }) =>
  (await door.call<RecordAnswer>('owner', 'GET', `/records/${type}/${id}`)).body;
const make = async (conversion: string, { id }: { id: string }, quantity?: string) => {
  const lines = quantity === undefined ? {} : { lines: [{ id: 'L1', quantity }] };
  const answer = await write<ConversionAnswer>(`/conversions/${conversion}`, { sources: [{ id, ...lines }] });
  return answer.targets[0]!;
};
async function deal(): Promise<RecordAnswer> {
  const lines = [{ id: 'L1', text: 'Part', quantity: '5', price: '10' }];
  const made = await write<RecordAnswer>('/records/deal', { data: { partner, lines } });
  return (await fire(made, 'POST')).record;
}
const billing = ({ progress }: RecordAnswer) => progress.find(({ track }) => track === 'billing')?.lines[0];

test('X1 cascade voids what was made, leaf first: previewed, then done in one go', async () => {
  const source = await deal();
  const parcel = await make('deal-to-parcel', source);
  await fire(parcel, 'POST');
  const bill = await make('parcel-to-bill', parcel);
  await fire(bill, 'POST');

  const path = `/records/deal/${source.id}/events/DROP`;
  const preview = await write<PreviewAnswer>(`${path}?preview=true`, { input: {} });
  expect(preview.plan?.map(({ record, what, by }) => [record, what, by])).toEqual([
    [bill.id, 'void', 'DROP'],
    [parcel.id, 'void', 'DROP'],
  ]);
  expect((await read(bill)).phase).toBe('posted');

  const done = await write<EventAnswer>(path, { input: {} });
  expect(done.record.phase).toBe('void');
  for (const one of [parcel, bill]) expect((await read(one)).phase).toBe('void');
  expect(done.changed?.map(({ id }) => id).sort()).toEqual([source.id, parcel.id, bill.id].sort());
  expect(billing(await read(source))).toMatchObject({ held: '0', posted: '0' });
});

test('X1 compensate makes good what is in force by a posted document, and takes drafts away', async () => {
  const source = await deal();
  const bill = await make('deal-to-bill', source, '3');
  await fire(bill, 'POST');
  const draft = await make('deal-to-bill', source);

  const done = await write<EventAnswer>(`/records/deal/${source.id}/events/DROP`, { input: {} });
  expect(done.record.phase).toBe('void');
  const after = await read(bill);
  expect(after.phase).toBe('posted');
  const refund = after.links.find(
    ({ direction, link }) => direction === 'down' && link.kind === 'direct',
  )?.other;
  expect(refund).toMatchObject({ type: 'refund', phase: 'posted' });
  expect((await door.call('owner', 'GET', `/records/bill/${draft.id}`)).status).toBe(404);
  expect(billing(await read(source))).toMatchObject({ held: '0', posted: '0' });
});

test('X1 what one step is refused leaves everything as it was', async () => {
  const source = await deal();
  const parcel = await make('deal-to-parcel', source);
  await fire(parcel, 'POST');
  const bill = await make('parcel-to-bill', parcel);
  await fire(bill, 'POST');
  const refund = await make('bill-to-refund', bill, '1');
  await fire(refund, 'POST');

  const answer = await door.call<{ type: string }>(
    'owner',
    'POST',
    `/records/deal/${source.id}/events/DROP`,
    {
      input: {},
    },
  );
  expect(answer).toMatchObject({ status: 422, body: { type: '/problems/posted-targets' } });
  for (const one of [source, parcel, bill, refund]) expect((await read(one)).phase).toBe('posted');
});
