// What voiding one of several sources makes good: nothing of it is left in force, and nothing of the others is touched,
// however they were merged, gathered, delivered, billed and credited before. Seeded, so that a failure can be played again.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject, Link } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

const toWhole = (text: string): number => Math.round(Number(text) * 1000);
const file = (key: string) => `conversions/${key}.json`;
const goods = { from: 'lines', to: 'lines', quantity: 'quantity' };
const makesGood = (conversion: string) => ({
  source: 'compensate',
  compensate: { conversion, then: 'POST' },
});

/** Deals are delivered and billed, parcels returned, bills credited; each way back is taken when its source is voided. */
function packOf(gather: readonly string[], parcelsGather: readonly string[] = []) {
  const lines = { goods: { ...goods, gather } };
  const parcels = { goods: { ...goods, gather: parcelsGather } };
  const parcel = jsonOf('types/parcel/type.json') as { tracks: JsonObject };
  const back = jsonOf(file('bill-to-refund'));
  return compileSmall({
    [file('deal-to-bill')]: { ...jsonOf(file('deal-to-bill')), lines, void: makesGood('bill-to-refund') },
    [file('deal-to-parcel')]: {
      ...jsonOf(file('deal-to-parcel')),
      lines: parcels,
      void: makesGood('parcel-to-refund'),
    },
    [file('parcel-to-bill')]: {
      ...jsonOf(file('parcel-to-bill')),
      lines: parcels,
      void: makesGood('bill-to-refund'),
    },
    'types/parcel/type.json': {
      ...parcel,
      tracks: { ...parcel.tracks, returned: { table: 'lines', full: 'line.quantity' } },
    },
    [file('parcel-to-refund')]: {
      ...back,
      from: 'parcel',
      tracks: { returned: {} },
      reopens: { delivery: true },
    },
  });
}
const packs = [packOf([]), packOf(['price']), packOf(['price'], ['price'])];

const which = fc.noBias(fc.nat(99));
const quantity = fc.option(fc.integer({ min: 1, max: 4 }), { freq: 2 });
const convert = fc.record({
  kind: fc.constantFrom(
    'deal-to-bill',
    'deal-to-parcel',
    'parcel-to-bill',
    'bill-to-refund',
    'parcel-to-refund',
  ),
  from: fc.array(which, { minLength: 1, maxLength: 3 }),
  into: fc.option(which, { freq: 4 }),
  quantity,
});
const event = fc.record({ kind: fc.constantFrom('POST', 'POST', 'POST', 'DROP'), which });
const act = fc.oneof({ weight: 5, arbitrary: convert }, { weight: 4, arbitrary: event });
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Obeys one act on whatever is there; refusals are part of the game. Deals are voided by the test alone, and nobody undoes what made them good. */
function obey(play: Play, todo: Act): void {
  const like = (pattern: RegExp) =>
    [...play.store.records.values()].flatMap(({ id, type, phase }) =>
      pattern.test(`${type} ${phase}`) ? [id] : [],
    );
  const pick = (from: readonly string[], index: number) => from[index % Math.max(from.length, 1)] ?? '';
  if ('which' in todo) {
    const id = pick(like(todo.kind === 'POST' ? /draft$/ : /^(bill|refund) /), todo.which);
    if (id !== '') play.fire(id, todo.kind);
    return;
  }
  const [type = '', to = ''] = todo.kind.split('-to-');
  const from = like(new RegExp(`^${type} posted$`));
  if (from.length === 0) return;
  const ids = [...new Set(todo.from.map((index) => pick(from, index)))];
  const into = todo.into === null ? null : pick(like(new RegExp(`^${to} draft$`)), todo.into) || null;
  const sources = ids.map((id) => {
    const [line] = play.record(id).data['lines'] as readonly JsonObject[];
    const lines = [{ id: line?.['id'] as string, quantity: String(todo.quantity) }];
    return { id, ...(todo.quantity === null || !line ? {} : { lines }) };
  });
  play.run({ kind: 'convert', conversion: todo.kind, sources, set: {}, into });
}

const counts = (play: Play, of: (record: string) => boolean) =>
  [...play.store.counters.values()]
    .filter(({ record }) => of(record))
    .map(({ record, line, track, held, posted, settled }) => [record, line, track, held, posted, settled])
    .sort();

/** Q1: every counter is the sum of its links. */
function sumsHold(play: Play): void {
  const sums = new Map<string, [held: number, posted: number]>();
  const measure = ({ quantity: text, amount }: Link) => toWhole(text ?? amount ?? '0');
  for (const link of play.store.links.values()) {
    if (link.track === null) continue;
    const key = `${link.sourceRecord} ${link.sourceLine ?? ''} ${link.track}`;
    const { phase } = play.record(link.targetRecord ?? '');
    const sum = sums.get(key) ?? [0, 0];
    if (phase !== 'void') sum[0] += link.effect * measure(link);
    if (phase === 'posted') sum[1] += link.effect * measure(link);
    sums.set(key, sum);
  }
  for (const [key, { held, posted }] of play.store.counters)
    expect([key, toWhole(held), toWhole(posted)]).toEqual([key, ...(sums.get(key) ?? [0, 0])]);
}

test('X1 Q1 compensate leaves nothing of a voided source in force or held, and all of the others', () => {
  fc.assert(
    fc.property(
      fc.nat(packs.length - 1),
      fc.array(act, { minLength: 4, maxLength: 40, size: 'max' }),
      (gathers, acts) => {
        const play = new Play({}, packs[gathers]);
        const deals = [
          play.posted('deal', ['5', '2']),
          play.posted('deal', ['3']),
          play.posted('deal', ['4']),
        ];
        for (const todo of acts) obey(play, todo);
        for (const deal of deals) {
          const others = counts(play, (id) => deals.includes(id) && id !== deal);
          expect(codeOf(play.fire(deal, 'DROP'))).toBe('done');
          for (const [, , , held, posted] of counts(play, (id) => id === deal))
            expect([deal, held, posted]).toEqual([deal, '0', '0']);
          expect(counts(play, (id) => deals.includes(id) && id !== deal)).toEqual(others);
          sumsHold(play);
        }
        // Of what is in force nothing is owed any more; drafts that are left hold nothing.
        for (const { id, type, phase } of play.store.records.values())
          if (type === 'bill' && phase === 'posted')
            for (const line of play.record(id).data['lines'] as readonly JsonObject[]) {
              const { held, posted } = play.store.counters.get(`${id} ${String(line['id'])} credit`) ?? {};
              expect([id, held, posted]).toEqual([id, line['quantity'], line['quantity']]);
            }
      },
    ),
    properties,
  );
});
