import { expect, test } from 'vitest';
import { compute, decide, emptyFacts } from '#engine';
import type { Computed, Facts, JsonObject, Refusal } from '#engine';
import { codeOf, compileSmall, jsonOf, model, Play, validators } from './pack.ts';

const refusalOf = (answer: { kind: string }) => answer as Refusal;

test('an unfinished draft is saved; leaving the draft phase tells everything that is missing', () => {
  const play = new Play();
  const bill = play.make('bill', {});
  const refused = refusalOf(play.fire(bill, 'POST'));
  expect(refused).toMatchObject({ code: 'incomplete', status: 422 });
  expect(refused.problems.map(({ code, pointer }) => `${code} ${pointer}`)).toContain('required /partner');
});

test('shape, unknown keys, references and line ids bind on every save, all at once', () => {
  const play = new Play();
  const data = {
    partner: play.item,
    date: '2026-02-30',
    colour: 'red',
    lines: [
      { id: 'A', quantity: '1e3' },
      { id: 'A', quantity: '1.0001' },
      { id: 'no spaces', price: 5 as unknown as string },
    ],
  };
  const refused = refusalOf(play.run({ kind: 'create', type: 'bill', data: data as unknown as JsonObject }));
  const found = refused.problems.map(({ code, pointer }) => `${code} ${pointer}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'format /date',
      'unknown-field /colour',
      'decimal /lines/0/quantity',
      'decimal /lines/1/quantity',
      'line-id /lines/2/id',
      'decimal /lines/2/price',
      'duplicate-line /lines/1/id',
    ]),
  );
  expect(play.run({ kind: 'create', type: 'bill', data: { partner: play.item } })).toMatchObject({
    problems: [{ code: 'reference-not-allowed' }],
  });
  expect(play.run({ kind: 'create', type: 'bill', data: { partner: 'nobody' } })).toMatchObject({
    problems: [{ code: 'reference-not-found' }],
  });
});

test('__proto__ is data like any other, and refused as an unknown field', () => {
  const play = new Play();
  const data = JSON.parse('{"__proto__":{"polluted":"yes"}}') as JsonObject;
  expect(codeOf(play.run({ kind: 'create', type: 'bill', data }))).toBe('invalid');
});

test('an archived record, or one that `where` excludes, is not chosen any more; what refers to it already stays', () => {
  const play = new Play();
  const bill = play.document('bill', ['1']);
  expect(codeOf(play.remove(play.partner))).toBe('done');
  expect(play.record(play.partner).archived).toBe(true);
  expect(codeOf(play.edit(bill, { note: 'still editable' }))).toBe('done');
  expect(play.run({ kind: 'create', type: 'bill', data: { partner: play.partner } })).toMatchObject({
    problems: [{ code: 'reference-archived' }],
  });
  const idle = play.make('partner', { code: 'P9', name: 'Idle', active: false });
  expect(play.edit(bill, { partner: idle })).toMatchObject({
    problems: [{ code: 'reference-not-allowed', pointer: '/partner' }],
  });
});

test('catalogs are whole on save, and their natural key is unique', () => {
  const play = new Play();
  expect(play.run({ kind: 'create', type: 'partner', data: { code: 'P3' } })).toMatchObject({
    problems: [{ code: 'required', pointer: '/name' }],
  });
  expect(play.run({ kind: 'create', type: 'partner', data: { code: 'P1', name: 'Twin' } })).toMatchObject({
    problems: [{ code: 'not-unique' }],
  });
});

test('a formula’s field is never written by a client; echoing it is no writing', () => {
  const play = new Play();
  const bill = play.document('bill', ['2']);
  expect(play.edit(bill, { total: '1.00' })).toMatchObject({
    code: 'invalid',
    problems: [{ code: 'computed-field', pointer: '/total' }],
  });
  expect(codeOf(play.edit(bill, { lines: [{ ...play.line(bill, 'L1'), quantity: '3' }] }))).toBe('done');
  expect(play.record(bill).data['total']).toBe('30.00');
});

test('a fill follows what it reads until it is overridden; a default only starts', () => {
  const play = new Play();
  const dear = play.make('item', { code: 'I2', price: '99' });
  const bill = play.make('bill', {
    partner: play.partner,
    lines: [
      { id: 'L1', item: play.item },
      { id: 'L2', item: play.item, price: '5' },
    ],
  });
  expect(play.line(bill, 'L1')).toMatchObject({ quantity: '1', price: '12.345' });
  play.edit(bill, { lines: { L1: { item: dear }, L2: { item: dear } } });
  expect([play.line(bill, 'L1')['price'], play.line(bill, 'L2')['price']]).toEqual(['99', '5']);
  play.edit(bill, { lines: { L1: { price: '7' } } });
  play.edit(bill, { lines: { L1: { item: play.item } } });
  expect(play.line(bill, 'L1')['price']).toBe('7');
});

test('a patch merges by key; a table goes by line id or whole, and what a known line does not name stays', () => {
  const play = new Play();
  const bill = play.document('bill', ['1', '2', '3']);
  play.edit(bill, { note: 'n', lines: { L2: null, L9: { quantity: '9', price: '1' }, L1: { text: null } } });
  expect((play.record(bill).data['lines'] as { id: string }[]).map(({ id }) => id)).toEqual([
    'L1',
    'L3',
    'L9',
  ]);
  expect(play.line(bill, 'L1')['text']).toBeUndefined();
  play.edit(bill, { lines: [{ id: 'L3', quantity: '4' }, { id: 'L1' }, { quantity: '5', price: '1' }] });
  const lines = play.record(bill).data['lines'] as { id: string; quantity: string; text?: string }[];
  expect(lines.map(({ quantity }) => quantity)).toEqual(['4', '1', '5']);
  expect(lines[0]?.text).toBe('Part 3');
  expect(play.record(bill).data['note']).toBe('n');
});

test('history names lines by id, with old and new values', () => {
  const play = new Play();
  const bill = play.document('bill', ['1']);
  const { history } = play.done(play.edit(bill, { lines: { L1: { quantity: '3' } } }));
  expect(history).toMatchObject([
    {
      what: 'edit',
      record: bill,
      changes: [
        { path: '/total', before: '10.00', after: '30.00' },
        { path: '/lines/L1/quantity', before: '1', after: '3' },
        { path: '/lines/L1/net', before: '10.00', after: '30.00' },
      ],
    },
  ]);
});

test('a failing guard is refused with its reason and shown before it is tried; its form is validated', () => {
  const play = new Play();
  const small = play.posted('bill', ['1'], '3');
  expect(play.action(small, 'MARK')).toEqual({ allowed: false, reasons: ['Only 3 is too little'] });
  expect(play.fire(small, 'MARK', { words: 'x' })).toMatchObject({
    code: 'guard-failed',
    message: 'Only 3 is too little',
  });
  const large = play.posted('bill', ['9']);
  expect(play.fire(large, 'MARK', { words: 'x'.repeat(21) })).toMatchObject({
    code: 'invalid',
    problems: [{ code: 'max-length', pointer: '/words' }],
  });
  expect(play.fire(large, 'MARK', { other: 'x' })).toMatchObject({ problems: [{ code: 'unknown-field' }] });
  play.done(play.fire(large, 'MARK', { words: 'hello' }));
  expect(play.record(large).data['note']).toBe('hello');
  expect(play.fire(large, 'POST')).toMatchObject({ code: 'event-not-accepted' });
  expect(play.fire(large, 'NONE')).toMatchObject({ code: 'unknown-event' });
});

test('roles: default deny, own records only, and what one may not see is not there', () => {
  const play = new Play();
  const foreign = play.posted('quote', ['1']);
  expect(codeOf(play.run({ kind: 'create', type: 'bill', data: {} }, 'clerk'))).toBe('not-allowed');
  expect(codeOf(play.run({ kind: 'edit', id: foreign, patch: {} }, 'nobody'))).toBe('not-found');
  play.role = 'clerk';
  const own = play.document('quote', ['1']);
  expect(codeOf(play.fire(own, 'POST'))).toBe('done');
  expect(codeOf(play.fire(own, 'DROP'))).toBe('not-allowed');
  expect(play.action(own, 'DROP').allowed).toBe(false);
});

test('decisions take at most three rounds', () => {
  const play = new Play();
  const deal = play.make('deal', {
    partner: play.partner,
    lines: [{ id: 'L1', item: play.item, quantity: '4' }],
  });
  expect(play.rounds).toBeLessThanOrEqual(2);
  play.fired(deal, 'POST');
  expect(play.rounds).toBeLessThanOrEqual(3);
  const parcel = play.fired(play.converted('deal-to-parcel', deal), 'POST');
  const bill = play.converted('parcel-to-bill', parcel);
  expect(play.rounds).toBeLessThanOrEqual(3);
  play.fired(bill, 'POST');
  expect(play.rounds).toBeLessThanOrEqual(3);
});

test('deciding again gives the same answer, ids included', () => {
  const play = new Play();
  const setting = play.setting();
  const command = { kind: 'create', type: 'bill', data: { lines: [{ quantity: '1', price: '2' }] } } as const;
  expect(decide(model, validators, command, emptyFacts(), setting)).toEqual(
    decide(model, validators, command, emptyFacts(), setting),
  );
});

test('typing: lines that are the same objects are kept, and the result is what a full computation gives', () => {
  const play = new Play();
  const setting = play.setting();
  let facts: Facts = emptyFacts();
  const ask = (data: JsonObject, memo: Computed['memo'] | null): Computed => {
    const answer = compute(model, validators, 'bill', data, null, facts, setting, memo);
    if (answer.kind === 'computed') return answer;
    facts = play.store.read(answer, facts);
    return ask(data, memo);
  };
  const lines = Array.from({ length: 20 }, (_, index) => ({
    id: `L${index}`,
    item: play.item,
    quantity: String(index),
  }));
  const first = ask({ partner: play.partner, lines }, null);
  const rows = first.data['lines'] as readonly JsonObject[];
  const changed = rows.map((row, index) => (index === 3 ? { ...row, quantity: '8.5' } : row));
  const next = ask({ ...first.data, lines: changed }, first.memo);
  const after = next.data['lines'] as readonly JsonObject[];
  expect(after.filter((row, index) => row === rows[index])).toHaveLength(19);
  expect(next.data).toEqual(ask({ ...first.data, lines: changed }, null).data);
  const wrong = ask(
    { ...next.data, lines: after.map((row, index) => (index === 5 ? { ...row, quantity: 'many' } : row)) },
    next.memo,
  );
  expect(wrong.problems).toMatchObject([{ code: 'decimal', pointer: '/lines/5/quantity' }]);
});

test('typing: a round that lacked facts leaves nothing behind, so the next one fills what it could not', () => {
  const play = new Play();
  const setting = play.setting();
  let facts: Facts = emptyFacts();
  const once = (data: JsonObject, memo: Computed['memo'] | null) => {
    const answer = compute(model, validators, 'bill', data, null, facts, setting, memo);
    if (answer.kind === 'needs') facts = play.store.read(answer, facts);
    return answer;
  };
  once({ partner: play.partner }, null);
  const start = once({ partner: play.partner, lines: [{ id: 'L1', quantity: '2' }] }, null);
  if (start.kind !== 'computed') throw new Error('nothing lacks before an item is named');
  const typed = { ...start.data, lines: [{ id: 'L1', quantity: '2', item: play.item }] };
  expect(once(typed, start.memo).kind).toBe('needs');
  expect(once(typed, start.memo)).toMatchObject({
    kind: 'computed',
    data: { lines: [{ price: '12.345', net: '24.69' }], total: '24.69' },
  });
});

test('typing: the conditions of the form are told with every answer', () => {
  const play = new Play();
  const ask = (price: string) =>
    compute(
      model,
      validators,
      'bill',
      { lines: [{ id: 'L1', quantity: '1', price }] },
      null,
      emptyFacts(),
      play.setting(),
    );
  expect(ask('100')).toMatchObject({ kind: 'computed', conditions: { '/elements/0': false } });
  expect(ask('100.01')).toMatchObject({ kind: 'computed', conditions: { '/elements/0': true } });
});

test('what is computed obeys its schema, as what is entered does', () => {
  const schema = structuredClone(jsonOf('types/bill/schema.json')) as {
    properties: Record<string, object> & {
      lines: { items: { properties: Record<string, object> } };
    };
  };
  const { properties } = schema;
  properties['grade'] = { type: 'string', enum: ['low', 'high'], 'x-formula': 'doc.note' };
  properties['short'] = { type: 'string', maxLength: 6, 'x-fill': 'doc.note' };
  properties['count'] = { type: 'integer', maximum: 3, 'x-formula': 'size(doc.lines)' };
  properties['mail'] = {
    type: 'string',
    format: 'email',
    'x-default': "doc.note == 'low' ? null : doc.note",
  };
  properties.lines.items.properties['band'] = {
    type: 'string',
    enum: ['1', '2'],
    'x-formula': 'format(line.quantity, 0)',
  };
  const play = new Play({}, compileSmall({ 'types/bill/schema.json': schema }));
  const found = (answer: { kind: string }) =>
    answer.kind === 'refusal'
      ? refusalOf(answer).problems.map(({ code, pointer }) => `${code} ${pointer}`)
      : [];
  const lines = ['1', '2', '3', '1'].map((quantity) => ({ quantity, price: '1' }));
  const wrong = play.run({ kind: 'create', type: 'bill', data: { note: 'neither', lines } });
  expect(found(wrong).sort()).toEqual([
    'enum /grade',
    'enum /lines/2/band',
    'format /mail',
    'max-length /short',
    'maximum /count',
  ]);
  const bill = play.make('bill', { note: 'low', lines: lines.slice(0, 2) });
  expect(play.record(bill).data).toMatchObject({ grade: 'low', short: 'low', count: 2 });
  expect(found(play.edit(bill, { note: 'medium' }))).toEqual(['enum /grade']);
  // Nothing is computed of an empty field, and an empty field is no value outside the list.
  expect(codeOf(play.edit(bill, { note: null, short: null }))).toBe('done');
});
