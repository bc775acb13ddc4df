// A small pack that has one of everything the rules speak of, written next to the tests that need it:
// quote → proof (effect 0) → deal → parcel → bill → refund (effect −1), and receipt, which takes amounts of bills.
import { compile, makeValidators, StagePlay } from '#engine';
import type { Decision, JsonObject, Model, Refusal, Stored, Validators } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';

const text = { type: 'string', maxLength: 100 };
const amount = { type: 'string', 'x-decimal': { precision: 18, scale: 2, fixed: true } };
const number = { type: 'string', 'x-decimal': { precision: 18, scale: 3 } };

const lines = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      text: { ...text, title: 'Text' },
      item: { type: 'string', 'x-ref': 'item', title: 'Item' },
      quantity: { ...number, title: 'Quantity', 'x-default': '1' },
      price: { ...number, title: 'Price', 'x-fill': 'line.item.price' },
      net: { ...amount, title: 'Net', 'x-formula': 'round(line.quantity * line.price, 2)' },
    },
    required: ['quantity'],
  },
};

const document = {
  type: 'object',
  properties: {
    partner: { type: 'string', 'x-ref': { type: 'partner', where: 'it.active != false' }, title: 'Partner' },
    date: { type: 'string', format: 'date', 'x-default': 'today', title: 'Date' },
    note: { ...text, title: 'Note', 'x-living': true },
    lines,
    total: { ...amount, title: 'Total', 'x-formula': 'sum(doc.lines.map(l, l.net))' },
  },
  required: ['partner'],
};

const toCurrency = { type: 'string', 'x-ref': 'currency' };
const rate = { type: 'string', 'x-decimal': { precision: 12, scale: 6 } };

const foreign = {
  type: 'object',
  properties: {
    currency: { ...toCurrency, title: 'Currency' },
    date: { type: 'string', format: 'date', title: 'Date' },
    rate: { ...rate, title: 'Rate' },
    lines: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          quantity: { ...number, title: 'Quantity' },
          price: { ...amount, 'x-money': 'currency', title: 'Price' },
          weight: { ...amount, title: 'Weight' },
        },
      },
    },
  },
};

const roles = { lines: { quantity: 'quantity', amount: 'net' } };
const track = { table: 'lines', full: 'line.quantity' };
const state = (phase: string, more: object = {}) => ({ meta: { title: phase, phase }, ...more });
const post = { target: 'posted', meta: { title: 'Post', primary: true } };
const drop = { target: 'dropped', meta: { title: 'Drop' } };

function machine(posted: object = {}, draft: object = {}): object {
  return {
    initial: 'draft',
    states: {
      draft: state('draft', { on: { POST: post, DROP: drop, ...draft } }),
      posted: state('posted', { on: { DROP: drop }, ...posted }),
      dropped: state('void'),
    },
  };
}

function type(title: string, tracks: object, extra: object = {}): object {
  return {
    kind: 'document',
    title,
    plural: `${title}s`,
    key: 'number',
    label: "doc.number + ' · ' + doc.partner.name",
    tables: roles,
    tracks,
    ...extra,
  };
}

const numbered = { entry: [{ type: 'assignNumber', params: { series: 'bill' } }] };
const region = (name: string) => ({
  meta: { title: name, track: name },
  initial: 'none',
  states: {
    none: { meta: { title: 'None' } },
    partly: { meta: { title: 'Partly' } },
    fully: { meta: { title: 'Fully' } },
  },
});
const goods = { goods: { from: 'lines', to: 'lines', quantity: 'quantity' } };
const common = {
  partner: { from: 'partner', merge: 'equal' },
  date: { expr: 'today' },
  note: { from: 'note', merge: 'join' },
};

function path(title: string, from: string, to: string, tracks: object, more: object = {}): object {
  return { title, from, to, tracks, header: common, lines: goods, ...more };
}

const packJson: Readonly<Record<string, unknown>> = {
  'pack.json': { key: 'small', title: 'Small', version: '1.0.0', language: 1, needs: {}, locales: ['en'] },
  'settings.json': {
    type: 'object',
    properties: { over: { type: 'string', 'x-decimal': { precision: 5, scale: 2 }, default: '0' } },
  },
  'app.json': { menu: {} },
  'series.json': {
    bill: { title: 'Bill', pattern: 'B-{year}-{number:4}', reset: 'year', mode: 'gapless', start: 1 },
  },
  'roles.json': {
    owner: {
      title: 'Owner',
      administers: true,
      types: { '*': { read: 'all', create: true, edit: true, delete: true, events: ['*'] } },
      conversions: ['*'],
    },
    clerk: {
      title: 'Clerk',
      administers: false,
      types: {
        '*': { read: 'all', create: false, edit: false, delete: false, events: [] },
        quote: { read: 'own', create: true, edit: true, delete: true, events: ['POST'] },
      },
      conversions: ['deal-to-bill'],
    },
  },
  'types/partner/type.json': {
    kind: 'catalog',
    title: 'Partner',
    plural: 'Partners',
    key: 'code',
    label: 'doc.name',
    columns: ['code', 'name'],
  },
  'types/partner/schema.json': {
    type: 'object',
    properties: {
      code: { ...text, title: 'Code' },
      name: { ...text, title: 'Name' },
      active: { type: 'boolean', title: 'Active' },
    },
    required: ['code', 'name'],
  },
  'types/item/type.json': {
    kind: 'catalog',
    title: 'Item',
    plural: 'Items',
    key: 'code',
    label: 'doc.code',
    columns: ['code'],
  },
  'types/item/schema.json': {
    type: 'object',
    properties: { code: { ...text, title: 'Code' }, price: { ...number, title: 'Price' } },
    required: ['code'],
  },
  'types/quote/type.json': type('Quote', { ordering: track }),
  'types/quote/machine.json': machine(),
  'types/proof/type.json': type('Proof', { ordering: track, billing: track }),
  'types/proof/machine.json': machine(),
  'types/deal/type.json': type('Deal', { delivery: track, billing: track }),
  'types/deal/machine.json': machine({
    type: 'parallel',
    states: { delivery: region('delivery'), billing: region('billing') },
  }),
  'types/parcel/type.json': type('Parcel', { billing: track }),
  'types/parcel/machine.json': machine(),
  'types/bill/type.json': type('Bill', { credit: track, payment: { full: 'doc.total' } }),
  'types/bill/form.json': {
    type: 'VerticalLayout',
    elements: [
      {
        type: 'Control',
        scope: '#/properties/note',
        rule: { effect: 'SHOW', condition: { expr: 'doc.total > 100' } },
      },
    ],
  },
  'types/bill/machine.json': machine({
    ...numbered,
    on: {
      DROP: drop,
      REVERSE: {
        meta: { title: 'Reverse' },
        actions: [{ type: 'convert', params: { conversion: 'bill-to-refund', then: 'POST' } }],
      },
      MARK: {
        meta: { title: 'Mark', form: { words: { type: 'string', maxLength: 20, title: 'Words' } } },
        guard: { type: 'expr', params: { expr: 'doc.total > 10', reason: 'Only {doc.total} is too little' } },
        actions: [{ type: 'set', params: { field: 'note', expr: 'input.words' } }],
      },
    },
  }),
  'types/refund/type.json': type('Refund', {}),
  'types/refund/machine.json': machine(),
  'types/receipt/type.json': {
    kind: 'document',
    title: 'Receipt',
    plural: 'Receipts',
    key: 'number',
    label: 'doc.partner.name',
  },
  'types/receipt/schema.json': {
    type: 'object',
    properties: {
      partner: document.properties.partner,
      date: document.properties.date,
      note: document.properties.note,
      total: { ...amount, title: 'Total' },
    },
    required: ['partner'],
  },
  'types/receipt/machine.json': machine(),
  'conversions/quote-to-proof.json': path('Proof', 'quote', 'proof', {}, { effect: 0 }),
  'conversions/quote-to-deal.json': path('Deal', 'quote', 'deal', { ordering: {} }),
  'conversions/proof-to-deal.json': path('Deal', 'proof', 'deal', { ordering: {} }),
  'conversions/deal-to-proof.json': path('Proof', 'deal', 'proof', {}, { effect: 0 }),
  'conversions/proof-to-bill.json': path('Bill', 'proof', 'bill', { ordering: {}, billing: {} }),
  'conversions/quote-to-bill.json': path('Bill', 'quote', 'bill', { ordering: {} }),
  'conversions/deal-to-parcel.json': path(
    'Parcel',
    'deal',
    'parcel',
    { delivery: {} },
    {
      tolerance: { over: { expr: 'settings.over' }, answer: 'block' },
      lines: {
        goods: {
          ...goods.goods,
          where: { expr: "sourceLine.text != 'service'", reason: 'A service is not sent' },
        },
      },
    },
  ),
  'conversions/deal-to-bill.json': path('Bill', 'deal', 'bill', { billing: {} }),
  'conversions/deal-to-bill-sent.json': path('Bill what was sent', 'deal', 'bill', {
    billing: { basis: { posted: 'delivery' } },
  }),
  'conversions/parcel-to-bill.json': path('Bill', 'parcel', 'bill', { billing: {} }),
  'conversions/bill-to-refund.json': path(
    'Refund',
    'bill',
    'refund',
    { credit: {} },
    { effect: -1, reopens: { billing: true, ordering: true } },
  ),
  'types/currency/type.json': {
    kind: 'catalog',
    title: 'Currency',
    plural: 'Currencies',
    key: 'code',
    label: 'doc.code',
  },
  'types/currency/schema.json': {
    type: 'object',
    properties: { code: { ...text, title: 'Code' } },
    required: ['code'],
  },
  'types/rate/type.json': {
    kind: 'catalog',
    title: 'Rate',
    plural: 'Rates',
    key: 'code',
    label: 'doc.code',
    rates: { from: 'from', to: 'to', date: 'date', rate: 'rate' },
  },
  'types/rate/schema.json': {
    type: 'object',
    properties: {
      code: { ...text, title: 'Code' },
      from: { ...toCurrency, title: 'From' },
      to: { ...toCurrency, title: 'To' },
      date: { type: 'string', format: 'date', title: 'Date' },
      rate: { ...rate, title: 'Rate' },
    },
    required: ['code', 'from', 'to', 'date', 'rate'],
  },
  'types/abroad/type.json': {
    kind: 'document',
    title: 'Abroad',
    plural: 'Abroad',
    key: 'number',
    label: 'doc.number',
    money: { currency: 'currency', rate: 'rate', date: 'date' },
  },
  'types/abroad/machine.json': machine(),
  'types/home/type.json': {
    kind: 'document',
    title: 'Home',
    plural: 'Home',
    key: 'number',
    label: 'doc.number',
    money: { currency: 'currency', rate: 'rate', date: 'date' },
  },
  'types/home/machine.json': machine(),
  'conversions/abroad-to-home.json': {
    title: 'Home',
    from: 'abroad',
    to: 'home',
    effect: 0,
    header: { date: { expr: 'today' } },
    lines: goods,
    currency: { to: 'primary', date: 'target.date' },
  },
  'conversions/bill-to-receipt.json': {
    title: 'Receipt',
    from: 'bill',
    to: 'receipt',
    tracks: { payment: { measure: 'amount' } },
    amount: 'total',
    header: common,
    drop: ['lines', 'total'],
  },
};

export interface Small {
  readonly model: Model;
  readonly validators: Validators;
}

/** Definitions of the pack by file, for tests that change one of them a little. */
export function jsonOf(file: string): JsonObject {
  const key = /^types\/(\w+)\/schema\.json$/.exec(file)?.[1] ?? '';
  return (packJson[file] ?? (['abroad', 'home'].includes(key) ? foreign : document)) as JsonObject;
}

/** @param changes  files that differ or are added; null takes one away */
export function smallFiles(changes: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const files = Object.fromEntries(
    Object.entries(packJson).map(([file, json]) => [file, JSON.stringify(json, null, 2)]),
  );
  for (const key of ['quote', 'proof', 'deal', 'parcel', 'bill', 'refund'])
    files[`types/${key}/schema.json`] = JSON.stringify(document, null, 2);
  for (const key of ['abroad', 'home']) files[`types/${key}/schema.json`] = JSON.stringify(foreign, null, 2);
  for (const [file, json] of Object.entries(changes)) {
    if (json === null) delete files[file];
    else files[file] = JSON.stringify(json, null, 2);
  }
  return files;
}

/** @param changes  as of `smallFiles` */
export function compileSmall(changes: Readonly<Record<string, unknown>> = {}): Small {
  const { model, problems } = compile({ files: smallFiles(changes) }, { validator: ajvValidator });
  if (!model)
    throw new Error(
      problems
        .filter(({ severity }) => severity === 'error')
        .map(({ file, pointer, message }) => `${file}#${pointer}: ${message}`)
        .join('\n'),
    );
  return { model, validators: makeValidators(model, ajvValidator) };
}

const small = compileSmall();
export const { model, validators } = small;

/** A company in memory with a partner and an item, and verbs short enough to read a rule off them. */
export class Play extends StagePlay {
  readonly partner: string;
  readonly item: string;
  role: string | undefined;

  constructor(settings: JsonObject = {}, pack: Small = small) {
    super(pack.model, pack.validators, { today: '2026-03-02', settings });
    this.partner = this.make('partner', { code: 'P1', name: 'Fabrica' });
    this.item = this.make('item', { code: 'I1', price: '12.345' });
  }

  make(key: string, data: JsonObject): string {
    return this.done(this.run({ kind: 'create', type: key, data }, this.role)).record;
  }

  /** A document with lines `L1, L2 …` of these quantities, each at price 10 unless told. */
  document(key: string, quantities: readonly string[], price = '10'): string {
    const rows = quantities.map((quantity, index) => ({
      id: `L${index + 1}`,
      text: `Part ${index + 1}`,
      quantity,
      price,
    }));
    return this.make(key, { partner: this.partner, lines: rows });
  }

  posted(key: string, quantities: readonly string[], price = '10'): string {
    return this.fired(this.document(key, quantities, price), 'POST');
  }

  fired(id: string, event: string): string {
    this.done(this.fire(id, event));
    return id;
  }

  fire(id: string, event: string, input: JsonObject = {}): Decision | Refusal {
    return this.run({ kind: 'fire', id, event, input }, this.role);
  }

  edit(id: string, patch: JsonObject): Decision | Refusal {
    return this.run({ kind: 'edit', id, patch }, this.role);
  }

  remove(id: string): Decision | Refusal {
    return this.run({ kind: 'delete', id }, this.role);
  }

  /** Everything open, or the quantities named by line. */
  convert(
    conversion: string,
    from: string | readonly string[],
    lines?: Readonly<Record<string, string>>,
    set: JsonObject = {},
    into: string | null = null,
  ): Decision | Refusal {
    const named = lines ? { lines: Object.entries(lines).map(([id, quantity]) => ({ id, quantity })) } : {};
    const sources = (typeof from === 'string' ? [from] : from).map((id) => ({ id, ...named }));
    return this.run({ kind: 'convert', conversion, sources, set, into }, this.role);
  }

  converted(
    conversion: string,
    from: string | readonly string[],
    lines?: Readonly<Record<string, string>>,
  ): string {
    return this.done(this.convert(conversion, from, lines)).record;
  }

  done(answer: Decision | Refusal): Decision {
    if (answer.kind === 'refusal')
      throw new Error(`${answer.code}: ${answer.message} ${JSON.stringify(answer.problems)}`);
    return answer;
  }

  record(id: string): Stored {
    const record = this.store.records.get(id);
    if (!record) throw new Error(`no record ${id}`);
    return record;
  }

  line(id: string, lineId: string): JsonObject {
    const rows = this.record(id).data['lines'] as readonly JsonObject[];
    return rows.find((row) => row['id'] === lineId) ?? {};
  }

  /** held and posted of one counter, as text. */
  counter(id: string, track: string, line: string | null = 'L1'): string {
    const counter = this.store.counters.get(`${id} ${line ?? ''} ${track}`);
    return counter ? `${counter.held}/${counter.posted}` : '0/0';
  }

  action(id: string, key: string): { allowed: boolean; reasons: readonly string[] } {
    const description = this.describe(id, this.role);
    if (description.kind === 'refusal') return { allowed: false, reasons: [description.message] };
    const action = description.actions.find((one) => one.key === key);
    return { allowed: action?.allowed ?? false, reasons: action?.reasons ?? [] };
  }
}

export function codeOf(answer: Decision | Refusal): string {
  return answer.kind === 'refusal' ? answer.code : 'done';
}
