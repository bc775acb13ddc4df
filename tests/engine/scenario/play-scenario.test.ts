import { expect, test } from 'vitest';
import { commandOf, keysOfStep, playScenario } from '#engine';
import type { Scenario } from '#engine';
import { compileSmall, jsonOf, model, validators } from '../decide/pack.ts';

const amendable = compileSmall({
  'types/deal/type.json': { ...jsonOf('types/deal/type.json'), amendable: true },
});

const base = {
  partner: [{ code: 'P1', name: 'Fabrica' }],
  item: [{ code: 'I1', price: '12.5' }],
};

const story: Scenario = {
  title: 'A deal is billed in two parts',
  given: { today: '2026-03-02' },
  when: [
    {
      as: 'deal',
      create: 'deal',
      data: { partner: 'P1', lines: [{ id: 'L1', item: 'I1', quantity: '10' }] },
    },
    {
      fire: 'POST',
      on: 'deal',
      then: { phase: 'posted', data: { total: '125', 'lines.L1.price': '12.5', partner: 'P1' } },
    },
    {
      convert: 'deal-to-bill',
      from: [{ record: 'deal', lines: { L1: '4' } }],
      as: 'bill',
      then: { data: { lines: { L1: { quantity: '4', item: 'I1' } } } },
    },
    {
      edit: 'bill',
      patch: { lines: { L1: { quantity: '11' } } },
      refused: { code: 'open-exceeded', says: 'Only 10' },
    },
    { day: '2026-03-05' },
    { by: 'clerk', fire: 'POST', on: 'bill', refused: { code: 'not-allowed' } },
    { fire: 'POST', on: 'bill', then: { number: 'B-2026-0001' } },
  ],
  then: {
    deal: {
      states: ['posted.billing.partly'],
      progress: { billing: 'partly' },
      open: { billing: { L1: '6' } },
      actions: { 'deal-to-bill': true },
      links: 1,
    },
    bill: { open: { payment: '50' } },
  },
};

test('a story that comes true passes, step by step', () => {
  const result = playScenario(model, validators, story, base);
  expect(result.detail).toBeNull();
  expect(result.steps.map(({ words }) => words)).toContain('convert deal-to-bill from deal as bill');
});

test.each([
  ['a stage', { deal: { stage: 'draft' } }, 'stage'],
  ['a value', { bill: { data: { total: '50.01' } } }, 'data.total: expected "50.01", found "50.00"'],
  ['a line’s value', { deal: { data: { lines: { L1: { quantity: '9' } } } } }, 'lines.L1.quantity'],
  ['progress', { deal: { progress: { billing: 'fully' } } }, 'progress billing'],
  ['what is open', { deal: { open: { billing: { L1: '7' } } } }, 'expected 7, found 6'],
  ['an action', { deal: { actions: { DROP: true } } }, 'action DROP'],
  ['a stranger', { nobody: { stage: 'draft' } }, '“nobody” is not there'],
])('by a hair: %s that differs fails, and says how', (_, then, words) => {
  const result = playScenario(model, validators, { ...story, then }, base);
  expect(result.passed).toBe(false);
  expect(result.detail).toContain(words);
});

test('a refusal that was not expected ends the story at its step; one that does not come, too', () => {
  const early = playScenario(
    model,
    validators,
    { ...story, when: [...story.when.slice(0, 1), { fire: 'NONE', on: 'deal' }] },
    base,
  );
  expect(early).toMatchObject({
    passed: false,
    steps: [{ passed: true }, { passed: false, words: 'fire NONE on deal' }],
  });
  const kind = playScenario(
    model,
    validators,
    { ...story, when: [{ ...story.when[0], refused: { code: 'invalid' } }] },
    base,
  );
  expect(kind.detail).toContain('expected a refusal invalid, but it was done');
  const lost = playScenario(model, validators, { title: 'x', when: [{ fire: 'POST', on: 'ghost' }] }, base);
  expect(lost.detail).toContain('no earlier step made “ghost”');
});

test('records of a story may name each other in any order; what names nobody is told', () => {
  const records = {
    quote: [{ partner: 'P7', lines: [{ quantity: '1', item: 'I7' }] }],
    partner: [{ code: 'P7', name: 'Seven' }],
    item: [{ code: 'I7' }],
  };
  expect(
    playScenario(model, validators, { title: 'x', given: { records }, when: [] }, base).detail,
  ).toBeNull();
  const lost = playScenario(
    model,
    validators,
    { title: 'x', given: { records: { quote: [{ partner: 'P8' }] } }, when: [] },
    base,
  );
  expect(lost.detail).toContain('names what is not there');
});

test('steps become commands by pure functions: first the keys to look for, then the command', () => {
  const cast = { idOf: (alias: string) => `id-of-${alias}`, typeOf: () => 'deal' };
  const step = {
    as: 'd',
    create: 'deal',
    data: { partner: 'P1', lines: [{ id: 'L1', item: 'I1', quantity: '1' }] },
  };
  expect(keysOfStep(model, step, cast)).toEqual([
    { type: 'partner', key: 'P1' },
    { type: 'item', key: 'I1' },
  ]);
  expect(commandOf(model, step, cast, ({ type, key }) => `${type}/${key}`)).toEqual({
    kind: 'create',
    type: 'deal',
    data: { partner: 'partner/P1', lines: [{ id: 'L1', item: 'item/I1', quantity: '1' }] },
  });
  expect(
    commandOf(
      model,
      { convert: 'deal-to-bill', from: [{ record: 'd', lines: { L1: '2' } }] },
      cast,
      () => null,
    ),
  ).toEqual({
    kind: 'convert',
    conversion: 'deal-to-bill',
    sources: [{ id: 'id-of-d', lines: [{ id: 'L1', quantity: '2' }] }],
    set: {},
    into: null,
  });
  expect(commandOf(model, { day: '2026-01-01' }, cast, () => null)).toBeNull();
});

test('T4 X5 Q14 X2 T2 steps name the commands that are about one record', () => {
  const result = playScenario(
    amendable.model,
    amendable.validators,
    {
      title: 'All verbs',
      given: { settings: { over: '0' } },
      when: [
        {
          as: 'deal',
          create: 'deal',
          data: { partner: 'P1', lines: [{ id: 'L1', item: 'I1', quantity: '10' }] },
        },
        { refill: 'deal', fields: ['lines.price'] },
        { fire: 'POST', on: 'deal' },
        {
          opening: 'deal',
          done: [{ track: 'delivery', line: 'L1', quantity: '2' }],
          then: { open: { delivery: { L1: '8' } } },
        },
        { settle: 'deal', track: 'delivery', lines: { L1: '3' }, then: { open: { delivery: { L1: '5' } } } },
        { reopen: 'deal', lines: { L1: null }, then: { open: { delivery: { L1: '8' } } } },
        {
          amend: 'deal',
          patch: { lines: { L1: { quantity: '6' } } },
          then: { open: { delivery: { L1: '4' } } },
        },
        { convert: 'deal-to-parcel', from: [{ record: 'deal', lines: { L1: '1' } }], as: 'parcel' },
        { fire: 'DROP', on: 'parcel', gives: 'ignore' },
        {
          copy: 'deal',
          as: 'second',
          data: { note: 'again' },
          then: { phase: 'draft', data: { note: 'again' } },
        },
        { edit: 'second', patch: { note: 'x' }, overrides: { 'open-exceeded': 'agreed' } },
      ],
      then: { deal: { open: { delivery: { L1: '3' } } }, second: { links: 0 } },
    },
    base,
  );
  expect(result.detail).toBeNull();
  expect(result.steps.map(({ words }) => words)).toContain('copy deal as second');
});

test('what is expected beside a refusal is looked at too', () => {
  const refused = (then: object): string | null =>
    playScenario(
      model,
      validators,
      {
        title: 'Refused',
        when: [
          {
            as: 'deal',
            create: 'deal',
            data: { partner: 'P1', lines: [{ id: 'L1', item: 'I1', quantity: '1' }] },
          },
          { by: 'clerk', fire: 'NONE', on: 'deal', refused: { code: 'unknown-event' }, then },
        ],
      },
      base,
    ).detail;
  expect(refused({ phase: 'draft' })).toBeNull();
  expect(refused({ phase: 'posted' })).toContain('phase: expected "posted", found "draft"');
});

test('a step that does nothing cannot be refused, and nobody works where there is no record', () => {
  const told = (scenario: Partial<Scenario>): string | null =>
    playScenario(model, validators, { title: 'T', when: [], ...scenario }, base).detail;
  expect(told({ when: [{ day: '2026-02-01', refused: {} }] })).toContain(
    'nothing is done that could be refused',
  );
  expect(told({ given: { people: { ana: { roles: [] } } } })).toBeNull();
});
