// A small shop: what things cost is said by two kinds of lists, what tax applies by rows of the pack.
import { compile, emptyFacts, type Facts, type JsonObject, type Model } from '#engine';
import type { PackText, Problem, Setting, Stored } from '#engine';
import { MemoryStore } from '../../../engine/scenario/memory-store.ts';
import { ajvValidator } from '../../../runtime/validation.ts';

const text = { type: 'string' };
const day = { type: 'string', format: 'date' };
const number = { type: 'string', 'x-decimal': { precision: 18, scale: 4 } };
const ref = (type: string): object => ({ type: 'string', 'x-ref': type });
const line = (properties: object): object => ({
  type: 'array',
  items: { type: 'object', properties: { id: text, ...properties } },
});
const catalog = (title: string): object => ({
  kind: 'catalog',
  title,
  key: 'code',
  label: 'doc.code',
  columns: ['code'],
});
const prices = line({ item: ref('item'), partner: ref('partner'), from: number, price: number });

export const shop = {
  'pack.json': { key: 'shop', title: 'Shop', version: '1.0.0', language: 1 },
  'types/item/type.json': catalog('Item'),
  'types/item/schema.json': { type: 'object', properties: { code: text, kind: text } },
  'types/partner/type.json': catalog('Partner'),
  'types/partner/schema.json': { type: 'object', properties: { code: text, country: text } },
  'types/agreement/type.json': catalog('Agreement'),
  'types/agreement/schema.json': {
    type: 'object',
    properties: { code: text, partner: ref('partner'), start: day, end: day, prices },
  },
  'types/price-list/type.json': catalog('Price list'),
  'types/price-list/schema.json': {
    type: 'object',
    properties: { code: text, since: day, until: day, prices },
  },
  'types/sale/type.json': { ...catalog('Sale'), tables: { lines: {} } },
  'types/sale/schema.json': {
    type: 'object',
    properties: {
      code: text,
      partner: ref('partner'),
      date: day,
      lines: line({
        item: ref('item'),
        quantity: number,
        price: {
          ...number,
          'x-fill':
            "decide('price', { 'item': line.item, 'partner': doc.partner, 'on': doc.date, 'quantity': line.quantity }).price",
        },
        tax: {
          ...text,
          'x-formula': "decide('tax', { 'kind': line.item.kind, 'country': doc.partner.country }).code",
        },
      }),
    },
  },
  'decisions/price.json': {
    title: 'Price',
    inputs: { item: ref('item'), partner: ref('partner'), on: day, quantity: number },
    outputs: { price: number, list: text },
    hit: 'first',
    date: 'coalesce(input.on, today)',
    sources: {
      lists: {
        order: 2,
        type: 'price-list',
        each: 'prices',
        where:
          'line.item == input.item && (line.partner == null || line.partner == input.partner) && coalesce(line.from, 0) <= coalesce(input.quantity, 1)',
        valid: { from: 'doc.since', to: 'doc.until' },
        prefer: ['line.partner', 'line.from'],
        rights: 'user',
        then: { price: 'line.price', list: 'doc.code' },
      },
      agreements: {
        order: 1,
        type: 'agreement',
        each: 'prices',
        where: 'doc.partner == input.partner && line.item == input.item',
        valid: { from: 'doc.start', to: 'doc.end' },
        then: { price: 'line.price', list: 'doc.code' },
      },
    },
    default: { price: '0', list: 'none' },
  },
  'decisions/tax.json': {
    title: 'Tax',
    inputs: { kind: { ...text, enum: ['goods', 'service'] }, country: text },
    outputs: { code: text },
    hit: 'unique',
    rows: {
      home: { when: { country: 'RO' }, then: { code: 'S' } },
      goods: { when: { country: ['PL', 'DE'], kind: 'goods' }, then: { code: 'K' } },
      service: { when: { country: ['PL', 'DE'], kind: 'service' }, then: { code: 'AE' } },
    },
    default: { code: 'E' },
  },
  'decisions/band.json': {
    title: 'Band',
    inputs: { amount: number },
    outputs: { rate: number, word: text },
    hit: 'collect',
    rows: {
      all: { then: { rate: 1, word: 'all' } },
      big: { when: { amount: { from: '100' } }, then: { rate: { expr: 'input.amount / 100' }, word: 'big' } },
      huge: { when: { amount: { above: 100 } }, then: { rate: 3, word: 'huge' } },
    },
  },
  'roles.json': {
    boss: {
      title: 'Boss',
      administers: true,
      types: { '*': { read: 'all', create: true, edit: true, events: ['*'] } },
    },
    clerk: { title: 'Clerk', types: { sale: { read: 'all', create: true }, item: { read: 'all' } } },
  },
} satisfies Record<string, object>;

export function packOf(files: Readonly<Record<string, object>>): PackText {
  return {
    files: Object.fromEntries(Object.entries(files).map(([path, json]) => [path, JSON.stringify(json)])),
  };
}

/** @throws when the pack has problems, telling them */
export function modelOf(files: Readonly<Record<string, object>>): Model {
  const { model, problems } = compile(packOf(files), { validator: ajvValidator });
  if (!model) throw new Error(problems.map(told).join('\n'));
  return model;
}

function told({ code, file, pointer, message }: Problem): string {
  return `${code} ${file}${pointer}: ${message}`;
}

const ids: Record<string, string> = {};

/** An id per name, the same in every test. */
export function id(name: string): string {
  const count = String(Object.keys(ids).length + 1).padStart(12, '0');
  return (ids[name] ??= `01900000-0000-7000-8000-${count}`);
}

export function stored(type: string, code: string, data: JsonObject, more: Partial<Stored> = {}): Stored {
  return {
    id: id(code),
    type,
    number: null,
    revision: 1,
    version: 1,
    stage: null,
    states: [],
    phase: 'posted',
    title: code,
    owner: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: id('user'),
    updatedAt: '2026-01-01T00:00:00.000Z',
    postedAt: null,
    release: 1,
    archived: false,
    data: { code, ...data },
    ...more,
  };
}

export function settingOf(today: string, roles: readonly string[] = ['boss']): Setting {
  return {
    now: Date.parse(`${today}T10:00:00Z`),
    seed: 'seed',
    release: 1,
    user: { id: id('user'), name: 'User', email: 'user@example.com', roles, teams: [] },
    company: {
      id: 'c',
      key: 'c',
      title: 'Company',
      country: 'RO',
      currency: 'EUR',
      timeZone: 'Europe/Bucharest',
      locale: 'en',
    },
    settings: {},
    language: 'en',
  };
}

/** @param parents  types that are trees → their field that names the record above */
export function storeOf(
  records: readonly Stored[],
  parents: ReadonlyMap<string, string> = new Map(),
): MemoryStore {
  const store = new MemoryStore(parents);
  for (const record of records) store.records.set(record.id, record);
  return store;
}

/** Answers needs until there is an answer; tells how many rounds it took. */
export function reach<A extends { readonly kind: string }>(
  store: MemoryStore,
  ask: (facts: Facts) => A,
): { readonly answer: Exclude<A, { readonly kind: 'needs' }>; readonly rounds: number } {
  let facts = emptyFacts();
  for (let rounds = 1; rounds < 12; rounds++) {
    const answer = ask(facts);
    if (answer.kind !== 'needs') return { answer: answer as Exclude<A, { readonly kind: 'needs' }>, rounds };
    facts = store.read(answer as never, facts);
  }
  throw new Error('still lacks facts');
}
