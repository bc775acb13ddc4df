import { expect, it } from 'vitest';
import { beside } from '../../../engine/values/beside.ts';

it('what stands beside an object is seen by nobody else', () => {
  const words = beside<object, string>();
  const others = beside<object, string>();
  const record = Object.freeze({ id: 'r1' });
  words.set(record, 'first');
  words.set(record, 'second');
  expect(words.get(record)).toBe('second');
  expect(others.get(record)).toBeUndefined();
  expect(words.get({ ...record })).toBeUndefined();
  expect(Reflect.ownKeys(record)).toEqual(['id']);
});
