// Every place of a pack where an expression may stand, and the names that it sees there beside those known everywhere.
import type { Changes } from './packs.ts';

/** Who, where and when. */
export const everywhere = ['user', 'company', 'settings', 'now', 'today', 'here'];

/** All names of the language. */
export const names = [
  ...everywhere,
  ...['doc', 'line', 'parent', 'before', 'source', 'sourceLine', 'target', 'input', 'it', 'item', 'due'],
  ...['key', 'entry', 'balance', 'params', 'arrived'],
];

export interface ScopePlace {
  readonly place: string;
  readonly sees: readonly string[];
  /** Puts an expression there; `value` is one that suits, whatever name is bound in it. */
  readonly change: (expr: (value: string) => string) => Changes;
}

const text = { type: 'string' };
const note = 'types/wish/schema.json#/properties/memo';
const column = 'types/paper/schema.json#/properties/lines/items/properties/memo';
const part = { type: 'array', items: { type: 'object', properties: { memo: { ...text } } } };
const noDrop = { 'conversions/wish-to-deal.json#/drop': ['date', 'memo'] };
const conversion = (at: string) => `conversions/wish-to-deal.json#/${at}`;
const entry = 'types/deal/machine.json#/states/confirmed/entry';
const numbered = { type: 'assignNumber', params: { series: 'deal' } };
const ledger = {
  title: 'Debt',
  dimensions: { customer: { type: 'string', 'x-ref': 'customer' } },
  measures: { owed: { scale: 2 } },
};
const posting = {
  ledger: 'debt',
  while: ['confirmed'],
  each: 'lines',
  key: { customer: 'doc.customer' },
  measures: { owed: 'line.net' },
};
const table = {
  title: 'Tax',
  inputs: { kind: text },
  outputs: { code: text },
  rows: { one: { then: { code: 'A' } } },
};
const report = {
  title: 'Deals',
  source: { type: 'deal', each: 'lines' },
  params: { from: { type: 'string', format: 'date' } },
  measures: { net: { title: 'Net', expr: 'line.net' } },
};
const rule = {
  title: 'Rule',
  on: { created: 'deal' },
  do: [{ type: 'set', params: { field: 'note', expr: "'x'" } }],
};
const dated = { date: 'doc.date', of: 'deal' };

/** A field of the header, by keyword. */
const field = (keyword: string, value: string, sees: readonly string[]): ScopePlace => ({
  place: `${keyword} of a field`,
  sees,
  change: (expr) => ({ [note]: { ...text, [keyword]: expr(value) }, ...noDrop }),
});

export const places: readonly ScopePlace[] = [
  ...['x-formula', 'x-default', 'x-fill'].map((keyword) => field(keyword, "'a'", ['doc', 'before'])),
  field('x-live', "'a'", ['doc']),
  ...['x-visible', 'x-editable', 'x-required'].map((keyword) => field(keyword, 'true', ['doc'])),
  {
    place: 'x-check of a field',
    sees: ['doc', 'before'],
    change: (expr) => ({ [note]: { ...text, 'x-check': { expr: expr('true'), reason: 'No' } }, ...noDrop }),
  },
  {
    place: 'a hole of a reason',
    sees: ['doc', 'before'],
    change: (expr) => ({
      [note]: { ...text, 'x-check': { expr: 'true', reason: `No {${expr("'a'")}}` } },
      ...noDrop,
    }),
  },
  {
    place: 'x-formula of a column',
    sees: ['doc', 'before', 'line', 'parent'],
    change: (expr) => ({ [column]: { ...text, 'x-formula': expr("'a'") } }),
  },
  {
    place: 'x-formula of a column of a nested table',
    sees: ['doc', 'before', 'line', 'parent'],
    change: (expr) => ({
      'types/paper/schema.json#/properties/lines/items/properties/parts': {
        ...part,
        items: { ...part.items, properties: { memo: { ...text, 'x-formula': expr("'a'") } } },
      },
    }),
  },
  {
    place: 'where of a reference',
    sees: ['doc', 'it'],
    change: (expr) => ({
      [note]: { ...text, 'x-ref': { type: 'thing', where: expr('true') } },
      ...noDrop,
    }),
  },
  {
    place: 'the label of a type',
    sees: ['doc'],
    change: (expr) => ({ 'types/wish/type.json#/label': expr("'a'") }),
  },
  {
    place: 'what is full on a track',
    sees: ['doc', 'line'],
    change: (expr) => ({ 'types/deal/type.json#/tracks/billing/full': expr('line.quantity') }),
  },
  {
    place: 'a guard',
    sees: ['doc', 'before', 'input'],
    change: (expr) => ({
      'types/wish/machine.json#/states/draft/on/SEND/guard/params': { expr: expr('true'), reason: 'No' },
    }),
  },
  {
    place: 'what an action sets',
    sees: ['doc', 'before', 'input'],
    change: (expr) => ({
      [entry]: [numbered, { type: 'set', params: { field: 'note', expr: expr("'a'") } }],
    }),
  },
  {
    place: 'what an action does for each',
    sees: ['doc', 'before', 'input', 'item'],
    change: (expr) => ({
      [entry]: [
        numbered,
        { type: 'create', each: 'doc.lines', params: { type: 'wish', data: { note: expr("'a'") } } },
      ],
    }),
  },
  {
    place: 'a delay',
    sees: ['doc'],
    change: (expr) => ({
      'types/wish/machine.json#/delays': { expiry: { expr: expr('today') } },
      'types/wish/machine.json#/states/sent/after': { expiry: 'cancelled' },
    }),
  },
  {
    place: 'the guard of a conversion',
    sees: ['source'],
    change: (expr) => ({ [conversion('when/guard')]: { expr: expr('true'), reason: 'No' } }),
  },
  {
    place: 'the header of a conversion',
    sees: ['source'],
    change: (expr) => ({ [conversion('header/note')]: { expr: expr("'a'") } }),
  },
  {
    place: 'a line of a conversion',
    sees: ['source', 'target', 'sourceLine'],
    change: (expr) => ({ [conversion('lines/goods/fields')]: { price: { expr: expr('1') } } }),
  },
  {
    place: 'which lines are converted',
    sees: ['source', 'sourceLine'],
    change: (expr) => ({ [conversion('lines/goods/where')]: { expr: expr('true'), reason: 'No' } }),
  },
  {
    place: 'the basis of a conversion',
    sees: ['source', 'sourceLine'],
    change: (expr) => ({ [conversion('tracks/ordering/basis')]: { expr: expr('sourceLine.quantity') } }),
  },
  {
    place: 'what a conversion reopens',
    sees: ['source', 'target', 'sourceLine', 'line'],
    change: (expr) => ({ [conversion('reopens')]: { ordering: { expr: expr('true') } } }),
  },
  {
    place: 'the tolerance of a conversion',
    sees: ['source', 'sourceLine'],
    change: (expr) => ({ [conversion('tolerance')]: { over: { expr: expr('0') } } }),
  },
  {
    place: 'a derived figure of a ledger',
    sees: ['key', 'balance'],
    change: (expr) => ({ 'ledgers/debt.json': { ...ledger, derived: { half: expr('balance.owed / 2') } } }),
  },
  {
    place: 'a constraint of a ledger',
    sees: ['key', 'entry', 'balance'],
    change: (expr) => ({
      'ledgers/debt.json': {
        ...ledger,
        constraints: { sound: { expr: expr('balance.owed >= 0'), reason: 'No' } },
      },
    }),
  },
  {
    place: 'a measure of a posting',
    sees: ['doc', 'line', 'item', 'parent'],
    change: (expr) => ({
      'ledgers/debt.json': ledger,
      'types/deal/postings.json': { debt: { ...posting, measures: { owed: expr('line.net') } } },
    }),
  },
  {
    place: 'the condition of a row of a decision',
    sees: ['input'],
    change: (expr) => ({
      'decisions/tax.json': { ...table, rows: { one: { if: expr('true'), then: { code: 'A' } } } },
    }),
  },
  {
    place: 'which records are rows of a decision',
    sees: ['input', 'doc', 'line'],
    change: (expr) => ({
      'decisions/tax.json': {
        ...table,
        rows: {},
        sources: { own: { type: 'deal', each: 'lines', where: expr('true'), then: { code: 'doc.note' } } },
      },
    }),
  },
  {
    place: 'what a role reads',
    sees: ['doc'],
    change: (expr) => ({ 'roles.json#/clerk/types/wish/read': { expr: expr('true') } }),
  },
  {
    place: 'where a report looks',
    sees: ['doc', 'line', 'params'],
    change: (expr) => ({ 'reports/deals.json': { ...report, where: expr('true') } }),
  },
  {
    place: 'a measure of a report',
    sees: ['doc', 'line', 'params'],
    change: (expr) => ({
      'reports/deals.json': { ...report, measures: { net: { title: 'Net', expr: expr('line.net') } } },
    }),
  },
  {
    place: 'when a rule acts',
    sees: ['doc'],
    change: (expr) => ({ 'rules/one.json': { ...rule, when: expr('true') } }),
  },
  {
    place: 'when a rule of a date acts',
    sees: ['doc', 'due'],
    change: (expr) => ({ 'rules/one.json': { ...rule, on: dated, when: expr('true') } }),
  },
  {
    place: 'what a rule of a date sets',
    sees: ['doc', 'before', 'due'],
    change: (expr) => ({
      'rules/one.json': {
        ...rule,
        on: dated,
        do: [{ type: 'set', params: { field: 'note', expr: expr("'x'") } }],
      },
    }),
  },
  {
    place: 'when a rule of a schedule acts',
    sees: ['doc', 'due'],
    change: (expr) => ({
      'rules/one.json': { ...rule, on: { schedule: 'FREQ=DAILY', of: 'deal' }, when: expr('true') },
    }),
  },
  {
    place: 'the day of a rule',
    sees: ['doc'],
    change: (expr) => ({ 'rules/one.json': { ...rule, on: { ...dated, date: expr('doc.date') } } }),
  },
  {
    place: 'the day of a rule of each line',
    sees: ['doc', 'line'],
    change: (expr) => ({
      'rules/one.json': { ...rule, on: { ...dated, each: 'lines', date: expr('doc.date') } },
    }),
  },
  {
    place: 'a rule of a balance',
    sees: ['key', 'balance'],
    change: (expr) => ({
      'ledgers/debt.json': ledger,
      'rules/one.json': {
        title: 'Rule',
        on: { crossed: { ledger: 'debt', measure: 'owed', above: '10' } },
        when: expr('true'),
        do: [{ type: 'create', params: { type: 'wish', data: { customer: 'key.customer' } } }],
      },
    }),
  },
  {
    place: 'what a connector sends',
    sees: ['doc'],
    change: (expr) => ({
      'connectors/books.json': {
        title: 'Books',
        port: 'file',
        type: 'deal',
        file: { format: 'csv', columns: { number: expr('doc.number') } },
      },
    }),
  },
  {
    place: 'the filter of a list',
    sees: ['doc'],
    change: (expr) => ({
      'types/deal/views/all.json': { kind: 'list', title: 'All', columns: ['date'], filter: expr('true') },
    }),
  },
];
