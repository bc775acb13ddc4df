// What hangs on a record's values follows them, by whatever hand they change.
import { expect, test } from 'vitest';
import { allowTime } from '../runs.ts';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

allowTime();

const state = (phase: string, more: object = {}) => ({ meta: { title: phase, phase }, ...more });
const set = (field: string, expr: string) => ({ type: 'set', params: { field, expr } });
const by = (expr: string) => set('lines.quantity', expr);
const event = (...actions: object[]) => ({ meta: { title: 'Do' }, actions });

/** A pack in which one type has these stages: what is posted may have more to say. */
const staged = (type: string, draft: object, posted: object, post: object = {}) =>
  compileSmall({
    [`types/${type}/machine.json`]: {
      initial: 'draft',
      states: {
        draft: state('draft', {
          on: { POST: { target: 'posted', meta: { title: 'Post' }, ...post }, ...draft },
        }),
        posted: state('posted', posted),
      },
    },
  });

const quantities = (play: Play) => [...play.store.links.values()].map(({ quantity }) => quantity);

test('Q2 what an action sets on a draft rewrites its links, and never takes more than is open', () => {
  const play = new Play(
    {},
    staged('parcel', { MORE: event(by('line.quantity + 100')), LESS: event(by('line.quantity - 1')) }, {}),
  );
  const deal = play.posted('deal', ['5', '4']);
  const parcel = play.converted('deal-to-parcel', deal, { L1: '3' });
  expect(play.fire(parcel, 'MORE')).toMatchObject({ code: 'open-exceeded', params: { open: '5' } });
  expect([play.line(parcel, 'L1')['quantity'], play.counter(deal, 'delivery')]).toEqual(['3', '3/0']);
  play.fired(parcel, 'LESS');
  expect([play.line(parcel, 'L1')['quantity'], play.counter(deal, 'delivery')]).toEqual(['2', '2/0']);
  expect(quantities(play)).toEqual(['2']);
});

test('M4 what an action sets on a draft may not part it from its sources', () => {
  const play = new Play({}, staged('parcel', { AWAY: event(set('partner', 'doc.note')) }, {}));
  const deal = play.posted('deal', ['5']);
  const parcel = play.converted('deal-to-parcel', deal);
  play.done(play.edit(parcel, { note: play.make('partner', { code: 'P2', name: 'Other' }) }));
  expect(play.fire(parcel, 'AWAY')).toMatchObject({ problems: [{ code: 'source-disagrees' }] });
});

test.each([
  ['on the way', {}, (action: object) => ({ actions: [action] })],
  ['on entry', (action: object) => ({ entry: [action] }), {}],
] as const)('Q2 what posting itself sets %s is judged and linked as what is posted', (_, posted, post) => {
  const with_ = (action: object) =>
    staged(
      'parcel',
      {},
      typeof posted === 'function' ? posted(action) : posted,
      typeof post === 'function' ? post(action) : post,
    );
  const more = new Play({}, with_(by('line.quantity + 100')));
  const deal = more.posted('deal', ['5']);
  const parcel = more.converted('deal-to-parcel', deal);
  expect(more.fire(parcel, 'POST')).toMatchObject({ code: 'open-exceeded' });
  expect(more.counter(deal, 'delivery')).toBe('5/0');
  const less = new Play({}, with_(by('line.quantity - 1')));
  const other = less.posted('deal', ['5']);
  const sent = less.fired(less.converted('deal-to-parcel', other), 'POST');
  expect([less.line(sent, 'L1')['quantity'], less.counter(other, 'delivery')]).toEqual(['4', '4/4']);
  expect(quantities(less)).toEqual(['4']);
});

test('T3 what posting itself sets decides how much falls short', () => {
  const file = 'conversions/deal-to-parcel.json';
  const machine = {
    initial: 'draft',
    states: {
      draft: state('draft', {
        on: { POST: { target: 'posted', meta: { title: 'Post' }, actions: [by('line.quantity + 1')] } },
      }),
      posted: state('posted'),
    },
  };
  const play = new Play(
    {},
    compileSmall({
      'types/parcel/machine.json': machine,
      [file]: { ...jsonOf(file), tolerance: { under: { value: '0.3' } } },
    }),
  );
  const deal = play.posted('deal', ['10']);
  play.fired(play.converted('deal-to-parcel', deal, { L1: '8' }), 'POST');
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({ posted: '9', settled: '1' });
});

const cut = { CUT: event(by('line.quantity - 3')), GROW: event(by('line.quantity + 3')) };

test('X4 what the links of a posted target measure is immutable, whoever would change it', () => {
  const open = {
    on: { ...cut, NOTE: event(set('note', "'seen'")) },
    meta: { title: 'In force', phase: 'posted', editable: ['lines'] },
  };
  const play = new Play({}, staged('parcel', {}, open));
  const deal = play.posted('deal', ['5', '4']);
  const parcel = play.fired(play.converted('deal-to-parcel', deal), 'POST');
  const before = [...play.store.links.values()];
  expect(play.fire(parcel, 'CUT')).toMatchObject({ code: 'counted-fixed', params: { label: 'Part 1' } });
  expect(codeOf(play.edit(parcel, { lines: { L1: { quantity: '50' } } }))).toBe('counted-fixed');
  expect(codeOf(play.edit(parcel, { lines: { L2: null } }))).toBe('counted-fixed');
  // Near miss: what no link measures stays free.
  expect(codeOf(play.edit(parcel, { lines: { L1: { text: 'Other words' } } }))).toBe('done');
  expect(codeOf(play.edit(parcel, { lines: { L9: { text: 'More', quantity: '1' } } }))).toBe('done');
  expect(codeOf(play.fire(parcel, 'NOTE'))).toBe('done');
  expect([...play.store.links.values()]).toEqual(before);
});

test('X4 Q13 an amount that counts on what it pays is as immutable', () => {
  const pay = (expr: string) => ({ on: { PAY: event(set('total', expr)) } });
  for (const [expr, code] of [
    ['doc.total + 1', 'counted-fixed'],
    ['doc.total', 'done'],
  ] as const) {
    const play = new Play({}, staged('receipt', {}, pay(expr)));
    const bill = play.posted('bill', ['5']);
    const receipt = play.fired(play.converted('bill-to-receipt', bill), 'POST');
    expect(codeOf(play.fire(receipt, 'PAY'))).toBe(code);
    expect(play.counter(bill, 'payment', null)).toBe('50/50');
  }
});

const openDeal = staged(
  'deal',
  {},
  {
    on: cut,
    meta: { title: 'In force', phase: 'posted', editable: ['lines'] },
  },
);

test('X5 nothing falls below what is posted, by an edit that its stage allows or by an action either', () => {
  const play = new Play({}, openDeal);
  const deal = play.posted('deal', ['5', '2']);
  play.fired(play.converted('deal-to-bill', deal, { L1: '4' }), 'POST');
  const below = { code: 'below-posted', params: { posted: '4', full: '2' } };
  expect(play.edit(deal, { lines: { L1: { quantity: '2' } } })).toMatchObject(below);
  expect(play.edit(deal, { lines: { L1: null } })).toMatchObject({ code: 'below-posted' });
  expect(play.fire(deal, 'CUT')).toMatchObject(below);
  expect(codeOf(play.edit(deal, { lines: { L1: { quantity: '4' } } }))).toBe('done');
  play.fired(deal, 'GROW');
  expect(play.line(deal, 'L1')['quantity']).toBe('7');
  expect(play.line(play.converted('deal-to-bill', deal), 'L1')['quantity']).toBe('3');
});

test('X5 a living quantity does not fall below what is posted; what more was let through may change otherwise', () => {
  const schema = structuredClone(jsonOf('types/deal/schema.json')) as {
    properties: { lines: { items: { properties: Record<string, Record<string, unknown>> } } };
  };
  schema.properties.lines.items.properties['quantity']!['x-living'] = true;
  const play = new Play({ over: '0.5' }, compileSmall({ 'types/deal/schema.json': schema }));
  const deal = play.posted('deal', ['5']);
  play.fired(play.converted('deal-to-parcel', deal, { L1: '7' }), 'POST');
  expect(codeOf(play.edit(deal, { lines: { L1: { quantity: '4' } } }))).toBe('below-posted');
  expect(codeOf(play.edit(deal, { note: 'Seen' }))).toBe('done');
  expect(codeOf(play.edit(deal, { lines: { L1: { quantity: '6' } } }))).toBe('done');
});

test('X5 T4 where less is full than was, what is written off shrinks to what is left, and drafts keep theirs', () => {
  const play = new Play({}, openDeal);
  const deal = play.posted('deal', ['10']);
  const at = () => {
    const { full, held, posted, settled } = play.store.counters.get(`${deal} L1 billing`)!;
    return [full, held, posted, settled].join(' ');
  };
  play.fired(play.converted('deal-to-bill', deal, { L1: '4' }), 'POST');
  play.converted('deal-to-bill', deal, { L1: '1' });
  play.done(play.run({ kind: 'settle', id: deal, track: 'billing' }));
  expect(at()).toBe('10 5 4 5');
  play.done(play.edit(deal, { lines: { L1: { quantity: '7' } } }));
  expect(at()).toBe('7 5 4 2');
  play.done(play.edit(deal, { lines: { L1: { quantity: '4' } } }));
  expect(at()).toBe('4 5 4 0');
  play.done(play.edit(deal, { lines: { L1: { quantity: '20' } } }));
  expect(at()).toBe('20 5 4 0');
});
