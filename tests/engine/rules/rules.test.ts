import { describe, expect, it } from 'vitest';
import { compile, decide, dueOf, dueTimers, makeValidators, planTimers, timerKey } from '#engine';
import type { Command, Decision, JsonObject, RuleRun, Stored } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { id, packOf, reach, settingOf, stored, storeOf } from '../decisions/shop.ts';
import { desk } from './desk.ts';

const pack = packOf(desk);
const files = { ...pack.files, 'messages/welcome.md': 'Welcome, {doc.partner.code}.' };
const { model, problems } = compile({ files }, { validator: ajvValidator });
if (!model) throw new Error(JSON.stringify(problems, null, 1));
const validators = makeValidators(model, ajvValidator);

const job = (code: string, data: JsonObject, stage = 'active'): Stored =>
  stored(
    'job',
    code,
    { code: undefined as never, subject: code, ...data },
    {
      stage,
      states: [stage],
      phase: stage === 'draft' ? 'draft' : 'posted',
      data: { subject: code, ...data },
    },
  );
const ana = stored('partner', 'ANA', { country: 'RO' });

function run(records: readonly Stored[], command: Command, today = '2026-03-02'): Decision {
  const { answer } = reach(storeOf(records), (facts) =>
    decide(model!, validators, command, facts, settingOf(today)),
  );
  if (answer.kind !== 'decision') throw new Error(JSON.stringify(answer));
  return answer;
}

const fire = (code: string, event: string): Command => ({ kind: 'fire', id: id(code), event, input: {} });
const obey = (given: Partial<RuleRun> & { rule: string }): Command => ({
  kind: 'rule',
  key: 'k',
  record: null,
  line: null,
  due: null,
  given: {},
  ...given,
});

describe('actions', () => {
  const started = run(
    [
      ana,
      job(
        'J1',
        {
          partner: id('ANA'),
          visits: [
            { id: 'V1', on: '2026-03-10', who: 'Bo' },
            { id: 'V2', on: '2026-03-12' },
          ],
        },
        'draft',
      ),
    ],
    fire('J1', 'START'),
  );

  it('leave what is done outside to after commit', () => {
    expect(started.messages?.filter(({ topic }) => topic !== 'rule')).toMatchObject([
      {
        topic: 'task',
        payload: {
          task: 'call',
          title: 'Call ANA',
          for: [id('user')],
          due: '2026-03-04',
          done: 'FINISH',
          record: id('J1'),
        },
      },
      { topic: 'message', payload: { message: 'welcome', to: ['desk@example.com', 'user@example.com'] } },
      { topic: 'webhook', payload: { url: 'https://example.com/hook', data: { subject: 'J1' } } },
    ]);
  });

  it('are done once for each item, where the condition holds', () => {
    const made = started.records.filter(({ before }) => before === null);
    expect(made.map(({ after }) => after?.data)).toEqual([{ subject: 'Visit of Bo', parent: id('J1') }]);
  });

  it('assign the record to somebody', () => {
    const { records } = run([ana, job('J2', { partner: id('ANA') })], fire('J2', 'PING'));
    expect(records[0]?.after?.owner).toBe(id('ANA'));
  });
});

describe('rules', () => {
  it('run after commit, once per rule, record and happening', () => {
    const { messages } = run([job('J3', { parent: id('J4') }), job('J4', {})], fire('J3', 'FINISH'));
    expect(messages).toEqual([
      {
        topic: 'rule',
        payload: {
          key: `parent-follows/${id('J3')}/entered:done@2`,
          rule: 'parent-follows',
          record: id('J3'),
          line: null,
          due: null,
          given: {},
        },
      },
    ]);
  });

  it('fire an event that a decision names, on the record that they name', () => {
    const records = [job('J3', { parent: id('J4') }, 'done'), job('J4', {})];
    const done = run(records, obey({ rule: 'parent-follows', record: id('J3') }));
    expect(done.records.map(({ after }) => [after?.id, after?.stage])).toEqual([[id('J4'), 'done']]);
  });

  it('skip who refuses, where they say so, and do nothing where their condition fails', () => {
    const records = [job('J3', { parent: id('J4') }, 'done'), job('J4', {}, 'draft'), job('J5', {}, 'done')];
    expect(run(records, obey({ rule: 'parent-follows', record: id('J3') })).records).toEqual([]);
    expect(run(records, obey({ rule: 'parent-follows', record: id('J5') })).records).toEqual([]);
  });

  it('wait for a field', () => {
    const changed = run([job('J6', {}, 'draft')], { kind: 'edit', id: id('J6'), patch: { subject: 'New' } });
    expect(changed.messages?.map(({ payload }) => payload['key'])).toEqual([
      `noted/${id('J6')}/changed:subject@2`,
    ]);
    const other = run([job('J6', {}, 'draft')], { kind: 'edit', id: id('J6'), patch: { days: 3 } });
    expect(other.messages).toBeUndefined();
  });
});

describe('days', () => {
  const record = job('J7', {
    start: '2026-03-01',
    days: 5,
    visits: [
      { id: 'V1', on: '2026-03-10', who: 'Bo' },
      { id: 'V2', on: '2026-03-03', who: 'Cy' },
      { id: 'V3', who: 'Di' },
    ],
  });
  const dueFor = (one: Stored) =>
    reach(storeOf([one]), (facts) => dueOf(model, validators, one, facts, settingOf('2026-03-02'))).answer
      .timers;
  const planned = dueFor(record);

  it('are planned for each line that has one, while the record is in the stage', () => {
    expect(planned.map(({ rule, line, at }) => [rule, line, at])).toEqual([
      ['ends', null, '2026-03-06'],
      ['visit-reminder', 'V1', '2026-03-09'],
      ['visit-reminder', 'V2', '2026-03-02'],
    ]);
    expect(dueFor({ ...record, stage: 'done', states: ['done'] })).toEqual([]);
  });

  it('run once each, also after a stop, with their own day', () => {
    const fired = new Set<string>();
    const first = dueTimers(planned, '2026-03-02', fired);
    expect(first.map(({ due, line }) => [due, line])).toEqual([['2026-03-02', 'V2']]);
    for (const { key } of first) fired.add(key);
    expect(dueTimers(planned, '2026-03-02', fired)).toEqual([]);
    // Nobody was there for two weeks.
    expect(dueTimers(planned, '2026-03-16', fired).map(({ due }) => due)).toEqual([
      '2026-03-06',
      '2026-03-09',
    ]);
  });

  it('move with what they are reckoned from, and are never planned again once run', () => {
    const moved = dueFor({ ...record, data: { ...record.data, days: 8 } });
    const { put, remove } = planTimers(planned, moved, new Set());
    expect(put.map(({ at }) => at)).toEqual(['2026-03-09']);
    expect(remove.map(({ at }) => at)).toEqual(['2026-03-06']);
    const fired = new Set(moved.map(timerKey));
    expect(planTimers([], moved, fired).put).toEqual([]);
  });

  it('are in scope when the rule runs, with the line', () => {
    const [overdue] = dueTimers(planned, '2026-03-20', new Set()).filter(({ line }) => line === 'V1');
    const { messages } = run([record], obey(overdue!), '2026-03-20');
    expect(messages).toMatchObject([
      { topic: 'task', payload: { title: 'Visit on 10/03/2026', for: ['Bo'], due: '2026-03-09' } },
    ]);
    const ended = run([record], obey({ rule: 'ends', record: id('J7'), due: '2026-03-06' }));
    expect(ended.records[0]?.after?.data['note']).toBe('ended 2026-03-06');
    const gone = { ...record, data: { ...record.data, visits: [] } };
    expect(run([gone], obey(overdue!)).messages).toBeUndefined();
  });
});
