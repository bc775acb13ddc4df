// Money sums to the cent in both currencies: the one that was agreed and the company's own. @source conversions.md P4, P6
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSmall, jsonOf, Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

type Json = Record<string, unknown>;

/** Both sides of the exchange, with what their lines come to and the sum of it. */
function summed(file: string): Json {
  const schema = structuredClone(jsonOf(file)) as { properties: Record<string, Json> };
  const cents = { type: 'string', 'x-decimal': { precision: 18, scale: 2, fixed: true } };
  const lines = schema.properties['lines'] as { items: { properties: Json } };
  lines.items.properties['net'] = {
    ...cents,
    title: 'Net',
    'x-formula': 'round(line.quantity * line.price, 2)',
  };
  schema.properties['total'] = { ...cents, title: 'Total', 'x-formula': 'sum(doc.lines.map(l, l.net))' };
  return schema as unknown as Json;
}

const pack = compileSmall({
  'types/abroad/schema.json': summed('types/abroad/schema.json'),
  'types/home/schema.json': summed('types/home/schema.json'),
});

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 99_999 }),
  price: fc.integer({ min: 1, max: 9_999_999 }),
});
const rateOf = fc.integer({ min: 1, max: 99_999_999 });

/** Half away from zero; all of it is positive here. */
const rounded = (value: bigint, unit: bigint): bigint => (value + unit / 2n) / unit;
const cents = (text: unknown): bigint => BigInt(String(text).replace('.', ''));
const fixed = (value: number, scale: number): string => (value / 10 ** scale).toFixed(scale);

test('P4 lines and totals are whole cents in both currencies, and each total is the sum of its lines', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), rateOf, (lines, rate) => {
      const play = new Play({}, pack);
      const [euro, leu] = [play.make('currency', { code: 'EUR' }), play.make('currency', { code: 'RON' })];
      play.make('rate', { code: 'a', from: euro, to: leu, date: '2026-03-01', rate: fixed(rate, 6) });
      const abroad = play.fired(
        play.make('abroad', {
          currency: euro,
          lines: lines.map(({ quantity, price }, index) => ({
            id: `L${index + 1}`,
            quantity: fixed(quantity, 3),
            price: fixed(price, 2),
          })),
        }),
        'POST',
      );
      const home = play.converted('abroad-to-home', abroad);
      const sums = { abroad: 0n, home: 0n };
      for (const [index, { quantity, price }] of lines.entries()) {
        const id = `L${index + 1}`;
        const homePrice = rounded(BigInt(price) * BigInt(rate), 1_000_000n);
        expect(cents(play.line(home, id)['price'])).toBe(homePrice);
        const nets = {
          abroad: rounded(BigInt(quantity) * BigInt(price), 1000n),
          home: rounded(BigInt(quantity) * homePrice, 1000n),
        };
        expect(cents(play.line(abroad, id)['net'])).toBe(nets.abroad);
        expect(cents(play.line(home, id)['net'])).toBe(nets.home);
        sums.abroad += nets.abroad;
        sums.home += nets.home;
      }
      expect(cents(play.record(abroad).data['total'])).toBe(sums.abroad);
      expect(cents(play.record(home).data['total'])).toBe(sums.home);
    }),
    properties,
  );
});

const number = (scale: number, more: Json = {}): Json => ({
  type: 'string',
  'x-decimal': { precision: 18, scale, fixed: scale === 2 },
  ...more,
});
const sumAt = (vat: number): string =>
  `round(sum(doc.lines.filter(l, l.vat == ${vat}).map(l, l.net)) * ${vat} / 100, 2)`;

/** Lines, taxes by line or by group, and a cash step: frozen onto the document, and kept by its formulas. */
function taxed(file: string): Json {
  const schema = structuredClone(jsonOf(file)) as { properties: Record<string, Json> };
  const lines = schema.properties['lines'] as { items: { properties: Json } };
  Object.assign(lines.items.properties, {
    vat: number(0, { title: 'Tax %' }),
    net: number(2, { title: 'Net', 'x-formula': 'round(line.quantity * line.price, 2)' }),
    tax: number(2, { title: 'Tax', 'x-formula': 'round(line.net * line.vat / 100, 2)' }),
  });
  const frozen = { 'x-editable': 'false', 'x-copy': false };
  Object.assign(schema.properties, {
    policy: { type: 'string', maxLength: 5, title: 'Policy', 'x-default': 'settings.policy', ...frozen },
    step: number(2, { title: 'Step', 'x-default': 'settings.step', ...frozen }),
    net: number(2, { title: 'Net', 'x-formula': 'sum(doc.lines.map(l, l.net))' }),
    tax: number(2, {
      title: 'Tax',
      'x-formula': `doc.policy == 'line' ? sum(doc.lines.map(l, l.tax)) : ${sumAt(9)} + ${sumAt(19)}`,
    }),
    rounding: number(2, {
      title: 'Rounding',
      'x-formula': 'round((doc.net + doc.tax) / doc.step, 0) * doc.step - doc.net - doc.tax',
    }),
    total: number(2, { title: 'Total', 'x-formula': 'doc.net + doc.tax + doc.rounding' }),
  });
  return schema as unknown as Json;
}

const counted = {
  tables: { lines: { quantity: 'quantity', amount: 'net' } },
  tracks: { billing: { table: 'lines', full: 'line.quantity' } },
};
const many = compileSmall({
  'types/abroad/schema.json': taxed('types/abroad/schema.json'),
  'types/home/schema.json': taxed('types/home/schema.json'),
  'types/abroad/type.json': { ...jsonOf('types/abroad/type.json'), ...counted },
  'conversions/abroad-to-home.json': {
    ...jsonOf('conversions/abroad-to-home.json'),
    effect: 1,
    tracks: { billing: {} },
    header: { date: { ask: true } },
    drop: ['policy', 'step'],
  },
  'conversions/deal-to-parcel.json': { ...jsonOf('conversions/deal-to-parcel.json'), tolerance: {} },
  'settings.json': {
    type: 'object',
    properties: {
      policy: { type: 'string', enum: ['line', 'group'], title: 'Policy' },
      step: { type: 'string', 'x-decimal': { precision: 5, scale: 2 }, title: 'Step' },
    },
  },
});

const days = ['2026-03-02', '2026-03-04'] as const;
const source = fc.record({
  currency: fc.constantFrom('EUR', 'USD', 'RON'),
  lines: fc.array(fc.record({ line, vat: fc.constantFrom('9', '19') }), { minLength: 1, maxLength: 4 }),
});
const taking = fc.record({
  sources: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
  /** Of each line, in percent of its quantity. */
  part: fc.constantFrom(100, 50, 33),
  day: fc.constantFrom(...days),
  into: fc.boolean(),
});

/** What a document says of itself, against lines, taxes and the step worked out anew. */
function expectWhole(play: Play, id: string): void {
  const { data } = play.record(id);
  const rows = data['lines'] as readonly Record<string, string>[];
  const nets = rows.map(({ quantity, price, vat }) => {
    const net = rounded(thousandths(quantity) * cents(price), 1000n);
    return { net, vat: BigInt(vat ?? '0') };
  });
  const net = nets.reduce((sum, one) => sum + one.net, 0n);
  const tax =
    data['policy'] === 'line'
      ? nets.reduce((sum, one) => sum + rounded(one.net * one.vat, 100n), 0n)
      : [9n, 19n].reduce((sum, vat) => {
          const group = nets.filter((one) => one.vat === vat).reduce((all, one) => all + one.net, 0n);
          return sum + rounded(group * vat, 100n);
        }, 0n);
  const step = cents(Number(data['step']).toFixed(2));
  const total = rounded(net + tax, step) * step;
  expect(['net', 'tax', 'rounding', 'total'].map((key) => cents(data[key]))).toEqual([
    net,
    tax,
    total - net - tax,
    total,
  ]);
}

const thousandths = (text: unknown): bigint => cents(Number(text).toFixed(3));

test('P4 P6 Q1 in slices, of many, in two foreign currencies and none: one rate a document, all of it counted, and Σ lines + taxes + rounding = total', () => {
  fc.assert(
    fc.property(
      fc.array(source, { minLength: 1, maxLength: 4 }),
      fc.array(taking, { minLength: 1, maxLength: 5 }),
      fc.record({ eur: fc.tuple(rateOf, rateOf), usd: fc.tuple(rateOf, rateOf) }),
      fc.record({ policy: fc.constantFrom('line', 'group'), step: fc.constantFrom('0.01', '0.05', '0.50') }),
      (docs, takings, rates, settings) => {
        const play = new Play(settings, many);
        const ids = new Map(['EUR', 'USD', 'RON'].map((code) => [code, play.make('currency', { code })]));
        const rateAt = new Map<string, string>();
        for (const [code, pair] of [
          ['EUR', rates.eur],
          ['USD', rates.usd],
        ] as const)
          pair.forEach((rate, index) => {
            const text = fixed(rate, 6);
            const on = { date: index === 0 ? '2026-03-01' : '2026-03-03', rate: text };
            const way = { from: ids.get(code) ?? '', to: ids.get('RON') ?? '' };
            play.make('rate', { code: `${code}${index}`, ...way, ...on });
            rateAt.set(`${code} ${days[index] ?? ''}`, text);
          });
        const made = docs.map(({ currency, lines }) => {
          const rows = lines.map(({ line: { quantity, price }, vat }, index) => {
            return { id: `L${index + 1}`, quantity: fixed(quantity, 3), price: fixed(price, 2), vat };
          });
          const id = play.make('abroad', { currency: ids.get(currency) ?? '', lines: rows });
          expectWhole(play, id);
          return { id: play.fired(id, 'POST'), currency, lines };
        });
        const homes = new Set<string>();
        for (const { sources, part, day, into } of takings) {
          const asked = sources.flatMap((index) => {
            const of = made[index];
            if (!of) return [];
            const lines = of.lines.flatMap(({ line: { quantity } }, at) => {
              const taken = Math.floor((quantity * part) / 100);
              return taken > 0 ? [{ id: `L${at + 1}`, quantity: fixed(taken, 3) }] : [];
            });
            return lines.length > 0 ? [{ id: of.id, lines }] : [];
          });
          if (asked.length === 0) continue;
          const target = into ? ([...homes].at(-1) ?? null) : null;
          const conversion = 'abroad-to-home';
          const answer = play.run({
            kind: 'convert',
            conversion,
            sources: asked,
            set: { date: day },
            into: target,
          });
          if (answer.kind === 'refusal') expect(['open-exceeded', 'sources-differ']).toContain(answer.code);
          else for (const id of answer.conversion?.targets ?? []) homes.add(id);
        }
        const taken = new Map<string, bigint>();
        for (const id of homes) {
          expectWhole(play, id);
          const { date, rate } = play.record(id).data;
          for (const link of play.store.links.values()) {
            if (link.targetRecord !== id || link.kind !== 'direct') continue;
            const of = made.find((one) => one.id === link.sourceRecord);
            const published =
              of?.currency === 'RON' ? undefined : rateAt.get(`${of?.currency} ${String(date)}`);
            expect(rate === undefined ? undefined : Number(rate)).toBe(published && Number(published));
            const own = play.line(link.sourceRecord, link.sourceLine ?? '');
            const micros = published ? BigInt(published.replace('.', '')) : 1_000_000n;
            const price = rounded(cents(own['price']) * micros, 1_000_000n);
            expect(cents(play.line(id, link.targetLine ?? '')['price'])).toBe(price);
            const place = `${link.sourceRecord} ${link.sourceLine}`;
            taken.set(place, (taken.get(place) ?? 0n) + thousandths(link.quantity));
          }
        }
        for (const { id, lines } of made)
          for (const index of lines.keys()) {
            const held = thousandths(play.counter(id, 'billing', `L${index + 1}`).split('/')[0]);
            expect(held).toBe(taken.get(`${id} L${index + 1}`) ?? 0n);
          }
      },
    ),
    { ...properties, numRuns: Math.floor(properties.numRuns / 2) },
  );
});
