// What a line holds in a table of its own is judged as the line is. References there named anything, and limits, checks
// and what is needed by an expression bound nothing.
import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { compileSmall, jsonOf, Play } from './pack.ts';

const text = { type: 'string', maxLength: 5 };
const parts = {
  type: 'array',
  title: 'Parts',
  items: {
    type: 'object',
    properties: {
      item: { type: 'string', title: 'Item', 'x-ref': { type: 'item', where: 'it.code == parent.text' } },
      share: { type: 'string', title: 'Share', 'x-decimal': { precision: 6, scale: 2 }, minimum: '1' },
      mark: {
        ...text,
        title: 'Mark',
        'x-check': { expr: 'line.mark != parent.text', reason: 'No {line.mark}' },
      },
      why: { ...text, title: 'Why', 'x-required': "line.mark == 'odd' && parent.quantity == 1" },
    },
  },
};

function play(): Play {
  const schema = structuredClone(jsonOf('types/deal/schema.json')) as {
    properties: { lines: { items: { properties: Record<string, object> } } };
  };
  schema.properties.lines.items.properties['parts'] = parts;
  return new Play({}, compileSmall({ 'types/deal/schema.json': schema as unknown as JsonObject }));
}

function made(of: Play, part: JsonObject, line: string = 'x') {
  const lines = [
    { id: 'L1', text: line, quantity: '1', price: '1', parts: [{ id: 'P1' }, { id: 'P2', ...part }] },
  ];
  return of.run({ kind: 'create', type: 'deal', data: { partner: of.partner, lines } }, of.role);
}

test.each([
  ['item', '019cadfd-0000-7000-8000-000000000000', 'reference-not-found'],
  ['share', '0.99', 'minimum'],
  ['mark', 'x', 'check-failed'],
])('%s of a line in a line', (field, value, code) => {
  expect(made(play(), { [field]: value })).toMatchObject({
    problems: [{ code, pointer: `/lines/0/parts/1/${field}` }],
  });
});

test('a reference there is of its type, and obeys where', () => {
  const of = play();
  expect(made(of, { item: of.partner })).toMatchObject({ problems: [{ code: 'reference-not-allowed' }] });
  expect(made(of, { item: of.item })).toMatchObject({ problems: [{ code: 'reference-not-allowed' }] });
  expect(made(of, { item: of.item }, 'I1').kind).toBe('decision');
});

test('what is needed there is asked for when the draft is left', () => {
  const of = play();
  const deal = of.done(made(of, { mark: 'odd', share: '1' })).record;
  expect(of.fire(deal, 'POST')).toMatchObject({
    problems: [{ code: 'required', pointer: '/lines/0/parts/1/why' }],
  });
  const other = of.done(made(of, { mark: 'odd', why: 'so' })).record;
  expect(of.fire(other, 'POST').kind).toBe('decision');
});
