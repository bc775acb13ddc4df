// What counts on a document as a whole: pieces, amounts of several conversions into one paper, fields shown but never kept.
import { expect, test } from 'vitest';
import { codeOf, compileSmall, Play } from './pack.ts';

const money = (title: string) => ({
  type: 'string',
  title,
  'x-decimal': { precision: 18, scale: 2, fixed: true },
});
const object = (properties: object) => ({ type: 'object', properties });
const machine = {
  initial: 'draft',
  states: {
    draft: {
      meta: { title: 'Draft', phase: 'draft' },
      on: { POST: { target: 'posted', meta: { title: 'Post' } } },
    },
    posted: { meta: { title: 'Posted', phase: 'posted' } },
  },
};
const type = (title: string, tracks: object = {}) => ({
  kind: 'document',
  title,
  plural: title,
  key: 'number',
  label: `'${title}'`,
  tracks,
});
const path = (from: string, to: string, track: string, measure: string, more: object = {}) => ({
  title: to,
  from,
  to,
  tracks: { [track]: { measure } },
  ...more,
});
const files = {
  // A ticket for several rides; what is held of a pledge pays what is owed by a debt, both on one paper.
  'types/ticket/type.json': type('Ticket', { use: { full: 'doc.rides' } }),
  'types/ticket/schema.json': object({
    rides: { type: 'integer', title: 'Rides' },
    left: {
      type: 'string',
      title: 'Left',
      'x-decimal': { precision: 9, scale: 0 },
      'x-live': "open(doc, 'use').quantity",
    },
  }),
  'types/ticket/machine.json': machine,
  'types/ride/type.json': type('Ride'),
  'types/ride/schema.json': object({}),
  'types/ride/machine.json': machine,
  'types/pledge/type.json': type('Pledge', { release: { full: 'doc.held' } }),
  'types/pledge/schema.json': object({ held: money('Held') }),
  'types/pledge/machine.json': machine,
  'types/debt/type.json': type('Debt', { payment: { full: 'doc.owed' } }),
  'types/debt/schema.json': object({ owed: money('Owed') }),
  'types/debt/machine.json': machine,
  'types/offset/type.json': type('Offset'),
  'types/offset/schema.json': object({ taken: money('Taken'), paid: money('Paid') }),
  'types/offset/machine.json': machine,
  'conversions/ticket-to-ride.json': path('ticket', 'ride', 'use', 'quantity', { drop: ['rides'] }),
  'conversions/pledge-to-offset.json': path('pledge', 'offset', 'release', 'amount', {
    amount: 'taken',
    drop: ['held'],
  }),
  'conversions/debt-to-offset.json': path('debt', 'offset', 'payment', 'amount', {
    amount: 'paid',
    drop: ['owed'],
  }),
};
const small = compileSmall(files);

test('Q13 a path without lines takes one piece at a time, until none is left', () => {
  const play = new Play({}, small);
  const ticket = play.fired(play.make('ticket', { rides: 2 }), 'POST');
  const shown = () => {
    const description = play.describe(ticket);
    return description.kind === 'description' ? description.data['left'] : null;
  };
  expect(shown()).toBe('2');
  play.converted('ticket-to-ride', ticket);
  expect(shown()).toBe('2');
  play.fired(play.converted('ticket-to-ride', ticket), 'POST');
  expect(shown()).toBe('1');
  expect(play.record(ticket).data).toEqual({ rides: 2 });
  expect(codeOf(play.convert('ticket-to-ride', ticket))).toBe('nothing-open');
});

test('Q13 an amount taken into a document that is there adds up; each path into it has its own field, and follows it', () => {
  const play = new Play({}, small);
  const posted = (key: string, data: Record<string, string>) => play.fired(play.make(key, data), 'POST');
  const [one, two] = [posted('pledge', { held: '70' }), posted('pledge', { held: '50' })];
  const debt = posted('debt', { owed: '100' });
  const offset = play.converted('pledge-to-offset', one);
  play.done(play.convert('pledge-to-offset', two, undefined, {}, offset));
  play.done(play.convert('debt-to-offset', debt, undefined, {}, offset));
  expect(play.record(offset).data).toEqual({ taken: '120.00', paid: '100.00' });
  play.done(play.edit(offset, { taken: '90', paid: '90' }));
  const amounts = [...play.store.links.values()].map(({ sourceRecord, amount }) => [sourceRecord, amount]);
  expect(Object.fromEntries(amounts)).toEqual({ [one]: '70', [two]: '20', [debt]: '90' });
  expect(codeOf(play.edit(offset, { paid: '100.01' }))).toBe('open-exceeded');
});

test('what is shown but never stored cannot be read by others', () => {
  const changed = {
    ...files,
    'types/ride/schema.json': object({
      of: { type: 'string', 'x-ref': 'ticket' },
      left: { ...money('Left'), 'x-formula': 'doc.of.left' },
    }),
  };
  expect(() => compileSmall(changed)).toThrow('has no field “left”');
});
