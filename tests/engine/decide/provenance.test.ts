// Where a filled value came from is remembered: by hand, copied, or the row of a decision with its date (P2).
import { expect, test } from 'vitest';
import { computeDecidingForm, emptyFacts, sourceInForm } from '#engine';
import type { Computed, Facts, JsonObject, Needs, ValueSource } from '#engine';
import { compileSmall, jsonOf, Play } from './pack.ts';

const number = { type: 'string', 'x-decimal': { precision: 18, scale: 3 } };
const item = { type: 'string', 'x-ref': 'item', title: 'Item' };

function priced(type: string): JsonObject {
  const schema = structuredClone(jsonOf(`types/${type}/schema.json`)) as unknown as {
    properties: { lines: { items: { properties: { price: Record<string, unknown> } } } };
  };
  schema.properties.lines.items.properties.price['x-fill'] =
    "decide('price', {'item': line.item, 'quantity': line.quantity, 'on': doc.date}).price";
  return schema as unknown as JsonObject;
}

const pack = compileSmall({
  'types/list/type.json': {
    kind: 'catalog',
    title: 'List',
    plural: 'Lists',
    key: 'code',
    label: 'doc.code',
    columns: ['code'],
  },
  'types/list/schema.json': {
    type: 'object',
    properties: {
      code: { type: 'string', title: 'Code' },
      prices: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: { type: 'string' },
            item,
            from: { ...number, title: 'From' },
            price: { ...number, title: 'Price' },
          },
        },
      },
    },
    required: ['code'],
  },
  'decisions/price.json': {
    title: 'Price',
    inputs: {
      item: { type: 'string', 'x-ref': 'item' },
      quantity: number,
      on: { type: 'string', format: 'date' },
    },
    outputs: { price: number },
    hit: 'first',
    date: 'coalesce(input.on, today)',
    sources: {
      lists: {
        type: 'list',
        each: 'prices',
        where: 'line.item == input.item && coalesce(line.from, 0) <= coalesce(input.quantity, 1)',
        prefer: ['line.from'],
        then: { price: 'line.price' },
      },
    },
  },
  'types/deal/schema.json': priced('deal'),
  'types/quote/schema.json': priced('quote'),
  'types/bill/schema.json': priced('bill'),
});

class Shop extends Play {
  readonly list: string;

  constructor() {
    super({}, pack);
    const prices = [
      { id: 'P1', item: this.item, price: '10' },
      { id: 'P2', item: this.item, from: '100', price: '8' },
    ];
    this.list = this.make('list', { code: 'L2026', prices });
  }

  deal(line: JsonObject): string {
    return this.make('deal', { partner: this.partner, lines: [{ id: 'L1', item: this.item, ...line }] });
  }

  source(id: string, place = 'lines/L1/price'): ValueSource | undefined {
    const description = this.describe(id);
    if (description.kind !== 'description') throw new Error(description.message);
    return description.sources[place];
  }

  price(id: string): unknown {
    return this.line(id, 'L1')['price'];
  }
}

test('P2 a filled price knows the row and the list that it came from, and for which day', () => {
  const shop = new Shop();
  const deal = shop.deal({ quantity: '2' });
  expect(shop.price(deal)).toBe('10');
  expect(shop.source(deal)).toMatchObject({
    by: 'decision',
    decision: 'price',
    on: '2026-03-02',
    row: 'lists',
    record: shop.list,
    line: 'P1',
    title: 'L2026',
    overridden: false,
  });
  // Days later the list says something else; what was filled still came from where it came.
  shop.today = '2026-04-01';
  shop.edit(shop.list, { prices: { P1: { price: '12' } } });
  shop.edit(deal, { note: 'seen' });
  expect(shop.price(deal)).toBe('10');
  expect(shop.source(deal)).toMatchObject({
    by: 'decision',
    on: '2026-03-02',
    line: 'P1',
    overridden: false,
    value: '12',
  });
});

test('P2 it follows what it reads, and takes the origin along', () => {
  const shop = new Shop();
  const deal = shop.deal({ quantity: '2' });
  shop.edit(shop.list, { prices: { P1: { price: '12' } } });
  shop.edit(deal, { lines: { L1: { quantity: '100' } } });
  expect(shop.price(deal)).toBe('8');
  expect(shop.source(deal)).toMatchObject({ by: 'decision', line: 'P2' });
});

test('P2 what a hand wrote is remembered, even where a list comes to say the same, and can be given back', () => {
  const shop = new Shop();
  const deal = shop.deal({ quantity: '2' });
  shop.edit(deal, { lines: { L1: { price: '8' } } });
  expect(shop.source(deal)).toMatchObject({ by: 'hand', on: '2026-03-02', overridden: true, value: '10' });
  expect(shop.source(deal)?.user).toBe(shop.setting().user.id);
  // 100 pieces cost 8 by the list, too: it is still the hand's 8.
  shop.edit(deal, { lines: { L1: { quantity: '100' } } });
  expect(shop.source(deal)).toMatchObject({ by: 'hand', overridden: false });
  shop.edit(deal, { lines: { L1: { quantity: '2' } } });
  expect(shop.price(deal)).toBe('8');
  shop.done(shop.run({ kind: 'refill', id: deal, fields: ['lines.price'] }));
  expect(shop.price(deal)).toBe('10');
  expect(shop.source(deal)).toMatchObject({ by: 'decision', line: 'P1' });
  // Emptying the field asks the fill again, too.
  shop.edit(deal, { lines: { L1: { price: '7' } } });
  shop.edit(deal, { lines: { L1: { price: null } } });
  expect(shop.source(deal)).toMatchObject({ by: 'decision', line: 'P1' });
});

test('P2 with something new, a form that sends what it filled has written nothing by hand', () => {
  const shop = new Shop();
  expect(shop.source(shop.deal({ quantity: '2', price: '10' }))).toMatchObject({
    by: 'decision',
    line: 'P1',
  });
  expect(shop.source(shop.deal({ quantity: '2', price: '9' }))).toMatchObject({ by: 'hand', value: '10' });
});

test('P2 a copy knows what it was copied from and where that came from, through every conversion', () => {
  const shop = new Shop();
  const rows = [{ id: 'L1', item: shop.item, quantity: '2' }];
  const quote = shop.fired(shop.make('quote', { partner: shop.partner, lines: rows }), 'POST');
  shop.today = '2026-03-09';
  const deal = shop.fired(shop.converted('quote-to-deal', quote), 'POST');
  const bill = shop.converted('deal-to-bill', deal, { L1: '1' });
  expect(shop.source(deal)).toMatchObject({
    by: 'copied',
    on: '2026-03-09',
    from: { record: quote, line: 'L1' },
    decision: 'price',
    line: 'P1',
  });
  expect(shop.source(bill)).toMatchObject({ by: 'copied', from: { record: deal, line: 'L1' }, line: 'P1' });
  // A copy stays one, whatever the quantity would cost by the list; by hand it is by hand.
  shop.edit(bill, { lines: { L1: { quantity: '2' } } });
  expect(shop.source(bill)).toMatchObject({ by: 'copied' });
  shop.edit(bill, { lines: { L1: { price: '9.5' } } });
  expect(shop.source(bill)).toMatchObject({ by: 'hand', from: null, value: '10' });
});

test('P2 fills that ask no decision remember a hand, and nothing else: what they read is in their definition', () => {
  const play = new Play();
  const deal = play.make('deal', {
    partner: play.partner,
    lines: [{ id: 'L1', item: play.item, quantity: '1' }],
  });
  const sources = () => {
    const description = play.describe(deal);
    return description.kind === 'description' ? description.sources : {};
  };
  expect(sources()).toEqual({});
  play.edit(deal, { lines: { L1: { price: '11' } } });
  expect(sources()).toMatchObject({ 'lines/L1/price': { by: 'hand', decision: null, value: '12.345' } });
  // The item changes its price to the very same; the hand's value does not follow it from then on.
  play.edit(play.item, { price: '11' });
  play.edit(play.item, { price: '13' });
  play.edit(deal, { lines: { L1: { quantity: '3' } } });
  expect(play.line(deal, 'L1')['price']).toBe('11');
  play.edit(deal, { lines: { L1: { price: null } } });
  expect(sources()).toEqual({});
});

test('P2 nobody writes where a value came from', () => {
  const shop = new Shop();
  const deal = shop.deal({ quantity: '2' });
  expect(shop.edit(deal, { $origins: {} })).toMatchObject({ kind: 'refusal', code: 'invalid' });
  const made = shop.run({ kind: 'create', type: 'deal', data: { partner: shop.partner, $origins: {} } });
  expect(made).toMatchObject({ kind: 'refusal', code: 'invalid' });
});

/** A form that somebody types into: each change is computed on top of the last. */
class DealForm {
  readonly #shop: Shop;
  readonly #id: string;
  #last: Computed | null = null;

  constructor(shop: Shop, id: string) {
    this.#shop = shop;
    this.#id = id;
    this.type({});
  }

  type(cells: JsonObject): void {
    const data = this.#last?.data ?? this.#shop.store.records.get(this.#id)!.data;
    const [line] = data['lines'] as readonly JsonObject[];
    const typed = { ...data, lines: [{ ...line, ...cells }] };
    this.#last = this.#ask((facts) =>
      computeDecidingForm(...this.#question(typed, facts), this.#last?.memo ?? null),
    );
  }

  get price(): unknown {
    return (this.#last?.data['lines'] as readonly JsonObject[])[0]?.['price'];
  }

  get source(): ValueSource | null {
    const [model, validators, type, , before, , setting] = this.#question({}, emptyFacts());
    const source = this.#ask((facts) => {
      const told = sourceInForm(
        model,
        validators,
        type,
        this.#last!.memo,
        before,
        facts,
        setting,
        'lines/L1/price',
      );
      return { kind: 'told', told };
    });
    return source.told;
  }

  #question(data: JsonObject, facts: Facts) {
    const before = this.#shop.store.records.get(this.#id)!;
    return [pack.model, pack.validators, 'deal', data, before, facts, this.#shop.setting()] as const;
  }

  #ask<T extends { readonly kind: string }>(question: (facts: Facts) => T | Needs): T {
    let facts = this.#facts;
    for (;;) {
      const answer = question(facts);
      if (answer.kind !== 'needs') return answer as T;
      this.#facts = facts = this.#shop.store.read(answer as Needs, facts);
    }
  }
  #facts: Facts = emptyFacts();
}

test('P2 a form that overrides a remembered price keeps it when the ground changes, before anything is saved', () => {
  const shop = new Shop();
  const form = new DealForm(shop, shop.deal({ quantity: '2' }));
  form.type({ price: '5' });
  form.type({ quantity: '100' });
  expect(form.price).toBe('5');
  expect(form.source).toMatchObject({ by: 'hand', overridden: true, value: '8' });
  // Emptied, it is filled by what the list says by now, and follows from there.
  form.type({ price: null });
  expect(form.price).toBe('8');
  form.type({ quantity: '2' });
  expect(form.price).toBe('10');
  expect(form.source).toMatchObject({ by: 'decision', line: 'P1', title: 'L2026' });
});
