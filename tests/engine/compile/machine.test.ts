import { describe, expect, it } from 'vitest';
import { compile, Fault, type Machine } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change, type Changes } from '../check/packs.ts';

function machineOf(type: string, changes: Changes = {}): Machine {
  const { model, problems } = compile(change(base, changes), { validator: ajvValidator });
  expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  const machine = model?.types.get(type)?.machine;
  if (!machine) throw new Error('no machine');
  return machine;
}

/** Judges `progress('x') == 1` and the like by the numbers given; every other guard is `otherwise`. */
function progressing(
  progress: Readonly<Record<string, number>>,
  otherwise = true,
): (guard: { text: string }) => boolean {
  const holds = (condition: string): boolean => {
    const [, track = '', sign = '', limit = ''] = /progress\('(\w+)'\) (==|<|>) (\d)/.exec(condition) ?? [];
    const value = progress[track];
    if (value === undefined) return otherwise;
    return sign === '=='
      ? value === Number(limit)
      : sign === '<'
        ? value < Number(limit)
        : value > Number(limit);
  };
  return ({ text }) => (text.includes('||') ? text.split('||').some(holds) : text.split('&&').every(holds));
}

const yes = (): boolean => true;
const no = (): boolean => false;

describe('one step', () => {
  const wish = machineOf('wish');

  it('returns the new stage and the actions to run, and runs none', () => {
    expect(wish.initial).toBe('draft');
    expect(wish.step('draft', 'SEND', yes)).toEqual({
      stage: 'sent',
      actions: [
        { type: 'assignNumber', series: 'wish', by: null, when: null, pointer: '/states/sent/entry/0' },
      ],
    });
  });

  it('is refused by null: guard false, event elsewhere, event unknown, event of XState', () => {
    expect(wish.step('draft', 'SEND', no)).toBeNull();
    expect(wish.step('sent', 'SEND', yes)).toBeNull();
    for (const event of ['NOPE', '*', 'xstate.init', 'xstate.stop', 'xstate.done.state.s0', ''])
      expect(wish.step('draft', event, yes)).toBeNull();
  });

  it('with @progress stays where nothing moves', () => {
    expect(wish.step('draft', '@progress', no)).toEqual({ stage: 'draft', actions: [] });
  });

  it('from a stage that the machine does not have is a fault', () => {
    expect(() => wish.step('gone', 'SEND', yes)).toThrow(Fault);
    expect(() => wish.step({ draft: 'x' }, '@progress', yes)).toThrow(Fault);
  });

  it('asks each guard once', () => {
    const asked: string[] = [];
    wish.step('draft', 'SEND', (guard) => asked.push(guard.text) > 0);
    expect(asked).toEqual(['doc.customer.blocked != true']);
  });

  it('runs exit, transition and entry actions in this order', () => {
    const set = (expr: string): object => ({ type: 'set', params: { field: 'note', expr } });
    const machine = machineOf('wish', {
      'types/wish/machine.json#/states/draft/exit': set("'exit'"),
      'types/wish/machine.json#/states/draft/on/SEND/actions': [set("'on the way'")],
      'types/wish/machine.json#/states/sent/entry': [set("'entry'")],
    });
    const actions = machine.step('draft', 'SEND', yes)?.actions ?? [];
    expect(actions.map((action) => (action.type === 'set' ? action.expr.text : ''))).toEqual([
      "'exit'",
      "'on the way'",
      "'entry'",
    ]);
  });

  it('that never comes to rest is a fault', () => {
    const always = (target: string): object => ({
      target,
      guard: { type: 'expr', params: { expr: 'doc.total > 0' } },
    });
    const machine = machineOf('wish', {
      'types/wish/machine.json#/states/draft/always': always('sent'),
      'types/wish/machine.json#/states/draft/meta/phase': 'posted',
      'types/wish/machine.json#/states/sent/always': always('draft'),
    });
    expect(() => machine.step('draft', '@progress', yes)).toThrow(Fault);
  });
});

describe('regions that follow a track', () => {
  const deal = machineOf('deal');
  const stage = (delivery: string, billing: string) => ({ confirmed: { delivery, billing } });

  it('begin at none, and move with progress in both directions', () => {
    const first = deal.step('draft', 'CONFIRM', progressing({ delivery: 0, billing: 0 }));
    expect(first?.stage).toEqual(stage('none', 'none'));
    const second = deal.step(stage('none', 'none'), '@progress', progressing({ delivery: 0.5, billing: 1 }));
    expect(second?.stage).toEqual(stage('partly', 'fully'));
    const back = deal.step(stage('partly', 'fully'), '@progress', progressing({ delivery: 0, billing: 0.2 }));
    expect(back?.stage).toEqual(stage('none', 'partly'));
  });

  it('close the record when all are full, and open it again', () => {
    const closed = deal.step(stage('fully', 'partly'), '@progress', progressing({ delivery: 1, billing: 1 }));
    expect(closed?.stage).toBe('closed');
    const reopened = deal.step('closed', '@progress', progressing({ delivery: 1, billing: 0.5 }));
    expect(reopened?.stage).toEqual(stage('fully', 'partly'));
  });

  it('have the states of a track without writing them', () => {
    expect(deal.states.get('confirmed.billing.partly')).toMatchObject({
      title: 'Partly',
      color: 'amber',
      phase: 'posted',
      kind: 'atomic',
    });
    expect(deal.pathsOf(stage('none', 'fully'))).toEqual([
      'confirmed',
      'confirmed.delivery',
      'confirmed.delivery.none',
      'confirmed.billing',
      'confirmed.billing.fully',
    ]);
    expect(deal.phaseOf(stage('none', 'fully'))).toBe('posted');
  });
});

it('candidates come from the active states outwards to the root, each once', () => {
  const machine = machineOf('deal', {
    'types/deal/machine.json#/on': { SHELVE: '.closed' },
    'types/deal/machine.json#/states/confirmed/on': {
      HURRY: { guard: { type: 'expr', params: { expr: 'doc.total > 0' } } },
    },
    'types/deal/machine.json#/states/confirmed/states/billing/states': { partly: { on: { HURRY: 'none' } } },
    'types/deal/machine.json#/states/draft/meta/phase': 'posted',
  });
  const stage = { confirmed: { delivery: 'none', billing: 'partly' } };
  expect(machine.candidates(stage, null).map(({ from, event, targets }) => [from, event, targets])).toEqual([
    ['confirmed.billing.partly', 'HURRY', ['confirmed.billing.none']],
    ['confirmed', 'HURRY', []],
    ['', 'SHELVE', ['closed']],
  ]);
  expect(machine.candidates(stage, 'SHELVE')).toHaveLength(1);
  expect(machine.step(stage, 'SHELVE', progressing({ delivery: 1, billing: 1 }))?.stage).toBe('closed');
});
