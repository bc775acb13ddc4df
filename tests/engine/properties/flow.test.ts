// Properties of the flow of quantities, under any order of commands. Seeded, so that a failure can be played again.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

/** Thousandths as decimal text. */
const toText = (thousandths: number): string => (thousandths / 1000).toFixed(3);
/** Decimal text as thousandths: whole numbers, so that the test adds up without the engine's decimals. */
const toWhole = (text: string): number => Math.round(Number(text) * 1000);

type Act =
  | {
      readonly kind: 'convert';
      readonly conversion: string;
      readonly from: number;
      readonly quantity: number | null;
    }
  | {
      readonly kind: 'edit' | 'post' | 'drop' | 'delete' | 'settle' | 'reopen' | 'ignore';
      readonly which: number;
      readonly quantity: number;
    };

const conversions = [
  'quote-to-proof',
  'quote-to-deal',
  'quote-to-bill',
  'proof-to-bill',
  'proof-to-deal',
  'deal-to-proof',
  'deal-to-parcel',
  'deal-to-bill',
  'deal-to-bill-sent',
  'parcel-to-bill',
  'bill-to-refund',
];

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('convert' as const),
      conversion: fc.constantFrom(...conversions),
      from: fc.nat(20),
      quantity: fc.option(fc.integer({ min: 1, max: 6000 }), { freq: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('post' as const), which: fc.nat(20), quantity: fc.constant(0) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'edit' as const,
        'drop' as const,
        'delete' as const,
        'settle' as const,
        'reopen' as const,
        'ignore' as const,
      ),
      which: fc.nat(20),
      quantity: fc.integer({ min: 0, max: 6000 }),
    }),
  },
);

/** Obeys one act on whatever is there; refusals are part of the game. */
function obey(play: Play, made: string[], one: Act): void {
  const there = made.filter((id) => play.store.records.has(id));
  if (one.kind === 'convert') {
    const from = there.filter((id) => one.conversion.startsWith(`${play.record(id).type}-to-`));
    const id = from[one.from % Math.max(from.length, 1)];
    if (id === undefined) return;
    const answer = play.convert(
      one.conversion,
      id,
      one.quantity === null ? undefined : { L1: toText(one.quantity) },
    );
    if (answer.kind === 'decision') made.push(...(answer.conversion?.targets ?? []));
    return;
  }
  const id = there[one.which % Math.max(there.length, 1)];
  if (id === undefined) return;
  if (one.kind === 'edit') play.edit(id, { lines: { L1: { quantity: toText(one.quantity) } } });
  else if (one.kind === 'delete') play.remove(id);
  else if (one.kind === 'settle' || one.kind === 'reopen') play.run({ kind: one.kind, id });
  else if (one.kind === 'ignore') play.run({ kind: 'fire', id, event: 'DROP', input: {}, gives: 'ignore' });
  else play.fire(id, one.kind === 'post' ? 'POST' : 'DROP');
}

function playAll(acts: readonly Act[]): Play {
  const play = new Play();
  const made = [play.posted('quote', ['6', '4']), play.posted('deal', ['5'])];
  for (const one of acts) obey(play, made, one);
  return play;
}

/** held, posted and settled of every counter, from the links alone. */
function sums(play: Play): Map<string, { held: number; posted: number; settled: number }> {
  const found = new Map<string, { held: number; posted: number; settled: number }>();
  for (const link of play.store.links.values()) {
    if (link.track === null) continue;
    const key = `${link.sourceRecord} ${link.sourceLine ?? ''} ${link.track}`;
    const sum = found.get(key) ?? { held: 0, posted: 0, settled: 0 };
    const phase = link.kind === 'settled' ? 'settled' : play.record(link.targetRecord ?? '').phase;
    const value = link.effect * toWhole(link.quantity ?? link.amount ?? '0');
    if (phase === 'settled') sum.settled += value;
    else if (phase !== 'void') sum.held += value;
    if (phase === 'posted') sum.posted += value;
    found.set(key, sum);
  }
  return found;
}

test('Q1 T4 X2 counters equal the sum of links after any order of convert, edit, post, void, credit, close and delete', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const play = playAll(acts);
      const expected = sums(play);
      for (const [key, counter] of play.store.counters) {
        const sum = expected.get(key) ?? { held: 0, posted: 0, settled: 0 };
        const { held, posted, settled } = counter;
        expect([key, ...[held, posted, settled].map(toWhole)]).toEqual([
          key,
          sum.held,
          sum.posted,
          sum.settled,
        ]);
      }
      for (const key of expected.keys()) expect(play.store.counters.has(key)).toBe(true);
    }),
    properties,
  );
});

test('Q2 Q11 what is posted never exceeds what is full, at any level, and never falls below nothing', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      for (const counter of playAll(acts).store.counters.values()) {
        expect(toWhole(counter.posted)).toBeLessThanOrEqual(toWhole(counter.full));
        expect(toWhole(counter.posted) + toWhole(counter.settled)).toBeLessThanOrEqual(toWhole(counter.full));
        expect(toWhole(counter.posted)).toBeGreaterThanOrEqual(0);
      }
    }),
    properties,
  );
});

test('links of a draft say what its lines say: quantity is conserved', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const play = playAll(acts);
      for (const link of play.store.links.values()) {
        if (link.kind === 'settled') continue;
        expect(play.line(link.targetRecord ?? '', link.targetLine ?? '')['quantity'] ?? '0').toSatisfy(
          (quantity: string) => toWhole(quantity) === toWhole(link.quantity ?? '0'),
        );
      }
    }),
    properties,
  );
});

test('convert, then void, restores every counter', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 5 }),
      (quantities) => {
        const play = new Play();
        const deal = play.posted('deal', quantities.map(toText));
        const parcel = play.fired(play.converted('deal-to-parcel', deal), 'POST');
        play.fired(play.fired(play.converted('parcel-to-bill', parcel), 'POST'), 'DROP');
        play.fired(parcel, 'DROP');
        for (const counter of play.store.counters.values())
          expect([counter.held, counter.posted]).toEqual(['0', '0']);
        expect(play.record(deal).states).toEqual(
          expect.arrayContaining(['posted.delivery.none', 'posted.billing.none']),
        );
      },
    ),
    properties,
  );
});

test('P5 slices of a line add up to its amount to the cent, whatever the slices and their order of posting', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3333 }), { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 1, max: 99_999 }),
      fc.boolean(),
      (slices, price, reverse) => {
        const play = new Play();
        const whole = slices.reduce((sum, slice) => sum + slice, 0);
        const deal = play.posted('deal', [toText(whole)], toText(price));
        const bills = slices.map((slice) => play.converted('deal-to-bill', deal, { L1: toText(slice) }));
        for (const bill of reverse ? bills.toReversed() : bills) play.fired(bill, 'POST');
        const billed = [...play.store.links.values()].reduce(
          (cents, { amount }) => cents + Math.round(Number(amount ?? '0') * 100),
          0,
        );
        expect(billed).toBe(Math.round(Number(play.line(deal, 'L1')['net']) * 100));
        expect(play.record(deal).states).toContain('posted.billing.fully');
      },
    ),
    properties,
  );
});

test('the total is the sum of the lines to the cent', () => {
  const line = fc.record({
    quantity: fc.integer({ min: -99_999, max: 99_999 }),
    price: fc.integer({ min: 0, max: 9_999_999 }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const play = new Play();
      const bill = play.make('bill', {
        lines: lines.map(({ quantity, price }) => ({ quantity: toText(quantity), price: toText(price) })),
      });
      const cents = lines.reduce(
        (sum, { quantity, price }) => sum + halfAwayFromZero(BigInt(quantity) * BigInt(price)),
        0n,
      );
      expect(BigInt((play.record(bill).data['total'] as string).replace('.', ''))).toBe(cents);
    }),
    properties,
  );
});

/** Millionths to hundredths. */
function halfAwayFromZero(millionths: bigint): bigint {
  const sign = millionths < 0n ? -1n : 1n;
  return sign * ((sign * millionths + 5000n) / 10_000n);
}
