// One case file for both validators: what the server's says, the browser's says, to the letter.
export interface ValidatorCase {
  readonly name: string;
  readonly schema: object;
  /** Each value with the errors expected, as `pointer keyword`. */
  readonly values: readonly (readonly [value: unknown, errors: readonly string[]])[];
}

const line = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'quantity'],
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 36, pattern: '^[A-Za-z0-9-]+$' },
    quantity: { type: 'string', pattern: '^-?(0|[1-9][0-9]{0,13})(\\.[0-9]{1,4})?$' },
    note: { type: ['string', 'null'], maxLength: 5 },
  },
};

export const validatorCases: readonly ValidatorCase[] = [
  {
    name: 'types',
    schema: {
      type: 'object',
      properties: {
        text: { type: 'string' },
        days: { type: 'integer' },
        open: { type: 'boolean' },
        maybe: { type: ['string', 'null'] },
      },
    },
    values: [
      [{ text: 'a', days: 3, open: true, maybe: null }, []],
      [{ text: 1 }, ['/text type']],
      [{ days: 1.5 }, ['/days type']],
      [{ days: '1' }, ['/days type']],
      [{ open: 'yes' }, ['/open type']],
      [{ maybe: 4 }, ['/maybe type']],
      ['text', [' type']],
    ],
  },
  {
    name: 'unknown and missing members, prototype names among them',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['partner', 'toString'],
      properties: { partner: { type: 'string' }, toString: { type: 'string' } },
    },
    values: [
      [{ partner: 'x', toString: 'y' }, []],
      [{ partner: 'x' }, ['/toString required']],
      [
        { partner: 'x', toString: 'y', extra: 1, other: 2 },
        ['/extra additionalProperties', '/other additionalProperties'],
      ],
    ],
  },
  {
    name: 'formats',
    schema: {
      type: 'object',
      properties: { on: { type: 'string', format: 'date' }, mail: { type: 'string', format: 'email' } },
    },
    values: [
      [{ on: '2026-02-28', mail: 'ana@example.com' }, []],
      [{ on: '2026-02-30' }, ['/on format']],
      [{ on: '28.02.2026' }, ['/on format']],
      [{ mail: 'nobody' }, ['/mail format']],
    ],
  },
  {
    name: 'bounds of numbers, texts and lists',
    schema: {
      type: 'object',
      properties: {
        days: { type: 'integer', minimum: 0, maximum: 365 },
        code: { type: 'string', minLength: 2, maxLength: 4 },
        tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, minItems: 1, maxItems: 2 },
      },
    },
    values: [
      [{ days: 0, code: 'ab', tags: ['a'] }, []],
      [{ days: -1 }, ['/days minimum']],
      [{ days: 366 }, ['/days maximum']],
      [{ code: 'a' }, ['/code minLength']],
      [{ code: 'abcde' }, ['/code maxLength']],
      [{ code: 'ŁȚȘĄ' }, []],
      // Counted in characters, not in halves of surrogate pairs.
      [{ code: '😀' }, ['/code minLength']],
      [{ tags: [] }, ['/tags minItems']],
      [{ tags: ['a', 'b', 'a'] }, ['/tags maxItems']],
      [{ tags: ['a', 'c'] }, ['/tags/1 enum']],
    ],
  },
  {
    name: 'lines of a table: decimals as texts, several errors at once',
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { lines: { type: 'array', items: line } },
    },
    values: [
      [{ lines: [{ id: 'L1', quantity: '12.3457', note: null }] }, []],
      [{ lines: [{ id: 'L1', quantity: 12 }] }, ['/lines/0/quantity type']],
      [
        {
          lines: [
            { id: 'L1', quantity: '1e5' },
            { id: 'L 2', quantity: '01' },
          ],
        },
        ['/lines/0/quantity pattern', '/lines/1/id pattern', '/lines/1/quantity pattern'],
      ],
      [
        { lines: [{ id: '' }] },
        ['/lines/0/id minLength', '/lines/0/id pattern', '/lines/0/quantity required'],
      ],
      [
        { lines: [{ id: 'L1', quantity: '1', note: 'too long', colour: 'red' }] },
        ['/lines/0/colour additionalProperties', '/lines/0/note maxLength'],
      ],
      [{ lines: 'none' }, ['/lines type']],
    ],
  },
  {
    name: 'constants and keys that a pointer must escape',
    schema: { type: 'object', properties: { 'a/b': { const: 1 }, 'c~d': { type: 'string' } } },
    values: [
      [{ 'a/b': 1, 'c~d': 'x' }, []],
      [{ 'a/b': 2, 'c~d': 3 }, ['/a~1b const', '/c~0d type']],
    ],
  },
];
