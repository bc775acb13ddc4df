// Limits of decimals that an event asks for. Written as text they were no limits to the validator, which threw when the
// event was fired; written as numbers they bound nothing.
import { expect, test } from 'vitest';
import type { JsonObject, Refusal } from '#engine';
import { compileSmall, jsonOf, Play } from './pack.ts';

function playAsking(form: JsonObject): Play {
  const machine = structuredClone(jsonOf('types/deal/machine.json')) as {
    states: { draft: { on: { POST: { meta: JsonObject } } } };
  };
  machine.states.draft.on.POST.meta = { title: 'Post', form };
  return new Play({}, compileSmall({ 'types/deal/machine.json': machine }));
}

const money = { type: 'string', title: 'Amount', 'x-decimal': { precision: 6, scale: 2 } };

test.each([3, '3'])('at least %j is asked for', (minimum) => {
  const play = playAsking({
    amount: { ...money, minimum, maximum: '10.5' },
    days: { type: 'integer', title: 'Days', minimum },
  });
  const fired = (input: JsonObject) => play.fire(play.document('deal', ['1']), 'POST', input);
  const told = (input: JsonObject) =>
    (fired(input) as Refusal).problems.map(({ code, pointer, params }) => [
      code,
      pointer,
      String(params['limit']),
    ]);
  expect(told({ amount: '2.99', days: 2 })).toEqual([
    ['minimum', '/days', '3'],
    ['minimum', '/amount', '3'],
  ]);
  expect(told({ amount: '10.51' })).toEqual([['maximum', '/amount', '10.5']]);
  expect(fired({ amount: '3', days: 3 }).kind).toBe('decision');
  expect(fired({ amount: '10.5' }).kind).toBe('decision');
});

test('limits are judged inside lists and groups, and a field there may be called title', () => {
  const rows = {
    type: 'array',
    title: 'Parts',
    items: { type: 'object', properties: { title: { type: 'string' }, amount: { ...money, minimum: '1' } } },
  };
  const play = playAsking({ rows });
  const fired = (amount: string) =>
    play.fire(play.document('deal', ['1']), 'POST', { rows: [{ title: 'First', amount }] });
  expect(fired('1').kind).toBe('decision');
  expect((fired('0.5') as Refusal).problems).toMatchObject([{ code: 'minimum', pointer: '/rows/0/amount' }]);
});
