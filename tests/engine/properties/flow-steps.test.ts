// The flow of quantities after each step of any order of commands: many sources, many lines, those that go back,
// tolerances, closing and reopening, amendments, actions that set. Seeded, so that a failure can be played again.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject, Link } from '#engine';
import { codeOf, compileSmall, jsonOf, Play } from '../decide/pack.ts';
import { allowTime, properties } from '../runs.ts';

allowTime();

const toText = (thousandths: number): string => (thousandths / 1000).toFixed(3);
const toWhole = (text: string): number => Math.round(Number(text) * 1000);

const event = (expr: string) => ({
  meta: { title: 'Set' },
  actions: [{ type: 'set', params: { field: 'lines.quantity', expr } }],
});

/** Stages of a type with events that set quantities while it is a draft and while it is in force. */
function withEvents(type: string): JsonObject {
  const machine = structuredClone(jsonOf(`types/${type}/machine.json`)) as {
    states: Record<string, { on: Record<string, object> }>;
  };
  for (const stage of ['draft', 'posted']) {
    machine.states[stage]!.on['MORE'] = event('line.quantity + 1');
    machine.states[stage]!.on['LESS'] = event('line.quantity - 0.5');
  }
  return machine as never;
}

const toParcel = jsonOf('conversions/deal-to-parcel.json');
const goods = { from: 'lines', to: 'lines', quantity: 'quantity' };
const pack = compileSmall({
  'types/deal/type.json': { ...jsonOf('types/deal/type.json'), amendable: true },
  'types/quote/type.json': { ...jsonOf('types/quote/type.json'), amendable: 'draft' },
  'types/deal/machine.json': withEvents('deal'),
  'types/parcel/machine.json': withEvents('parcel'),
  'types/bill/machine.json': withEvents('bill'),
  'conversions/deal-to-parcel.json': {
    ...toParcel,
    lines: { goods },
    tolerance: { over: { value: '0.1' }, under: { value: '0.05' }, answer: 'block' },
  },
  'conversions/deal-to-refund.json': { ...toParcel, to: 'refund', lines: { goods: { ...goods, sign: -1 } } },
});

/** More than is full may be posted where a tolerance lets it. */
const over: Readonly<Record<string, number>> = { delivery: 1.1 };

const conversions = [
  'quote-to-deal',
  'quote-to-proof',
  'proof-to-bill',
  'proof-to-deal',
  'deal-to-parcel',
  'deal-to-parcel',
  'deal-to-bill',
  'deal-to-bill-sent',
  'deal-to-refund',
  'parcel-to-bill',
  'bill-to-refund',
  'bill-to-receipt',
];

/** Any of many, the last as likely as the first. */
const which = fc.noBias(fc.nat(99));
const line = fc.nat(2);
const quantity = fc.integer({ min: 1, max: 6000 });
const many = fc.record({
  kind: fc.constant('convert' as const),
  conversion: which,
  from: fc.array(which, { minLength: 1, maxLength: 3 }),
  lines: fc.option(fc.dictionary(fc.constantFrom('L1', 'L2', 'L3'), quantity, { minKeys: 1, maxKeys: 2 }), {
    freq: 2,
  }),
  into: fc.option(which, { freq: 4 }),
});
const one = <K extends string>(kind: K) => fc.record({ kind: fc.constant(kind), which });
const at = <K extends string>(kind: K) => fc.record({ kind: fc.constant(kind), which, line, quantity });
const act = fc.oneof(
  { weight: 7, arbitrary: many },
  { weight: 6, arbitrary: one('POST') },
  { weight: 3, arbitrary: at('edit') },
  { weight: 1, arbitrary: at('price') },
  { weight: 1, arbitrary: at('pay') },
  { weight: 1, arbitrary: at('take away') },
  { weight: 2, arbitrary: at('settle') },
  { weight: 2, arbitrary: at('reopen') },
  { weight: 2, arbitrary: at('amend') },
  { weight: 1, arbitrary: one('close') },
  { weight: 1, arbitrary: one('MORE') },
  { weight: 1, arbitrary: one('LESS') },
  { weight: 2, arbitrary: one('DROP') },
  { weight: 1, arbitrary: one('ignore') },
  { weight: 1, arbitrary: one('delete') },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** What an act is most likely to mean: drafts are edited and posted, what is in force is closed, amended and undone. */
const meant: Readonly<Record<string, RegExp>> = {
  POST: /draft$/,
  edit: /draft$/,
  price: /draft$/,
  'take away': /draft$/,
  pay: /^receipt draft$/,
  delete: /draft$/,
  settle: /^deal posted$/,
  reopen: /^deal posted$/,
  close: /^deal posted$/,
  amend: /^(deal|quote) posted$/,
  MORE: /^(deal|parcel|bill) /,
  LESS: /^(deal|parcel|bill) /,
  DROP: /^(?!quote|deal)\w+ (draft|posted)$/,
  ignore: /^(?!quote|deal)\w+ posted$/,
};

/** Obeys one act; refusals are part of the game. */
function obey(play: Play, made: string[], todo: Act): string {
  const there = made.filter((id) => play.store.records.has(id));
  const like = (pattern: RegExp) =>
    there.filter((id) => pattern.test(`${play.record(id).type} ${play.record(id).phase}`));
  const pick = (index: number, from: readonly string[]) => from[index % Math.max(from.length, 1)] ?? '';
  if (todo.kind === 'convert') {
    const able = conversions.filter((key) => like(new RegExp(`^${key.split('-')[0]} posted$`)).length > 0);
    const conversion = pick(todo.conversion, able);
    const [type = '', to = ''] = conversion.split('-to-');
    const from = like(new RegExp(`^${type} posted$`));
    const ids = [...new Set(todo.from.map((index) => pick(index, from)))];
    const drafts = like(new RegExp(`^${to.replace('-sent', '')} draft$`));
    const into = todo.into === null ? null : pick(todo.into, drafts) || null;
    const lines =
      todo.lines && Object.entries(todo.lines).map(([id, value]) => ({ id, quantity: toText(value) }));
    const sources = ids.map((id) => ({ id, ...(lines && to !== 'receipt' ? { lines } : {}) }));
    const answer = play.run({ kind: 'convert', conversion, sources, set: {}, into });
    if (answer.kind === 'decision')
      made.push(...(answer.conversion?.targets ?? []).filter((id) => !made.includes(id)));
    return codeOf(answer);
  }
  const id = pick(todo.which, like(meant[todo.kind]!));
  if (id === '') return 'nobody';
  if (todo.kind === 'POST' || todo.kind === 'DROP' || todo.kind === 'MORE' || todo.kind === 'LESS')
    return codeOf(play.fire(id, todo.kind));
  if (todo.kind === 'ignore')
    return codeOf(play.run({ kind: 'fire', id, event: 'DROP', input: {}, gives: 'ignore' }));
  if (todo.kind === 'delete') return codeOf(play.remove(id));
  if (todo.kind === 'close') return codeOf(play.run({ kind: 'settle', id }));
  const value = toText(todo.quantity);
  const { lines: rows = [] } = play.record(id).data as { lines?: readonly { id: string }[] };
  const line = pick(
    todo.line,
    rows.map((row) => row.id),
  );
  if (todo.kind === 'edit') return codeOf(play.edit(id, { lines: { [line]: { quantity: value } } }));
  if (todo.kind === 'price') return codeOf(play.edit(id, { lines: { [line]: { price: value } } }));
  if (todo.kind === 'pay') return codeOf(play.edit(id, { total: (todo.quantity / 100).toFixed(2) }));
  if (todo.kind === 'take away') return codeOf(play.edit(id, { lines: { [line]: null } }));
  if (todo.kind === 'amend')
    return codeOf(play.run({ kind: 'amend', id, patch: { lines: { [line]: { quantity: value } } } }));
  const track = todo.which % 2 === 0 ? 'delivery' : 'billing';
  return codeOf(play.run({ kind: todo.kind, id, track, lines: [{ id: line, quantity: value }] }));
}

interface Snapshot {
  readonly links: ReadonlyMap<string, Link>;
  readonly phases: ReadonlyMap<string, string>;
}

const snapshot = (play: Play): Snapshot => ({
  links: new Map(play.store.links),
  phases: new Map([...play.store.records].map(([id, { phase }]) => [id, phase])),
});

const measure = ({ quantity: text, amount }: Link): number => toWhole(text ?? amount ?? '0');

/** Q1: every counter is the sum of its links, by phase of their targets. */
function sumsHold(play: Play): void {
  const sums = new Map<string, [held: number, posted: number, settled: number]>();
  for (const link of play.store.links.values()) {
    if (link.track === null) continue;
    const key = `${link.sourceRecord} ${link.sourceLine ?? ''} ${link.track}`;
    const sum = sums.get(key) ?? [0, 0, 0];
    const value = link.effect * measure(link);
    const phase = link.kind === 'settled' ? 'settled' : play.record(link.targetRecord ?? '').phase;
    if (phase === 'settled') sum[2] += value;
    else if (phase !== 'void') sum[0] += value;
    if (phase === 'posted') sum[1] += value;
    sums.set(key, sum);
  }
  for (const [key, { held, posted, settled }] of play.store.counters)
    expect([key, held, posted, settled].map((one, index) => (index === 0 ? one : toWhole(one)))).toEqual([
      key,
      ...(sums.get(key) ?? [0, 0, 0]),
    ]);
  for (const key of sums.keys()) expect(play.store.counters.has(key)).toBe(true);
}

/** Q2, Q8, T2, T4, X5: what is posted or written off lies between nothing and full, in its own direction. */
function limitsHold(play: Play): void {
  for (const [key, { track, full, posted, settled }] of play.store.counters) {
    const sign = toWhole(full) < 0 || toWhole(posted) < 0 || toWhole(settled) < 0 ? -1 : 1;
    const [all, done, off] = [full, posted, settled].map((text) => sign * toWhole(text)) as [
      number,
      number,
      number,
    ];
    const most = Math.round(all * (over[track] ?? 1));
    expect([key, done >= 0, off >= 0, done <= most]).toEqual([key, true, true, true]);
    expect([key, off === 0 || done + off <= most]).toEqual([key, true]);
  }
}

/** A target's line, or its amount, is what its links take: from the first draft for as long as it stands. */
function linesHold(play: Play): void {
  const taken = new Map<string, Map<string, number>>();
  for (const link of play.store.links.values()) {
    const { targetRecord, targetLine, kind, effect, track } = link;
    if (targetRecord === null || kind !== 'direct') continue;
    // An amendment is agreed beyond what the links took.
    if (play.record(targetRecord).revision > 0) continue;
    if (effect === 0 && play.record(targetRecord).phase !== 'draft') continue;
    const key = `${targetRecord} ${targetLine ?? ''}`;
    const tracks = taken.get(key) ?? new Map<string, number>();
    tracks.set(track ?? '', (tracks.get(track ?? '') ?? 0) + Math.abs(measure(link)));
    taken.set(key, tracks);
  }
  for (const [key, tracks] of taken) {
    const [record = '', id = ''] = key.split(' ');
    const own = id === '' ? play.record(record).data['total'] : play.line(record, id)['quantity'];
    const whole = toWhole((own as string | undefined) ?? '0');
    for (const sum of tracks.values()) expect([key, sum]).toEqual([key, whole]);
  }
}

/** M8, X4: links are never re-pointed, and from posting on not changed at all; what is written off stays written. */
function linksHold(play: Play, before: Snapshot): void {
  for (const [id, old] of before.links) {
    const now = play.store.links.get(id);
    const target = old.targetRecord;
    const was = target === null ? 'posted' : before.phases.get(target);
    const is = target === null ? 'posted' : play.store.records.get(target)?.phase;
    if (was !== 'draft' && is !== 'draft') expect(now).toEqual(old);
    else if (now)
      expect([
        now.sourceRecord,
        now.sourceLine,
        now.targetRecord,
        now.targetLine,
        now.track,
        now.kind,
      ]).toEqual([old.sourceRecord, old.sourceLine, old.targetRecord, old.targetLine, old.track, old.kind]);
  }
}

/** P5, X4: what a document gave is given back at most once, and all of it is all of its amount. */
function mirrorsHold(play: Play): void {
  const cents = (text: string | null) => Math.round(Number(text ?? '0') * 100);
  const all = [...play.store.links.values()];
  for (const row of all) {
    if (row.effect !== 1 || row.track === null || row.targetLine === null || row.kind === 'settled') continue;
    if (row.kind === 'mirror' || play.record(row.targetRecord ?? '').phase !== 'posted') continue;
    const refunds = new Set(
      all.flatMap((one) =>
        one.kind === 'direct' && one.sourceRecord === row.targetRecord && one.sourceLine === row.targetLine
          ? [`${one.targetRecord} ${one.targetLine}`]
          : [],
      ),
    );
    const back = all.filter(
      (one) =>
        one.kind === 'mirror' &&
        one.track === row.track &&
        one.sourceRecord === row.sourceRecord &&
        one.sourceLine === row.sourceLine &&
        refunds.has(`${one.targetRecord} ${one.targetLine}`) &&
        play.record(one.targetRecord ?? '').phase !== 'void',
    );
    const given = back.reduce((sum, one) => sum + measure(one), 0);
    expect(given).toBeLessThanOrEqual(Math.abs(measure(row)));
    if (row.quantity === null || row.amount === null || given !== measure(row)) continue;
    expect([row.id, back.reduce((sum, one) => sum + cents(one.amount), 0)]).toEqual([
      row.id,
      cents(row.amount),
    ]);
  }
}

/** Q6: the stage says what the lines say, whatever has moved them. */
function stagesHold(play: Play): void {
  for (const { id, type, phase, states } of play.store.records.values()) {
    if (type !== 'deal' || phase !== 'posted') continue;
    const lines = (play.record(id).data['lines'] ?? []) as readonly { id: string; quantity?: string }[];
    const steps = lines.map(({ id: own, quantity: text = '0' }) => {
      const counter = play.store.counters.get(`${id} ${own} billing`);
      return [toWhole(text), toWhole(counter?.posted ?? '0') + toWhole(counter?.settled ?? '0')] as const;
    });
    const todo = steps.filter(([full]) => full > 0);
    if (todo.length === 0) continue;
    const done = todo.every(([full, reached]) => reached >= full);
    const state = done ? 'fully' : todo.some(([, reached]) => reached > 0) ? 'partly' : 'none';
    expect([id, states.find((path) => path.startsWith('posted.billing.'))]).toEqual([
      id,
      `posted.billing.${state}`,
    ]);
  }
}

test('Q1 Q2 Q6 Q8 T2 T3 T4 P5 X2 X4 X5 M8 after each step, whatever the steps and their order', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 10, maxLength: 40, size: 'max' }), (acts) => {
      const play = new Play({}, pack);
      const made = [
        play.posted('quote', ['6', '4'], '3.333'),
        play.posted('deal', ['5', '3.5', '-2'], '3.333'),
        play.posted('deal', ['4', '2.125'], '7.77'),
      ];
      for (const todo of acts) {
        const before = snapshot(play);
        obey(play, made, todo);
        sumsHold(play);
        limitsHold(play);
        linesHold(play);
        linksHold(play, before);
        mirrorsHold(play);
        stagesHold(play);
      }
    }),
    properties,
  );
});
