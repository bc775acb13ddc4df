// Slices, credits of them and what is voided add up to the cent, on the links and on the lines. @source conversions.md P5, X2, X4
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSmall, jsonOf, Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

type Schema = { properties: { lines: { items: { properties: Record<string, object> } } } };

/** Lines that hold what their slice differs by from price times quantity. */
function adjusted(file: string): object {
  const schema = structuredClone(jsonOf(file)) as unknown as Schema;
  const columns = schema.properties.lines.items.properties;
  columns['adjust'] = { type: 'string', 'x-decimal': { precision: 18, scale: 2 }, title: 'Last slice' };
  columns['net'] = {
    ...columns['net'],
    'x-formula': 'round(line.quantity * line.price, 2) + coalesce(line.adjust, 0)',
  };
  return schema;
}

const goods = { from: 'lines', to: 'lines', quantity: 'quantity', adjust: 'adjust' };
const pathOf = (file: string) => ({ ...jsonOf(file), lines: { goods } });

const pack = compileSmall({
  'types/bill/schema.json': adjusted('types/bill/schema.json'),
  'types/refund/schema.json': adjusted('types/refund/schema.json'),
  'conversions/deal-to-bill.json': pathOf('conversions/deal-to-bill.json'),
  'conversions/bill-to-refund.json': pathOf('conversions/bill-to-refund.json'),
});

const toText = (thousandths: number): string => (thousandths / 1000).toFixed(3);
const toCents = (text: unknown): number => Math.round(Number(text ?? '0') * 100);

interface Act {
  readonly kind: 'bill' | 'refund' | 'post' | 'drop' | 'edit' | 'delete';
  /** What is made is posted at once. */
  readonly atOnce: boolean;
  readonly which: number;
  /** Thousandths; null: all that is open. */
  readonly quantity: number | null;
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('bill', 'bill', 'refund', 'refund', 'refund', 'post', 'drop', 'edit', 'delete'),
  atOnce: fc.boolean(),
  which: fc.nat(20),
  quantity: fc.option(fc.integer({ min: 1, max: 900 }), { freq: 2 }),
});

/** Refusals are part of the game. */
function obey(play: Play, deal: string, made: string[], { kind, atOnce, which, quantity }: Act): void {
  const there = made.filter((id) => play.store.records.has(id));
  const bills = there.filter((id) => play.record(id).type === 'bill');
  const lines = quantity === null ? undefined : { L1: toText(quantity) };
  const [list, from] = kind === 'refund' ? [bills, 'bill-to-refund'] : [there, 'deal-to-bill'];
  const id = kind === 'bill' ? deal : list[which % Math.max(list.length, 1)];
  if (id === undefined) return;
  if (kind === 'bill' || kind === 'refund') {
    const answer = play.convert(from, id, lines);
    if (answer.kind !== 'decision') return;
    made.push(answer.record);
    if (atOnce) play.fire(answer.record, 'POST');
  } else if (kind === 'edit') play.edit(id, { lines: { L1: { quantity: toText(quantity ?? 500) } } });
  else if (kind === 'delete') play.remove(id);
  else play.fire(id, kind === 'post' ? 'POST' : 'DROP');
}

test('P5 X4 whatever was billed, credited in parts and voided: billed in full it is the source amount to the cent', () => {
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 25 }),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 99_999 }),
      (acts, quantity, price) => {
        const play = new Play({}, pack);
        const deal = play.posted('deal', [toText(quantity)], toText(price));
        const made: string[] = [];
        for (const one of acts) obey(play, deal, made, one);
        for (const id of made) if (play.store.records.get(id)?.phase === 'draft') play.fire(id, 'DROP');
        const rest = play.convert('deal-to-bill', deal);
        if (rest.kind === 'decision') made.push(play.fired(rest.record, 'POST'));
        const standing = made.flatMap((id) => play.store.records.get(id) ?? []);
        const onLines = standing
          .filter(({ phase }) => phase === 'posted')
          .reduce(
            (sum, { id, type }) => sum + (type === 'bill' ? 1 : -1) * toCents(play.line(id, 'L1')['net']),
            0,
          );
        const onLinks = [...play.store.links.values()]
          .filter(
            ({ sourceRecord, targetRecord }) =>
              sourceRecord === deal && play.record(targetRecord ?? '').phase === 'posted',
          )
          .reduce((sum, { effect, amount }) => sum + effect * toCents(amount), 0);
        const whole = toCents(play.line(deal, 'L1')['net']);
        expect({ onLinks, onLines }).toEqual({ onLinks: whole, onLines: whole });
      },
    ),
    properties,
  );
});

test('P5 X4 what is credited in any parts gives back all of it, and billed again in any parts is all of it', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      parts,
      parts,
      fc.integer({ min: 1, max: 99_999 }),
      fc.boolean(),
      (first, second, price, late) => {
        const play = new Play({}, pack);
        const quantity = first.reduce((sum, part) => sum + part, 0);
        const deal = play.posted('deal', [toText(quantity)], toText(price));
        const take = (conversion: string, from: string, slices: readonly number[]): string[] => {
          const ids = slices.map((slice) => play.converted(conversion, from, { L1: toText(slice) }));
          return (late ? ids.toReversed() : ids).map((id) => play.fired(id, 'POST'));
        };
        const amountOf = (ids: readonly string[]): number =>
          ids.reduce((sum, id) => sum + toCents(play.line(id, 'L1')['net']), 0);
        const whole = toCents(play.line(deal, 'L1')['net']);
        const [bill = ''] = take('deal-to-bill', deal, [quantity]);
        expect(amountOf(take('bill-to-refund', bill, first))).toBe(whole);
        // Other parts of the same quantity.
        const again = second.filter(
          (_, index) => second.slice(0, index + 1).reduce((a, b) => a + b, 0) < quantity,
        );
        const left = quantity - again.reduce((sum, part) => sum + part, 0);
        expect(amountOf(take('deal-to-bill', deal, left > 0 ? [...again, left] : again))).toBe(whole);
      },
    ),
    properties,
  );
});
