// Any sequence of advances, refunds and cancellations ends with Σ = order, to the cent group by group, in both currencies. @source conversions.md P5, P7
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceOf, advances, gathering, saleOf } from '../decide/advance-pack.ts';
import { Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();
const toCents = (text: unknown): number => Math.round(Number(text ?? '0') * 100);
const toText = (cents: number): string => (cents / 100).toFixed(2);

interface Act {
  readonly kind: 'advance' | 'post' | 'drop' | 'refund' | 'edit' | 'final' | 'credit';
  readonly which: number;
  readonly cents: number;
  /** Which of the sales, in bits; a final may be of several. */
  readonly from: number;
  /** Thousandths of the first line; null: all that is open of all lines. */
  readonly part: number | null;
  /** What is made is posted at once. */
  readonly atOnce: boolean;
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    ...([
      'advance',
      'advance',
      'final',
      'final',
      'credit',
      'post',
      'post',
      'drop',
      'refund',
      'edit',
    ] as const),
  ),
  which: fc.nat(10),
  cents: fc.integer({ min: 1, max: 20_000 }),
  from: fc.integer({ min: 1, max: 7 }),
  part: fc.option(fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.constantFrom(1000, 2000)), { freq: 3 }),
  atOnce: fc.boolean(),
});

interface Row {
  readonly quantity: number;
  readonly price: number;
  readonly rate: string;
}

const goods = fc.array(
  fc.record({
    // Few pieces are taken and given back in equal parts more often.
    quantity: fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.constantFrom(3000, 4000)),
    // Few prices are gathered more often.
    price: fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom(1115, 3333)),
    rate: fc.constantFrom('0', '5', '9', '19'),
  }),
  { minLength: 1, maxLength: 4 },
);

/** One discount, of a rate of its own or not: its group may be negative. */
const rows: fc.Arbitrary<Row[]> = fc
  .tuple(
    goods,
    fc.option(fc.record({ price: fc.integer({ min: -9999, max: -1 }), rate: fc.constantFrom('5', '21') })),
  )
  .map(([lines, discount]) => (discount ? [...lines, { quantity: 1000, ...discount }] : lines));

/** Of the company's money for one of the document's. */
const rate = fc.oneof(
  fc.constant('1'),
  fc.integer({ min: 1, max: 99_999_999 }).map((millionths) => (millionths / 1_000_000).toFixed(6)),
);

function saleFrom(play: Play, lines: readonly Row[]): string {
  return saleOf(
    play,
    lines.map(({ quantity, price, rate }) => [(quantity / 1000).toFixed(3), (price / 1000).toFixed(3), rate]),
  );
}

/** Whatever moved meanwhile, what a draft settles is worked out anew; it is never refused for that. */
function post(play: Play, id: string): void {
  const answer = play.fire(id, 'POST');
  if (play.record(id).type !== 'final' || answer.kind === 'decision') return;
  expect(['advance-unsettled', 'advance-over']).not.toContain(answer.code);
}

/** Obeys on whatever is there; refusals are part of the game. */
function obey(
  play: Play,
  sales: readonly string[],
  made: string[],
  { kind, which, cents, from, part, atOnce }: Act,
): void {
  const there = made.filter((id) => play.store.records.has(id));
  const some = (type: string | null): string | undefined => {
    const list = type === null ? there : there.filter((id) => play.record(id).type === type);
    return list[which % Math.max(list.length, 1)];
  };
  const convert = (conversion: string, ids: readonly (string | undefined)[], more: object): void => {
    const sources = ids.flatMap((id) => (id === undefined ? [] : [{ id, ...more }]));
    if (sources.length === 0) return;
    const answer = play.run({ kind: 'convert', conversion, sources, set: {}, into: null });
    if (answer.kind !== 'decision') return;
    made.push(answer.record);
    if (atOnce) post(play, answer.record);
  };
  const lines = part === null ? {} : { lines: [{ id: 'L1', quantity: (part / 1000).toFixed(3) }] };
  const chosen = sales.filter((_, index) => from & (1 << index));
  const [sale = sales[0]] = chosen;
  if (kind === 'advance') return convert('sale-to-down', [sale], { amount: toText(cents) });
  if (kind === 'final') return convert('sale-to-final', chosen.length > 0 ? chosen : [sale], lines);
  if (kind === 'credit') {
    const finals = there.filter((id) => play.record(id).type === 'final');
    if (part === null)
      return convert(
        'final-to-final-back',
        finals.filter((_, index) => from & (1 << index)),
        {},
      );
    const final = some('final');
    const rows = (final ? play.record(final).data['lines'] : []) as readonly { id: string }[];
    const line = rows[from % Math.max(rows.length, 1)];
    const quantity = (part / 1000).toFixed(3);
    return convert('final-to-final-back', [final], line ? { lines: [{ id: line.id, quantity }] } : {});
  }
  if (kind === 'refund') {
    const down = some('down');
    const [line] = (down ? (play.record(down).data['lines'] ?? []) : []) as readonly { id: string }[];
    return convert(
      'down-to-down-back',
      [down],
      line ? { lines: [{ id: line.id, quantity: toText(cents) }] } : {},
    );
  }
  const id = some(null);
  if (id === undefined) return;
  if (kind === 'post') post(play, id);
  else if (kind === 'drop') play.fire(id, 'DROP');
  else if (play.record(id).type === 'down') play.edit(id, { asked: toText(cents) });
  else play.edit(id, { lines: { L1: { quantity: ((part ?? 500) / 1000).toFixed(3) } } });
}

const signs: Readonly<Record<string, number>> = { down: 1, final: 1, 'down-back': -1, 'final-back': -1 };

/** What all that is in force comes to, in cents. */
function sumOf(play: Play, made: readonly string[], field: string): number {
  return made.reduce((cents, id) => {
    const record = play.store.records.get(id);
    if (record?.phase !== 'posted') return cents;
    return cents + (signs[record.type] ?? 0) * toCents(record.data[field]);
  }, 0);
}

/** The same of one tax group; advances have a line for each. */
function sumOfGroup(play: Play, made: readonly string[], rate: string, field: string): number {
  return made.reduce((cents, id) => {
    const record = play.store.records.get(id);
    if (record?.phase !== 'posted') return cents;
    return cents + (signs[record.type] ?? 0) * groupOf(play, id, rate, field);
  }, 0);
}

function groupOf(play: Play, id: string, rate: string, field: string): number {
  const { groups, lines = [] } = play.record(id).data as Record<string, readonly Record<string, string>[]>;
  return (groups ?? lines)
    .filter((group) => group['rate'] === rate)
    .reduce((cents, group) => cents + toCents(group[field]), 0);
}

test.each([
  ['P5 P7 M4', advances],
  ['P5 P7 M9 with lines gathered,', gathering],
])(
  '%s any sequence of advances, finals of several orders, credits, refunds and cancellations ends with Σ = orders',
  (_, pack) => {
    const all = fc.array(rows, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(all, fc.array(act, { maxLength: 15 }), rate, fc.boolean(), (orders, acts, fx, isOne) => {
        const play = new Play({ fx }, pack);
        const sales = orders.map((lines) => saleFrom(play, lines));
        const made: string[] = [];
        for (const one of acts) obey(play, sales, made, one);
        // Whatever happened: what is still a draft goes, and what is still open is made and posted, together or one by one.
        for (const id of made) if (play.record(id).phase === 'draft') play.fired(id, 'DROP');
        for (const left of isOne ? [sales] : sales) {
          const rest = play.convert('sale-to-final', left);
          if (rest.kind === 'decision') made.push(play.fired(rest.record, 'POST'));
        }
        const ofSales = (value: (id: string) => number): number =>
          sales.reduce((sum, id) => sum + value(id), 0);
        for (const field of ['net', 'tax', 'total', 'totalHome'])
          expect([field, sumOf(play, made, field)]).toEqual([
            field,
            ofSales((id) => toCents(play.record(id).data[field])),
          ]);
        for (const { rate } of orders.flat())
          for (const field of ['base', 'tax', 'baseHome', 'taxHome'])
            expect([rate, field, sumOfGroup(play, made, rate, field)]).toEqual([
              rate,
              field,
              ofSales((id) => groupOf(play, id, rate, field)),
            ]);
      }),
      properties,
    );
  },
);

test('P7 advances of everything, in whatever parts, leave a final paper of exactly 0.00', () => {
  fc.assert(
    fc.property(
      rows,
      fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 5 }),
      rate,
      (lines, parts, fx) => {
        const play = new Play({ fx }, advances);
        const sale = saleFrom(play, lines);
        const isNothing = toCents(play.record(sale).data['total']) === 0;
        // Nobody pays in advance for what is given back.
        fc.pre(toCents(play.record(sale).data['total']) >= 0);
        for (const part of parts) {
          const answer = play.run({
            kind: 'convert',
            conversion: 'sale-to-down',
            sources: [{ id: sale, amount: toText(part) }],
            set: {},
            into: null,
          });
          if (answer.kind === 'decision') play.fired(answer.record, 'POST');
        }
        if (
          !isNothing &&
          play.counter(sale, 'advance', null).split('/')[1] !== play.record(sale).data['total']
        ) {
          const counter = play.store.counters.get(`${sale}  advance`);
          if (!counter || toCents(counter.full) > toCents(counter.posted))
            play.fired(advanceOf(play, sale), 'POST');
        }
        const { net, tax, total, totalHome } = play.record(play.converted('sale-to-final', sale)).data;
        expect(total).toBe('0.00');
        // What comes to nothing is not paid in advance, though its net and its tax may be something.
        if (!isNothing) expect([net, tax, totalHome]).toEqual(['0.00', '0.00', '0.00']);
      },
    ),
    properties,
  );
});

test('P5 the net of slices on their own lines sums to the net of the source line', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3333 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 99_999 }),
      fc.boolean(),
      (slices, price, reverse) => {
        const play = new Play({}, advances);
        const whole = slices.reduce((sum, slice) => sum + slice, 0);
        const sale = saleFrom(play, [{ quantity: whole, price, rate: '19' }]);
        const finals = slices.map((slice) =>
          play.converted('sale-to-final', sale, { L1: (slice / 1000).toFixed(3) }),
        );
        for (const id of reverse ? finals.toReversed() : finals) play.fired(id, 'POST');
        const sum = finals.reduce((cents, id) => cents + toCents(play.line(id, 'L1')['net']), 0);
        expect(sum).toBe(toCents(play.line(sale, 'L1')['net']));
      },
    ),
    properties,
  );
});
