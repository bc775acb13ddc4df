import { expect, test } from 'vitest';
import { compile, makeValidators, playScenario, type JsonObject, type ScenarioStep } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { packOf } from '../decisions/shop.ts';

const text = { type: 'string' };
const number = { type: 'string', 'x-decimal': { precision: 12, scale: 3 } };
const set = (field: string, expr: string, more: object = {}) => ({
  actions: { type: 'set', params: { field, expr, ...more } },
});
const days = "range(3).map(i, { 'on': addMonths('2026-03-01', i), 'amount': 10 })";
const events = {
  REPLACE: set('terms', days),
  APPEND: set('terms', days, { rows: 'append' }),
  KEEP: set('terms', days, { rows: 'keep', by: ['on'] }),
  KEEP_PLACE: set('terms', days, { rows: 'keep' }),
  RAISE: set('terms.amount', 'line.amount + doc.more'),
  SPLIT: set('lines.parts', "range(line.count).map(i, { 'share': line.quantity / line.count, 'no': i + 1 })"),
  SCALE: set('lines.parts.share', 'line.share * parent.count'),
  MOVE: set('address.city', "doc.address.city + '!'"),
};

function compiled(more: object = {}) {
  return compile(
    packOf({
      'pack.json': { key: 'plans', title: 'Plans', version: '1.0.0', language: 1 },
      'roles.json': {
        owner: {
          title: 'Owner',
          administers: true,
          types: { '*': { read: 'all', create: true, edit: true, events: ['*'] } },
        },
      },
      'types/plan/type.json': { kind: 'document', title: 'Plan', key: 'number', label: "'plan'" },
      'types/plan/schema.json': {
        type: 'object',
        properties: {
          more: number,
          address: { type: 'object', properties: { city: text, street: text } },
          terms: {
            type: 'array',
            items: {
              type: 'object',
              properties: { id: text, on: { ...text, format: 'date' }, amount: number, note: text },
            },
          },
          lines: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                id: text,
                quantity: number,
                count: { type: 'integer' },
                parts: {
                  type: 'array',
                  items: { type: 'object', properties: { id: text, share: number, no: { type: 'integer' } } },
                },
              },
            },
          },
        },
      },
      'types/plan/machine.json': {
        initial: 'draft',
        states: {
          draft: { meta: { phase: 'draft' }, on: { ...events, ...more, END: 'ended' } },
          ended: { meta: { phase: 'posted', outcome: 'done' } },
        },
      },
    }),
    { validator: ajvValidator },
  );
}

function after(event: string, data: JsonObject): (names: readonly string[]) => unknown {
  const { model, problems } = compiled();
  if (!model) throw new Error(JSON.stringify(problems));
  const step = (then: JsonObject): ScenarioStep => ({ fire: event, on: 'p', then: { data: then } });
  const played = (then: JsonObject) =>
    playScenario(
      model,
      makeValidators(model, ajvValidator),
      {
        title: event,
        when: [{ as: 'p', create: 'plan', data }, step(then)],
      },
      {},
    );
  return ([path = '']) => {
    // A value that is not there makes the story tell what it found.
    const [, found = ''] = /found (.*)$/.exec(played({ [path]: 'what?' }).detail ?? '') ?? [];
    return JSON.parse(found);
  };
}

const terms = [
  { id: 'T1', on: '2026-03-01', amount: '7', note: 'by hand' },
  { id: 'T2', on: '2026-03-20', amount: '5' },
];
const rows = (found: unknown) =>
  (found as readonly JsonObject[]).map(({ on, amount }) => `${String(on)} ${String(amount)}`);

test.each([
  ['REPLACE', ['2026-03-01 10', '2026-04-01 10', '2026-05-01 10']],
  ['APPEND', ['2026-03-01 7', '2026-03-20 5', '2026-03-01 10', '2026-04-01 10', '2026-05-01 10']],
  ['KEEP', ['2026-03-01 7', '2026-03-20 5', '2026-04-01 10', '2026-05-01 10']],
  ['KEEP_PLACE', ['2026-03-01 7', '2026-03-20 5', '2026-05-01 10']],
  ['RAISE', ['2026-03-01 8.5', '2026-03-20 6.5']],
])('a table is set: %s', (event, expected) => {
  expect(rows(after(event, { terms, more: '1.5' })(['terms']))).toEqual(expected);
});

test('every line gets its own rows, and rows look at the line around them', () => {
  const lines = [
    { id: 'A', quantity: '9', count: 3 },
    { id: 'B', quantity: '5', count: 2 },
  ];
  const shares = (event: string, given: JsonObject[]) =>
    (after(event, { lines: given })(['lines']) as readonly JsonObject[]).map((line) =>
      (line['parts'] as readonly JsonObject[]).map(({ share }) => share),
    );
  expect(shares('SPLIT', lines)).toEqual([
    ['3', '3', '3'],
    ['2.5', '2.5'],
  ]);
  const parts = [{ id: 'P1', share: '2' }];
  expect(shares('SCALE', [{ ...lines[0]!, parts }])).toEqual([['6']]);
});

test('a member of an object is set alone', () => {
  const address = { city: 'Cluj', street: 'Mare' };
  expect(after('MOVE', { address })(['address'])).toEqual({ city: 'Cluj!', street: 'Mare' });
});

test('rows of what is no table, and rows told apart by no column of it, are told', () => {
  const { problems } = compiled({
    ROWS: set('more', '1', { rows: 'append' }),
    BY: set('terms', days, { rows: 'keep', by: ['day'] }),
  });
  expect(problems.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    'unknown-table /states/draft/on/ROWS/actions/params/field',
    'unknown-field /states/draft/on/BY/actions/params/by/0',
  ]);
});
