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

const signed = (sign: unknown) =>
  compileSmall({
    ...files,
    'conversions/debt-to-offset.json': path('debt', 'offset', 'payment', 'amount', {
      amount: 'paid',
      drop: ['owed'],
      sign,
    }),
  });

function pay(play: Play, sources: readonly { readonly id: string; readonly amount?: string }[]) {
  return play.run({ kind: 'convert', conversion: 'debt-to-offset', sources, set: {}, into: null });
}
const debtOf = (play: Play, owed: string) => play.fired(play.make('debt', { owed }), 'POST');
const openOf = (play: Play, id: string) => {
  const { full = '0', posted = '0' } = play.store.counters.get(`${id}  payment`) ?? {};
  return Number(full) - Number(posted);
};

test('Q8 Q13 what comes to less than nothing goes as it stands, and is netted with the rest in one paper', () => {
  const play = new Play({}, signed('both'));
  const [one, back, two] = ['100', '-30', '50'].map((owed) => debtOf(play, owed));
  const all = [one, back, two].map((id) => ({ id: id ?? '' }));
  const paper = play.done(pay(play, all));
  expect(play.record(paper.record).data).toEqual({ paid: '120.00' });
  expect(paper.conversion?.offered.map(({ full, open, taken }) => [full, open, taken])).toEqual([
    ['100', '100', '100'],
    ['-30', '-30', '-30'],
    ['50', '50', '50'],
  ]);
  const amounts = () =>
    Object.fromEntries([...play.store.links.values()].map((link) => [link.sourceRecord, link.amount]));
  const edit = (paid: string) => play.edit(paper.record, { paid });
  // Less is paid: what comes back is still spent, on the oldest first.
  play.done(edit('90'));
  expect(amounts()).toEqual({ [one ?? '']: '100', [back ?? '']: '-30', [two ?? '']: '20' });
  play.done(edit('-10'));
  expect(amounts()).toEqual({ [one ?? '']: '20', [back ?? '']: '-30', [two ?? '']: '0' });
  // And more again up to what is open of each.
  play.done(edit('120'));
  expect(amounts()).toEqual({ [one ?? '']: '100', [back ?? '']: '-30', [two ?? '']: '50' });
  expect(codeOf(edit('120.01'))).toBe('open-exceeded');
  expect(codeOf(edit('-30.01'))).toBe('open-exceeded');
});

test('Q2 Q8 of what goes back no more than that may be taken, in parts or at once, and never the other way', () => {
  const play = new Play({}, signed('both'));
  const back = debtOf(play, '-30');
  expect(pay(play, [{ id: back, amount: '10' }])).toMatchObject({ code: 'amount-negative' });
  expect(pay(play, [{ id: back, amount: '-30.01' }])).toMatchObject({
    code: 'open-exceeded',
    params: { open: '30', asked: '30.01' },
  });
  const part = play.done(pay(play, [{ id: back, amount: '-10' }]));
  expect(part.conversion?.left).toEqual([{ source: back, line: null, open: '-20' }]);
  play.fired(part.record, 'POST');
  expect(openOf(play, back)).toBe(-20);
  const rest = play.done(pay(play, [{ id: back }])).record;
  expect(play.record(rest).data).toEqual({ paid: '-20.00' });
  expect(codeOf(play.edit(rest, { paid: '-20.01' }))).toBe('open-exceeded');
  expect(codeOf(play.edit(rest, { paid: '5' }))).toBe('open-exceeded');
  play.fired(rest, 'POST');
  expect(pay(play, [{ id: back }])).toMatchObject({ code: 'nothing-open' });
  expect(play.run({ kind: 'settle', id: back })).toMatchObject({ code: 'nothing-open-at-all' });
});

test('Q8 a path for what goes back takes it as positive amounts, and nothing else', () => {
  const play = new Play({}, signed(-1));
  const [forth, back] = [debtOf(play, '100'), debtOf(play, '-30')];
  expect(pay(play, [{ id: forth }])).toMatchObject({
    code: 'conversion-guard',
    message: 'Debt comes to 100: only what is less than nothing goes back this way.',
  });
  const paper = play.done(pay(play, [{ id: back }])).record;
  expect(play.record(paper).data).toEqual({ paid: '30.00' });
  play.done(play.edit(paper, { paid: '12' }));
  play.fired(paper, 'POST');
  expect(openOf(play, back)).toBe(-18);
  expect(play.record(play.done(pay(play, [{ id: back }])).record).data).toEqual({ paid: '18.00' });
  const plain = new Play({}, small);
  expect(pay(plain, [{ id: debtOf(plain, '-30') }])).toMatchObject({ code: 'conversion-guard' });
});
