// The place that the cases run in: an order with three lines, its partner, its counters.
import { newScope } from '../../../engine/expressions/index.ts';
import type { Place } from '../../../engine/expressions/index.ts';
import { MISSING } from '../../../engine/expressions/scope.ts';
import type { Reads, Scope, ValueObject } from '../../../engine/expressions/scope.ts';
import type { ExprType } from '../../../engine/expressions/types.ts';
import { decimal } from '../../../engine/values/decimal.ts';

const d: ExprType = { kind: 'decimal' };
const text: ExprType = { kind: 'text' };
const bool: ExprType = { kind: 'boolean' };
const ref = (...types: string[]): ExprType => ({ kind: 'ref', types });
const list = (of: ExprType): ExprType => ({ kind: 'list', of });
const object = (name: string, fields: Record<string, ExprType>): ExprType => ({
  kind: 'object',
  name,
  fields: new Map(Object.entries(fields)),
});

const part = object('order.lines.parts', { id: text, weight: d });
const line = object('order.lines', {
  id: text,
  text: text,
  quantity: d,
  price: d,
  discount: d,
  group: text,
  article: ref('article'),
  parts: list(part),
});
const order = object('order', {
  id: text,
  number: text,
  date: { kind: 'date' },
  sentAt: { kind: 'instant' },
  partner: ref('partner'),
  party: ref('partner', 'person'),
  total: d,
  empty: d,
  absent: text,
  open: bool,
  tags: list(text),
  lines: list(line),
  anything: { kind: 'any' },
});

const tables: Record<string, ReadonlyMap<string, ExprType>> = {
  partner: new Map(
    Object.entries({ id: text, title: text, name: text, limit: d, blocked: bool, parent: ref('partner') }),
  ),
  person: new Map(Object.entries({ id: text, title: text, name: text, born: { kind: 'date' } as ExprType })),
  article: new Map(Object.entries({ id: text, title: text, code: text, price: d })),
};

export const place: Place = {
  scope: {
    doc: order,
    line,
    settings: object('settings', { over: d, mode: text }),
    user: object('user', { id: text, roles: list(text) }),
    today: { kind: 'date' },
    now: { kind: 'instant' },
  },
  types: (type) => tables[type] ?? null,
};

const lines: readonly ValueObject[] = [
  {
    id: 'L1',
    text: 'Nut',
    quantity: decimal('2'),
    price: decimal('1.005'),
    discount: null,
    group: 'a',
    article: 'nut',
    parts: [],
  },
  {
    id: 'L2',
    text: 'Bolt',
    quantity: decimal('3'),
    price: decimal('10'),
    discount: decimal('50'),
    group: 'b',
    article: 'bolt',
    parts: [
      { id: 'P1', weight: decimal('0.5') },
      { id: 'P2', weight: decimal('1.25') },
    ],
  },
  {
    id: 'L3',
    text: 'Gift',
    quantity: decimal('1'),
    price: null,
    discount: null,
    group: 'a',
    article: null,
    parts: null,
  },
];

const doc: ValueObject = {
  id: 'O1',
  number: 'OR-1',
  date: '2026-01-31',
  sentAt: '2026-01-31T10:00:00.000Z',
  partner: 'fabrica',
  party: 'fabrica',
  total: decimal('100'),
  empty: null,
  open: false,
  tags: ['new', 'big'],
  lines,
  anything: { deep: { list: [decimal('1'), 'x'] } },
};

const records: Record<string, ValueObject> = {
  fabrica: {
    id: 'fabrica',
    title: 'Fabrica SA',
    name: 'Fabrica',
    limit: decimal('5000'),
    blocked: null,
    parent: 'holding',
  },
  holding: { id: 'holding', title: 'Holding', name: 'Holding', limit: null, blocked: true, parent: null },
  nut: { id: 'nut', title: 'Nut', code: 'N', price: decimal('1.01') },
  bolt: { id: 'bolt', title: 'Bolt', code: 'B', price: decimal('12') },
};

const counters = { quantity: decimal('1.5'), amount: decimal('15') };

/** Everything has been read. */
export const known: Reads = {
  record: (id) => records[id] ?? null,
  published: (from, to) =>
    from === 'EUR' && to === 'RON' ? { rate: decimal('4.9771'), source: 'bank', date: '2026-03-01' } : null,
  lookup: (type, where) => (type === 'article' && where['code'] === 'B' ? records['bolt']! : null),
  open: (record, line_, track) => ({
    ...counters,
    quantity: decimal(`${record}${line_}${track}` === 'O1L2billing' ? '7' : '0'),
  }),
  done: (_record, line_) => (line_ === null ? counters : { quantity: null, amount: null }),
  progress: (_record, track) => decimal(track === 'billing' ? '0.5' : '1'),
  balance: () => ({ onHand: decimal('7') }),
  balances: () => [],
};

/** Nothing has been read; what is asked for is noted. */
export function unread(noted: string[]): Reads {
  const note = (...what: readonly (string | null)[]): typeof MISSING => {
    noted.push(what.join(' '));
    return MISSING;
  };
  return {
    record: (id) => note('record', id),
    published: (from, to, on) => note('rate', from, to, on),
    lookup: (type) => note('lookup', type),
    open: (record, line_, track) => note('open', record, line_, track),
    done: (record, line_, track) => note('done', record, line_, track),
    progress: (record, track) => note('progress', record, track),
    balance: (ledger, _where, on) => note('balance', ledger, on),
    balances: (ledger, _where, by) => note('balances', ledger, ...by),
  };
}

export function orderScope(reads: Reads = known): Scope {
  return newScope(reads, 'en', {
    doc,
    line: lines[1]!,
    settings: { over: decimal('0.1'), mode: 'block' },
    user: { id: 'u1', roles: ['owner'] },
    today: '2026-03-05',
    now: '2026-03-05T08:00:00.000Z',
  });
}
