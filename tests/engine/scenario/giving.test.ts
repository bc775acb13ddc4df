// What actions give on: the input of an event, the header of what a conversion makes; and the order of rules.
import { expect, it } from 'vitest';
import { compile, makeValidators, playScenario } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { packOf } from '../decisions/shop.ts';
import { desk } from '../rules/desk.ts';

const active = desk['types/job/machine.json'].states.active;
const form = { days: { type: 'integer' }, on: { type: 'string', format: 'date' } };
const set = (field: string, expr: string) => ({ type: 'set', params: { field, expr } });
const changes = {
  ...desk,
  'rules/ends.json': { ...desk['rules/ends.json'], disabled: true },
  'types/job/machine.json': {
    ...desk['types/job/machine.json'],
    states: {
      ...desk['types/job/machine.json'].states,
      active: {
        ...active,
        on: {
          ...active.on,
          MOVE: {
            actions: [set('days', 'input.days'), set('start', 'input.on')],
            meta: { title: 'Move', form },
          },
        },
      },
    },
  },
  'rules/a-later.json': {
    title: 'Later',
    order: 2,
    on: { date: 'doc.start', of: 'job', stages: ['active'] },
    do: set('note', "doc.note + ', then this'"),
  },
  'rules/b-first.json': {
    title: 'First',
    order: 1,
    on: { date: 'doc.start', of: 'job', stages: ['active'] },
    do: set('note', "'first'"),
  },
  'rules/c-moves.json': {
    title: 'Moves',
    on: { date: 'addDays(doc.start, 1)', of: 'job', stages: ['active'] },
    when: 'doc.days < 10',
    do: {
      type: 'fire',
      params: { to: 'doc', event: 'MOVE', input: { days: 'doc.days + 7', on: 'addDays(due, 9)' } },
    },
  },
  'conversions/job-to-job.json': {
    title: 'Again',
    from: 'job',
    to: 'job',
    effect: 0,
    header: { note: { ask: true } },
    drop: ['note', 'visits'],
  },
  'rules/d-again.json': {
    title: 'Again',
    on: { entered: 'job.done' },
    when: "doc.subject == 'Roof'",
    do: {
      type: 'convert',
      params: { conversion: 'job-to-job', set: { subject: "'Roof, again'", note: "'for ' + doc.subject" } },
    },
  },
};
const { files } = packOf(changes);
const pack = { files: { ...files, 'messages/welcome.md': 'Welcome, {doc.partner.code}.' } };
const { model, problems } = compile(pack, { validator: ajvValidator });

it('rules of one day run in their order; an event is given its input, a conversion its header', () => {
  if (!model) throw new Error(JSON.stringify(problems, null, 1));
  const job = { subject: 'Roof', start: '2026-03-04', days: 3 };
  const played = playScenario(
    model,
    makeValidators(model, ajvValidator),
    {
      title: 'x',
      given: { today: '2026-03-02' },
      when: [
        { as: 'job', create: 'job', data: job },
        { fire: 'START', on: 'job' },
        { day: '2026-03-04', on: 'job', then: { data: { note: 'first, then this' } } },
        { day: '2026-03-05', on: 'job', then: { data: { days: 10, start: '2026-03-14' } } },
        { fire: 'FINISH', on: 'job', made: { job: ['again'] } },
      ],
      then: { again: { data: { subject: 'Roof, again', note: 'for Roof', start: '2026-03-14' } } },
    },
    {},
  );
  expect(played.detail).toBeNull();
});

it('an input that the event does not ask for is told, and a field that the target has not', () => {
  const wrong = JSON.parse(JSON.stringify(changes)) as typeof changes;
  Object.assign(wrong['rules/c-moves.json'].do.params.input, { dys: '1' });
  Object.assign(wrong['rules/d-again.json'].do.params.set, { nota: '1' });
  const found = compile(
    { files: { ...files, ...packOf(wrong).files } },
    { validator: ajvValidator },
  ).problems;
  const told = found
    .filter(({ code }) => code === 'unknown-field')
    .map(({ file, pointer }) => file + pointer);
  expect(told).toEqual(['rules/c-moves.json/do/params/input/dys', 'rules/d-again.json/do/params/set/nota']);
});
