// What several sources bring to one target, made together or one after the other. @source conversions.md M4, M9
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, Play, type Small } from './pack.ts';

const path = 'conversions/deal-to-bill.json';
const weight = { type: 'string', 'x-decimal': { precision: 18, scale: 2 }, title: 'Weight' };

function merging(header: JsonObject, more: JsonObject = {}): Small {
  const sides = ['deal', 'bill'].map((key) => {
    const file = `types/${key}/schema.json`;
    const schema = structuredClone(jsonOf(file)) as { properties: JsonObject };
    return [file, { ...schema, properties: { ...schema.properties, weight } }] as const;
  });
  const json = jsonOf(path) as { header: JsonObject };
  return compileSmall({
    ...Object.fromEntries(sides),
    [path]: { ...json, header: { ...json.header, ...header }, ...more },
  });
}

function deal(play: Play, more: JsonObject = {}, quantity = '1'): string {
  const lines = [{ id: 'L1', quantity, price: '1' }];
  return play.fired(play.make('deal', { partner: play.partner, lines, ...more }), 'POST');
}

test.each([
  ['min', '1.25'],
  ['max', '2.5'],
  ['sum', '3.75'],
  ['first', '2.5'],
])('M4 %s skips what is not there, wherever it stands, and adds up the same in a draft', (merge, all) => {
  const orders =
    merge === 'first'
      ? [['2.5', null, '1.25']]
      : [
          ['2.5', null, '1.25'],
          [null, '2.5', '1.25'],
          ['1.25', '2.5', null],
        ];
  for (const order of orders) {
    const play = new Play({}, merging({ weight: { from: 'weight', merge } }));
    const deals = () => order.map((one) => deal(play, one === null ? {} : { weight: one }));
    expect(play.record(play.converted('deal-to-bill', deals())).data['weight']).toBe(all);
    const [first = '', ...rest] = deals();
    const bill = play.converted('deal-to-bill', first);
    for (const one of rest) play.done(play.convert('deal-to-bill', one, undefined, {}, bill));
    expect(play.record(bill).data['weight']).toBe(all);
  }
});

test('M4 join goes on in a draft; what a source brought it does not bring twice', () => {
  const play = new Play({}, merging({ weight: { from: 'weight', merge: 'sum' } }));
  const [a, b] = [deal(play, { note: 'a', weight: '1' }, '5'), deal(play, { note: 'b', weight: '2' })];
  const bill = play.converted('deal-to-bill', a, { L1: '2' });
  for (const one of [a, b]) play.done(play.convert('deal-to-bill', one, undefined, {}, bill));
  expect(play.record(bill).data).toMatchObject({ note: 'a, b', weight: '3' });
});

test('M4 join keeps the whole parts that fit into its field, and says that there are more', () => {
  const play = new Play({}, merging({}));
  const notes = Array.from({ length: 40 }, (_, index) => `note-${String(index).padStart(2, '0')}`);
  const deals = notes.map((note) => deal(play, { note }));
  const joined = (count: number): string => `${notes.slice(0, count).join(', ')}, …`;
  // Nine letters each with its comma, room for a hundred: eleven and the sign.
  const bill = play.converted('deal-to-bill', deals.slice(0, 30));
  expect(play.record(bill).data['note']).toBe(joined(11));
  for (const one of deals.slice(30, 32)) play.done(play.convert('deal-to-bill', one, undefined, {}, bill));
  expect(play.record(bill).data['note']).toBe(joined(11));
  // What fits to the letter is whole.
  const exact = ['x'.repeat(49), 'y'.repeat(49)].map((note) => deal(play, { note }));
  expect(play.record(play.converted('deal-to-bill', exact)).data['note']).toHaveLength(100);
});

test('M4 where sources differ in a field that is to be asked for, whoever converts says what it shall be', () => {
  const play = new Play({}, merging({ note: { from: 'note', merge: 'ask' } }));
  const [a, b, c] = [deal(play, { note: 'a' }), deal(play, { note: 'b' }), deal(play, { note: 'a' })];
  const asked = { code: 'invalid', problems: [{ code: 'required', pointer: '/note' }] };
  expect(play.convert('deal-to-bill', [a, b])).toMatchObject(asked);
  const bill = play.converted('deal-to-bill', [a, c]);
  expect(play.record(bill).data['note']).toBe('a');
  expect(play.convert('deal-to-bill', b, undefined, {}, bill)).toMatchObject(asked);
  play.done(play.convert('deal-to-bill', b, undefined, { note: 'c' }, bill));
  expect(play.record(bill).data['note']).toBe('c');
  const { actions } = play.describe(deal(play)) as { actions: readonly { key: string; form: Json }[] };
  expect(actions.find(({ key }) => key === 'deal-to-bill')?.form).toMatchObject({
    note: { type: 'string' },
  });
});

test('M4 fields without a merge agree in a draft too, unless somebody wrote another there since', () => {
  const play = new Play({}, merging({ weight: { from: 'weight' } }));
  const [a, b] = [deal(play, { weight: '1' }), deal(play, { weight: '2' })];
  const bill = play.converted('deal-to-bill', a);
  const add = () => play.convert('deal-to-bill', b, undefined, {}, bill);
  expect(add()).toMatchObject({ code: 'sources-differ', params: { label: 'Weight' } });
  play.done(play.edit(bill, { weight: '7' }));
  expect(codeOf(add())).toBe('done');
  expect(play.record(bill).data['weight']).toBe('7');
});

test('M4 M5 what is kept apart by its lines does not go into one draft, and the refusal names what differs', () => {
  const play = new Play({}, merging({}, { split: ['lines.item'] }));
  const other = play.make('item', { code: 'B', price: '1' });
  const lines = [play.item, other].map((item, index) => ({
    id: `L${index}`,
    item,
    quantity: '1',
    price: '1',
  }));
  const split = play.fired(play.make('deal', { partner: play.partner, lines }), 'POST');
  const bill = play.document('bill', ['1']);
  expect(play.convert('deal-to-bill', split, undefined, {}, bill)).toMatchObject({
    code: 'sources-differ',
    params: { label: 'Item' },
  });
});

test('M9 lines with equal keys are gathered in a draft too; each source line keeps its own link', () => {
  const gather = { goods: { from: 'lines', to: 'lines', quantity: 'quantity', gather: ['price'] } };
  const play = new Play({}, merging({}, { lines: gather }));
  const [a, b] = [deal(play, {}, '5'), deal(play, {}, '3')];
  const bill = play.converted('deal-to-bill', a, { L1: '2' });
  const add = (one: string, lines?: Record<string, string>) =>
    play.done(play.convert('deal-to-bill', one, lines, {}, bill));
  add(b);
  add(a, { L1: '1' });
  const rows = () =>
    (play.record(bill).data['lines'] as readonly JsonObject[]).map(({ quantity }) => quantity);
  expect(rows()).toEqual(['6']);
  expect([play.counter(a, 'billing'), play.counter(b, 'billing')]).toEqual(['3/0', '3/0']);
  play.done(play.edit(bill, { lines: { L1: { quantity: '4' } } }));
  expect([play.counter(a, 'billing'), play.counter(b, 'billing')].sort()).toEqual(['1/0', '3/0']);
  add(a);
  add(b);
  expect(rows()).toEqual(['8']);
  expect([play.counter(a, 'billing'), play.counter(b, 'billing')]).toEqual(['5/0', '3/0']);
});
