/// <reference types="vite/client" />
// What decisions and screens are told of stages: timers as data, waiting approvals, why and why not.
import { expect, test } from 'vitest';
import {
  compile,
  decide,
  emptyFacts,
  makeValidators,
  nobodyId,
  StagePlay,
  whyNot,
  type Command,
  type Decision,
  type JsonObject,
  type WhyNotQuestion,
} from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';

const files = import.meta.glob<string>('./pack/**/*.json', { query: '?raw', import: 'default', eager: true });
const { model } = compile(
  {
    files: Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path.replace('./pack/', ''), text]),
    ),
  },
  { validator: ajvValidator },
);
if (!model) throw new Error('the pack does not compile');
const stages = model;
const validators = makeValidators(stages, ajvValidator);

const people = { ana: { name: 'Ana', roles: ['clerk'] }, ion: { name: 'Ion', roles: ['lawyer'] } };
const play = (): StagePlay => new StagePlay(stages, validators, { today: '2026-03-02', people });

function done(stage: StagePlay, command: Command, by?: string): Decision {
  const answer = stage.run(command, by);
  if (answer.kind !== 'decision') throw new Error(JSON.stringify(answer));
  return answer;
}

const create = (type: string, data: JsonObject): Command => ({ kind: 'create', type, data });
const fire = (id: string, event: string): Command => ({ kind: 'fire', id, event, input: {} });

test('a decision carries the timers that it sets, moves and ends', () => {
  const stage = play();
  const id = done(stage, create('bid', { subject: 'Pens', validUntil: '2026-03-10' })).record;
  const sent = done(stage, fire(id, 'SEND'));
  expect(sent.timers).toEqual({
    put: [
      // The day after the last begins in Bucharest, two hours ahead of UTC in winter.
      { record: id, state: 'sent', key: 'expiry', due: '2026-03-10T22:00:00.000Z' },
      { record: id, state: 'sent.fresh', key: 'nudge', due: '2026-03-03T22:00:00.000Z' },
    ],
    remove: [],
  });
  expect(done(stage, { kind: 'edit', id, patch: { kept: true } }).timers).toBeUndefined();
  expect(done(stage, { kind: 'edit', id, patch: { validUntil: '2026-04-10' } }).timers).toEqual({
    put: [{ record: id, state: 'sent', key: 'expiry', due: '2026-04-10T21:00:00.000Z' }],
    remove: [],
  });
  expect(done(stage, fire(id, 'ACCEPT')).timers?.remove).toEqual([
    { record: id, state: 'sent', key: 'expiry' },
    { record: id, state: 'sent.fresh', key: 'nudge' },
  ]);
});

test('telling the time twice, too early or for another moment does nothing', () => {
  const stage = play();
  const id = done(stage, create('bid', { subject: 'Pens', validUntil: '2026-02-01' })).record;
  const sent = done(stage, fire(id, 'SEND'));
  // Past already when it was set, so it came at once.
  expect(stage.store.records.get(id)?.stage).toBe('expired');
  const [expiry] = sent.timers?.put ?? [];
  const tell = (due: string): Command => ({ kind: 'timer', id, state: 'sent', key: 'expiry', due });
  for (const due of [expiry?.due ?? '', '2030-01-01T00:00:00.000Z', '']) {
    const again = done(stage, tell(due));
    expect([again.records, again.history]).toEqual([[], []]);
  }
  const gone = decide(
    stages,
    validators,
    { kind: 'timer', id: 'gone', state: 'sent', key: 'expiry', due: '' },
    { ...emptyFacts(), records: new Map([['gone', null]]) },
    stage.setting(),
  );
  expect(gone.kind).toBe('decision');
});

test('a machine that remembers nothing leaves nothing in its records', () => {
  const stage = play();
  const id = done(stage, create('deputy', { person: 'ana' })).record;
  expect(Object.keys(stage.store.records.get(id)?.data ?? {})).toEqual(['person']);
});

test('what a stage waits for is described, with who is still asked', () => {
  const stage = play();
  const id = done(stage, create('plea', { subject: 'Pens', amount: '10' }), 'ana').record;
  done(stage, fire(id, 'ASK'), 'ana');
  const description = stage.describe(id, 'ion');
  if (description.kind !== 'description') throw new Error('no description');
  expect(description.approvals).toMatchObject([
    {
      state: 'waiting',
      approve: 'APPROVE',
      steps: [
        { step: 'legal', state: 'open', need: 1, given: 0, asked: ['Lawyer'] },
        { step: 'head', state: 'left out' },
        { step: 'board', state: 'left out' },
      ],
    },
  ]);
  const approve = description.actions.find(({ key }) => key === 'APPROVE');
  expect(approve).toMatchObject({ allowed: true, form: { comment: { title: 'Comment' } } });
});

test('answers stand in the history with who, for whom and what was said', () => {
  const stage = play();
  const id = done(stage, create('plea', { subject: 'Pens', amount: '10' }), 'ana').record;
  done(stage, fire(id, 'ASK'), 'ana');
  const agreed = done(stage, { ...fire(id, 'APPROVE'), input: { comment: 'Fine' } } as Command, 'ion');
  expect(agreed.history.map(({ what, key }) => [what, key])).toEqual([
    ['approval', 'APPROVE'],
    ['event', 'APPROVE'],
  ]);
  expect(agreed.history[0]?.changes).toMatchObject([
    {
      path: '/approvals/waiting/legal',
      after: { by: 'ion', for: 'ion', answer: 'approved', comment: 'Fine' },
    },
  ]);
});

test('one person counts once, for himself and as a deputy, whether or not other eyes are asked for', () => {
  const path = './pack/types/plea/machine.json';
  const changed = structuredClone(JSON.parse(files[path] ?? '') as JsonObject) as never as {
    states: { waiting: { meta: { approval: Record<string, unknown> } } };
  };
  const { approval } = changed.states.waiting.meta;
  delete approval['fourEyes'];
  approval['steps'] = { board: { title: 'Board', of: { roles: ['board'] }, need: 2 } };
  const texts = Object.entries({ ...files, [path]: JSON.stringify(changed) });
  const renamed = texts.map(([name, text]) => [name.replace('./pack/', ''), text]);
  const { model: twoEyes } = compile({ files: Object.fromEntries(renamed) }, { validator: ajvValidator });
  const board = { ana: { roles: ['clerk'] }, max: { roles: ['board'] }, mia: { roles: ['board'] } };
  const stage = new StagePlay(twoEyes!, validators, { today: '2026-03-02', people: board });
  done(stage, create('deputy', { person: 'mia', deputy: 'max' }));
  const id = done(stage, create('plea', { subject: 'Pens', amount: '10' }), 'ana').record;
  done(stage, fire(id, 'ASK'), 'ana');
  const agree = (whom: string): Command => ({ kind: 'fire', id, event: 'APPROVE', input: { for: whom } });
  done(stage, agree('max'), 'max');
  expect(stage.run(agree('mia'), 'max')).toMatchObject({ code: 'approval-answered' });
  expect(stage.store.records.get(id)?.stage).toBe('waiting');
  done(stage, fire(id, 'APPROVE'), 'mia');
  expect(stage.store.records.get(id)?.stage).toBe('agreed');
});

test('a client cannot write what the record remembers', () => {
  const stage = play();
  const forged = { subject: 'Pens', $stages: { approvals: {} } };
  expect(stage.run(create('plea', forged))).toMatchObject({ kind: 'refusal', code: 'invalid' });
});

test('what another record refuses is parked where it says so', () => {
  const stage = play();
  const silent = done(stage, create('bid', {})).record;
  const ready = done(stage, create('bid', { subject: 'B' })).record;
  const first = done(stage, create('bid', { subject: 'A', others: [silent, ready] })).record;
  const all = done(stage, fire(first, 'SEND_ALL'));
  expect(all.messages).toEqual([
    {
      topic: 'parked',
      payload: {
        record: silent,
        event: 'SEND',
        from: first,
        code: 'guard-failed',
        message: 'Say what it is about',
      },
    },
  ]);
  expect(stage.store.records.get(ready)?.phase).toBe('posted');
});

function ask(stage: StagePlay, id: string, question: WhyNotQuestion, by?: string): object {
  const facts = stage.store.read({ kind: 'needs', records: [], lineages: [id], finds: [] }, emptyFacts());
  const answer = whyNot(
    stages,
    validators,
    id,
    question,
    { ...facts, people: [{ id: 'ion', name: 'Ion', roles: ['lawyer'] }] },
    stage.setting(by),
  );
  if (answer.kind !== 'why') throw new Error(JSON.stringify(answer));
  return answer.verdicts;
}

test('why an action is not possible: by stage, by right, by a condition with its values', () => {
  const stage = play();
  const id = done(stage, create('bid', {})).record;
  expect(ask(stage, id, { kind: 'event', key: 'ACCEPT' })).toEqual({
    allowed: { holds: false, reasons: [{ words: '“Accept” is not possible in stage “Draft”.' }] },
  });
  expect(ask(stage, id, { kind: 'event', key: 'SEND' })).toEqual({
    allowed: {
      holds: false,
      reasons: [
        {
          words: 'Say what it is about',
          expression: 'doc.subject != null',
          values: [{ name: 'doc.subject', value: '' }],
        },
      ],
    },
  });
  expect(ask(stage, id, { kind: 'event', key: 'SEND' }, 'ana')).toMatchObject({
    allowed: {
      holds: false,
      reasons: [{ words: 'The role “Clerk” does not allow “Send”.' }, { words: 'Say what it is about' }],
    },
  });
});

test('why a field is closed, open or needed', () => {
  const stage = play();
  const id = done(stage, create('bid', { subject: 'A' })).record;
  const question = { kind: 'field', path: 'subject' } as const;
  expect(ask(stage, id, question)).toMatchObject({ visible: { holds: true }, editable: { holds: true } });
  done(stage, fire(id, 'SEND'));
  expect(ask(stage, id, question)).toMatchObject({
    editable: { holds: false, reasons: [{ words: 'Subject may not be changed in stage “Sent”.' }] },
  });
  expect(ask(stage, id, question, 'ana')).toMatchObject({ editable: { holds: true } });
});

test('why tells no values that the roles of who asks hide', () => {
  const board = { max: { roles: ['board'] }, mia: { roles: ['board'] } };
  const stage = new StagePlay(stages, validators, {
    today: '2026-03-02',
    people: { ...people, ...board },
  });
  const id = done(stage, create('plea', { subject: 'Moon', amount: '1000000' })).record;
  done(stage, fire(id, 'ASK'));
  const values = (by: string): unknown => {
    const { allowed } = ask(stage, id, { kind: 'event', key: 'APPROVE' }, by) as {
      allowed: { reasons: { values?: unknown }[] };
    };
    return allowed.reasons.find((reason) => reason.values !== undefined)?.values;
  };
  expect(values('ion')).toEqual([{ name: 'doc.amount', value: '1000000' }]);
  expect(values('guest')).toEqual([]);
});

test('nobody is there when a moment comes, whoever tells it: user is empty where an entered stage reads it', () => {
  const at = './pack/types/bid/';
  const machine = JSON.parse(files[`${at}machine.json`] ?? '') as { states: Record<string, object> };
  const schema = JSON.parse(files[`${at}schema.json`] ?? '') as { properties: Record<string, object> };
  const expr = "user.id == null && size(user.roles) == 0 ? 'nobody' : user.name";
  const seen = { type: 'set', params: { field: 'seen', expr } };
  const { model: asking, problems } = compile(
    {
      files: {
        ...Object.fromEntries(
          Object.entries(files).map(([path, text]) => [path.replace('./pack/', ''), text]),
        ),
        'types/bid/machine.json': JSON.stringify({
          ...machine,
          states: {
            ...machine.states,
            sent: { ...machine.states['sent'], entry: [seen] },
            expired: { ...machine.states['expired'], entry: [seen] },
          },
        }),
        'types/bid/schema.json': JSON.stringify({
          ...schema,
          properties: { ...schema.properties, seen: { type: 'string', title: 'Seen by' } },
        }),
      },
    },
    { validator: ajvValidator },
  );
  if (!asking) throw new Error(JSON.stringify(problems.filter(({ severity }) => severity === 'error')));
  const stage = new StagePlay(asking, makeValidators(asking, ajvValidator), { today: '2026-03-02', people });
  const id = done(stage, create('bid', { subject: 'Pens', validUntil: '2026-03-10' })).record;
  const sent = done(stage, fire(id, 'SEND'));
  const now = (): JsonObject => stage.store.records.get(id)?.data ?? {};
  expect(now()['seen']).toBe('Storyteller');
  stage.day = '2026-03-12';
  const due = sent.timers?.put.find(({ key }) => key === 'expiry')?.due ?? '';
  const told = stage.obey({ kind: 'timer', id, state: 'sent', key: 'expiry', due }, 'ana');
  expect(now()['seen']).toBe('nobody');
  const by = told.kind === 'decision' ? told.history.map((entry) => entry.by) : [];
  expect(by).toEqual([nobodyId]);
});
