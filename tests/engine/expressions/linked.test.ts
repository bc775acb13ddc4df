// linked(doc, type): the guard of an event looks at what a document led to.
import { describe, expect, test } from 'vitest';
import { compile, decide, emptyFacts, makeValidators } from '#engine';
import type { Answer, Facts, Link, Stored } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { deal, dealFiles, person, settingFor } from '../roles/pack.ts';

const machine = JSON.parse(dealFiles()['types/deal/machine.json'] ?? '{}') as {
  states: { open: { on: Record<string, object> } };
};
const guard = {
  type: 'expr',
  params: {
    expr: "linked(doc, 'task').all(t, t.phase == 'void')",
    reason: "Tasks stand: {linked(doc, 'task').map(t, t.title)}",
  },
};
machine.states.open.on['CLOSE'] = { target: 'closed', guard, meta: { title: 'Close' } };

const { model, problems } = compile(
  { files: dealFiles({ 'types/deal/machine.json': machine }) },
  { validator: ajvValidator },
);
if (!model) throw new Error(JSON.stringify(problems));
const validators = makeValidators(model, ajvValidator);

const source = deal({ stage: 'open', states: ['open'], phase: 'posted', data: { name: 'D' } });
const task = (title: string, phase: Stored['phase']): Stored => ({
  ...deal({
    phase,
    states: [phase === 'void' ? 'undone' : 'draft'],
    stage: phase === 'void' ? 'undone' : 'draft',
  }),
  type: 'task',
  title,
});

function close(targets: readonly Stored[], known: readonly Stored[]): Answer {
  const down = targets.map(({ id, type, number, title, phase }, i) => ({
    link: {
      id: `l${i}`,
      conversion: 'deal-to-task',
      track: 'task',
      kind: 'direct',
      effect: 1,
      sourceRecord: source.id,
      sourceLine: 'L1',
      targetRecord: id,
      targetLine: 'L1',
      quantity: '1',
      amount: null,
    } satisfies Link,
    target: { id, type, number, title, phase },
  }));
  const facts: Facts = {
    ...emptyFacts(),
    records: new Map([source, ...known].map((record) => [record.id, record])),
    lineages: new Map([[source.id, { up: [], down, counters: [] }]]),
  };
  return decide(
    model!,
    validators,
    { kind: 'fire', id: source.id, event: 'CLOSE', input: {} },
    facts,
    settingFor(person('boss', ['boss'])),
  );
}

describe('linked', () => {
  const [standing, undone] = [task('Paint', 'draft'), task('Sand', 'void')];

  test('asks for all the records that it does not know, at once', () => {
    const answer = close([standing, undone], []);
    expect(answer).toMatchObject({ kind: 'needs', records: [standing.id, undone.id].sort() });
  });

  test('gives the records with their fields', () => {
    expect(close([standing, undone], [standing, undone])).toMatchObject({
      kind: 'refusal',
      code: 'guard-failed',
      message: expect.stringContaining('Tasks stand: Paint, Sand') as string,
    });
  });

  test('near miss: all of them void, or none at all', () => {
    expect(close([undone], [undone]).kind).toBe('decision');
    expect(close([], []).kind).toBe('decision');
  });

  test('an unknown type is a mistake', () => {
    const files = dealFiles({
      'types/deal/machine.json': {
        ...machine,
        states: {
          ...machine.states,
          open: {
            ...machine.states.open,
            on: {
              CLOSE: {
                target: 'closed',
                guard: { type: 'expr', params: { expr: "size(linked(doc, 'tusk')) == 0" } },
              },
            },
          },
        },
      },
    });
    const found = compile({ files }, { validator: ajvValidator }).problems.map(({ code }) => code);
    expect(found).toContain('expr-arguments');
  });
});
