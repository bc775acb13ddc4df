import { describe, expect, it } from 'vitest';
import {
  compile,
  decide,
  limitLeft,
  limitSince,
  makeValidators,
  mapAnswer,
  mapAsk,
  mapFile,
  mapFound,
  mapReceived,
  mapSending,
  planOn,
} from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { id, packOf, reach, settingOf, stored, storeOf } from '../decisions/shop.ts';
import { desk } from './desk.ts';

const pack = packOf({
  ...desk,
  'connectors/desk.json': {
    title: 'Desk',
    port: 'e-invoice',
    type: 'job',
    send: {
      on: 'FINISH',
      when: "doc.partner.country == 'RO'",
      by: 'addDays(doc.start, 5)',
      map: {
        subject: 'doc.subject',
        buyer: 'doc.partner.code',
        visits: "doc.visits.map(v, { 'day': v.on })",
      },
    },
    answers: { rejected: { event: 'AGAIN', input: {}, attach: ['answer.file'] } },
    receive: {
      type: 'job',
      match: 'target.subject == arrived.subject',
      set: { subject: 'arrived.subject', note: 'arrived.text' },
      event: 'PING',
      attachments: true,
    },
    file: {
      format: 'csv',
      name: "doc.subject + '.csv'",
      each: 'visits',
      columns: { job: 'doc.subject', DAY: 'line.on' },
    },
  },
  'connectors/look.json': {
    title: 'Look-up',
    port: 'company-lookup',
    type: 'job',
    ask: {
      with: { code: 'doc.partner.code', about: 'doc.subject' },
      set: { subject: "answer.note == null ? null : doc.subject + ': ' + answer.note" },
    },
  },
  'types/job/views/mine.json': {
    title: 'Mine',
    kind: 'list',
    columns: ['number', 'subject', 'partner.code'],
    sort: ['-subject'],
  },
  'plans.json': {
    trial: { title: 'Trial', trial: { for: 'P1M', then: 'standard' } },
    standard: {
      title: 'Standard',
      limits: { job: { per: 'month', count: 20 } },
      without: ['connectors/desk'],
    },
  },
});
const files = { ...pack.files, 'messages/welcome.md': 'Welcome.' };
const { model, problems } = compile({ files }, { validator: ajvValidator });
if (!model) throw new Error(JSON.stringify(problems, null, 1));
const validators = makeValidators(model, ajvValidator);
const setting = settingOf('2026-03-02');

const job = (code: string, subject: string, partner: string, stage = 'active') =>
  stored(
    'job',
    code,
    {},
    {
      stage,
      states: [stage],
      data: { subject, partner: id(partner), start: '2026-03-01', visits: [{ id: 'V1', on: '2026-03-04' }] },
    },
  );
const store = storeOf([
  stored('partner', 'ANA', { country: 'RO' }),
  stored('partner', 'BOB', { country: 'PL' }),
  job('J1', 'Roof', 'ANA'),
  job('J2', 'Wall', 'BOB'),
  job('J3', 'Twin', 'BOB'),
  job('J4', 'Twin', 'BOB'),
]);

describe('a connector', () => {
  it('sends after the event that it waits for, once for each', () => {
    const { answer } = reach(store, (facts) =>
      decide(model, validators, { kind: 'fire', id: id('J1'), event: 'FINISH', input: {} }, facts, setting),
    );
    const sent = answer.kind === 'decision' ? answer.messages?.filter(({ topic }) => topic === 'send') : [];
    expect(sent).toMatchObject([{ payload: { connector: 'desk', record: id('J1'), event: 'FINISH' } }]);
  });

  it('maps a record to the message of its port, where its condition holds', () => {
    const send = (code: string) =>
      reach(store, (facts) => mapSending(model, validators, 'desk', id(code), facts, setting)).answer;
    expect(send('J1')).toEqual({
      kind: 'sending',
      port: 'e-invoice',
      message: { subject: 'Roof', buyer: 'ANA', visits: [{ day: '2026-03-04' }] },
      device: null,
      by: '2026-03-06',
    });
    expect(send('J2').message).toBeNull();
  });

  it('turns an answer into an event', () => {
    const answered = (name: string) =>
      reach(store, (facts) =>
        mapAnswer(model, validators, 'desk', id('J1'), name, { file: 'f.xml' }, facts, setting),
      ).answer;
    expect(answered('rejected')).toEqual({
      kind: 'answered',
      command: { kind: 'fire', id: id('J1'), event: 'AGAIN', input: {} },
      attach: ['f.xml'],
    });
    expect(answered('lost').command).toBeNull();
  });

  it('matches what arrives, makes a record when nothing matches, and leaves doubt to people', () => {
    const arrive = (subject: string) =>
      reach(store, (facts) =>
        mapReceived(model, validators, 'desk', { subject, text: 'Hello' }, facts, setting),
      ).answer;
    expect(arrive('Roof')).toMatchObject({
      command: { kind: 'fire', id: id('J1'), event: 'PING' },
      matches: [id('J1')],
    });
    expect(arrive('Door')).toMatchObject({
      command: { kind: 'create', type: 'job', data: { subject: 'Door', note: 'Hello' } },
      matches: [],
    });
    expect(arrive('Twin')).toMatchObject({ command: null, matches: [id('J3'), id('J4')] });
  });

  it('fires with what the event asks for, and nothing else', () => {
    const { answer } = reach(store, (facts) =>
      mapReceived(model, validators, 'desk', { subject: 'Roof', text: 'Hello' }, facts, setting),
    );
    const { command } = answer;
    expect(command).toEqual({ kind: 'fire', id: id('J1'), event: 'PING', input: {} });
    if (command?.kind !== 'fire') throw new Error('nothing is fired');
    expect(reach(store, (facts) => decide(model, validators, command, facts, setting)).answer.kind).toBe(
      'decision',
    );
  });

  it('looks up for a record that is still being typed, and fills its fields as they take it', () => {
    const data = { subject: 'Roof', partner: id('ANA') };
    const ask = reach(store, (facts) => mapAsk(model, validators, 'look', data, facts, setting)).answer;
    expect(ask).toEqual({ kind: 'ask', port: 'company-lookup', message: { code: 'ANA', about: 'Roof' } });
    const found = (note: number | null) =>
      reach(store, (facts) => mapFound(model, validators, 'look', data, { note }, facts, setting)).answer;
    expect(found(5)).toEqual({ kind: 'found', patch: { subject: 'Roof: 5' } });
    expect(found(null)).toEqual({ kind: 'found', patch: {} });
  });

  it('writes the rows of a file', () => {
    const { answer } = reach(store, (facts) =>
      mapFile(model, validators, 'desk', [id('J1'), id('J2')], facts, setting),
    );
    expect(answer.name).toBe('Roof.csv');
    expect(answer.rows).toEqual([
      { job: 'Roof', DAY: '2026-03-04' },
      { job: 'Wall', DAY: '2026-03-04' },
    ]);
  });
});

it('a view knows the words of its columns, behind references too', () => {
  expect(model.views.get('job/mine')).toMatchObject({
    kind: 'list',
    columns: [
      { path: 'number', title: 'Number' },
      { path: 'subject', title: 'Subject' },
      { path: 'partner.code', title: 'Code' },
    ],
    sort: [{ path: 'subject', descending: true }],
  });
});

describe('a plan', () => {
  const on = (today: string) => planOn(model.plans, { plan: 'trial', since: '2026-01-31' }, today);

  it('falls back by itself when its trial is over', () => {
    expect(on('2026-02-27')?.key).toBe('trial');
    expect(on('2026-02-28')?.key).toBe('standard');
  });

  it('counts within its period', () => {
    const standard = on('2026-03-15')!;
    expect(limitSince(standard, 'job', '2026-03-15')).toBe('2026-03-01');
    expect(limitSince(standard, 'partner', '2026-03-15')).toBeUndefined();
    expect([
      limitLeft(standard, 'job', 19),
      limitLeft(standard, 'job', 25),
      limitLeft(standard, 'partner', 9),
    ]).toEqual([1, 0, null]);
  });
});
