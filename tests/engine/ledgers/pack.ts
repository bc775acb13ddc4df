// A small trade with three kinds of ledgers: stock with reservations, what partners owe, and double entry.
// intake (goods in) · deal → parcel (goods out), deal → bill (owed) · journal (entries by hand) · revaluation
import { compile, makeValidators, StagePlay, sumEntries, type SumQuestion } from '#engine';
import type { Decision, JsonObject, Model, Problem, Refusal, Stored, Validators } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';

const text = { type: 'string', maxLength: 100 };
const amount = { type: 'string', 'x-decimal': { precision: 18, scale: 2, fixed: true } };
const number = { type: 'string', 'x-decimal': { precision: 18, scale: 3 } };
const to = (type: string, title: string) => ({ type: 'string', 'x-ref': type, title });

const goodsLines = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      text: { ...text, title: 'Text' },
      item: to('item', 'Item'),
      quantity: { ...number, title: 'Quantity' },
      price: { ...amount, title: 'Price' },
      net: { ...amount, title: 'Net', 'x-formula': 'round(line.quantity * line.price, 2)' },
    },
    required: ['quantity'],
  },
};

const goods = {
  type: 'object',
  properties: {
    partner: to('partner', 'Partner'),
    warehouse: to('warehouse', 'Warehouse'),
    date: { type: 'string', format: 'date', title: 'Date', 'x-default': 'today' },
    due: { type: 'string', format: 'date', title: 'Due', 'x-living': true },
    lines: goodsLines,
    total: { ...amount, title: 'Total', 'x-formula': 'sum(doc.lines.map(l, l.net))' },
  },
};

const journal = {
  type: 'object',
  properties: {
    date: { type: 'string', format: 'date', title: 'Date', 'x-default': 'today' },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          account: { ...text, title: 'Account' },
          debit: { ...amount, title: 'Debit' },
          credit: { ...amount, title: 'Credit' },
        },
      },
    },
  },
};

const state = (phase: string, more: object = {}) => ({ meta: { title: phase, phase }, ...more });
const move = (target: string, actions: readonly object[] = []) => ({
  target,
  meta: { title: target },
  actions,
});
const post = { type: 'post', params: {} };
const reverse = { type: 'reverse', params: {} };

function machine(posting: readonly object[] = [post], voiding: readonly object[] = [reverse]): object {
  return {
    initial: 'draft',
    states: {
      draft: state('draft', { on: { POST: move('posted', posting), DROP: move('dropped') } }),
      posted: state('posted', { on: { DROP: move('dropped', voiding) } }),
      dropped: state('void'),
    },
  };
}

function document(title: string, tracks: object = {}): object {
  return {
    kind: 'document',
    title,
    plural: `${title}s`,
    key: 'number',
    label: `'${title}'`,
    tables: { lines: { quantity: 'quantity', amount: 'net' } },
    tracks,
  };
}

const catalog = (title: string) => ({
  kind: 'catalog',
  title,
  plural: `${title}s`,
  key: 'code',
  label: 'doc.code',
});
const named = (more: object = {}) => ({
  type: 'object',
  properties: { code: { ...text, title: 'Code' }, ...more },
  required: ['code'],
});
const track = { table: 'lines', full: 'line.quantity' };
const path = (from: string, target: string, tracks: object) => ({
  title: target,
  from,
  to: target,
  tracks,
  header: { date: { expr: 'today' } },
  lines: { goods: { from: 'lines', to: 'lines', quantity: 'quantity' } },
});

/** Files as values; a test may change some before it compiles them. */
export const packFiles: Readonly<Record<string, unknown>> = {
  'pack.json': { key: 'trade', title: 'Trade', version: '1.0.0', language: 1, needs: {}, locales: ['en'] },
  'settings.json': {
    type: 'object',
    properties: { reservedStock: { type: 'string', enum: ['allow', 'warn', 'block'], default: 'block' } },
  },
  'app.json': { menu: {} },
  'series.json': {},
  'roles.json': {
    owner: {
      title: 'Owner',
      administers: true,
      types: { '*': { read: 'all', create: true, edit: true, delete: true, events: ['*'] } },
      conversions: ['*'],
    },
    keeper: { title: 'Keeper', types: { item: { read: 'all' } }, ledgers: ['stock'] },
    blind: { title: 'Blind', types: { '*': { read: 'all' } }, ledgers: [] },
    clerk: {
      title: 'Clerk',
      administers: false,
      types: { '*': { read: 'all', create: true, edit: true, delete: true, events: ['*'] } },
      conversions: ['*'],
    },
  },
  'types/partner/type.json': catalog('Partner'),
  'types/partner/schema.json': named({ creditLimit: { ...amount, title: 'Credit limit' } }),
  'types/item/type.json': catalog('Item'),
  'types/item/schema.json': named(),
  'types/warehouse/type.json': catalog('Warehouse'),
  'types/warehouse/schema.json': named(),
  'types/intake/type.json': document('Intake'),
  'types/intake/schema.json': goods,
  'types/intake/machine.json': machine(),
  'types/intake/postings.json': {
    goods: {
      ledger: 'stock',
      where: 'line.item != null',
      each: 'lines',
      key: { item: 'line.item', warehouse: 'doc.warehouse' },
      measures: { onHand: 'line.quantity', value: 'line.net' },
      date: 'doc.date',
    },
  },
  'types/deal/type.json': document('Deal', { delivery: track, billing: track }),
  'types/deal/schema.json': goods,
  'types/deal/machine.json': machine([], []),
  'types/deal/postings.json': {
    reservation: {
      ledger: 'stock',
      where: 'line.item != null',
      while: ['posted'],
      each: 'lines',
      key: { item: 'line.item', warehouse: 'doc.warehouse' },
      measures: { reserved: "open(line, 'delivery').quantity" },
    },
    forecast: {
      ledger: 'cash-flow',
      while: ['posted'],
      each: 'lines',
      key: { partner: 'doc.partner' },
      measures: { receipts: "open(line, 'billing').amount" },
      date: 'coalesce(doc.due, doc.date)',
    },
    exposure: {
      ledger: 'credit',
      while: ['posted'],
      each: 'lines',
      key: { partner: 'doc.partner' },
      measures: { exposure: "open(line, 'billing').amount" },
    },
  },
  'types/parcel/type.json': document('Parcel'),
  'types/parcel/schema.json': goods,
  'types/parcel/machine.json': machine(),
  'types/parcel/postings.json': {
    goods: {
      ledger: 'stock',
      where: 'line.item != null',
      each: 'lines',
      key: { item: 'line.item', warehouse: 'doc.warehouse' },
      measures: {
        onHand: '-line.quantity',
        // Weighted average; a second line of the same item sees what the first one took.
        value:
          "-round(line.quantity * balance('stock', { 'item': line.item, 'warehouse': doc.warehouse }).value / balance('stock', { 'item': line.item, 'warehouse': doc.warehouse }).onHand, 2)",
      },
    },
  },
  'types/bill/type.json': document('Bill'),
  'types/bill/schema.json': goods,
  'types/bill/machine.json': machine(),
  'types/bill/postings.json': {
    owed: {
      ledger: 'accounts',
      key: { account: "'4111'", partner: 'doc.partner' },
      measures: { debit: 'doc.total' },
      date: 'doc.date',
    },
    revenue: {
      ledger: 'accounts',
      each: 'lines',
      key: { account: "'707'" },
      measures: { credit: 'line.net' },
      date: 'doc.date',
    },
    exposure: {
      ledger: 'credit',
      while: ['posted'],
      key: { partner: 'doc.partner' },
      measures: { exposure: 'doc.total' },
    },
  },
  'types/journal/type.json': { ...(document('Journal') as JsonObject), tables: {} },
  'types/journal/schema.json': journal,
  'types/journal/machine.json': machine(),
  'types/journal/postings.json': {
    lines: {
      ledger: 'accounts',
      each: 'lines',
      key: { account: 'line.account' },
      measures: { debit: 'line.debit', credit: 'line.credit' },
      date: 'doc.date',
    },
  },
  'ledgers/stock.json': {
    title: 'Stock',
    dimensions: {
      item: { type: 'string', 'x-ref': 'item', title: 'Item' },
      warehouse: { type: 'string', 'x-ref': 'warehouse', title: 'Warehouse' },
    },
    measures: { onHand: { scale: 3 }, reserved: { scale: 3 }, value: { scale: 2 } },
    derived: { available: 'balance.onHand - balance.reserved' },
    constraints: {
      unreserved: {
        expr: 'balance.available >= 0',
        answer: { expr: 'settings.reservedStock' },
        at: ['edit', 'post'],
        reason: 'Not enough stock: reserved by others',
      },
      inStock: {
        expr: 'balance.onHand >= 0',
        answer: 'block',
        at: ['post'],
        reason: 'Not enough stock',
      },
    },
  },
  'ledgers/cash-flow.json': {
    title: 'Cash flow',
    dimensions: { partner: { type: 'string', 'x-ref': 'partner', title: 'Partner' } },
    measures: { receipts: { scale: 2 } },
  },
  'ledgers/credit.json': {
    title: 'Credit',
    dimensions: { partner: { type: 'string', 'x-ref': 'partner', title: 'Partner' } },
    measures: { exposure: { scale: 2 } },
    constraints: {
      limit: {
        expr: 'key.partner.creditLimit == null || balance.exposure <= key.partner.creditLimit',
        answer: 'override',
        roles: ['owner'],
        reason: 'Above the credit limit of {key.partner.creditLimit}',
      },
    },
  },
  'ledgers/accounts.json': {
    title: 'Accounts',
    dimensions: {
      account: { type: 'string', title: 'Account' },
      partner: { type: 'string', 'x-ref': 'partner', title: 'Partner' },
    },
    measures: { debit: { scale: 2 }, credit: { scale: 2 } },
    derived: { saldo: 'balance.debit - balance.credit' },
    balanced: true,
  },
  'conversions/deal-to-parcel.json': path('deal', 'parcel', { delivery: {} }),
  'conversions/deal-to-bill.json': path('deal', 'bill', { billing: {} }),
};

export function compileFiles(changes: Readonly<Record<string, unknown>> = {}): {
  readonly model: Model | null;
  readonly problems: readonly Problem[];
} {
  const files = Object.fromEntries(
    Object.entries({ ...packFiles, ...changes }).flatMap(([file, json]) =>
      json === null ? [] : [[file, JSON.stringify(json, null, 2)]],
    ),
  );
  return compile({ files }, { validator: ajvValidator });
}

function sound(changes: Readonly<Record<string, unknown>> = {}): Model {
  const { model, problems } = compileFiles(changes);
  if (model) return model;
  const errors = problems.filter(({ severity }) => severity === 'error');
  throw new Error(errors.map(({ file, pointer, message }) => `${file}#${pointer}: ${message}`).join('\n'));
}

export const tradeModel: Model = sound();
const validators: Validators = makeValidators(tradeModel, ajvValidator);
export const tradeValidators = validators;

const known = new WeakMap<object, { readonly model: Model; readonly validators: Validators }>();

/** Compiled once for each object of changes, so that properties may play one pack many times. */
function changed(changes: Readonly<Record<string, unknown>>): { model: Model; validators: Validators } {
  const found = known.get(changes);
  if (found) return found;
  const model = sound(changes);
  const made = { model, validators: makeValidators(model, ajvValidator) };
  known.set(changes, made);
  return made;
}

/** A company with a partner, two items and a warehouse, and verbs short enough to read a rule off them. */
export class Trade extends StagePlay {
  readonly partner: string;
  readonly bolt: string;
  readonly nut: string;
  readonly warehouse: string;

  constructor(settings: JsonObject = {}, changes: Readonly<Record<string, unknown>> | null = null) {
    const own = changes && changed(changes);
    super(own?.model ?? tradeModel, own?.validators ?? validators, {
      today: '2026-03-02',
      settings,
    });
    this.partner = this.make('partner', { code: 'FABRICA' });
    this.bolt = this.make('item', { code: 'BOLT' });
    this.nut = this.make('item', { code: 'NUT' });
    this.warehouse = this.make('warehouse', { code: 'MAIN' });
  }

  make(type: string, data: JsonObject, role?: string): string {
    return done(this.run({ kind: 'create', type, data }, role)).record;
  }

  draft(
    type: string,
    quantities: readonly string[],
    more: JsonObject = {},
    item = this.bolt,
  ): Decision | Refusal {
    const lines = quantities.map((quantity, index) => ({
      id: `L${index + 1}`,
      text: `Part ${index + 1}`,
      item,
      quantity,
      price: '10.00',
    }));
    const data = { partner: this.partner, warehouse: this.warehouse, lines, ...more };
    return this.run({ kind: 'create', type, data });
  }

  posted(type: string, quantities: readonly string[], more: JsonObject = {}): string {
    const { record } = done(this.draft(type, quantities, more));
    done(this.fire(record, 'POST'));
    return record;
  }

  fire(
    id: string,
    event: string,
    role?: string,
    overrides?: readonly { code: string; reason: string }[],
  ): Decision | Refusal {
    return this.run({ kind: 'fire', id, event, input: {}, ...(overrides && { overrides }) }, role);
  }

  edit(id: string, patch: JsonObject): Decision | Refusal {
    return this.run({ kind: 'edit', id, patch });
  }

  convert(conversion: string, id: string, lines?: Readonly<Record<string, string>>): Decision | Refusal {
    const named = lines
      ? { lines: Object.entries(lines).map(([line, quantity]) => ({ id: line, quantity })) }
      : {};
    return this.run({ kind: 'convert', conversion, sources: [{ id, ...named }], set: {}, into: null });
  }

  /** Made and posted in one breath. */
  converted(conversion: string, id: string, lines?: Readonly<Record<string, string>>): string {
    const { record } = done(this.convert(conversion, id, lines));
    done(this.fire(record, 'POST'));
    return record;
  }

  record(id: string): Stored {
    const found = this.store.records.get(id);
    if (!found) throw new Error(`no record ${id}`);
    return found;
  }

  /** `onHand/reserved` of an item. */
  stock(item = this.bolt): string {
    const { onHand = '0', reserved = '0' } = this.sum({ ledger: 'stock', where: { item } });
    return `${onHand}/${reserved}`;
  }

  /** What entries within a key come to. */
  sum(question: Partial<SumQuestion> & { ledger: string }): Readonly<Record<string, string>> {
    const [row] = this.rows(question);
    return row?.measures ?? {};
  }

  rows(question: Partial<SumQuestion> & { ledger: string }): ReturnType<typeof sumEntries> {
    const whole = { where: {}, by: [], from: null, to: null, ...question };
    return sumEntries(whole, this.store.ledgers.entries);
  }
}

export function done(answer: Decision | Refusal): Decision {
  if (answer.kind === 'refusal')
    throw new Error(`${answer.code}: ${answer.message} ${JSON.stringify(answer.problems)}`);
  return answer;
}

export function refused(answer: Decision | Refusal): Refusal {
  if (answer.kind !== 'refusal') throw new Error('it was done');
  return answer;
}
