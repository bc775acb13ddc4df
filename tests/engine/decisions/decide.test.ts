import { describe, expect, it } from 'vitest';
import { compute, decide, explain, makeValidators, openAccess, type JsonObject } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { id, modelOf, reach, settingOf, shop, stored, storeOf } from './shop.ts';

const model = modelOf(shop);
const validators = makeValidators(model, ajvValidator);

const records = [
  stored('item', 'NUT', { kind: 'goods' }),
  stored('item', 'WORK', { kind: 'service' }),
  stored('partner', 'ANA', { country: 'RO' }),
  stored('partner', 'BOB', { country: 'PL' }),
  stored('agreement', 'A1', {
    partner: id('ANA'),
    start: '2026-01-01',
    end: '2026-06-30',
    prices: [{ id: 'P1', item: id('NUT'), price: '7' }],
  }),
  stored('price-list', 'RETAIL', {
    since: '2026-01-01',
    prices: [
      { id: 'R1', item: id('NUT'), price: '10' },
      { id: 'R2', item: id('NUT'), from: '100', price: '9' },
      { id: 'R3', item: id('NUT'), partner: id('BOB'), price: '8.5' },
      { id: 'R4', item: id('WORK'), price: '50' },
    ],
  }),
  stored('price-list', 'OLD', {
    until: '2025-12-31',
    prices: [{ id: 'O1', item: id('NUT'), price: '5' }],
  }),
  stored('price-list', 'GONE', { prices: [{ id: 'G1', item: id('NUT'), price: '1' }] }, { archived: true }),
];
const store = storeOf(records);

function ask(decision: string, input: JsonObject, roles = ['boss']) {
  return reach(store, (facts) =>
    explain(model, validators, decision, input, facts, settingOf('2026-03-02', roles)),
  ).answer;
}

const nut = (partner: string, more: JsonObject = {}): JsonObject => ({
  item: id('NUT'),
  partner: id(partner),
  ...more,
});

describe('rows from records', () => {
  it('takes sources in order: the agreement comes before the price list', () => {
    const answer = ask('price', nut('ANA'));
    expect(answer.value).toEqual({ price: '7', list: 'A1' });
    expect(answer.rows.slice(0, 2)).toMatchObject([
      {
        source: 'agreements',
        record: id('A1'),
        line: 'P1',
        outcome: 'won',
        reason: 'matches and comes first',
      },
      { source: 'lists', line: 'R1', outcome: 'beaten', reason: 'another row comes first' },
    ]);
  });

  it('prefers the more specific row within a source, and says why', () => {
    const answer = ask('price', nut('BOB', { quantity: '200' }));
    expect(answer.value).toEqual({ price: '8.5', list: 'RETAIL' });
    expect(answer.rows.map(({ line, outcome, reason }) => [line, outcome, reason])).toEqual([
      ['R3', 'won', 'matches and comes first'],
      ['R2', 'beaten', 'the answer is more specific: line.partner'],
      ['R1', 'beaten', 'the answer is more specific: line.partner'],
      ['O1', 'unmatched', 'valid only until 2025-12-31; the day is 2026-03-02'],
    ]);
  });

  it('goes by validity on the day that is asked for', () => {
    expect(ask('price', nut('ANA', { on: '2026-07-01' })).value).toEqual({ price: '10', list: 'RETAIL' });
    expect(ask('price', nut('BOB', { on: '2025-06-01' })).value).toEqual({ price: '5', list: 'OLD' });
    expect(ask('price', nut('ANA', { on: '2026-06-30' })).value).toEqual({ price: '7', list: 'A1' });
  });

  it('looks at no list that the user may not read where the source says so', () => {
    expect(ask('price', nut('BOB'), ['clerk'])).toMatchObject({
      value: { price: '0', list: 'none' },
      isDefault: true,
    });
    expect(ask('price', nut('ANA'), ['clerk']).value).toEqual({ price: '7', list: 'A1' });
  });

  it('asks for the lines alone that its equalities leave, in one round', () => {
    const needs = explain(
      model,
      validators,
      'price',
      nut('ANA'),
      { records: new Map(), lineages: new Map(), finds: new Map() },
      settingOf('2026-03-02'),
    );
    expect(needs).toMatchObject({
      kind: 'needs',
      lists: [
        { type: 'agreement', table: 'prices', where: { partner: id('ANA') }, lines: { item: id('NUT') } },
        { type: 'price-list', table: 'prices', where: {}, lines: { item: id('NUT') } },
      ],
    });
  });
});

describe('rows of the pack', () => {
  it('answers by the one row that fits, else by default', () => {
    expect(ask('tax', { kind: 'goods', country: 'PL' }).value).toEqual({ code: 'K' });
    expect(ask('tax', { kind: 'service', country: 'DE' }).value).toEqual({ code: 'AE' });
    expect(ask('tax', { kind: 'service', country: 'US' })).toMatchObject({
      value: { code: 'E' },
      isDefault: true,
    });
  });

  it('says of each other row what it asks for', () => {
    const { rows } = ask('tax', { kind: 'goods', country: 'RO' });
    expect(rows.map(({ row, reason }) => [row, reason])).toEqual([
      ['home', 'matches and comes first'],
      ['goods', 'country is RO, the row asks for PL / DE'],
      ['service', 'country is RO, the row asks for PL / DE'],
    ]);
  });

  it('collects all rows that fit, bounds as written', () => {
    const words = (amount: string) =>
      (ask('band', { amount }).value as { word: string }[]).map(({ word }) => word);
    expect(words('99.99')).toEqual(['all']);
    expect(words('100')).toEqual(['all', 'big']);
    expect(words('100.01')).toEqual(['all', 'big', 'huge']);
    expect(ask('band', { amount: '250' }).value).toMatchObject([
      { rate: '1' },
      { rate: '2.5' },
      { rate: '3' },
    ]);
  });

  it('answers nothing when two rows fit where one may', () => {
    const clash = modelOf({
      ...shop,
      'decisions/tax.json': {
        ...shop['decisions/tax.json'],
        rows: {
          a: { if: "input.country == 'RO'", then: { code: 'A' } },
          b: { if: "input.kind == 'goods'", then: { code: 'B' } },
        },
      },
    });
    const answer = reach(store, (facts) =>
      explain(
        clash,
        makeValidators(clash, ajvValidator),
        'tax',
        { kind: 'goods', country: 'RO' },
        facts,
        settingOf('2026-03-02'),
      ),
    ).answer;
    expect(answer).toMatchObject({ value: { code: null }, isDefault: false });
    expect(answer.rows.map(({ outcome }) => outcome)).toEqual(['conflict', 'conflict']);
  });

  it('takes the highest priority', () => {
    const priority = modelOf({
      ...shop,
      'decisions/tax.json': {
        title: 'Tax',
        inputs: { kind: { type: 'string' }, country: { type: 'string' } },
        outputs: { code: { type: 'string' } },
        hit: 'priority',
        rows: {
          low: { priority: 1, then: { code: 'low' } },
          high: { priority: 5, when: { country: 'RO' }, then: { code: 'high' } },
        },
      },
    });
    const answer = reach(store, (facts) =>
      explain(
        priority,
        makeValidators(priority, ajvValidator),
        'tax',
        { country: 'RO' },
        facts,
        settingOf('2026-03-02'),
      ),
    ).answer;
    expect(answer.value).toEqual({ code: 'high' });
    expect(answer.rows[1]?.reason).toBe('priority 1, the answer has 5');
  });
});

describe('fields that follow a decision', () => {
  const sale = (price?: string): JsonObject => ({
    code: 'S1',
    partner: id('ANA'),
    date: '2026-03-02',
    lines: [{ id: 'L1', item: id('NUT'), quantity: '2', ...(price === undefined ? {} : { price }) }],
  });
  const computed = (data: JsonObject) =>
    reach(store, (facts) => compute(model, validators, 'sale', data, null, facts, settingOf('2026-03-02')));

  it('are filled, in few rounds, and know the row that they came from', () => {
    const { answer, rounds } = computed(sale());
    if (answer.kind !== 'computed') throw new Error('refused');
    expect(answer.data['lines']).toMatchObject([{ price: '7', tax: 'S' }]);
    expect(answer.sources).toEqual({
      'lines/L1/price': {
        by: 'decision',
        on: '2026-03-02',
        user: null,
        from: null,
        decision: 'price',
        row: 'agreements',
        title: 'A1',
        record: id('A1'),
        line: 'P1',
        isDefault: false,
        overridden: false,
        value: '7',
      },
    });
    expect(rounds).toBeLessThanOrEqual(3);
  });

  it('tell whoever may not see the records of the rows that a decision answered, and no more', () => {
    const setting = settingOf('2026-03-02', ['clerk']);
    const create = { kind: 'create', type: 'sale', data: sale() } as const;
    const { answer } = reach(store, (facts) => decide(model, validators, create, facts, setting));
    const record = answer.kind === 'decision' ? answer.records[0]?.after : null;
    if (!record) throw new Error(JSON.stringify(answer));
    const origin = (roles: readonly string[]) => {
      const { data } = openAccess(model, settingOf('2026-03-02', roles)).shown(record);
      return (data['$origins'] as Record<string, JsonObject>)['lines/L1/price'];
    };
    const row = { row: 'agreements', title: 'A1', record: id('A1'), line: 'P1' };
    expect(origin(['boss'])).toMatchObject({ by: 'decision', decision: 'price', ...row });
    const nothing = { row: null, title: null, record: null, line: null };
    expect(origin(['clerk'])).toMatchObject({ by: 'decision', decision: 'price', ...nothing });
    const drafted = reach(store, (facts) =>
      compute(model, validators, 'sale', sale(), null, facts, setting),
    ).answer;
    if (drafted.kind !== 'computed') throw new Error('refused');
    expect(drafted.sources['lines/L1/price']).toMatchObject({ value: '7', decision: 'price', ...nothing });
  });

  it('stay as a hand wrote them, and say what they would be', () => {
    const { answer } = computed(sale('6.5'));
    if (answer.kind !== 'computed') throw new Error('refused');
    expect(answer.data['lines']).toMatchObject([{ price: '6.5' }]);
    expect(answer.sources['lines/L1/price']).toMatchObject({
      by: 'hand',
      overridden: true,
      value: '7',
      title: 'A1',
    });
  });
});

describe('a branch of a tree', () => {
  const grown = modelOf({
    ...shop,
    'types/item/type.json': { ...shop['types/item/type.json'], parent: 'within' },
    'types/item/schema.json': {
      type: 'object',
      properties: {
        code: { type: 'string' },
        kind: { type: 'string' },
        within: { type: 'string', 'x-ref': 'item' },
      },
    },
    'decisions/shelf.json': {
      title: 'Shelf',
      inputs: { item: { type: 'string', 'x-ref': 'item' } },
      outputs: { shelf: { type: 'string' } },
      hit: 'first',
      rows: {
        cold: { order: 1, when: { item: { under: 'MILK' } }, then: { shelf: 'cold' } },
        food: { order: 2, when: { item: { under: 'FOOD' } }, then: { shelf: 'dry' } },
      },
      default: { shelf: 'none' },
    },
  });
  const food = stored('item', 'FOOD', {});
  const milk = stored('item', 'MILK', { within: id('FOOD') });
  const tree = storeOf(
    [
      food,
      milk,
      stored('item', 'KEFIR', { within: id('MILK') }),
      stored('item', 'BREAD', { within: id('FOOD') }),
      stored('item', 'NAIL', {}),
    ],
    new Map([['item', 'within']]),
  );

  it.each([
    ['KEFIR', 'cold'],
    ['MILK', 'cold'],
    ['BREAD', 'dry'],
    ['FOOD', 'dry'],
    ['NAIL', 'none'],
  ])('a row means it, and what lies below: %s goes to %s', (item, shelf) => {
    const { answer } = reach(tree, (facts) =>
      explain(
        grown,
        makeValidators(grown, ajvValidator),
        'shelf',
        { item: id(item) },
        facts,
        settingOf('2026-03-02', ['boss']),
      ),
    );
    expect(answer.value).toEqual({ shelf });
  });
});

it('gives a number the decimals of its output, half-up, from rows and from records', () => {
  const cents = { type: 'string', 'x-decimal': { precision: 9, scale: 2 } };
  const split = {
    title: 'Split',
    inputs: { whole: cents },
    outputs: {
      part: cents,
      count: { type: 'integer' },
      free: { type: 'string', 'x-decimal': { precision: 30, scale: 20 } },
    },
    sources: {
      lists: {
        type: 'price-list',
        each: 'prices',
        where: 'line.price == input.whole',
        then: { part: 'line.price / 8' },
      },
    },
    default: {
      part: { expr: 'input.whole / 3' },
      count: { expr: 'input.whole / 3' },
      free: { expr: 'input.whole / 3' },
    },
  };
  const own = modelOf({ ...shop, 'decisions/split.json': split });
  const of = (whole: string) =>
    reach(store, (facts) =>
      explain(
        own,
        makeValidators(own, ajvValidator),
        'split',
        { whole },
        facts,
        settingOf('2026-03-02', ['boss']),
      ),
    ).answer.value;
  expect(of('2')).toEqual({ part: '0.67', count: '1', free: '0.66666666666666666667' });
  expect(of('-2')).toMatchObject({ part: '-0.67' });
  expect(of('9')).toEqual({ part: '1.13', count: null, free: null });
});

describe('an answer', () => {
  // Rows of records are written by people, long after the table was.
  const limited = modelOf({
    ...shop,
    'decisions/price.json': {
      ...shop['decisions/price.json'],
      outputs: {
        price: {
          ...shop['decisions/price.json'].outputs.price,
          title: 'Price',
          minimum: '0',
          maximum: '100',
        },
        list: { type: 'string', title: 'List', maxLength: 8 },
      },
    },
    'decisions/wide.json': {
      title: 'Wide',
      inputs: { amount: { type: 'string', 'x-decimal': { precision: 18, scale: 2 } } },
      outputs: { amount: { type: 'string', 'x-decimal': { precision: 6, scale: 2 } } },
      rows: { all: { then: { amount: { expr: 'input.amount' } } } },
    },
    'types/sale/schema.json': {
      ...shop['types/sale/schema.json'],
      properties: {
        ...shop['types/sale/schema.json'].properties,
        wide: {
          type: 'string',
          'x-decimal': { precision: 18, scale: 2 },
          'x-fill': "decide('wide', { 'amount': doc.raw }).amount",
        },
        raw: { type: 'string', 'x-decimal': { precision: 18, scale: 2 } },
      },
    },
  });
  const judge = makeValidators(limited, ajvValidator);
  const held = (price: string, code = 'RETAIL') =>
    storeOf([
      stored('item', 'NUT', { kind: 'goods' }),
      stored('partner', 'ANA', { country: 'RO' }),
      stored('price-list', code, { prices: [{ id: 'R1', item: id('NUT'), price }] }),
    ]);
  const data = (more: JsonObject = {}): JsonObject => ({
    code: 'S1',
    partner: id('ANA'),
    lines: [{ id: 'L1', item: id('NUT'), quantity: '2' }],
    ...more,
  });
  const made = (from: ReturnType<typeof held>, more: JsonObject = {}, language = 'en') => {
    const setting = { ...settingOf('2026-03-02'), language };
    const { answer } = reach(from, (facts) =>
      decide(limited, judge, { kind: 'create', type: 'sale', data: data(more) }, facts, setting),
    );
    return answer.kind === 'refusal'
      ? answer.problems.map(({ code, message }) => [code, message])
      : answer.kind;
  };

  it('that a row of a record gives is within the limits of its output, or nothing is saved', () => {
    expect(made(held('100'))).toBe('decision');
    expect(made(held('100.01'))).toEqual([
      [
        'decision-beyond',
        'Price answers with a value for “Price” that it never may have. At most 100 is allowed.',
      ],
    ]);
    expect(made(held('-1'), {}, 'ro')).toEqual([
      [
        'decision-beyond',
        'Price răspunde cu o valoare pentru „Price” pe care aceasta nu o poate avea. Este nevoie de cel puțin 0.',
      ],
    ]);
    expect(made(held('5', 'WHOLESALE'))).toMatchObject([
      ['decision-beyond', expect.stringContaining('“List”')],
    ]);
  });

  it('has room for its digits, where that is all that is asked of it', () => {
    expect(made(held('5'), { raw: '9999.99' })).toBe('decision');
    expect(made(held('5'), { raw: '10000' })).toMatchObject([
      ['decision-beyond', expect.stringContaining('Wide')],
    ]);
  });

  it('is told in a form before anything is saved', () => {
    const { answer } = reach(held('101'), (facts) =>
      compute(limited, judge, 'sale', data(), null, facts, settingOf('2026-03-02')),
    );
    expect(answer.kind === 'computed' && answer.problems).toMatchObject([
      { code: 'decision-beyond', pointer: '' },
    ]);
  });
});
