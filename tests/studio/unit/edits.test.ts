import { describe, expect, test } from 'vitest';
import type { Field, JsonObject, RecordType } from '#engine';
import { keepSame, patchOf, setField, writable } from '../../../studio/src/lib/document/edits.ts';

/** Only what edits.ts looks at. */
function field(key: string, more: Partial<Field> = {}): [string, Field] {
  return [key, { key, path: key, kind: 'text', formula: null, fields: null, ...more } as Field];
}
const formula = {} as NonNullable<Field['formula']>;
const type = {
  fields: new Map([
    field('partner'),
    field('address', { kind: 'object' }),
    field('total', { formula }),
    field('lines', {
      kind: 'table',
      fields: new Map([
        field('id'),
        field('text'),
        field('price'),
        field('net', { formula }),
        field('parts', { kind: 'table', fields: new Map([field('id'), field('text')]) }),
      ]),
    }),
  ]),
} as unknown as RecordType;

const saved: JsonObject = {
  partner: 'p1',
  total: '3.00',
  lines: [
    { id: 'a', text: 'one', price: '1', net: '1.00' },
    { id: 'b', text: 'two', price: '2', net: '2.00' },
  ],
};
const [a, b] = saved.lines as readonly JsonObject[];

describe('a patch says what differs', () => {
  test('nothing when nothing differs, computed fields and absent values aside', () => {
    expect(patchOf(type, saved, { ...saved, total: '9.00', address: null })).toBeNull();
    expect(patchOf(type, saved, JSON.parse(JSON.stringify(saved)) as JsonObject)).toBeNull();
  });

  test('header fields by key, an emptied one as null', () => {
    expect(patchOf(type, saved, { ...saved, partner: null })).toEqual({ partner: null });
    expect(patchOf(type, saved, setField(saved, 'address.city', 'Łódź'))).toEqual({
      address: { city: 'Łódź' },
    });
  });

  test('lines by id, without their computed fields', () => {
    const after = { ...saved, lines: [{ ...a, price: '5', net: '5.00' }, b] } as JsonObject;
    expect(patchOf(type, saved, after)).toEqual({ lines: { a: { price: '5' } } });
  });

  test('what was emptied in a table of a line is named, too', () => {
    const parts = [{ id: 'p', text: 'nut' }];
    const before = { lines: [{ ...a, parts }] } as JsonObject;
    const after = { lines: [{ ...a, parts: [{ id: 'p', text: null }] }] } as JsonObject;
    expect(patchOf(type, before, after)).toEqual({ lines: { a: { parts: { p: { text: null } } } } });
  });

  test('a removed line as null, a new one at the end by its id', () => {
    const after = { ...saved, lines: [b, { id: 'c', text: 'three', net: '0' }] } as JsonObject;
    expect(patchOf(type, saved, after)).toEqual({ lines: { a: null, c: { text: 'three' } } });
  });

  test('the whole table in order when a line stands between others', () => {
    const after = { ...saved, lines: [a, { id: 'c', text: 'between' }, b] } as JsonObject;
    expect(patchOf(type, saved, after)).toEqual({
      lines: [{ id: 'a' }, { id: 'c', text: 'between' }, { id: 'b' }],
    });
  });
});

test('lines that say the same stay the same objects', () => {
  const fresh = JSON.parse(JSON.stringify({ ...saved, lines: [a, { ...b, price: '9' }] })) as JsonObject;
  const lines = keepSame(saved, fresh).lines as readonly JsonObject[];
  expect(lines[0]).toBe(a);
  expect(lines[1]).toEqual({ ...b, price: '9' });
});

test('a record not written yet is sent without nulls and computed fields', () => {
  expect(writable(type, { ...saved, address: null })).toEqual({
    partner: 'p1',
    lines: [
      { id: 'a', text: 'one', price: '1' },
      { id: 'b', text: 'two', price: '2' },
    ],
  });
});
