// However an invoice is credited, slice by slice, the last credit note comes to what is left of it, to the cent.
// @source conversions.md P5, P6, X3
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { playScenario, type Scenario, type ScenarioStep } from '#engine';
import { allowTime, properties } from '../engine/runs.ts';
import { base, decimal, model, validators } from './sales-model.ts';

allowTime();

/** A line whose quantity is what its slices add up to, in thousandths; 0: that credit note takes none of it. */
const sliced = fc.record({
  slices: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40_000 })), {
    minLength: 4,
    maxLength: 4,
  }),
  price: decimal(200, 4),
  discount: decimal(100, 2),
  vatRate: fc.constantFrom('0', '5', '11', '21'),
});
const thousandths = (n: number): string => String(n / 1000);

const invoiceOf = (currency: string, lines: readonly object[]): ScenarioStep[] => [
  {
    as: 'invoice',
    create: 'invoice',
    data: { partner: 'P', currency, lines } as ScenarioStep['data'] & object,
  },
  { fire: 'POST', on: 'invoice' },
];
const play = (when: readonly ScenarioStep[], then: Scenario['then'] = {}): string | null => {
  const records = {
    partner: [{ code: 'P', name: 'P', currency: 'RON' }],
    'exchange-rate': [{ code: 'E1', from: 'EUR', to: 'RON', date: '2026-03-01', rate: '4.9763' }],
  };
  const given = { today: '2026-03-02', records };
  return playScenario(model, validators, { title: 'credited', given, when, then }, base).detail;
};

test('P5 X3 credit notes of any slices add up to their invoice, in its currency and at its rate, whatever the order', () => {
  fc.assert(
    fc.property(
      fc.array(sliced, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('RON', 'EUR'),
      fc.boolean(),
      (written, currency, draftsFirst) => {
        const lines = written
          .map((line, index) => ({ ...line, id: `L${index + 1}` }))
          .filter(({ slices }) => slices.some((slice) => slice > 0));
        fc.pre(lines.length > 0);
        const takes = [0, 1, 2, 3].flatMap((note) => {
          const taken = lines.filter(({ slices }) => (slices[note] ?? 0) > 0);
          const parts = taken.map(({ id, slices }) => [id, thousandths(slices[note] ?? 0)] as const);
          return parts.length === 0 ? [] : [{ as: `note${note}`, parts: Object.fromEntries(parts) }];
        });
        const made = takes.map(({ as, parts }): ScenarioStep => ({
          convert: 'invoice-to-credit-note',
          from: [{ record: 'invoice', lines: parts }],
          as,
        }));
        const rate = currency === 'RON' ? '1' : '4.9763';
        const posted = takes.map(({ as }): ScenarioStep => ({
          fire: 'POST',
          on: as,
          then: { data: { rate } },
        }));
        const steps = draftsFirst
          ? [...made, ...posted.reverse()]
          : made.flatMap((one, i) => [one, posted[i]!]);
        const data = lines.map(({ slices, ...line }) => ({
          ...line,
          description: 'x',
          unit: 'H87',
          quantity: thousandths(slices.reduce((sum, slice) => sum + slice, 0)),
        }));
        const all = { credit: 'fully', credited: 'fully' } as const;
        const then = { invoice: { stage: 'reversed', open: { credited: '0' }, progress: all } };
        expect(play([...invoiceOf(currency, data), ...steps], then)).toBeNull();
      },
    ),
    properties,
  );
});

const goods = { id: 'L1', description: 'x', unit: 'H87', quantity: '3', price: '0.335', vatRate: '21' };
const credit = (as: string, quantity: string, more: Partial<ScenarioStep> = {}): ScenarioStep => ({
  convert: 'invoice-to-credit-note',
  from: [{ record: 'invoice', lines: { L1: quantity } }],
  as,
  ...more,
});

test('P6 the last one says what it was rounded by; a price written by hand is no rounding', () => {
  // 3 × 0.335 is 1.01, with tax 1.22; each by itself is 0.34, with tax 0.41.
  const one = { data: { net: '0.34', vat: '0.07', total: '0.41' } };
  expect(
    play(
      [
        ...invoiceOf('RON', [goods]),
        credit('first', '1', { then: one }),
        { fire: 'POST', on: 'first' },
        credit('second', '1', { then: one }),
        { fire: 'POST', on: 'second' },
        credit('last', '1', {
          then: { data: { net: '0.34', vat: '0.07', rounding: '-0.01', total: '0.40' } },
        }),
        { edit: 'last', patch: { lines: { L1: { price: '0.2' } } }, then: { data: { total: '0.24' } } },
        { edit: 'last', patch: { lines: { L1: { price: '0.335' } } }, then: { data: { total: '0.40' } } },
        { edit: 'last', patch: { lines: { L1: { price: '0.5' } } }, refused: { code: 'open-exceeded' } },
        { fire: 'POST', on: 'last' },
      ],
      { invoice: { stage: 'reversed', open: { credited: '0' } } },
    ),
  ).toBeNull();
});
