// Stories that nobody has written: every way through every machine and every conversion of every pack, tried on the least
// data there can be.
import { describe, expect, test } from 'vitest';
import { compile, generateScenarios, makeValidators, playScenario } from '#engine';
import type { Generated, PackText } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { allPacks, baseDataOf } from '../all-packs.ts';
import { base, change, type Changes } from '../check/packs.ts';
import { allowTime } from '../runs.ts';

allowTime();

function generated(pack: PackText): Generated & { readonly failures: readonly string[] } {
  const { model } = compile(pack, { validator: ajvValidator });
  if (!model) throw new Error('the pack does not compile');
  const validators = makeValidators(model, ajvValidator);
  const data = baseDataOf(pack);
  const made = generateScenarios(model, validators, data);
  const failures = made.scenarios.flatMap(({ scenario, faults }) => {
    const { detail } = playScenario(model, validators, scenario, data);
    return [...faults, ...(detail === null ? [] : [detail])].map((fault) => `${scenario.title}: ${fault}`);
  });
  return { ...made, failures };
}

describe.each(allPacks)('$name', ({ pack }) => {
  test('no way through a machine leads to a fault or to another stage, and each comes true as a scenario', () => {
    const { scenarios, unmade, failures } = generated(pack);
    expect(failures).toEqual([]);
    expect(scenarios.length).toBeGreaterThan(0);
    // Of every type there is a record, be it made from others.
    expect(unmade).toEqual([]);
  });
});

test('of the pack that we ship every document is made, and no way ends in a refusal', () => {
  const sales = allPacks.find(({ name }) => name === 'sales');
  const { scenarios, unmade } = generated(sales?.pack ?? { files: {} });
  expect(unmade).toEqual([]);
  expect(scenarios.filter(({ refused }) => refused !== null)).toEqual([]);
  // Every conversion is made, and what it makes comes into force.
  const { model } = compile(sales?.pack ?? { files: {} }, { validator: ajvValidator });
  const made = new Set(scenarios.flatMap(({ conversion }) => conversion ?? []));
  expect([...(model?.conversions.keys() ?? [])].filter((key) => !made.has(key))).toEqual([]);
  const invoicing = scenarios.find(({ conversion }) => conversion === 'order-to-invoice');
  expect(invoicing?.scenario.when.map(({ fire, convert }) => fire ?? convert ?? 'create')).toEqual([
    'create',
    'CONFIRM',
    'order-to-invoice',
    'POST',
  ]);
  // What a guard asks of a day is found by letting time pass.
  const expiry = scenarios.find(({ scenario }) => scenario.title.endsWith('SEND, EXPIRE'));
  expect(expiry?.scenario.when.map((step) => Object.keys(step)[0])).toEqual(['as', 'fire', 'day', 'fire']);
});

test('what is only made from others is reached through them, with those who approve and the days that have to pass', () => {
  const tender = allPacks.find(({ name }) => name === 'tender');
  const { scenarios } = generated(tender?.pack ?? { files: {} });
  const awarded = scenarios.find(({ conversion }) => conversion === 'comparison-to-award');
  expect(awarded?.refused).toBeNull();
  const when = awarded?.scenario.when ?? [];
  expect(when.flatMap(({ convert }) => convert ?? [])).toEqual([
    'tender-to-bid',
    'bid-to-comparison',
    'comparison-to-award',
  ]);
  // Bids are opened after their deadline, and several have to say yes.
  expect(when.some(({ day }) => day !== undefined)).toBe(true);
  expect(when.filter(({ fire }) => fire === 'APPROVE').length).toBeGreaterThan(1);
  expect(when.at(-1)?.then?.stage).toBe('awarded');
});

test('a refusal is an answer: a guard that says no, or a document that would have to be there first', () => {
  const wishes = (changes: Changes) => {
    const { scenarios, failures } = generated(change(base, changes));
    expect(failures).toEqual([]);
    return scenarios.flatMap(({ type, refused, scenario }) =>
      type === 'wish' && refused !== null ? [`${scenario.title}: ${refused}`] : [],
    );
  };
  expect(wishes({})).toEqual([]);
  const guard = 'types/wish/machine.json#/states/draft/on/SEND/guard/params/expr';
  expect(wishes({ [guard]: 'doc.note == "never"' })).toContain('Wish: create, SEND: guard-failed');
  const deal = {
    'types/wish/schema.json#/properties/deal': { type: 'string', 'x-ref': 'deal' },
    'types/wish/schema.json#/required': ['deal'],
  };
  expect(wishes(deal)).toContain('Wish: create, SEND: incomplete');
  const ordering = 'conversions/wish-to-deal.json#/when/guard';
  expect(wishes({ [ordering]: { expr: "source.note == 'never'", reason: 'Never' } })).toContain(
    'Wish: create, SEND, wish-to-deal: conversion-guard',
  );
});

test('a way back leads to where the record was, not where the machine begins: no fault', () => {
  const at = 'types/wish/machine.json#/states';
  const state = (title: string, more: object = {}): object => ({ meta: { title }, ...more });
  const way = (target: string): object => ({ target, meta: { title: target } });
  const { failures, scenarios } = generated(
    change(base, {
      [`${at}/draft/on/SEND/target`]: 'sent.late',
      [`${at}/sent/initial`]: 'early',
      [`${at}/sent/states`]: {
        early: state('Early'),
        late: state('Late', { on: { BACK: way('early') } }),
        again: { type: 'history' },
      },
      [`${at}/sent/on/HOLD`]: way('held'),
      [`${at}/held`]: { meta: { title: 'Held', phase: 'posted' }, on: { RESUME: way('sent.again') } },
    }),
  );
  expect(failures).toEqual([]);
  const resumed = scenarios.find(({ scenario }) => scenario.title.endsWith('SEND, HOLD, RESUME'));
  expect(resumed?.scenario.when.at(-1)?.then?.stage).toEqual({ sent: 'late' });
});
