import { expect, test } from 'vitest';
import type { Json, JsonObject } from '#engine';
import { codeOf, compileSmall, jsonOf, model, Play, validators, type Small } from './pack.ts';

const path = 'conversions/abroad-to-home.json';

/** The path with some of its members changed, and the target's schema. */
function changed(more: JsonObject, properties: Record<string, JsonObject> = {}): Small {
  const schema = structuredClone(jsonOf('types/home/schema.json')) as {
    properties: Record<string, JsonObject>;
  };
  for (const [key, keywords] of Object.entries(properties))
    schema.properties[key] = { ...schema.properties[key], ...keywords };
  return compileSmall({ [path]: { ...jsonOf(path), ...more }, 'types/home/schema.json': schema });
}

function playWithRates(pack: Small = { model, validators }): { play: Play; euro: string; leu: string } {
  const play = new Play({}, pack);
  const [euro, leu] = [play.make('currency', { code: 'EUR' }), play.make('currency', { code: 'RON' })];
  const publish = (code: string, date: string, rate: string) =>
    play.make('rate', { code, from: euro, to: leu, date, rate });
  publish('a', '2026-02-27', '4.9000');
  publish('b', '2026-03-01', '5.0000');
  publish('c', '2026-03-02', '6.0000');
  return { play, euro, leu };
}

function abroad(play: Play, currency: string, more: JsonObject = {}): string {
  const lines = [{ id: 'L1', quantity: '2', price: '10.01', weight: '7.00' }];
  return play.fired(play.make('abroad', { currency, lines, ...more }), 'POST');
}

/** What was made: the day, the rate and the price of every line. */
function made(play: Play, id: string): Json[] {
  const { date, rate, lines } = play.record(id).data;
  return [date ?? null, rate ?? null, ...(lines as readonly JsonObject[]).map(({ price }) => price ?? null)];
}

test('P4 money, and only money, is exchanged at the last rate published before the day; the rate stays on the document', () => {
  const { play, euro, leu } = playWithRates();
  const home = play.converted('abroad-to-home', abroad(play, euro));
  expect(play.record(home).data).toMatchObject({ currency: leu, rate: '5', date: '2026-03-02' });
  expect(play.line(home, 'L1')).toMatchObject({ quantity: '2', price: '50.05', weight: '7.00' });
});

test('P4 a document in the company’s currency stays as it is; without a rate the conversion is refused', () => {
  const { play, leu } = playWithRates();
  const home = play.converted('abroad-to-home', abroad(play, leu));
  expect(play.line(home, 'L1')['price']).toBe('10.01');
  const other = play.make('currency', { code: 'PLN' });
  expect(play.convert('abroad-to-home', abroad(play, other))).toMatchObject({
    code: 'rate-missing',
    params: { from: 'PLN', to: 'RON', date: '2026-03-02' },
  });
});

test('X5 P4 amounts of a draft in another currency follow the amended source, at its rate', () => {
  const type = { ...jsonOf('types/abroad/type.json'), amendable: true };
  const { play, euro } = playWithRates(compileSmall({ 'types/abroad/type.json': type }));
  const id = abroad(play, euro);
  const home = play.converted('abroad-to-home', id);
  const lines = { L1: { price: '20.02' }, L2: { quantity: '1', price: '1.00' } };
  play.done(play.run({ kind: 'amend', id, patch: { lines } }));
  expect(play.line(home, 'L1')['price']).toBe('100.10');
  play.edit(home, { lines: { L1: { price: '99.00' } } });
  play.done(play.run({ kind: 'amend', id, patch: { lines: { L1: { price: '30.00' } } } }));
  // What people changed stays.
  expect(play.line(home, 'L1')['price']).toBe('99.00');
});

test('P4 the rate is that of the exchange date, however the date comes to be: asked, set over, or by the target’s default', () => {
  const days = [
    { pack: changed({ header: { date: { ask: true } } }), set: { date: '2026-03-01' } },
    { pack: changed({}), set: { date: '2026-03-01' } },
  ];
  for (const { pack, set } of days) {
    const { play, euro } = playWithRates(pack);
    const id = play.done(play.convert('abroad-to-home', abroad(play, euro), undefined, set)).record;
    expect(made(play, id)).toEqual(['2026-03-01', '4.9', '49.05']);
  }
  const pack = changed(
    { header: { date: { derive: true } } },
    { date: { 'x-default': 'addDays(today, 1)' } },
  );
  const { play, euro } = playWithRates(pack);
  expect(made(play, play.converted('abroad-to-home', abroad(play, euro)))).toEqual([
    '2026-03-03',
    '6',
    '60.06',
  ]);
});

test('P4 without a day there is no rate, and the day is what is missing; a rate that is not positive is none', () => {
  const { play, euro, leu } = playWithRates(changed({ header: { date: { blank: true } } }));
  expect(play.convert('abroad-to-home', abroad(play, euro))).toMatchObject({
    code: 'invalid',
    problems: [{ code: 'required', pointer: '/date' }],
  });
  const dollar = play.make('currency', { code: 'USD' });
  play.make('rate', { code: 'd', from: dollar, to: leu, date: '2026-03-01', rate: '0' });
  const dated = { date: '2026-03-02' };
  expect(codeOf(play.convert('abroad-to-home', abroad(play, dollar), undefined, dated))).toBe('rate-missing');
});

test('P4 a rate that the person gives is the one that amounts are exchanged at; the currency is not his to give', () => {
  const { play, euro } = playWithRates();
  const source = abroad(play, euro);
  const id = play.done(play.convert('abroad-to-home', source, undefined, { rate: '4.5' })).record;
  expect(made(play, id)).toEqual(['2026-03-02', '4.5', '45.05']);
  const other = { currency: euro };
  expect(codeOf(play.convert('abroad-to-home', source, undefined, other))).toBe('invalid');
});

test('M4 P4 sources with different rates are kept apart by the rate, and so is what is not exchanged', () => {
  const { play, euro, leu } = playWithRates(
    changed({ currency: { to: 'primary', date: 'source.date' }, header: { date: { expr: 'today' } } }),
  );
  const sources = [
    abroad(play, euro, { date: '2026-03-02' }),
    abroad(play, euro, { date: '2026-03-03' }),
    abroad(play, leu),
    abroad(play, euro, { date: '2026-03-02' }),
  ];
  const report = play.done(play.convert('abroad-to-home', sources)).conversion;
  expect(report?.split.map(({ field }) => field)).toEqual(['rate']);
  expect(report?.targets.map((id) => made(play, id))).toEqual([
    ['2026-03-02', '5', '50.05', '50.05'],
    ['2026-03-02', '6', '60.06'],
    ['2026-03-02', null, '10.01'],
  ]);
});

test('M4 P4 what is added to a draft has its rate, or is refused', () => {
  const { play, euro, leu } = playWithRates();
  const home = play.converted('abroad-to-home', abroad(play, euro));
  const refused = { code: 'sources-differ', params: { label: 'Rate' } };
  const add = (source: string, set = {}) => play.convert('abroad-to-home', source, undefined, set, home);
  expect(add(abroad(play, leu))).toMatchObject(refused);
  expect(add(abroad(play, euro), { rate: '4' })).toMatchObject(refused);
  play.today = '2026-03-05';
  // The draft keeps its date, and with it the rate.
  play.done(add(abroad(play, euro)));
  expect(made(play, home)).toEqual(['2026-03-02', '5', '50.05', '50.05']);
  play.done(play.edit(home, { date: '2026-03-04' }));
  expect(add(abroad(play, euro))).toMatchObject(refused);
});

test('X5 P4 an amended source is exchanged at the rate of its draft, whatever has been published since', () => {
  const type = { ...jsonOf('types/abroad/type.json'), amendable: true };
  const today = { to: 'primary', date: 'today' };
  const pack = { 'types/abroad/type.json': type, [path]: { ...jsonOf(path), currency: today } };
  const { play, euro } = playWithRates(compileSmall(pack));
  const id = abroad(play, euro);
  const home = play.converted('abroad-to-home', id);
  play.today = '2026-03-05';
  const lines = { L1: { price: '20.02' }, L2: { quantity: '1', price: '1.00' } };
  play.done(play.run({ kind: 'amend', id, patch: { lines } }));
  expect(made(play, home)).toEqual(['2026-03-02', '5', '100.10', '5.00']);
});

test('P1 P4 what was exchanged stays when its day or its rate is changed by hand, and whoever changes them is told', () => {
  const { play, euro } = playWithRates();
  const home = play.converted('abroad-to-home', abroad(play, euro));
  const told = (patch: JsonObject) =>
    play.done(play.edit(home, patch)).warnings.map(({ code, message }) => [code, message]);
  const words = ['rate-stays', 'Amounts stay as they were exchanged, at the rate 5.'];
  expect(told({ date: '2026-03-04' })).toEqual([words]);
  expect(told({ date: '2026-01-01' })).toEqual([words]);
  expect(told({ date: '2026-03-02' })).toEqual([]);
  expect(told({ rate: '7' })).toEqual([words]);
  expect(made(play, home)).toEqual(['2026-03-02', '7', '50.05']);
});

const word = { type: 'string', maxLength: 20 };

/** A catalog of rates that tells sources and kinds apart, and a target that keeps what it was exchanged at. */
function published(currency: JsonObject = {}, settings: JsonObject = {}, rates: JsonObject = {}) {
  const schemaOf = (file: string, more: JsonObject) => {
    const schema = structuredClone(jsonOf(file)) as { properties: JsonObject };
    return { [file]: { ...schema, properties: { ...schema.properties, ...more } } };
  };
  const catalog = jsonOf('types/rate/type.json') as { rates: JsonObject };
  const home = jsonOf('types/home/type.json') as { money: JsonObject };
  const setting = (title: string) => ({ ...word, title });
  const day = { type: 'string', format: 'date', title: 'Rate of' };
  const path = jsonOf('conversions/abroad-to-home.json') as { currency: JsonObject };
  const pack = compileSmall({
    'settings.json': {
      type: 'object',
      properties: { rateDay: setting('Day'), rateSource: setting('Source'), rateKind: setting('Kind') },
    },
    'conversions/deal-to-parcel.json': { ...jsonOf('conversions/deal-to-parcel.json'), tolerance: {} },
    ...schemaOf('types/rate/schema.json', { source: setting('Source'), kind: setting('Kind') }),
    'types/rate/type.json': {
      ...catalog,
      rates: {
        ...catalog.rates,
        source: 'source',
        kind: 'kind',
        day: { expr: 'settings.rateDay' },
        prefer: { source: { expr: 'settings.rateSource' }, kind: { expr: 'settings.rateKind' } },
        ...rates,
      },
    },
    ...schemaOf('types/home/schema.json', { by: setting('By'), of: day }),
    'types/home/type.json': { ...home, money: { ...home.money, rateSource: 'by', rateDate: 'of' } },
    'conversions/abroad-to-home.json': { ...path, currency: { ...path.currency, ...currency } },
    'types/refund/schema.json': {
      type: 'object',
      properties: {
        ...(jsonOf('types/home/schema.json')['properties'] as JsonObject),
        by: setting('By'),
        of: day,
      },
    },
    'types/refund/type.json': {
      ...home,
      title: 'Refund',
      plural: 'Refunds',
      money: { ...home.money, rateSource: 'by', rateDate: 'of' },
    },
    'conversions/bill-to-refund.json': null,
    'types/bill/machine.json': jsonOf('types/proof/machine.json'),
    'conversions/home-to-refund.json': {
      title: 'Refund',
      from: 'home',
      to: 'refund',
      effect: -1,
      header: { date: { expr: 'today' }, rate: { from: 'rate' } },
      lines: { goods: { from: 'lines', to: 'lines', quantity: 'quantity' } },
    },
    'conversions/abroad-to-refund.json': {
      title: 'Refund',
      from: 'abroad',
      to: 'refund',
      effect: -1,
      header: { date: { expr: 'today' } },
      lines: { goods: { from: 'lines', to: 'lines', quantity: 'quantity' } },
      currency: { to: 'primary', date: 'target.date' },
    },
  });
  const play = new Play(settings, pack);
  const [euro, leu] = [play.make('currency', { code: 'EUR' }), play.make('currency', { code: 'RON' })];
  const rate = (date: string, rate: string, source: string, kind: string) =>
    play.make('rate', { code: `${date} ${source} ${kind}`, from: euro, to: leu, date, rate, source, kind });
  rate('2026-03-01', '5', 'BNR', 'middle');
  rate('2026-03-01', '5.1', 'BNR', 'sells');
  rate('2026-03-02', '5.2', 'BNR', 'middle');
  rate('2026-03-01', '4.8', 'ECB', 'middle');
  return { play, euro, leu };
}

test.each([
  [{}, { rateSource: 'BNR', rateKind: 'middle' }, ['5', 'BNR', '2026-03-01']],
  [{}, { rateSource: 'BNR', rateKind: 'middle', rateDay: 'on' }, ['5.2', 'BNR', '2026-03-02']],
  [{}, { rateSource: 'ECB' }, ['4.8', 'ECB', '2026-03-01']],
  [{ kind: "'sells'" }, { rateSource: 'BNR' }, ['5.1', 'BNR', '2026-03-01']],
  [{ source: "'ECB'" }, { rateSource: 'BNR', rateKind: 'middle' }, ['4.8', 'ECB', '2026-03-01']],
])(
  'P4 a rate has a source and a kind, a day by setting, and stays on the document with them: %j %j',
  (currency, settings, kept) => {
    const { play, euro } = published(currency, settings);
    const { rate, by, of } = play.record(play.converted('abroad-to-home', abroad(play, euro))).data;
    expect([rate, by, of]).toEqual(kept);
  },
);

test('P4 a source that has published nothing is no rate; a rate that the person gives has neither source nor day', () => {
  const { play, euro } = published({ source: "'NBP'" });
  const source = abroad(play, euro);
  expect(codeOf(play.convert('abroad-to-home', source))).toBe('rate-missing');
  const id = play.done(play.convert('abroad-to-home', source, undefined, { rate: '4' })).record;
  const { rate, by, of } = play.record(id).data;
  expect([rate, by, of]).toEqual(['4', undefined, undefined]);
});

test('P4 a correction takes its original’s rate, with its source and day, whatever has been published since', () => {
  const { play, euro } = published({}, { rateSource: 'BNR', rateKind: 'middle' });
  const home = play.fired(play.converted('abroad-to-home', abroad(play, euro)), 'POST');
  play.today = '2026-03-05';
  const refund = play.record(play.converted('home-to-refund', home)).data;
  expect([refund['date'], refund['rate'], refund['by'], refund['of']]).toEqual([
    '2026-03-05',
    '5',
    'BNR',
    '2026-03-01',
  ]);
  // One whose original is in another currency is exchanged at what that was worth then.
  const direct = play.converted('abroad-to-refund', abroad(play, euro, { rate: '4.5' }));
  expect(made(play, direct)).toEqual(['2026-03-05', '4.5', '45.05']);
  expect(made(play, play.converted('abroad-to-refund', abroad(play, euro)))).toEqual([
    '2026-03-05',
    '5.2',
    '52.05',
  ]);
});

test('P4 both amounts stay where they differ: what is in a currency of its own is not exchanged', () => {
  const schema = structuredClone(jsonOf('types/home/schema.json')) as { properties: Record<string, Json> };
  const lines = schema.properties['lines'] as { items: { properties: Record<string, Json> } };
  const agreed = {
    ...(lines.items.properties['price'] as JsonObject),
    'x-money': 'agreedIn',
    title: 'Agreed',
  };
  lines.items.properties['agreed'] = agreed;
  schema.properties['agreedIn'] = { ...(schema.properties['currency'] as JsonObject), title: 'Agreed in' };
  const json = jsonOf(path) as { header: JsonObject; lines: { goods: JsonObject } };
  const { play, euro, leu } = playWithRates(
    compileSmall({
      'types/home/schema.json': schema,
      [path]: {
        ...json,
        header: { ...json.header, agreedIn: { from: 'currency' } },
        lines: { goods: { ...json.lines.goods, fields: { agreed: { from: 'price' } } } },
      },
    }),
  );
  const home = play.converted('abroad-to-home', abroad(play, euro));
  expect(play.record(home).data).toMatchObject({ currency: leu, agreedIn: euro, rate: '5' });
  expect(play.line(home, 'L1')).toMatchObject({ price: '50.05', agreed: '10.01' });
});

test('P4 P5 what a slice is worth lands on its line in the target’s currency', () => {
  const cents = { type: 'string', 'x-decimal': { precision: 18, scale: 2, fixed: true } };
  const schemaOf = (file: string, columns: Record<string, Json>) => {
    const schema = structuredClone(jsonOf(file)) as { properties: Record<string, Json> };
    const lines = schema.properties['lines'] as { items: { properties: Record<string, Json> } };
    Object.assign(lines.items.properties, columns);
    return { [file]: schema };
  };
  const net = 'round(line.quantity * line.price, 2)';
  const tables = { lines: { quantity: 'quantity', amount: 'net' } };
  const counted = { tables, tracks: { billing: { table: 'lines', full: 'line.quantity' } } };
  const json = jsonOf(path) as { lines: { goods: JsonObject } };
  const { play, euro } = playWithRates(
    compileSmall({
      ...schemaOf('types/abroad/schema.json', { net: { ...cents, title: 'Net', 'x-formula': net } }),
      ...schemaOf('types/home/schema.json', {
        share: { ...cents, title: 'Share', 'x-money': 'currency' },
        adjust: { ...cents, title: 'Adjustment', 'x-money': 'currency' },
        net: { ...cents, title: 'Net', 'x-formula': `${net} + coalesce(line.adjust, 0)` },
      }),
      'types/abroad/type.json': { ...jsonOf('types/abroad/type.json'), ...counted },
      'types/home/type.json': { ...jsonOf('types/home/type.json'), tables },
      [path]: {
        ...json,
        effect: 1,
        tracks: { billing: {} },
        lines: { goods: { ...json.lines.goods, amount: 'share', adjust: 'adjust' } },
      },
    }),
  );
  const lines = [{ id: 'L1', quantity: '0.5', price: '0.05' }];
  const source = play.fired(play.make('abroad', { currency: euro, lines }), 'POST');
  // 0.03 € in two slices of 0.02 € (half up) and the rest.
  const first = play.converted('abroad-to-home', source, { L1: '0.25' });
  const last = play.converted('abroad-to-home', source);
  expect(play.line(first, 'L1')).toMatchObject({ price: '0.25', share: '0.10', net: '0.10' });
  expect(play.line(last, 'L1')).toMatchObject({ price: '0.25', share: '0.05', net: '0.05' });
});
