import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

test('M1 M2 same-named fields copy by themselves, 0 and "" included; formulas are derived anew', () => {
  const play = new Play();
  const quote = play.make('quote', {
    partner: play.partner,
    lines: [
      { id: 'L1', text: '', quantity: '2', price: '0' },
      { id: 'L2', item: play.item, quantity: '2' },
    ],
  });
  play.fired(quote, 'POST');
  const deal = play.converted('quote-to-deal', quote);
  expect(play.line(deal, 'L1')).toEqual({ id: 'L1', text: '', quantity: '2', price: '0', net: '0.00' });
  expect(play.line(deal, 'L2')).toMatchObject({ item: play.item, price: '12.345', net: '24.69' });
});

test('M3 lines that fail a precondition are listed with the reason, not dropped in silence', () => {
  const play = new Play();
  const deal = play.make('deal', {
    partner: play.partner,
    lines: [
      { id: 'L1', text: 'goods', quantity: '1', price: '1' },
      { id: 'L2', text: 'service', quantity: '1', price: '1' },
    ],
  });
  play.fired(deal, 'POST');
  const { conversion } = play.done(play.convert('deal-to-parcel', deal));
  expect(conversion?.offered[1]).toMatchObject({ line: 'L2', taken: '0', reason: 'A service is not sent' });
  expect(play.convert('deal-to-parcel', deal, { L2: '1' })).toMatchObject({
    code: 'conversion-guard',
    message: 'A service is not sent',
  });
  expect(play.convert('deal-to-parcel', deal)).toMatchObject({ code: 'nothing-open' });
});

test('M4 sources that agree become one target; the answer says which field kept which apart', () => {
  const play = new Play();
  const other = play.make('partner', { code: 'P2', name: 'Other' });
  const [a, b] = [play.posted('deal', ['1']), play.posted('deal', ['2'])];
  const c = play.make('deal', { partner: other, lines: [{ id: 'L1', quantity: '3', price: '1' }] });
  play.fired(c, 'POST');
  const { conversion } = play.done(play.convert('deal-to-bill', [a, b, c]));
  expect(conversion?.targets).toHaveLength(2);
  expect(conversion?.split).toEqual([{ field: 'partner', sources: [a, b, c] }]);
  const [first = ''] = conversion?.targets ?? [];
  const lines = play.record(first).data['lines'] as { id: string; quantity: string }[];
  expect(lines.map(({ quantity }) => quantity)).toEqual(['1', '2']);
  expect(lines[0]?.id).toBe('L1');
  expect(lines[1]?.id).not.toBe('L1');
});

test('M4 join gathers different notes; what a person gives keeps nobody apart', () => {
  const play = new Play();
  const make = (note: string) =>
    play.fired(
      play.make('deal', { partner: play.partner, note, lines: [{ quantity: '1', price: '1' }] }),
      'POST',
    );
  const [a, b] = [make('first'), make('second')];
  const { conversion } = play.done(play.convert('deal-to-bill', [a, b], undefined, { date: '2026-05-05' }));
  expect(conversion?.targets).toHaveLength(1);
  expect(play.record(conversion?.targets[0] ?? '').data).toMatchObject({
    note: 'first, second',
    date: '2026-05-05',
  });
});

test('M6 running again takes only what is left', () => {
  const play = new Play();
  const deal = play.posted('deal', ['3', '4']);
  const { conversion } = play.done(play.convert('deal-to-bill', deal, { L1: '1' }));
  expect(conversion?.left).toEqual([
    { source: deal, line: 'L1', open: '2' },
    { source: deal, line: 'L2', open: '4' },
  ]);
  const again = play.converted('deal-to-bill', deal);
  expect([play.line(again, 'L1')['quantity'], play.line(again, 'L2')['quantity']]).toEqual(['2', '4']);
});

test('an existing draft takes more lines, if it agrees', () => {
  const play = new Play();
  const [a, b] = [play.posted('deal', ['1']), play.posted('deal', ['2'])];
  const bill = play.converted('deal-to-bill', a);
  expect(codeOf(play.convert('deal-to-bill', b, undefined, {}, bill))).toBe('done');
  expect(play.record(bill).data['total']).toBe('30.00');
  expect(play.counter(b, 'billing')).toBe('2/0');
  play.fired(bill, 'POST');
  const c = play.posted('deal', ['1']);
  expect(play.convert('deal-to-bill', c, undefined, {}, bill)).toMatchObject({ code: 'into-not-draft' });
});

test('M7 who is granted the conversion needs no right on the target; without it there is none', () => {
  const play = new Play();
  const deal = play.posted('deal', ['1']);
  play.role = 'clerk';
  expect(play.convert('deal-to-parcel', deal)).toMatchObject({ code: 'not-allowed', status: 403 });
  const bill = play.converted('deal-to-bill', deal);
  expect(play.edit(bill, { note: 'x' })).toMatchObject({ code: 'not-allowed' });
  expect(play.fire(bill, 'POST')).toMatchObject({ code: 'not-allowed' });
});

test('M8 links are never re-pointed: posting, voiding, crediting and billing again leave every link as it was', () => {
  const play = new Play();
  const deal = play.posted('deal', ['5', '4']);
  const draft = play.converted('deal-to-bill', deal);
  const ends = () =>
    [...play.store.links.values()].map(({ id, sourceRecord, sourceLine, targetRecord, targetLine, track }) =>
      [id, sourceRecord, sourceLine, targetRecord, targetLine, track].join(' '),
    );
  const held = ends();
  play.done(play.edit(draft, { lines: { L1: { quantity: '3' } } }));
  // A draft's links follow in what they take, not in whom they join.
  expect(ends()).toEqual(held);
  play.fired(draft, 'POST');
  let links = [...play.store.links.values()];
  const stays = (act: () => unknown) => {
    act();
    const now = play.store.links;
    expect(links.map(({ id }) => now.get(id))).toEqual(links);
    links = [...now.values()];
  };
  let refund = '';
  let again = '';
  stays(() => (refund = play.fired(play.converted('bill-to-refund', draft, { L1: '2' }), 'POST')));
  stays(() => (again = play.fired(play.converted('deal-to-bill', deal), 'POST')));
  stays(() => play.fired(again, 'DROP'));
  stays(() => play.fired(refund, 'DROP'));
  stays(() => play.fired(draft, 'DROP'));
  stays(() => play.fired(play.converted('deal-to-bill', deal), 'POST'));
  expect(links.map(({ sourceRecord }) => sourceRecord)).toEqual(
    expect.arrayContaining([deal, draft]) as string[],
  );
});

test('M8 X2 a void target keeps its links and gives its quantity back', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const links = play.store.links.size;
  play.fired(bill, 'DROP');
  expect(play.store.links.size).toBe(links);
  expect(play.counter(deal, 'billing')).toBe('0/0');
  expect(play.line(play.converted('deal-to-bill', deal), 'L1')['quantity']).toBe('10');
});

test('X1 a source with posted targets is not voided; the refusal names them', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const refused = play.fire(deal, 'DROP');
  expect(refused).toMatchObject({ code: 'posted-targets' });
  expect(refused.kind === 'refusal' && refused.message).toContain(play.record(bill).number);
  expect(play.action(deal, 'DROP').allowed).toBe(false);
});

test('X4 a posted document is immutable but for living fields', () => {
  const play = new Play();
  const bill = play.posted('bill', ['1']);
  expect(play.edit(bill, { lines: { L1: { price: '9' } } })).toMatchObject({
    code: 'not-a-draft',
    problems: [{ code: 'not-editable', pointer: '/lines/0/price' }],
  });
  expect(play.edit(bill, { lines: { L1: null } })).toMatchObject({ code: 'not-a-draft' });
  expect(codeOf(play.edit(bill, { note: 'seen' }))).toBe('done');
  expect(play.remove(bill)).toMatchObject({ code: 'not-a-draft' });
});

test('X4 a reversal is a new document; its mirrors open what the original took, upstream too', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const parcel = play.fired(play.converted('deal-to-parcel', deal), 'POST');
  const bill = play.fired(play.converted('parcel-to-bill', parcel), 'POST');
  const part = play.fired(play.converted('bill-to-refund', bill, { L1: '3' }), 'POST');
  expect([
    play.counter(bill, 'credit'),
    play.counter(parcel, 'billing'),
    play.counter(deal, 'billing'),
  ]).toEqual(['3/3', '7/7', '7/7']);
  expect(play.convert('bill-to-refund', bill, { L1: '8' })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '7' },
  });
  play.fired(bill, 'REVERSE');
  expect([
    play.counter(bill, 'credit'),
    play.counter(parcel, 'billing'),
    play.counter(deal, 'billing'),
  ]).toEqual(['10/10', '0/0', '0/0']);
  expect(play.record(deal).states).toContain('posted.billing.none');
  play.fired(part, 'DROP');
  expect(play.counter(deal, 'billing')).toBe('3/3');
});

test('X4 Q2 a reversal is not undone when what it opened has gone to others meanwhile', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const refund = play.fired(play.converted('bill-to-refund', bill), 'POST');
  play.fired(play.converted('deal-to-bill', deal, { L1: '4' }), 'POST');
  expect(play.fire(refund, 'DROP')).toMatchObject({
    code: 'open-exceeded',
    params: { open: '6', asked: '10' },
  });
  expect(play.counter(deal, 'billing')).toBe('4/4');
});

test('N1 a draft has a provisional title; the number is drawn on posting, in order, without gaps', () => {
  const play = new Play();
  const [a, b] = [play.document('bill', ['1']), play.document('bill', ['1'])];
  expect(play.record(a)).toMatchObject({ number: null, title: 'Fabrica' });
  const decision = play.done(play.fire(b, 'POST'));
  expect(decision.numbers).toEqual([
    { record: b, series: 'bill', scope: '2026', pattern: 'B-2026-{number:4}', start: 1, mode: 'gapless' },
  ]);
  play.fired(a, 'POST');
  expect([play.record(b).number, play.record(a).number]).toEqual(['B-2026-0001', 'B-2026-0002']);
  expect(play.record(b).title).toBe('B-2026-0001 · Fabrica');
  play.today = '2027-01-01';
  const next = play.posted('bill', ['1']);
  expect(play.record(next).number).toBe('B-2027-0001');
});

const owned = { type: 'string', maxLength: 20, title: 'Terms', 'x-owner': 'partner' };

/** A path across ownership: `terms` belong to the partner, on both sides. */
function crossing(crosses: boolean, more: object = {}) {
  const partner = structuredClone(jsonOf('types/partner/schema.json')) as { properties: JsonObject };
  const sides = ['deal', 'parcel'].map((key) => {
    const file = `types/${key}/schema.json`;
    const schema = structuredClone(jsonOf(file)) as { properties: JsonObject };
    const terms = { ...owned, ...(key === 'parcel' ? { 'x-fill': 'doc.partner.terms', ...more } : {}) };
    return [file, { ...schema, properties: { ...schema.properties, terms } }] as const;
  });
  const path = jsonOf('conversions/deal-to-parcel.json') as { header: JsonObject };
  return {
    ...Object.fromEntries(sides),
    'types/partner/schema.json': {
      ...partner,
      properties: { ...partner.properties, terms: { ...owned, 'x-owner': undefined } },
    },
    'conversions/deal-to-parcel.json': {
      ...path,
      crosses,
      header: { ...path.header, partner: { ask: true } },
    },
  };
}

test.each([
  [true, 'ours'],
  [false, 'theirs'],
])(
  'M2 what belongs to a reference is derived anew where the conversion crosses (%s), else copied',
  (crosses, terms) => {
    const play = new Play({}, compileSmall(crossing(crosses)));
    const partner = play.make('partner', { code: 'P2', name: 'Supplier', terms: 'ours' });
    const lines = [{ id: 'L1', quantity: '1' }];
    const deal = play.fired(play.make('deal', { partner: play.partner, terms: 'theirs', lines }), 'POST');
    const id = play.done(play.convert('deal-to-parcel', deal, undefined, { partner })).record;
    expect(play.record(id).data).toMatchObject({ partner, terms });
  },
);

test('M2 a required field that crossing leaves to be derived from nothing is a publish error; copied, it is filled', () => {
  const isRequired = (crosses: boolean) => {
    const files = crossing(crosses) as unknown as Record<
      string,
      { required?: string[]; properties: JsonObject }
    >;
    const schema = files['types/parcel/schema.json'];
    if (!schema) throw new Error('no schema');
    schema.properties = { ...schema.properties, terms: owned };
    schema.required = [...(schema.required ?? []), 'terms'];
    return files;
  };
  expect(() => compileSmall(isRequired(true))).toThrow(/conversions\/deal-to-parcel\.json#\/header.*terms/);
  expect(() => compileSmall(isRequired(false))).not.toThrow();
});

test('M7 one source that may not be read is one too many; nothing is made', () => {
  const roles = structuredClone(jsonOf('roles.json')) as { clerk: { types: JsonObject } };
  const types = { ...roles.clerk.types, deal: { read: 'own', create: true, edit: true, events: ['POST'] } };
  const pack = compileSmall({ 'roles.json': { ...roles, clerk: { ...roles.clerk, types } } });
  const play = new Play({}, pack);
  const other = play.posted('deal', ['1']);
  play.store.records.set(other, { ...play.record(other), owner: 'somebody-else' });
  play.role = 'clerk';
  const own = play.posted('deal', ['1']);
  const before = play.store.records.size;
  expect(play.convert('deal-to-bill', [own, other])).toMatchObject({
    code: 'not-found',
    status: 404,
  });
  expect(play.store.records.size).toBe(before);
  expect(codeOf(play.convert('deal-to-bill', own))).toBe('done');
});
