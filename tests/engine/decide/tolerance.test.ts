import { expect, test } from 'vitest';
import { codeOf, compileSmall, jsonOf, Play } from './pack.ts';

function tolerant(tolerance: object): ReturnType<typeof compileSmall> {
  const file = 'conversions/deal-to-parcel.json';
  return compileSmall({ [file]: { ...jsonOf(file), tolerance } });
}

const over = { value: '0.1' };
const states = (play: Play, id: string) => play.record(id).states;

test('T1 the tolerance is whatever its expression says; 0 is zero and null inherits what comes next', () => {
  const pack = tolerant({
    over: { expr: 'coalesce(source.lines.size() > 1 ? 0.5 : null, settings.over, 0)' },
  });
  const play = new Play({ over: '0.2' }, pack);
  const one = play.posted('deal', ['10']);
  expect(codeOf(play.convert('deal-to-parcel', one, { L1: '12' }))).toBe('done');
  expect(codeOf(play.convert('deal-to-parcel', one, { L1: '12.001' }))).toBe('open-exceeded');
  const two = play.posted('deal', ['10', '1']);
  expect(codeOf(play.convert('deal-to-parcel', two, { L1: '15' }))).toBe('done');
  const none = new Play({ over: '0' }, pack);
  expect(codeOf(none.convert('deal-to-parcel', none.posted('deal', ['10']), { L1: '10.001' }))).toBe(
    'open-exceeded',
  );
});

test('T2 warn lets it flow and says so; allow says nothing', () => {
  const warned = new Play({}, tolerant({ over, answer: 'warn' }));
  const answer = warned.done(warned.convert('deal-to-parcel', warned.posted('deal', ['10']), { L1: '12' }));
  expect(answer.warnings.map(({ code }) => code)).toContain('open-exceeded');
  const allowed = new Play({}, tolerant({ over, answer: 'allow' }));
  const deal = allowed.posted('deal', ['10']);
  const parcel = allowed.done(allowed.convert('deal-to-parcel', deal, { L1: '99' }));
  expect(parcel.warnings).toEqual([]);
  allowed.fired(parcel.record, 'POST');
  expect(allowed.counter(deal, 'delivery')).toBe('99/99');
});

test('T2 override is for those who may, needs a reason, and is written down; the refusal says so', () => {
  const play = new Play({}, tolerant({ over, answer: 'override', roles: ['owner'] }));
  const deal = play.posted('deal', ['10']);
  const asked = {
    kind: 'convert',
    conversion: 'deal-to-parcel',
    sources: [{ id: deal, lines: [{ id: 'L1', quantity: '12' }] }],
    set: {},
    into: null,
  } as const;
  expect(play.run(asked)).toMatchObject({
    code: 'open-exceeded',
    override: { code: 'open-exceeded', roles: ['owner'], allowed: true },
  });
  const overrides = [{ code: 'open-exceeded', reason: 'They asked for a full pallet' }];
  expect(codeOf(play.run({ ...asked, overrides: [{ code: 'open-exceeded', reason: ' ' }] }))).toBe(
    'open-exceeded',
  );
  const made = play.done(play.run({ ...asked, overrides }));
  expect(made.history.find(({ what }) => what === 'override')).toMatchObject({
    key: 'open-exceeded',
    changes: [{ path: '/reason', before: null, after: 'They asked for a full pallet' }],
  });
  // Posting judges again, so it is overridden again.
  expect(codeOf(play.fire(made.record, 'POST'))).toBe('open-exceeded');
  const posted = play.run({ kind: 'fire', id: made.record, event: 'POST', input: {}, overrides });
  expect(codeOf(posted)).toBe('done');
});

test('T2 a role that is not named cannot override', () => {
  const play = new Play({}, tolerant({ over, answer: 'override', roles: ['clerk'] }));
  const deal = play.posted('deal', ['10']);
  const answer = play.run({
    kind: 'convert',
    conversion: 'deal-to-parcel',
    sources: [{ id: deal, lines: [{ id: 'L1', quantity: '12' }] }],
    set: {},
    into: null,
    overrides: [{ code: 'open-exceeded', reason: 'please' }],
  });
  expect(answer).toMatchObject({ code: 'open-exceeded', override: { allowed: false } });
});

test('T2 the answer may be an expression', () => {
  const answer = { expr: "settings.over > 0 ? 'allow' : 'block'" };
  const free = new Play({ over: '1' }, tolerant({ answer }));
  expect(codeOf(free.convert('deal-to-parcel', free.posted('deal', ['10']), { L1: '99' }))).toBe('done');
  const strict = new Play({ over: '0' }, tolerant({ answer }));
  expect(codeOf(strict.convert('deal-to-parcel', strict.posted('deal', ['10']), { L1: '11' }))).toBe(
    'open-exceeded',
  );
});

test('T3 posting that leaves little enough open settles the line short; voiding it opens that again', () => {
  const play = new Play({}, tolerant({ under: { value: '0.05' } }));
  const deal = play.posted('deal', ['10', '10']);
  const parcel = play.converted('deal-to-parcel', deal, { L1: '9.5', L2: '9.4' });
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({ settled: '0' });
  play.fired(parcel, 'POST');
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({ posted: '9.5', settled: '0.5' });
  expect(play.store.counters.get(`${deal} L2 delivery`)).toMatchObject({ posted: '9.4', settled: '0' });
  const settled = [...play.store.links.values()].filter(({ kind }) => kind === 'settled');
  expect(settled).toMatchObject([{ sourceLine: 'L1', targetRecord: null, quantity: '0.5', effect: 1 }]);
  play.fired(parcel, 'DROP');
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({ posted: '0', settled: '0' });
  expect(play.line(play.converted('deal-to-parcel', deal), 'L1')['quantity']).toBe('10');
});

test('T3 what another draft holds stays the draft’s, and does not make what is left little', () => {
  const play = new Play({}, tolerant({ under: { value: '0.5' } }));
  const at = (deal: string) => play.store.counters.get(`${deal} L1 delivery`);
  const deal = play.posted('deal', ['10']);
  const draft = play.converted('deal-to-parcel', deal, { L1: '3' });
  play.fired(play.converted('deal-to-parcel', deal, { L1: '5' }), 'POST');
  expect(at(deal)).toMatchObject({ held: '8', posted: '5', settled: '2' });
  play.fired(draft, 'POST');
  expect(at(deal)).toMatchObject({ held: '8', posted: '8', settled: '2' });
  const other = play.posted('deal', ['10']);
  play.converted('deal-to-parcel', other, { L1: '6' });
  play.fired(play.converted('deal-to-parcel', other, { L1: '3' }), 'POST');
  expect(at(other)).toMatchObject({ held: '9', posted: '3', settled: '0' });
});

const short = compileSmall({
  'types/deal/type.json': { ...jsonOf('types/deal/type.json'), amendable: true },
  ...Object.fromEntries(
    ['deal-to-bill', 'bill-to-receipt'].map((key) => [
      `conversions/${key}.json`,
      { ...jsonOf(`conversions/${key}.json`), tolerance: { under: { value: '0.05' } } },
    ]),
  ),
});

test('T3 X4 what was credited opens what fell short as well, and undoing the credit writes it off again', () => {
  const play = new Play({}, short);
  const deal = play.posted('deal', ['10']);
  const at = () => play.store.counters.get(`${deal} L1 billing`);
  const bill = play.fired(play.converted('deal-to-bill', deal, { L1: '9.5' }), 'POST');
  expect(at()).toMatchObject({ posted: '9.5', settled: '0.5' });
  expect(states(play, deal)).toContain('posted.billing.fully');
  const refund = play.fired(play.converted('bill-to-refund', bill, { L1: '3' }), 'POST');
  expect(at()).toMatchObject({ posted: '6.5', settled: '0' });
  expect(states(play, deal)).toContain('posted.billing.partly');
  expect(play.line(play.converted('deal-to-bill', deal), 'L1')['quantity']).toBe('3.5');
  for (const { id, type, phase } of play.store.records.values())
    if (type === 'bill' && phase === 'draft') play.fired(id, 'DROP');
  play.fired(refund, 'DROP');
  expect(at()).toMatchObject({ posted: '9.5', settled: '0.5' });
});

test('T3 what was paid short is open again when that payment, or another one before it, is voided', () => {
  const play = new Play({}, short);
  const deal = play.posted('deal', ['10']);
  const bill = play.fired(play.converted('deal-to-bill', deal), 'POST');
  const at = () => play.store.counters.get(`${bill}  payment`);
  const pay = (amount: string): string => {
    const sources = [{ id: bill, amount }];
    const command = { kind: 'convert', conversion: 'bill-to-receipt', sources, set: {}, into: null } as const;
    return play.fired(play.done(play.run(command)).record, 'POST');
  };
  const [first, second] = [pay('60'), pay('36')];
  expect(at()).toMatchObject({ posted: '96', settled: '4' });
  play.fired(first, 'DROP');
  expect(at()).toMatchObject({ posted: '36', settled: '0' });
  expect([pay('60'), at()?.settled]).toEqual([expect.any(String), '4']);
  play.fired(second, 'DROP');
  expect(at()).toMatchObject({ posted: '60', settled: '0' });
});

test('T3 X5 what is full at more now is no longer little', () => {
  const play = new Play({}, short);
  const deal = play.posted('deal', ['10']);
  play.fired(play.converted('deal-to-bill', deal, { L1: '9.5' }), 'POST');
  play.done(play.run({ kind: 'amend', id: deal, patch: { lines: { L1: { quantity: '12' } } } }));
  expect(play.store.counters.get(`${deal} L1 billing`)).toMatchObject({ posted: '9.5', settled: '0' });
});

test('T4 reopening opens what fell short and what a voided document was not to give back, too', () => {
  const play = new Play({}, tolerant({ under: { value: '0.05' } }));
  const deal = play.posted('deal', ['10', '5']);
  const at = (line: string) => play.store.counters.get(`${deal} ${line} delivery`);
  play.fired(play.converted('deal-to-parcel', deal, { L1: '9.5' }), 'POST');
  const parcel = play.fired(play.converted('deal-to-parcel', deal, { L2: '2' }), 'POST');
  play.done(play.run({ kind: 'fire', id: parcel, event: 'DROP', input: {}, gives: 'ignore' }));
  play.done(play.run({ kind: 'settle', id: deal, track: 'delivery', lines: [{ id: 'L2', quantity: '1' }] }));
  expect([at('L1'), at('L2')]).toMatchObject([{ settled: '0.5' }, { settled: '3' }]);
  const reopen = (lines: object[]) =>
    play.run({ kind: 'reopen', id: deal, track: 'delivery', lines } as never);
  expect(reopen([{ id: 'L2', quantity: '3.5' }])).toMatchObject({ code: 'open-exceeded' });
  expect(codeOf(reopen([{ id: 'L1' }, { id: 'L2', quantity: '1.5' }]))).toBe('done');
  expect([at('L1'), at('L2')]).toMatchObject([{ settled: '0' }, { settled: '1.5' }]);
  expect(codeOf(reopen([{ id: 'L2' }]))).toBe('done');
  expect(at('L2')).toMatchObject({ settled: '0' });
  expect(play.line(play.converted('deal-to-parcel', deal), 'L2')['quantity']).toBe('5');
});

test('T4 a line that is named twice is closed by the sum', () => {
  const play = new Play();
  const deal = play.posted('deal', ['5']);
  const close = (...quantities: string[]) =>
    play.run({
      kind: 'settle',
      id: deal,
      track: 'delivery',
      lines: quantities.map((quantity) => ({ id: 'L1', quantity })),
    });
  expect(close('2', '4')).toMatchObject({ code: 'open-exceeded', params: { asked: '6', open: '5' } });
  expect(close('2', '-1')).toMatchObject({ code: 'quantity-positive' });
  expect(codeOf(close('2', '1'))).toBe('done');
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({ settled: '3' });
});

test('T4 closing settles what is open, all closed is done, reopening reopens', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10', '5']);
  play.fired(play.converted('deal-to-parcel', deal, { L1: '4' }), 'POST');
  const close = (more: object = {}) =>
    play.run({ kind: 'settle', id: deal, track: 'delivery', ...more } as never);
  expect(codeOf(close({ lines: [{ id: 'L1', quantity: '2' }] }))).toBe('done');
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({ posted: '4', settled: '2' });
  expect(close({ lines: [{ id: 'L1', quantity: '4.5' }] })).toMatchObject({
    code: 'open-exceeded',
    params: { open: '4' },
  });
  const done = play.done(close());
  expect(done.history.map(({ what }) => what)).toContain('settle');
  expect(states(play, deal)).toContain('posted.delivery.fully');
  expect(play.convert('deal-to-parcel', deal)).toMatchObject({ code: 'nothing-open' });
  expect(close()).toMatchObject({ code: 'nothing-open-at-all' });
  expect(codeOf(play.run({ kind: 'reopen', id: deal, lines: [{ id: 'L2' }] }))).toBe('done');
  expect(states(play, deal)).toContain('posted.delivery.partly');
  expect(play.line(play.converted('deal-to-parcel', deal), 'L2')['quantity']).toBe('5');
  expect(codeOf(play.run({ kind: 'reopen', id: deal }))).toBe('done');
  expect(play.run({ kind: 'reopen', id: deal })).toMatchObject({ code: 'nothing-closed' });
});

test('T4 what a draft holds stays the draft’s; a draft is not closed, nor what is not there', () => {
  const play = new Play();
  const deal = play.posted('deal', ['10']);
  const parcel = play.converted('deal-to-parcel', deal, { L1: '3' });
  play.done(play.run({ kind: 'settle', id: deal, track: 'delivery' }));
  expect(play.store.counters.get(`${deal} L1 delivery`)).toMatchObject({ held: '3', settled: '7' });
  play.fired(parcel, 'POST');
  expect(states(play, deal)).toContain('posted.delivery.fully');
  expect(play.run({ kind: 'settle', id: play.document('deal', ['1']) })).toMatchObject({
    code: 'not-posted',
  });
  expect(play.run({ kind: 'settle', id: deal, track: 'flying' })).toMatchObject({ code: 'unknown-track' });
  expect(play.run({ kind: 'settle', id: deal, lines: [{ id: 'X' }] })).toMatchObject({
    code: 'unknown-line',
  });
});

test('Q6 where every line is full at 0 there is nothing to do, and it is done', () => {
  const play = new Play();
  expect(states(play, play.posted('deal', ['0', '0']))).toContain('posted.delivery.fully');
  expect(states(play, play.posted('deal', ['0', '1']))).toContain('posted.delivery.none');
  const deal = play.posted('deal', ['1', '0']);
  play.fired(play.converted('deal-to-parcel', deal), 'POST');
  expect(states(play, deal)).toContain('posted.delivery.fully');
});
