// Balances are the sum of entries, standing postings what their documents say, under any order of commands.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { balanceKey } from '#engine';
import { packFiles, Trade } from '../ledgers/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

/** Thousandths as decimal text, and back: whole numbers, so that the test adds up without the engine's decimals. */
const toText = (thousandths: number): string => (thousandths / 1000).toFixed(3);
const toWhole = (text: string): number => Math.round(Number(text) * 1000);

type Act =
  | { readonly kind: 'make'; readonly type: string; readonly quantity: number }
  | {
      readonly kind: 'convert';
      readonly conversion: string;
      readonly from: number;
      readonly quantity: number | null;
    }
  | { readonly kind: 'edit' | 'post' | 'drop' | 'delete'; readonly which: number; readonly quantity: number };

const quantity = fc.integer({ min: 1, max: 9000 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('make' as const),
      type: fc.constantFrom('intake', 'deal', 'parcel', 'bill'),
      quantity,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('convert' as const),
      conversion: fc.constantFrom('deal-to-parcel', 'deal-to-bill'),
      from: fc.nat(20),
      quantity: fc.option(quantity, { freq: 2 }),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'edit' as const,
        'post' as const,
        'post' as const,
        'drop' as const,
        'delete' as const,
      ),
      which: fc.nat(20),
      quantity,
    }),
  },
);

/** The same trade, where half as much again may be delivered and billed. */
const tolerant = Object.fromEntries(
  ['conversions/deal-to-parcel.json', 'conversions/deal-to-bill.json'].map((file) => [
    file,
    { ...(packFiles[file] as object), tolerance: { over: { value: '0.5' } } },
  ]),
);

function playAll(acts: readonly Act[], changes: Readonly<Record<string, unknown>> | null = null): Trade {
  const play = new Trade({}, changes);
  const made = [play.posted('intake', ['12', '8']), play.posted('deal', ['6', '4'])];
  for (const one of acts) obey(play, made, one);
  return play;
}

/** Refusals are part of the game. */
function obey(play: Trade, made: string[], one: Act): void {
  const there = made.filter((id) => play.store.records.has(id));
  if (one.kind === 'make') {
    const answer = play.draft(one.type, [toText(one.quantity)]);
    if (answer.kind === 'decision') made.push(answer.record);
  } else if (one.kind === 'convert') {
    const deals = there.filter((id) => play.record(id).type === 'deal');
    const id = deals[one.from % Math.max(deals.length, 1)];
    if (id === undefined) return;
    const lines = one.quantity === null ? undefined : { L1: toText(one.quantity) };
    const answer = play.convert(one.conversion, id, lines);
    if (answer.kind === 'decision') made.push(...(answer.conversion?.targets ?? []));
  } else {
    const id = there[one.which % Math.max(there.length, 1)];
    if (id === undefined) return;
    if (one.kind === 'edit') play.edit(id, { lines: { L1: { quantity: toText(one.quantity) } } });
    else if (one.kind === 'delete') play.run({ kind: 'delete', id });
    else play.fire(id, one.kind === 'post' ? 'POST' : 'DROP');
  }
}

test('balances equal the sum of entries after any order of post, reverse, edit, convert and void', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const { entries, balances } = playAll(acts).store.ledgers;
      const sums = new Map<string, Record<string, number>>();
      for (const entry of entries) {
        const sum = sums.get(balanceKey(entry)) ?? {};
        for (const [measure, text] of Object.entries(entry.measures))
          sum[measure] = (sum[measure] ?? 0) + toWhole(text);
        sums.set(balanceKey(entry), sum);
      }
      for (const [key, sum] of sums) {
        const measures = balances.get(key)?.measures ?? {};
        for (const [measure, whole] of Object.entries(sum))
          expect([key, measure, toWhole(measures[measure] ?? '0')]).toEqual([key, measure, whole]);
      }
    }),
    properties,
  );
});

test.each([
  ['exactly', null],
  ['with tolerance', tolerant],
])(
  'R1 what is reserved is what posted deals still have open, and never more than is on hand: %s',
  (_, changes) => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const play = playAll(acts, changes);
        let open = 0;
        for (const { id, type, phase, data } of play.store.records.values()) {
          if (type !== 'deal' || phase !== 'posted') continue;
          for (const line of data['lines'] as readonly { id: string; quantity: string }[]) {
            const counter = play.store.counters.get(`${id} ${line.id} delivery`);
            open += Math.max(0, toWhole(line.quantity) - toWhole(counter?.posted ?? '0'));
          }
        }
        const { onHand = '0', reserved = '0' } = play.sum({ ledger: 'stock' });
        expect(toWhole(reserved)).toBe(open);
        expect(toWhole(onHand)).toBeGreaterThanOrEqual(toWhole(reserved));
      }),
      properties,
    );
  },
);

test('booked entries never change, and every mirror has its opposite', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
      const { entries } = playAll(acts).store.ledgers;
      const byId = new Map(entries.map((entry) => [entry.id, entry]));
      expect(byId.size).toBe(entries.length);
      const mirrored = entries.flatMap(({ reverses }) => reverses ?? []);
      expect(new Set(mirrored).size).toBe(mirrored.length);
      for (const { reverses, measures, key } of entries) {
        if (reverses === null) continue;
        const original = byId.get(reverses);
        expect(original?.key).toEqual(key);
        for (const [measure, text] of Object.entries(measures))
          expect(toWhole(text)).toBe(-toWhole(original?.measures[measure] ?? '0'));
      }
    }),
    properties,
  );
});
