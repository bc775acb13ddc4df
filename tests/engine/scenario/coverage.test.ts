// What scenarios go through is counted: what happened, not what was tried, and guards by what they answered.
import { expect, test } from 'vitest';
import { Coverage, playScenario } from '#engine';
import type { Scenario, TypeCoverage } from '#engine';
import { model, validators } from '../decide/pack.ts';

const base = { partner: [{ code: 'P1', name: 'Fabrica' }], item: [{ code: 'I1', price: '12.5' }] };
const make = (as: string) => ({
  as,
  create: 'deal',
  data: { partner: 'P1', lines: [{ id: 'L1', item: 'I1', quantity: '10' }] },
});

function covered(when: Scenario['when']): TypeCoverage {
  const coverage = new Coverage(model);
  const { detail } = playScenario(model, validators, { title: 'x', when }, base, coverage.watch);
  expect(detail).toBeNull();
  const deal = coverage.report().find(({ type }) => type === 'deal');
  if (!deal) throw new Error('deals have stages');
  return deal;
}

const namesOf = ({ missing }: TypeCoverage, kind: string) =>
  missing.flatMap((one) => (one.kind === kind ? [one.name] : []));

test('a pack whose stories were not played has everything still to be seen, by file and place', () => {
  const deal = new Coverage(model).report().find(({ type }) => type === 'deal');
  expect(deal?.stages.covered).toBe(0);
  expect(deal?.missing[0]).toEqual({
    kind: 'stage',
    type: 'deal',
    name: 'draft',
    file: 'types/deal/machine.json',
    pointer: '/states/draft',
  });
});

test('a step covers where it came from, where it led, and the way; regions within are stages too', () => {
  const before = covered([make('deal')]);
  expect(namesOf(before, 'stage')).not.toContain('draft');
  expect(namesOf(before, 'transition')).toContain('draft → posted on POST');
  const after = covered([make('deal'), { fire: 'POST', on: 'deal' }]);
  expect(namesOf(after, 'transition')).not.toContain('draft → posted on POST');
  expect(namesOf(after, 'stage')).toContain('posted.billing.fully');
  const billed = covered([
    make('deal'),
    { fire: 'POST', on: 'deal' },
    { convert: 'deal-to-bill', from: [{ record: 'deal' }], as: 'bill' },
    { fire: 'POST', on: 'bill' },
  ]);
  expect(namesOf(billed, 'stage')).not.toContain('posted.billing.fully');
});

test('a refused event covers no way', () => {
  const deal = covered([
    { as: 'empty', create: 'deal', data: {} },
    { fire: 'POST', on: 'empty', refused: { code: 'incomplete' } },
  ]);
  expect(namesOf(deal, 'transition')).toContain('draft → posted on POST');
  expect(namesOf(deal, 'stage')).toContain('posted');
});
