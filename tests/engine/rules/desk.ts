// A small service desk with automations of every kind.
import { shop } from '../decisions/shop.ts';

const text = { type: 'string' };
const day = { type: 'string', format: 'date' };

export const desk = {
  ...shop,
  'types/job/type.json': {
    kind: 'document',
    title: 'Job',
    key: 'number',
    label: 'doc.subject',
    columns: ['subject', 'partner'],
  },
  'types/job/schema.json': {
    type: 'object',
    properties: {
      subject: text,
      partner: { type: 'string', 'x-ref': 'partner' },
      note: { ...text, 'x-living': true },
      start: day,
      days: { type: 'integer' },
      visits: { type: 'array', items: { type: 'object', properties: { id: text, on: day, who: text } } },
      parent: { type: 'string', 'x-ref': 'job' },
    },
  },
  'types/job/machine.json': {
    initial: 'draft',
    states: {
      draft: {
        meta: { phase: 'draft' },
        on: {
          START: {
            target: 'active',
            actions: [
              {
                type: 'task',
                params: {
                  key: 'call',
                  title: 'Call {doc.partner.code}',
                  for: 'user.id',
                  due: 'addDays(today, 2)',
                  done: 'FINISH',
                },
              },
              { type: 'message', params: { message: 'welcome', to: ["'desk@example.com'", 'user.email'] } },
              {
                type: 'webhook',
                params: { url: "'https://example.com/hook'", data: { subject: 'doc.subject' } },
              },
              {
                type: 'create',
                each: 'doc.visits',
                when: 'item.who != null',
                params: { type: 'job', data: { subject: "'Visit of ' + item.who", parent: 'doc.id' } },
              },
            ],
          },
        },
      },
      active: {
        meta: { phase: 'posted' },
        on: { FINISH: 'done', PING: { actions: { type: 'assignTo', params: { to: 'doc.partner' } } } },
      },
      done: { meta: { phase: 'posted' }, on: { AGAIN: 'active' } },
    },
  },
  'decisions/answers.json': {
    title: 'Answers',
    inputs: { stage: text },
    outputs: { event: text },
    rows: { done: { when: { stage: 'done' }, then: { event: 'FINISH' } } },
    default: {},
  },
  'rules/parent-follows.json': {
    title: 'Parent follows',
    on: { entered: 'job.done' },
    when: 'doc.parent != null',
    do: [
      {
        type: 'fire',
        params: {
          to: 'doc.parent',
          event: { expr: "decide('answers', { 'stage': doc.stage }).event" },
          refused: 'skip',
        },
      },
    ],
  },
  'rules/visit-reminder.json': {
    title: 'Visit reminder',
    on: { date: 'addDays(line.on, -1)', of: 'job', each: 'visits', stages: ['active'] },
    do: { type: 'task', params: { title: 'Visit on {line.on}', for: 'line.who', due: 'due' } },
  },
  'rules/ends.json': {
    title: 'Ends',
    on: { date: 'addDays(doc.start, doc.days)', of: 'job', stages: ['active'] },
    do: { type: 'set', params: { field: 'note', expr: "'ended ' + format(due, 'yyyy-MM-dd')" } },
  },
  'rules/noted.json': {
    title: 'Noted',
    on: { changed: 'job.subject' },
    do: { type: 'set', params: { field: 'note', expr: "'was ' + doc.subject" } },
  },
} satisfies Record<string, object>;
