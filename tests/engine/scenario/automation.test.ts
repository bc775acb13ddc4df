import { describe, expect, it } from 'vitest';
import { compile, makeValidators, playScenario, type Scenario, type ScenarioStep } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { packOf } from '../decisions/shop.ts';
import { desk } from '../rules/desk.ts';

const scheduled = {
  title: 'Weekly look',
  on: { schedule: 'FREQ=WEEKLY;BYDAY=MO', of: 'job', stages: ['active'] },
  do: {
    type: 'task',
    params: { title: "Look at {doc.subject} on {format(due, 'yyyy-MM-dd')}", for: 'doc.createdBy' },
  },
};
const stubborn = {
  title: 'Stubborn',
  on: { entered: 'job.done' },
  when: "doc.subject == 'Stubborn'",
  do: { type: 'fire', params: { to: 'doc.id', event: 'START' } },
};
const { files } = packOf({
  ...desk,
  'rules/weekly-look.json': scheduled,
  'rules/stubborn.json': stubborn,
});
const pack = { files: { ...files, 'messages/welcome.md': 'Welcome, {doc.partner.code}.' } };
const { model, problems } = compile(pack, { validator: ajvValidator });
if (!model) throw new Error(JSON.stringify(problems, null, 1));
const validators = makeValidators(model, ajvValidator);

const visits = [
  { id: 'V1', on: '2026-03-10', who: 'Bo' },
  { id: 'V2', on: '2026-03-12', who: 'Cy' },
];
const start: readonly ScenarioStep[] = [
  { as: 'job', create: 'job', data: { subject: 'Roof', start: '2026-03-03', days: 7, visits } },
  {
    fire: 'START',
    on: 'job',
    tasks: ['Call '],
    messages: ['welcome'],
    made: { job: ['first', 'second'] },
    then: { stage: 'active' },
  },
];
const play = (when: readonly ScenarioStep[], then: Scenario['then'] = {}): string | null =>
  playScenario(model, validators, { title: 'x', given: { today: '2026-03-03' }, when, then }, {}).detail;

describe('what happens by itself in a story', () => {
  it('follows a step at once, and what it made can be named', () => {
    const then = {
      first: { data: { subject: 'Visit of Bo' } },
      second: { data: { subject: 'Visit of Cy' } },
    };
    expect(play(start, then)).toBeNull();
  });

  it('runs on its days in their order, each once, however many days a step lets pass', () => {
    const tasks = ['Visit on 10/03/2026', 'Look at Roof on 2026-03-09', 'Visit on 12/03/2026'];
    expect(play([...start, { day: '2026-03-08', tasks: [] }])).toBeNull();
    expect(play([...start, { day: '2026-03-12', tasks }])).toBeNull();
    expect(
      play([
        ...start,
        { day: '2026-03-09', tasks: tasks.slice(0, 2) },
        { day: '2026-03-11', on: 'job', tasks: tasks.slice(2), then: { data: { note: 'ended 2026-03-10' } } },
        { day: '2026-03-12', tasks: [] },
      ]),
    ).toBeNull();
  });

  it('fails the step when a rule is refused that the story does not name', () => {
    const when: readonly ScenarioStep[] = [
      { as: 'job', create: 'job', data: { subject: 'Stubborn' } },
      { fire: 'START', on: 'job' },
    ];
    expect(play([...when, { fire: 'FINISH', on: 'job' }])).toContain('the rule stubborn was refused');
    expect(play([...when, { fire: 'FINISH', on: 'job', parked: ['stubborn'] }])).toBeNull();
    expect(play([...when, { day: '2026-03-04', parked: ['stubborn'] }])).toContain('was not refused');
  });

  it.each([
    [{ fire: 'FINISH', on: 'job', tasks: ['Rest'] }, 'tasks: expected ["Rest"], found []'],
    [{ fire: 'FINISH', on: 'job', messages: ['welcome'] }, 'messages: expected ["welcome"], found []'],
    [{ fire: 'FINISH', on: 'job', made: { job: ['ghost'] } }, '0 records of job were made'],
  ])('by a hair: what does not happen fails, and says how', (step, words) => {
    expect(play([...start, step])).toContain(words);
  });
});
