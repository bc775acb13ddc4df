// What was done, decided again by another release: exactly the documents that would differ, and how.
import { expect, test } from 'vitest';
import { compile, makeValidators, replay } from '#engine';
import type { PackText, Recording, ReplaySide, ScenarioStep } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { allPacks, baseDataOf, scenariosOf } from '../all-packs.ts';
import { base, change, type Changes } from '../check/packs.ts';
import { packFiles } from '../ledgers/pack.ts';

const sales = allPacks.find(({ name }) => name === 'sales')?.pack ?? { files: {} };

function sideOf(pack: PackText): ReplaySide {
  const { model, problems } = compile(pack, { validator: ajvValidator });
  if (!model) throw new Error(JSON.stringify(problems.filter(({ severity }) => severity === 'error')));
  return { model, validators: makeValidators(model, ajvValidator), base: baseDataOf(pack) };
}

const line = (quantity: string, discount: string) => ({
  id: 'L1',
  description: 'Clanță',
  unit: 'H87',
  quantity,
  price: '100',
  discount,
  vatRate: '21',
});
const recording: Recording = {
  given: { today: '2026-03-02', records: { partner: [{ code: 'P', name: 'Fabrica', currency: 'RON' }] } },
  when: [
    { as: 'plain', create: 'offer', data: { partner: 'P', lines: [line('1', '0')] } },
    { fire: 'SEND', on: 'plain' },
    { as: 'cheap', create: 'offer', data: { partner: 'P', lines: [line('2', '10')] } },
    { as: 'small', create: 'order', data: { partner: 'P', lines: [line('1', '0')] } },
    { fire: 'CONFIRM', on: 'small' },
    { as: 'large', create: 'order', data: { partner: 'P', lines: [line('50', '0')] } },
    { fire: 'CONFIRM', on: 'large' },
    { day: '2026-03-05' },
    { convert: 'order-to-invoice', from: [{ record: 'large' }], as: 'invoice' },
    { fire: 'POST', on: 'invoice' },
    // What was refused then counts only when it would not be now.
    { fire: 'SEND', on: 'plain' },
  ],
};

const guard = 'types/order/machine.json#/states/draft/on/CONFIRM/guard/params';
const changes: Changes = {
  // Lines of no discount stay as they were.
  'types/trade-document/schema.json#/properties/lines/items/properties/net/x-formula':
    'round(line.quantity * line.price * (1 - line.discount / 50), 2)',
  [guard]: { expr: 'doc.total < 1000', reason: 'Only up to 1000' },
};

test('the same release decides the same', () => {
  const [side, other] = [sideOf(sales), sideOf(sales)];
  expect(replay(recording, side, side)).toEqual([]);
  for (const [name, scenario] of scenariosOf(sales))
    expect([name, replay(scenario, side, other)]).toEqual([name, []]);
});

test('a formula and a guard that change touch exactly the documents that they speak of', () => {
  const found = replay(recording, sideOf(sales), sideOf(change(sales, changes)));
  expect(found.map(({ name, type }) => [name, type])).toEqual([
    ['cheap', 'offer'],
    ['large', 'order'],
    ['invoice', 'invoice'],
  ]);
  const told = Object.fromEntries(found.map(({ name, differences }) => [name, differences]));
  expect(told['cheap']?.map(({ what, place }) => [what, place])).toEqual([
    ['field', '/net'],
    ['field', '/vat'],
    ['field', '/total'],
    ['field', '/vatByRate'],
    ['field', '/lines/L1/net'],
  ]);
  expect(told['cheap']?.[2]?.words).toBe('Total: 217.80, would be 193.60');
  const words = told['large']?.map((difference) => difference.words) ?? [];
  expect(words[0]).toBe('fire CONFIRM on large: was done, would be refused: Only up to 1000');
  expect(told['large']?.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['refusal', 'stage', 'phase', 'number']),
  );
  expect(told['invoice']?.map(({ what }) => what)).toContain('document');
});

test('in the language of who asks', () => {
  const [cheap] = replay(recording, sideOf(sales), sideOf(change(sales, changes)), 'ro');
  expect(cheap?.differences[2]?.words).toBe('Total: 217.80, ar fi 193.60');
});

test('entries are told by their document, balances by ledger, measure and key', () => {
  const files = Object.entries(packFiles).map(([path, json]) => [path, JSON.stringify(json)] as const);
  const trade: PackText = { files: Object.fromEntries(files) };
  const data = {
    partner: 'FABRICA',
    warehouse: 'MAIN',
    lines: [{ id: 'L1', item: 'BOLT', quantity: '4', price: '10' }],
  };
  const goods: Recording = {
    given: {
      today: '2026-03-02',
      records: { partner: [{ code: 'FABRICA' }], warehouse: [{ code: 'MAIN' }], item: [{ code: 'BOLT' }] },
    },
    when: [
      { as: 'in', create: 'intake', data },
      { fire: 'POST', on: 'in' },
    ],
  };
  const doubled = change(trade, { 'types/intake/postings.json#/goods/measures/onHand': 'line.quantity * 2' });
  const [balances, intake, ...others] = replay(goods, sideOf(trade), sideOf(doubled));
  expect(others).toEqual([]);
  expect([intake?.name, intake?.differences.map(({ words }) => words)]).toEqual([
    'in',
    ['Entry of stock, onHand (item BOLT, warehouse MAIN): 4, would be 8'],
  ]);
  expect(balances).toMatchObject({ name: '', type: '' });
  expect(balances?.differences.map(({ what, place, words }) => [what, place, words])).toEqual([
    ['balance', 'stock onHand', 'Balance of stock, onHand (item BOLT, warehouse MAIN): 4, would be 8'],
  ]);
});

test('whatever a step does, what would differ stands under the document that it concerns', () => {
  const clerk = (rights: object, conversions: readonly string[]) =>
    sideOf(
      change(base, {
        'types/wish/machine.json#/states/draft/on/CANCEL/meta/bulk': true,
        'roles.json#/clerk': {
          title: 'Clerk',
          administers: conversions.length > 0,
          types: { wish: rights, deal: rights, customer: { read: 'all' }, thing: { read: 'all' } },
          conversions,
        },
      }),
    );
  const may = clerk({ create: true, read: 'all', edit: true, delete: true, events: ['*'] }, ['*']);
  const mayNot = clerk({ read: 'all' }, []);
  const data = { customer: 'C1', date: '2026-03-02', lines: [{ id: 'L1', thing: 'T1', quantity: '4' }] };
  const written: Recording = {
    given: { records: { customer: [{ code: 'C1', name: 'One' }], thing: [{ code: 'T1', name: 'Bolt' }] } },
    when: [
      { as: 'w1', create: 'wish', data },
      { as: 'w2', create: 'wish', data },
      { as: 'd1', create: 'deal', data },
    ],
  };
  expect(replay(written, may, mayNot)).toEqual([]);
  const steps: readonly (readonly [string, ScenarioStep])[] = [
    ['w1', { edit: 'w1', patch: { date: '2026-03-03' } }],
    ['w1', { amend: 'w1', patch: { date: '2026-03-03' } }],
    ['w1', { settle: 'w1' }],
    ['w1', { reopen: 'w1' }],
    ['w1', { refill: 'w1', fields: ['date'] }],
    ['w1', { opening: 'w1', done: [{ track: 'ordering', line: 'L1', quantity: '1' }] }],
    ['w2', { fire: 'CANCEL', each: { w2: {} } }],
    ['d1', { convert: 'wish-to-deal', from: [{ record: 'w1' }], into: 'd1' }],
    ['w1', { convert: 'wish-to-deal', from: [{ record: 'w1' }] }],
    ['copied', { copy: 'w1', as: 'copied' }],
    ['w1', { delete: 'w1' }],
  ];
  for (const [name, step] of steps) {
    const found = replay({ ...written, when: [...written.when, { ...step, by: 'clerk' }] }, may, mayNot);
    const told = found.find((document) => document.differences.some(({ what }) => what === 'refusal'));
    expect([step, told?.name, told?.type]).toEqual([step, name, name === 'd1' ? 'deal' : 'wish']);
    expect(found.map((document) => document.name)).not.toContain('');
  }
});

test('what a rule made is known by the name that the story gives it', () => {
  const clinic = allPacks.find(({ name }) => name === 'clinic')?.pack ?? { files: {} };
  const story = scenariosOf(clinic).find(([name]) => name === 'from-appointment-to-payment')?.[1];
  const made = story?.when.flatMap((step) => Object.values(step.made ?? {}).flat()) ?? [];
  expect(made.length).toBeGreaterThan(0);
  const side = sideOf(clinic);
  const renamed = 'types/bill/schema.json#/properties/total/x-formula';
  const found = replay(
    story ?? { when: [] },
    side,
    sideOf(change(clinic, { [renamed]: 'sum(doc.lines.map(l, l.amount)) + 1' })),
  );
  expect(found.map(({ name, type }) => [name, type])).toEqual([
    ['b', 'bill'],
    ['p1', 'payment'],
  ]);
});
