// Refusals name documents only to whom the policies show them.
import { describe, expect, test } from 'vitest';
import { compile, decide, emptyFacts, makeValidators } from '#engine';
import type { Answer, Facts, LinkEnd, Stored } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { deal, dealFiles, person, roles, settingFor } from './pack.ts';

const own = { title: 'Doer', types: { task: { read: 'own' } } };
const blindDoer = { title: 'Blind doer', types: { task: { read: 'all', fields: { name: 'hidden' } } } };
const { model } = compile(
  { files: dealFiles({ 'roles.json': { ...roles, own, 'blind-doer': blindDoer } }) },
  { validator: ajvValidator },
);
if (!model) throw new Error('the deals do not compile');
const validators = makeValidators(model, ajvValidator);

const source = deal({
  stage: 'open',
  states: ['open'],
  phase: 'posted',
  data: { name: 'Wedding', salesperson: 'ana', lines: [{ id: 'L1', quantity: '5' }] },
});
const task = deal({
  type: 'task',
  owner: 'ion',
  data: { name: 'Secret of S.R.L.', lines: [{ id: 'L1', quantity: '5' }] },
});
const end: LinkEnd = { id: task.id, type: 'task', number: null, title: task.title, phase: 'draft' };
const link = {
  id: '019b0000-0000-7000-8000-00000000aaaa',
  conversion: 'deal-to-task',
  track: 'task',
  kind: 'direct',
  effect: 1,
  sourceRecord: source.id,
  sourceLine: 'L1',
  targetRecord: task.id,
  targetLine: 'L1',
  quantity: '5',
  amount: '0',
} as const;
const counter = { record: source.id, line: 'L1', track: 'task', held: '5', posted: '0', settled: '0' };

const factsWith = (more: readonly Stored[] = []): Facts => ({
  ...emptyFacts(),
  records: new Map([source, ...more].map((record) => [record.id, record])),
  lineages: new Map([
    [source.id, { up: [], down: [{ link, target: end }], counters: [{ ...counter, full: '5' }] }],
  ]),
});

/** The deal whose task holds everything is turned into a task once more. */
const again = (of: readonly string[], facts: Facts, language = 'en'): Answer =>
  decide(
    model,
    validators,
    {
      kind: 'convert',
      conversion: 'deal-to-task',
      sources: [{ id: source.id }],
      set: {},
      into: null,
    },
    facts,
    settingFor(person('ana', of), language),
  );

describe('a document that holds what is open', () => {
  test('is named to whom may read it, with one full stop', () => {
    expect(again(['seller', 'auditor'], factsWith())).toMatchObject({
      code: 'nothing-open',
      message: 'Nothing is open any more. Held by: Task Secret of S.R.L.',
    });
  });

  test.each([
    ['en', 'Nothing is open any more. Held by: Task (not shown to you).'],
    ['ro', 'Nu mai este nimic deschis. Reținut de: Task (fără drept de vizualizare).'],
    ['pl', 'Nic już nie jest otwarte. Zajęte przez: Task (bez prawa wglądu).'],
  ])('is there, but not told which, to whom may not (%s)', (language, message) => {
    const answer = again(['seller'], factsWith(), language);
    expect(answer).toMatchObject({ code: 'nothing-open', message });
    expect(JSON.stringify(answer)).not.toContain('Secret');
  });

  test('is read first where the right hangs on it', () => {
    expect(again(['seller', 'own'], factsWith())).toMatchObject({ kind: 'needs', records: [task.id] });
    expect(again(['seller', 'own'], factsWith([task]))).toMatchObject({
      message: 'Nothing is open any more. Held by: Task (not shown to you).',
    });
    expect(again(['seller', 'own'], factsWith([{ ...task, owner: 'ana' }]))).toMatchObject({
      message: 'Nothing is open any more. Held by: Task Secret of S.R.L.',
    });
  });

  test('is called by its kind alone where its title is made of what is hidden', () => {
    expect(again(['seller', 'blind-doer'], factsWith([task]))).toMatchObject({
      message: 'Nothing is open any more. Held by: Task.',
    });
  });
});
