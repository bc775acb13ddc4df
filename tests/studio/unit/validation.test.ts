// The browser's validator and the server's find the same errors.
import { describe, expect, test } from 'vitest';
import type { SchemaError, ValidatorFactory } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { validatorFactory } from '../../../studio/src/lib/validation.ts';

const line = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^[A-Za-z0-9-]{1,36}$' },
    price: { type: 'string', pattern: '^-?\\d+(\\.\\d{1,4})?$' },
  },
  required: ['id'],
  additionalProperties: false,
};
const schema = {
  type: 'object',
  properties: {
    date: { type: 'string', format: 'date' },
    kind: { enum: ['goods', 'service'] },
    name: { type: 'string', minLength: 2, maxLength: 5 },
    days: { type: 'integer', minimum: 0, maximum: 365 },
    fixed: { const: 'x' },
    'a/b~c': { type: 'boolean' },
    lines: { type: 'array', minItems: 1, maxItems: 2, items: line },
  },
  required: ['date', 'lines'],
  additionalProperties: false,
};

const cases: readonly (readonly [string, unknown])[] = [
  [
    'nothing wrong',
    { date: '2026-02-28', kind: 'goods', name: 'Łódź', days: 3, lines: [{ id: 'L1', price: '1.5' }] },
  ],
  ['absent members', {}],
  ['a member that every object inherits', { date: '2026-02-28', lines: [{ id: 'a' }], toString: 'x' }],
  ['no object at all', 'text'],
  ['types', { date: 5, name: true, days: 'many', lines: {}, 'a/b~c': 'no' }],
  ['a day that does not exist', { date: '2026-02-30', lines: [{ id: 'a' }] }],
  ['values outside of their lists', { date: '2026-01-01', kind: 'other', fixed: 'y', lines: [{ id: 'a' }] }],
  ['too short, too long, counted in characters', { date: '2026-01-01', name: '😀', lines: [{ id: 'a' }] }],
  ['too long', { date: '2026-01-01', name: 'abcdef', lines: [{ id: 'a' }] }],
  ['bounds', { date: '2026-01-01', days: 366, lines: [{ id: 'a' }] }],
  ['a fraction for an integer', { date: '2026-01-01', days: 1.5, lines: [{ id: 'a' }] }],
  ['too few lines', { date: '2026-01-01', lines: [] }],
  ['too many lines', { date: '2026-01-01', lines: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] }],
  ['errors inside of lines', { date: '2026-01-01', lines: [{ id: 'bad id' }, { price: '1e5', extra: 1 }] }],
];

function sorted(factory: ValidatorFactory, value: unknown): readonly SchemaError[] {
  const text = (error: SchemaError): string => `${error.pointer} ${error.keyword}`;
  return [...factory(schema)(value)].sort((a, b) => text(a).localeCompare(text(b)));
}

describe('both validators say the same of', () => {
  test.each(cases)('%s', (_, value) => {
    expect(sorted(validatorFactory, value)).toEqual(sorted(ajvValidator, value));
  });
});
