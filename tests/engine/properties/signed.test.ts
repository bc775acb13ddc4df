// Documents that come to more and to less than nothing, paid and netted in any parts. @source conversions.md Q1, Q2, Q8, Q13
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSmall, Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

const money = { type: 'string', 'x-decimal': { precision: 18, scale: 2, fixed: true } };
const object = (properties: object) => ({ type: 'object', properties });
const state = (phase: string, on: object = {}) => ({ meta: { title: phase, phase }, on });
const machine = {
  initial: 'draft',
  states: {
    draft: state('draft', { POST: { target: 'posted', meta: { title: 'Post' } } }),
    posted: state('posted', { DROP: { target: 'dropped', meta: { title: 'Drop' } } }),
    dropped: { meta: { title: 'Void', phase: 'void' } },
  },
};
const type = (title: string, tracks: object) => ({
  kind: 'document',
  title,
  plural: title,
  key: 'number',
  label: `'${title}'`,
  tracks,
});
const pack = compileSmall({
  'types/debt/type.json': type('Debt', { payment: { full: 'doc.owed' } }),
  'types/debt/schema.json': object({ owed: money }),
  'types/debt/machine.json': machine,
  'types/slip/type.json': type('Slip', {}),
  'types/slip/schema.json': object({ paid: money }),
  'types/slip/machine.json': machine,
  'conversions/debt-to-slip.json': {
    title: 'Pay',
    from: 'debt',
    to: 'slip',
    tracks: { payment: { measure: 'amount' } },
    amount: 'paid',
    sign: 'both',
    drop: ['owed'],
  },
});

const toText = (cents: number): string => (cents / 100).toFixed(2);
const toCents = (text: unknown): number => Math.round(Number(text ?? '0') * 100);

const act = fc.record({
  kind: fc.constantFrom('pay', 'pay', 'pay', 'edit', 'post', 'post', 'drop', 'delete'),
  which: fc.nat(9),
  /** Which of the documents; all of them when none is named. */
  some: fc.subarray([0, 1, 2]),
  /** Of the first named; null: all that is open. */
  cents: fc.option(fc.integer({ min: -3000, max: 3000 })),
  atOnce: fc.boolean(),
});
const owed = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: -2000, max: 2000 })));

test('Q1 Q8 Q13 amounts of both signs: no counter passes its document, a slip comes to what it takes, and all can be paid', () => {
  fc.assert(
    fc.property(owed, fc.array(act, { maxLength: 12 }), (amounts, acts) => {
      const play = new Play({}, pack);
      const debts = amounts
        .filter((cents) => cents !== 0)
        .map((cents) => play.fired(play.make('debt', { owed: toText(cents) }), 'POST'));
      const slips: string[] = [];
      const pay = (ids: readonly string[], cents: number | null, atOnce: boolean): void => {
        const sources = ids.map((id, index) =>
          index === 0 && cents !== null ? { id, amount: toText(cents) } : { id },
        );
        const answer = play.run({
          kind: 'convert',
          conversion: 'debt-to-slip',
          sources,
          set: {},
          into: null,
        });
        if (answer.kind === 'refusal') return;
        slips.push(answer.record);
        if (atOnce) play.fire(answer.record, 'POST');
      };
      for (const { kind, which, some, cents, atOnce } of acts) {
        const named = debts.filter((_, index) => some.includes(index));
        const slip = slips.filter((id) => play.store.records.has(id))[which % Math.max(slips.length, 1)];
        if (kind === 'pay') pay(named.length > 0 ? named : debts, cents, atOnce);
        else if (slip === undefined) continue;
        else if (kind === 'edit') play.edit(slip, { paid: toText(cents ?? 100) });
        else if (kind === 'delete') play.remove(slip);
        else play.fire(slip, kind === 'post' ? 'POST' : 'DROP');
        check(play, debts, slips);
      }
      for (const id of slips) if (play.store.records.get(id)?.phase === 'draft') play.remove(id);
      if (debts.length > 0) pay(debts, null, true);
      check(play, debts, slips);
      for (const id of debts) expect([id, openOf(play, id)]).toEqual([id, 0]);
    }),
    properties,
  );
});

function openOf(play: Play, id: string): number {
  const posted = play.store.counters.get(`${id}  payment`)?.posted;
  return toCents(play.record(id).data['owed']) - toCents(posted);
}

function check(play: Play, debts: readonly string[], slips: readonly string[]): void {
  for (const id of debts) {
    const full = toCents(play.record(id).data['owed']);
    const open = openOf(play, id);
    expect([id, open * Math.sign(full) >= 0, Math.abs(open) <= Math.abs(full)]).toEqual([id, true, true]);
  }
  const links = [...play.store.links.values()];
  for (const id of slips) {
    const slip = play.store.records.get(id);
    if (!slip) continue;
    const taken = links
      .filter(({ targetRecord }) => targetRecord === id)
      .reduce((sum, { amount }) => sum + toCents(amount), 0);
    expect([id, toCents(slip.data['paid'])]).toEqual([id, taken]);
  }
}
