// Q11 M9 Q10 over the door and a real store: what is taken of a gathered line counts on the lines behind it, also where two
// take at once, and where what they decide on has to be read from far.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import type { ProblemAnswer, RecordAnswer } from '../../../runtime/api.ts';
import { jsonOf, smallFiles } from '../../engine/decide/pack.ts';
import { person } from '../../engine/roles/pack.ts';
import { openDoor } from '../open-door.ts';
import type { Door } from '../open-door.ts';
import { audit } from '../storm/audit.ts';

const goods = { from: 'lines', to: 'lines', quantity: 'quantity', gather: ['price'] };
const gathering = (key: string) => ({
  [`conversions/${key}.json`]: { ...jsonOf(`conversions/${key}.json`), tolerance: {}, lines: { goods } },
});

let door: Door;
let partner: string;
beforeAll(async () => {
  const files = smallFiles({ ...gathering('deal-to-parcel'), ...gathering('parcel-to-bill') });
  const people = { one: person('one', ['owner']), other: person('other', ['owner']) };
  door = await openDoor(files, people, 'owner');
  partner = await made('partner', { code: 'P1', name: 'Fabrica' });
});
afterAll(() => door.close());

async function made(type: string, data: JsonObject): Promise<string> {
  const answer = await door.call<RecordAnswer>('one', 'POST', `/records/${type}`, { data });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

const fire = (type: string, id: string, event: string, who = 'one') =>
  door.call<ProblemAnswer>(who, 'POST', `/records/${type}/${id}/events/${event}`, { input: {} });

async function fired(type: string, id: string, event = 'POST'): Promise<string> {
  const answer = await fire(type, id, event);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return id;
}

type Converted = ProblemAnswer & { readonly targets: readonly RecordAnswer[] };
const convert = (conversion: string, from: readonly string[], quantity: string | null = null, who = 'one') =>
  door.call<Converted>(who, 'POST', `/conversions/${conversion}`, {
    sources: from.map((id) => ({ id, ...(quantity === null ? {} : { lines: [{ id: 'L1', quantity }] }) })),
  });

async function converted(conversion: string, from: readonly string[], quantity: string | null = null) {
  const answer = await convert(conversion, from, quantity);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.targets[0]!;
}

async function posted(conversion: string, from: readonly string[], quantity: string | null = null) {
  const [, to = ''] = conversion.split('-to-');
  return fired(to, (await converted(conversion, from, quantity)).id);
}

const remove = ({ id, version }: RecordAnswer) =>
  door.call('one', 'DELETE', `/records/bill/${id}`, undefined, { 'if-match': `"${version}"` });

const deal = async (quantity: string) =>
  fired('deal', await made('deal', { partner, lines: [{ id: 'L1', quantity, price: '10' }] }));

/** Billed and held on the first line of each. */
async function billing(ids: readonly string[]): Promise<string[]> {
  const { rows } = await door.app.pool.query<{ record_id: string; what: string }>(
    `select record_id, trim_scale(held) || '/' || trim_scale(posted) as what from app.counters
     where track = 'billing' and record_id = any($1::uuid[])`,
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.record_id === id)?.what ?? '0/0');
}

const quantitiesOf = ({ data }: RecordAnswer) =>
  (data['lines'] as JsonObject[]).map(({ quantity }) => quantity);

test('Q11 M9 all of a gathered line is billed, in parts, credited and billed again', async () => {
  const deals = [await deal('2'), await deal('3')];
  const parcel = await posted('deal-to-parcel', deals);
  const first = await posted('parcel-to-bill', [parcel], '1');
  expect(await billing([...deals, parcel])).toEqual(['1/1', '0/0', '1/1']);
  const rest = await converted('parcel-to-bill', [parcel]);
  expect(quantitiesOf(rest)).toEqual(['4']);
  await fired('bill', rest.id);
  expect(await billing([...deals, parcel])).toEqual(['2/2', '3/3', '5/5']);
  await posted('bill-to-refund', [first]);
  expect(await billing([...deals, parcel])).toEqual(['1/1', '3/3', '4/4']);
  expect(quantitiesOf(await converted('parcel-to-bill', [parcel]))).toEqual(['1']);
  expect(await billing([...deals, parcel])).toEqual(['2/1', '3/3', '5/4']);
});

test('Q11 M9 parcels of the same deals, billed together, count on them as they were made: what was which is read', async () => {
  const deals = [await deal('3'), await deal('6')];
  const parcels = [await posted('deal-to-parcel', deals, '2'), await posted('deal-to-parcel', deals)];
  const bill = await posted('parcel-to-bill', parcels, '3');
  expect(await billing([...deals, ...parcels])).toEqual(['3/3', '3/3', '3/3', '3/3']);
  await posted('bill-to-refund', [bill], '4');
  expect(await billing([...deals, ...parcels])).toEqual(['0/0', '2/2', '0/0', '2/2']);
  for (const parcel of parcels) await posted('parcel-to-bill', [parcel]);
  expect(await billing([...deals, ...parcels])).toEqual(['3/3', '6/6', '4/4', '5/5']);
});

test('Q10 Q11 M9 two who take of one gathered line at once, and of a line behind it, are served one after the other', async () => {
  for (let round = 0; round < 8; round++) {
    const deals = [await deal('2'), await deal('3')];
    const parcel = await posted('deal-to-parcel', deals);
    const answers = await Promise.all([
      convert('parcel-to-bill', [parcel], '3', 'one'),
      convert('parcel-to-bill', [parcel], '3', 'other'),
      convert('deal-to-bill', [deals[0]!], '2', 'other'),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 422)).toEqual(
      [],
    );
    const bills = answers.flatMap(({ status, body }) => (status === 201 ? [body.targets[0]!] : []));
    const events = await Promise.all(
      bills.map(({ id }, index) => fire('bill', id, 'POST', index ? 'one' : 'other')),
    );
    expect(events.some(({ status }) => status === 200)).toBe(true);
    for (const [index, { status, body }] of events.entries())
      if (status !== 200) {
        expect(body.type).toMatch(/\/problems\/open-exceeded$/);
        const gone = await remove(bills[index]!);
        expect(gone.status, JSON.stringify(gone.body)).toBeLessThan(300);
      }
    // Whatever came first: what is left is billed once, by the parcel and then by the deals themselves.
    for (const [conversion, id] of [
      ['parcel-to-bill', parcel],
      ['deal-to-bill', deals[0]!],
      ['deal-to-bill', deals[1]!],
    ] as const) {
      const { status, body } = await convert(conversion, [id]);
      if (status === 201) await fired('bill', body.targets[0]!.id);
      else expect(body.type).toMatch(/\/problems\/nothing-open$/);
    }
    expect(await billing(deals)).toEqual(['2/2', '3/3']);
  }
  // In this pack nothing but bills is numbered.
  const wrong = (await audit(door.app.pool)).filter(
    (what) => !what.startsWith('posted documents without a number'),
  );
  expect(wrong).toEqual([]);
});
