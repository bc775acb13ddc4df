import { describe, expect, test } from 'vitest';
import type { Field, JsonObject, RecordType } from '#engine';
import { mergeEdits } from '../../../studio/src/lib/document/merge.ts';

/** Only what merge.ts looks at. */
function field(key: string, more: Partial<Field> = {}): [string, Field] {
  return [key, { key, path: key, kind: 'text', formula: null, fields: null, ...more } as Field];
}
const formula = {} as NonNullable<Field['formula']>;
const type = {
  fields: new Map([
    field('partner'),
    field('note'),
    field('total', { formula }),
    field('lines', {
      kind: 'table',
      fields: new Map([field('id'), field('text'), field('price'), field('net', { formula })]),
    }),
  ]),
} as unknown as RecordType;

const a = { id: 'a', text: 'one', price: '1', net: '1.00' };
const b = { id: 'b', text: 'two', price: '2', net: '2.00' };
const c = { id: 'c', text: 'three', price: '3', net: '3.00' };
const base: JsonObject = { partner: 'p1', total: '6.00', lines: [a, b, c] };

const idsOf = (data: JsonObject): unknown[] => (data.lines as readonly JsonObject[]).map(({ id }) => id);
const merge = (mine: JsonObject, theirs: JsonObject) =>
  mergeEdits(type, base, { ...base, ...mine }, { ...base, ...theirs });

describe('what two people changed', () => {
  test('both changes stand, value by value; computed ones are what is saved', () => {
    const { data, lost } = merge(
      { note: 'mine', total: '9.00', lines: [{ ...a, price: '7', net: '7.00' }, b, c] },
      { partner: 'p2', lines: [{ ...a, text: 'theirs' }, b, c] },
    );
    expect(data).toMatchObject({ partner: 'p2', note: 'mine', total: '6.00' });
    expect((data.lines as readonly JsonObject[])[0]).toEqual({ ...a, text: 'theirs', price: '7' });
    expect(lost).toEqual([]);
  });

  test('a line removed there that nobody touched here stays removed, also when lines were added here', () => {
    const added = { id: 'm', text: 'mine' };
    expect(idsOf(merge({ lines: [a, b, added, c] }, { lines: [a, c] }).data)).toEqual(['a', 'm', 'c']);
    expect(idsOf(merge({ lines: [added, a, b, c] }, { lines: [b] }).data)).toEqual(['m', 'b']);
  });

  test('a line removed there that was changed here is told as lost and does not come back', () => {
    const changed = { ...b, price: '9' };
    const { data, lost } = merge({ lines: [a, changed, c] }, { lines: [a, c] });
    expect(idsOf(data)).toEqual(['a', 'c']);
    expect(lost).toEqual([{ table: 'lines', line: changed }]);
  });

  test('a line that only computing changed is not lost', () => {
    expect(merge({ lines: [a, { ...b, net: '9.00' }, c] }, { lines: [a, c] }).lost).toEqual([]);
  });

  test('a line removed here stays removed, and one added there stays', () => {
    const { data } = merge({ lines: [a, c] }, { lines: [a, b, { id: 't', text: 'theirs' }, c] });
    expect(idsOf(data)).toEqual(['a', 't', 'c']);
  });

  test('lines put at the end by both stand at the end, theirs first', () => {
    const { data } = merge({ lines: [a, b, c, { id: 'm' }] }, { lines: [a, b, c, { id: 't' }] });
    expect(idsOf(data)).toEqual(['a', 'b', 'c', 't', 'm']);
  });

  test('an order made here wins over the saved one', () => {
    const { data } = merge({ lines: [c, a, b] }, { lines: [a, b, { id: 't' }, c] });
    expect(idsOf(data)).toEqual(['c', 'a', 'b', 't']);
  });

  test('lines that nobody changed here are the saved objects themselves', () => {
    const theirs = [a, { ...b }, c];
    expect((merge({ note: 'mine' }, { lines: theirs }).data.lines as readonly JsonObject[])[1]).toBe(
      theirs[1],
    );
  });
});
