// Any sequence of advances, refunds and cancellations ends with Σ = order. @source conversions.md P5, P7
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceOf, advances, saleOf } from '../decide/advance-pack.ts';
import { Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();
const toCents = (text: unknown): number => Math.round(Number(text ?? '0') * 100);
const toText = (cents: number): string => (cents / 100).toFixed(2);

interface Act {
  readonly kind: 'advance' | 'post' | 'drop' | 'refund' | 'edit' | 'final';
  readonly which: number;
  readonly cents: number;
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('advance', 'advance', 'post', 'post', 'drop', 'refund', 'edit', 'final'),
  which: fc.nat(10),
  cents: fc.integer({ min: 1, max: 20_000 }),
});

const rows = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 9999 }),
    price: fc.integer({ min: 1, max: 99_999 }),
    rate: fc.constantFrom('0', '5', '9', '19'),
  }),
  { minLength: 1, maxLength: 4 },
);

function saleFrom(play: Play, lines: readonly { quantity: number; price: number; rate: string }[]): string {
  return saleOf(
    play,
    lines.map(({ quantity, price, rate }) => [(quantity / 1000).toFixed(3), (price / 1000).toFixed(3), rate]),
  );
}

/** Obeys on whatever is there; refusals are part of the game. */
function obey(play: Play, sale: string, made: string[], { kind, which, cents }: Act): void {
  const there = made.filter((id) => play.store.records.has(id));
  const id = there[which % Math.max(there.length, 1)];
  const convert = (conversion: string, from: string, more: object): void => {
    const answer = play.run({
      kind: 'convert',
      conversion,
      sources: [{ id: from, ...more }],
      set: {},
      into: null,
    });
    if (answer.kind === 'decision') made.push(answer.record);
  };
  if (kind === 'advance') return convert('sale-to-down', sale, { amount: toText(cents) });
  if (kind === 'final') return convert('sale-to-final', sale, {});
  if (id === undefined) return;
  if (kind === 'edit') play.edit(id, { asked: toText(cents) });
  else if (kind === 'refund') {
    const [line] = (play.record(id).data['lines'] ?? []) as readonly { id: string }[];
    if (play.record(id).type === 'down' && line)
      convert('down-to-down-back', id, { lines: [{ id: line.id, quantity: toText(cents) }] });
  } else play.fire(id, kind === 'post' ? 'POST' : 'DROP');
}

const signs: Readonly<Record<string, number>> = { down: 1, final: 1, 'down-back': -1 };

test('P7 any sequence of advances, refunds and cancellations ends with Σ = order, in net, tax and total', () => {
  fc.assert(
    fc.property(rows, fc.array(act, { maxLength: 15 }), (lines, acts) => {
      const play = new Play({}, advances);
      const sale = saleFrom(play, lines);
      const made: string[] = [];
      for (const one of acts) obey(play, sale, made, one);
      // Whatever happened: what is still a draft goes, a final paper that settled something is made anew.
      for (const id of made.toReversed()) {
        const record = play.store.records.get(id);
        if (record && (record.phase === 'draft' || record.type === 'final')) play.fire(id, 'DROP');
      }
      const final = play.done(play.convert('sale-to-final', sale)).record;
      play.fired(final, 'POST');
      for (const field of ['net', 'tax', 'total']) {
        const sum = [...made, final].reduce((cents, id) => {
          const record = play.store.records.get(id);
          if (record?.phase !== 'posted') return cents;
          return cents + (signs[record.type] ?? 0) * toCents(record.data[field]);
        }, 0);
        expect([field, sum]).toEqual([field, toCents(play.record(sale).data[field])]);
      }
    }),
    properties,
  );
});

test('P7 advances of everything, in whatever parts, leave a final paper of exactly 0.00', () => {
  fc.assert(
    fc.property(rows, fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 5 }), (lines, parts) => {
      const play = new Play({}, advances);
      const sale = saleFrom(play, lines);
      const isNothing = toCents(play.record(sale).data['total']) === 0;
      for (const part of parts) {
        const answer = play.run({
          kind: 'convert',
          conversion: 'sale-to-down',
          sources: [{ id: sale, amount: toText(part) }],
          set: {},
          into: null,
        });
        if (answer.kind === 'decision') play.fired(answer.record, 'POST');
      }
      if (
        !isNothing &&
        play.counter(sale, 'advance', null).split('/')[1] !== play.record(sale).data['total']
      ) {
        const counter = play.store.counters.get(`${sale}  advance`);
        if (!counter || toCents(counter.full) > toCents(counter.posted))
          play.fired(advanceOf(play, sale), 'POST');
      }
      const { net, tax, total } = play.record(play.converted('sale-to-final', sale)).data;
      expect([net, tax, total]).toEqual(['0.00', '0.00', '0.00']);
    }),
    properties,
  );
});

test('P5 the net of slices on their own lines sums to the net of the source line', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3333 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 99_999 }),
      fc.boolean(),
      (slices, price, reverse) => {
        const play = new Play({}, advances);
        const whole = slices.reduce((sum, slice) => sum + slice, 0);
        const sale = saleFrom(play, [{ quantity: whole, price, rate: '19' }]);
        const finals = slices.map((slice) =>
          play.converted('sale-to-final', sale, { L1: (slice / 1000).toFixed(3) }),
        );
        for (const id of reverse ? finals.toReversed() : finals) play.fired(id, 'POST');
        const sum = finals.reduce((cents, id) => cents + toCents(play.line(id, 'L1')['net']), 0);
        expect(sum).toBe(toCents(play.line(sale, 'L1')['net']));
      },
    ),
    properties,
  );
});
