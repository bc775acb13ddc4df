import { expect, test } from 'vitest';
import type { JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

test('Q1 counters are the sum of links: drafts hold, posted ones count', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const bill = play.converted('deal-to-bill', deal, { L1: '4' });
  expect(play.counter(deal, 'billing')).toBe('4/0');
  play.fired(bill, 'POST');
  expect(play.counter(deal, 'billing')).toBe('4/4');
});

test('Q2 a new conversion is offered basis − held; with nothing open it is refused and names the drafts', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const first = play.converted('deal-to-bill', deal, { L1: '4' });
  const second = play.converted('deal-to-bill', deal);
  expect(play.line(second, 'L1')['quantity']).toBe('6');
  const refused = play.convert('deal-to-bill', deal);
  expect(refused).toMatchObject({ kind: 'refusal', code: 'nothing-open', status: 422 });
  expect(refused.kind === 'refusal' && refused.message).toContain(play.record(first).title);
});

test('Q2 an explicit quantity may exceed what drafts leave, never what is posted; posting checks again', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const first = play.converted('deal-to-bill', deal);
  const second = play.converted('deal-to-bill', deal, { L1: '7' });
  expect(play.counter(deal, 'billing')).toBe('17/0');
  play.fired(first, 'POST');
  const refused = play.fire(second, 'POST');
  expect(refused).toMatchObject({
    kind: 'refusal',
    code: 'open-exceeded',
    params: { open: '0', asked: '7' },
  });
  expect(play.convert('deal-to-bill', deal, { L1: '0.001' })).toMatchObject({ code: 'open-exceeded' });
});

test('Q2 T2 a tolerance lets more flow, and no more than that', () => {
  const play = new Play({ over: '0.1' });
  const deal = play.posted('deal', ['10']);
  expect(codeOf(play.convert('deal-to-parcel', deal, { L1: '11' }))).toBe('done');
  expect(play.convert('deal-to-parcel', deal, { L1: '11.001' })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '11' },
  });
});

test('Q2 editing a draft rewrites what it holds and is refused beyond what is open, in words', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10', '5']);
  play.fired(play.converted('deal-to-bill', deal, { L1: '4' }), 'POST');
  const bill = play.converted('deal-to-bill', deal);
  expect(codeOf(play.edit(bill, { lines: { L1: { quantity: '2' } } }))).toBe('done');
  expect(play.counter(deal, 'billing')).toBe('6/4');
  const refused = play.edit(bill, { lines: { L1: { quantity: '6.5' } } });
  expect(refused).toMatchObject({
    code: 'open-exceeded',
    message: 'Only 6 of Part 1 can still be taken, not 6.5.',
  });
  expect(codeOf(play.edit(bill, { lines: { L2: null } }))).toBe('done');
  expect(play.counter(deal, 'billing', 'L2')).toBe('0/0');
  expect(codeOf(play.remove(bill))).toBe('done');
  expect(play.counter(deal, 'billing')).toBe('4/4');
});

test('Q3 the basis may be what another track has posted', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  expect(play.convert('deal-to-bill-sent', deal)).toMatchObject({ code: 'nothing-open' });
  play.fired(play.converted('deal-to-parcel', deal, { L1: '3' }), 'POST');
  const bill = play.converted('deal-to-bill-sent', deal);
  expect(play.line(bill, 'L1')['quantity']).toBe('3');
  expect(play.convert('deal-to-bill-sent', deal, { L1: '4' })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '3' },
  });
});

const dealToBill = 'conversions/deal-to-bill.json';

test('Q3 an expression only limits what may flow now: it never lets more flow than there is', () => {
  const by = (expr: string) => {
    const tracks = { billing: { basis: { expr } } };
    return new Play({}, compileSmall({ [dealToBill]: { ...jsonOf(dealToBill), tracks } }));
  };
  const twice = by('sourceLine.quantity * 2');
  const deal = twice.posted('deal', ['10']);
  expect(codeOf(twice.convert('deal-to-bill', deal, { L1: '10.001' }))).toBe('open-exceeded');
  expect(twice.line(twice.converted('deal-to-bill', deal), 'L1')['quantity']).toBe('10');
  const part = by('sourceLine.quantity * 0.3');
  const other = part.posted('deal', ['10']);
  expect(part.line(part.converted('deal-to-bill', other), 'L1')['quantity']).toBe('3');
});

test('Q3 Q7 a basis that is finer than its field is offered as the field keeps it, and is all of it', () => {
  const tracks = { billing: { basis: { expr: 'sourceLine.quantity / 3' } } };
  const play = new Play({}, compileSmall({ [dealToBill]: { ...jsonOf(dealToBill), tracks } }));
  const deal = play.posted('deal', ['10', '20']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  expect([play.line(bill, 'L1')['quantity'], play.line(bill, 'L2')['quantity']]).toEqual(['3.333', '6.667']);
  expect(codeOf(play.convert('deal-to-bill', deal))).toBe('nothing-open');
});

const fullOf = (full: string) => {
  const deal = jsonOf('types/deal/type.json') as { tracks: JsonObject };
  const billing = { table: 'lines', full };
  return compileSmall({ 'types/deal/type.json': { ...deal, tracks: { ...deal.tracks, billing } } });
};

test('Q6 Q7 what is full may be finer than its field: the whole of it is offered, and then it is done', () => {
  const play = new Play({}, fullOf('line.quantity / 3'));
  const deal = play.posted('deal', ['10', '20']);
  const bill = play.converted('deal-to-bill', deal);
  expect([play.line(bill, 'L1')['quantity'], play.line(bill, 'L2')['quantity']]).toEqual(['3.333', '6.667']);
  play.fired(bill, 'POST');
  expect(play.record(deal).states).toContain('posted.billing.fully');
});

test('Q7 a target that counts coarser takes whole steps and never more than is open', () => {
  const schema = structuredClone(jsonOf('types/bill/schema.json')) as {
    properties: { lines: { items: { properties: Record<string, JsonObject> } } };
  };
  const columns = schema.properties.lines.items.properties;
  columns['quantity'] = { ...columns['quantity'], 'x-decimal': { precision: 18, scale: 0 } };
  const play = new Play({}, compileSmall({ 'types/bill/schema.json': schema }));
  const deal = play.posted('deal', ['2.7', '0.5']);
  const answer = play.done(play.convert('deal-to-bill', deal));
  expect(answer.conversion?.offered.map(({ open, taken }) => [open, taken])).toEqual([
    ['2', '2'],
    ['0', '0'],
  ]);
  expect(play.counter(deal, 'billing')).toBe('2/0');
});

test('Q6 Q7 a line is judged at the precision of its own unit, where the track says which', () => {
  const deal = jsonOf('types/deal/type.json') as { tracks: Record<string, JsonObject> };
  const precision = "line.text == 'pieces' ? 0 : line.text == 'kilos' ? 2 : null";
  const delivery = { ...deal.tracks['delivery'], precision };
  const pack = compileSmall({ 'types/deal/type.json': { ...deal, tracks: { ...deal.tracks, delivery } } });
  const play = new Play({}, pack);
  const sold = (text: string, quantity: string, ...taken: string[]) => {
    const lines = [{ id: 'L1', text, quantity, price: '1' }];
    const id = play.fired(play.make('deal', { partner: play.partner, lines }), 'POST');
    for (const one of taken) play.fired(play.converted('deal-to-parcel', id, { L1: one }), 'POST');
    return play.record(id).states.find((path) => path.startsWith('posted.delivery.'));
  };
  expect(sold('pieces', '5', '4.6')).toBe('posted.delivery.fully');
  expect(sold('pieces', '5', '4.4')).toBe('posted.delivery.partly');
  expect(sold('kilos', '5', '4.996')).toBe('posted.delivery.fully');
  expect(sold('kilos', '5', '4.99')).toBe('posted.delivery.partly');
  expect(sold('litres', '5', '4.999')).toBe('posted.delivery.partly');
  // What is beyond it by less than the unit can tell is not too much.
  expect(sold('kilos', '5', '2.502', '2.502')).toBe('posted.delivery.fully');
  expect(() => sold('litres', '5', '2.502', '2.502')).toThrow('open-exceeded');
});

test('Q6 where nothing says what is full nothing is done; a line that says it decides for those that do not', () => {
  const play = new Play({}, fullOf('line.item.price'));
  const deal = play.posted('deal', ['10']);
  expect(play.record(deal).states).toContain('posted.billing.none');
  expect(codeOf(play.convert('deal-to-bill', deal))).toBe('nothing-open');
  const lines = [
    { item: play.item, quantity: '1' },
    { text: 'Only words', quantity: '1' },
  ];
  const other = play.fired(play.make('deal', { partner: play.partner, lines }), 'POST');
  play.fired(play.converted('deal-to-bill', other), 'POST');
  expect(play.record(other).states).toContain('posted.billing.fully');
});

test('Q5 Q13 amounts are taken of the document as a whole, in parts, up to its total', () => {
  const play = new Play();
  const bill = play.posted('bill', ['3', '2'], '10.01');
  const first = play.run({
    kind: 'convert',
    conversion: 'bill-to-receipt',
    sources: [{ id: bill, amount: '20' }],
    set: {},
    into: null,
  });
  expect(play.record(play.done(first).record).data['total']).toBe('20.00');
  const rest = play.converted('bill-to-receipt', bill);
  expect(play.record(rest).data['total']).toBe('30.05');
  expect(play.edit(rest, { total: '50.06' })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '50.05', asked: '50.06' },
  });
  expect(codeOf(play.edit(rest, { total: '10.05' }))).toBe('done');
  expect(play.counter(bill, 'payment', null)).toBe('30.05/0');
});

test('Q6 one line’s excess does not hide another’s shortage; stages follow in both directions', () => {
  const play = new Play({ over: '1' });
  const deal = play.posted('deal', ['10', '5']);
  const parcel = play.fired(play.converted('deal-to-parcel', deal, { L1: '20' }), 'POST');
  expect(play.record(deal).states).toContain('posted.delivery.partly');
  const description = play.describe(deal);
  expect(description).toMatchObject({
    progress: [
      { track: 'delivery', state: 'partly', percent: '66.7' },
      { track: 'billing', state: 'none' },
    ],
  });
  play.fired(play.converted('deal-to-parcel', deal, { L2: '5' }), 'POST');
  expect(play.record(deal).states).toContain('posted.delivery.fully');
  play.fired(parcel, 'DROP');
  expect(play.record(deal).states).toContain('posted.delivery.partly');
});

test('Q7 quantities add up unrounded: what rounds to less at every step is all of it in the end', () => {
  const schema = structuredClone(jsonOf('types/deal/schema.json')) as {
    properties: { lines: { items: { properties: Record<string, JsonObject> } } };
  };
  const columns = schema.properties.lines.items.properties;
  // The deal counts in hundredths, its bills in thousandths.
  columns['quantity'] = { ...columns['quantity'], 'x-decimal': { precision: 18, scale: 2 } };
  const play = new Play({}, compileSmall({ 'types/deal/schema.json': schema }));
  const deal = play.posted('deal', ['1']);
  const take = (quantity: string) =>
    play.fired(play.converted('deal-to-bill', deal, { L1: quantity }), 'POST');
  take('0.333');
  take('0.333');
  expect(play.counter(deal, 'billing')).toBe('0.666/0.666');
  expect(play.record(deal).states).toContain('posted.billing.partly');
  take('0.333');
  // 0.33 three times would leave a hundredth open.
  expect(play.counter(deal, 'billing')).toBe('0.999/0.999');
  expect(play.record(deal).states).toContain('posted.billing.fully');
});

test('Q8 negative lines are not netted into what goes forward', () => {
  const play = new Play();
  const deal = play.posted('deal', ['5', '-2']);
  const answer = play.done(play.convert('deal-to-bill', deal));
  expect(answer.conversion?.offered.map(({ line, taken }) => [line, taken])).toEqual([
    ['L1', '5'],
    ['L2', '0'],
  ]);
  expect(answer.conversion?.offered[1]?.reason).toContain('Part 2');
});

test('Q8 Q13 what a document comes to below nothing does not go forward, and is told so', () => {
  const play = new Play();
  const credit = play.posted('bill', ['-1']);
  const words = 'comes to -10';
  const alone = play.convert('bill-to-receipt', credit);
  expect(alone).toMatchObject({
    code: 'conversion-guard',
    message: expect.stringContaining(words) as string,
  });
  const sources = [{ id: credit, amount: '5' }];
  expect(
    play.run({ kind: 'convert', conversion: 'bill-to-receipt', sources, set: {}, into: null }),
  ).toMatchObject({ code: 'conversion-guard', message: expect.stringContaining(words) as string });
  const bill = play.posted('bill', ['3']);
  const both = play.done(play.convert('bill-to-receipt', [bill, credit]));
  expect(play.record(both.record).data['total']).toBe('30.00');
  expect(both.conversion?.offered[1]).toMatchObject({
    taken: '0',
    reason: expect.stringContaining(words) as string,
  });
});

test('Q9 effect 0 links without counting and locks nothing', () => {
  const play = new Play();
  const quote = play.posted('quote', ['10']);
  play.fired(play.converted('quote-to-proof', quote), 'POST');
  expect(play.counter(quote, 'ordering')).toBe('0/0');
  expect(codeOf(play.convert('quote-to-proof', quote))).toBe('done');
  expect(codeOf(play.fire(quote, 'DROP'))).toBe('done');
});

test('Q11 through an uncounted link the ancestor is counted too, so nothing is billed twice', () => {
  const play = new Play();
  const quote = play.posted('quote', ['10']);
  const proof = play.fired(play.converted('quote-to-proof', quote), 'POST');
  play.fired(play.converted('proof-to-bill', proof, { L1: '6' }), 'POST');
  expect(play.counter(quote, 'ordering')).toBe('6/6');
  const bill = play.converted('quote-to-bill', quote);
  expect(play.line(bill, 'L1')['quantity']).toBe('4');
  const rest = play.convert('proof-to-bill', proof);
  expect(rest).toMatchObject({ code: 'nothing-open' });
});

test('Q11 a parcel’s bill counts on the deal; a link that counted the track stops the walk', () => {
  const play = new Play();
  const quote = play.posted('quote', ['10']);
  const deal = play.fired(play.converted('quote-to-deal', quote), 'POST');
  const parcel = play.fired(play.converted('deal-to-parcel', deal, { L1: '4' }), 'POST');
  const bill = play.fired(play.converted('parcel-to-bill', parcel), 'POST');
  expect(play.counter(parcel, 'billing')).toBe('4/4');
  expect(play.counter(deal, 'billing')).toBe('4/4');
  const proof = play.fired(play.converted('deal-to-proof', deal), 'POST');
  play.converted('proof-to-deal', proof);
  // deal → proof did not count, quote → deal did: the quote knows of everything that flows on from the deal.
  expect(play.counter(quote, 'ordering')).toBe('10/10');
  expect(play.convert('deal-to-bill', deal, { L1: '7' })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '6' },
  });
  expect(play.record(bill).phase).toBe('posted');
});

test('Q12 a path that names two tracks counts both', () => {
  const play = new Play();
  const proof = play.posted('proof', ['10']);
  play.converted('proof-to-bill', proof, { L1: '3' });
  expect([play.counter(proof, 'ordering'), play.counter(proof, 'billing')]).toEqual(['3/0', '3/0']);
  play.converted('proof-to-deal', proof, { L1: '6' });
  expect(play.line(play.converted('proof-to-bill', proof), 'L1')['quantity']).toBe('1');
});

test('Q10 two who take the last pieces: one succeeds, the other is refused with what is open', () => {
  const play = new Play();
  const deal = play.posted('deal', ['5']);
  const [a, b] = [
    play.converted('deal-to-bill', deal, { L1: '5' }),
    play.converted('deal-to-bill', deal, { L1: '3' }),
  ];
  expect(codeOf(play.fire(b, 'POST'))).toBe('done');
  expect(play.fire(a, 'POST')).toMatchObject({ code: 'open-exceeded', params: { open: '2', asked: '5' } });
});
