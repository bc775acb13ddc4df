import fc from 'fast-check';
import { expect, test } from 'vitest';
import { playScenario, type Scenario } from '#engine';
import { independentTotals } from '../independent-totals.ts';
import { allowTime, properties } from '../engine/runs.ts';
import { base, decimal, model, validators } from './sales-model.ts';

allowTime();

const line = fc.record({
  quantity: decimal(500, 3, 1),
  price: decimal(2_000, 4),
  discount: decimal(100, 2),
  vatRate: fc.constantFrom('0', '5', '8', '11', '21', '23'),
});

test('the totals of any invoice equal those computed in whole numbers, to the cent', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      const { lines: nets, vatByRate, ...totals } = independentTotals(lines);
      const byRate = vatByRate.toSorted((a, b) => Number(a.rate) - Number(b.rate));
      const netOf = Object.fromEntries(nets.map((net, index) => [`L${index + 1}`, { net }]));
      const scenario: Scenario = {
        title: 'an invoice',
        given: { today: '2026-03-02', records: { partner: [{ code: 'P', name: 'P', currency: 'RON' }] } },
        when: [
          {
            as: 'invoice',
            create: 'invoice',
            data: {
              partner: 'P',
              lines: lines.map((each, index) => ({
                id: `L${index + 1}`,
                description: 'x',
                unit: 'H87',
                ...each,
              })),
            },
            then: { data: { ...totals, lines: netOf, vatByRate: byRate } },
          },
        ],
      };
      const played = playScenario(model, validators, scenario, base);
      expect(played.detail).toBeNull();
    }),
    properties,
  );
});
