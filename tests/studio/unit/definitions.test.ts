// The studio's reading of definitions: places in half-typed text, outlines of machines and maps, completion, comparing.
import { describe, expect, test } from 'vitest';
import { compareDecimals } from '../../../studio/src/lib/conversion/compare-decimals.ts';
import { compareText } from '../../../studio/src/lib/definitions/compare-text.ts';
import { offersAfter } from '../../../studio/src/lib/definitions/expression-names.ts';
import { matching, partsOf, treeOf } from '../../../studio/src/lib/definitions/file-tree.ts';
import { aboutAt, keysAt, valuesAt } from '../../../studio/src/lib/definitions/grammar-keys.ts';
import { outlineOf } from '../../../studio/src/lib/definitions/machine-outline.ts';
import { mapOf } from '../../../studio/src/lib/definitions/map-outline.ts';
import { pointerAt, rangeOf, readLoosely, withValue } from '../../../studio/src/lib/definitions/places.ts';

describe('places in a text', () => {
  const text = '{\n  "a": { "b/c": [1, "two"] }\n}\n';
  const marked = (pointer: string): string | undefined => {
    const range = rangeOf(text, pointer);
    return range ? text.slice(range.start, range.end) : undefined;
  };

  test('a short value is marked itself, an object or a list by its key', () => {
    expect(marked('/a/b~1c/1')).toBe('"two"');
    expect(marked('/a')).toBe('"a"');
    expect(marked('/a/b~1c')).toBe('"b/c"');
    expect(marked('/nowhere')).toBeUndefined();
  });

  test('the cursor stands in the innermost value', () => {
    expect(pointerAt(text, text.indexOf('two'))).toBe('/a/b~1c/1');
  });

  test('setting one value leaves the rest as its author laid it out', () => {
    expect(withValue(text, '/a/b~1c/1', 'three')).toBe(text.replace('two', 'three'));
    expect(withValue('{ "a": 1 }', '/b', 2)).toContain('"b": 2');
  });

  test('half-typed text is read as far as it goes', () => {
    expect(readLoosely('{ "title": "Or", "states": { "draft": { "meta": ')).toMatchObject({ title: 'Or' });
    expect(readLoosely('')).toBeUndefined();
  });
});

describe('what the grammar says of a place', () => {
  const value = {
    states: {
      draft: {
        entry: [
          { type: 'set', params: {} },
          { type: 'webhook', params: { data: {} } },
        ],
      },
    },
  };
  const entry = ['states', 'draft', 'entry'];
  const machine = (path: readonly string[]) => ({ file: 'types/bill/machine.json', path, value });

  test('of several kinds of a thing it speaks of the one that stands there', () => {
    expect(keysAt(machine([...entry, '0', 'params']))).toEqual(['by', 'expr', 'field', 'rows']);
    expect(aboutAt(machine([...entry, '1', 'params', 'data']))).toBe('By name: an expression.');
    expect(valuesAt(machine(['states', 'draft', 'meta', 'phase']))).toEqual([
      '"draft"',
      '"posted"',
      '"void"',
    ]);
  });

  test('where nothing stands yet, of all of them', () => {
    expect(keysAt({ ...machine([...entry, '2', 'params']) })).toContain('series');
    expect(keysAt(machine([...entry, '2']))).toEqual(['each', 'key', 'params', 'type', 'when']);
  });

  test('a key that an author names is told by what it is a key of', () => {
    expect(aboutAt(machine(['states', 'draft']))).toContain('A stage');
    expect(
      aboutAt({ file: 'types/bill/schema.json', path: ['properties', 'who', 'x-fill'], value: {} }),
    ).toContain('Proposes');
    expect(aboutAt(machine(['nowhere']))).toBeNull();
  });
});

describe('the outline of a machine', () => {
  const machine = {
    initial: 'draft',
    states: {
      draft: {
        meta: { title: 'Draft', phase: 'draft' },
        on: {
          GO: [
            {
              target: 'open',
              guard: { type: 'expr', params: { expr: 'doc.a', reason: 'No' } },
              meta: { roles: ['chief'] },
            },
            'gone',
          ],
        },
      },
      open: {
        type: 'parallel',
        states: {
          left: { initial: 'none', meta: { track: 'left' }, states: { none: {}, fully: {} } },
          right: {
            initial: 'none',
            states: { none: { on: { HOP: { target: 'some' }, STAY: {} } }, some: {} },
          },
        },
        always: { target: 'gone' },
      },
      gone: { on: { BACK: '#m.open.right.some' } },
    },
  };
  const outline = outlineOf(JSON.stringify(machine))!;
  const moves = outline.moves.map(({ from, to, event, guard, roles }) => ({ from, to, event, guard, roles }));

  test('names every state by its path, with where it begins', () => {
    expect(outline.states.map(({ path }) => path)).toEqual([
      'draft',
      'open',
      'open.left',
      'open.left.none',
      'open.left.fully',
      'open.right',
      'open.right.none',
      'open.right.some',
      'gone',
    ]);
    expect(outline.states.filter(({ isInitial }) => isInitial).map(({ path }) => path)).toEqual([
      'draft',
      'open.left.none',
      'open.right.none',
    ]);
    expect(outline.states.find(({ path }) => path === 'open')).toMatchObject({
      kind: 'parallel',
      pointer: '/states/open',
    });
  });

  test('resolves targets as XState does, and keeps guards, roles and what happens by itself', () => {
    expect(moves).toEqual([
      { from: 'draft', to: 'open', event: 'GO', guard: 'doc.a', roles: ['chief'] },
      { from: 'draft', to: 'gone', event: 'GO', guard: null, roles: [] },
      { from: 'open', to: 'gone', event: '', guard: null, roles: [] },
      { from: 'open.right.none', to: 'open.right.some', event: 'HOP', guard: null, roles: [] },
      { from: 'open.right.none', to: null, event: 'STAY', guard: null, roles: [] },
      { from: 'gone', to: 'open.right.some', event: 'BACK', guard: null, roles: [] },
    ]);
    expect(outline.moves[1]?.pointer).toBe('/states/draft/on/GO/1');
  });

  test('of text without a machine there is none', () => {
    expect(outlineOf('{ "initial": "a"')).toBeNull();
  });
});

const files = {
  'types/shape/schema.json': '{ "properties": { "total": { "title": "Total" } } }',
  'types/bill/type.json': '{ "title": "Bill", "kind": "document", "tracks": { "paid": {} } }',
  'types/bill/schema.json':
    '{ "allOf": [{ "$ref": "shape" }], "properties": { "who": { "x-ref": ["person"] }, "lines": { "type": "array", "items": { "properties": { "amount": {} } } } } }',
  'types/person/schema.json': '{ "properties": { "name": { "title": "Name" } } }',
  'conversions/bill-to-bill.json': '{ "title": "Copy", "from": "bill", "to": "bill", "effect": 0 }',
};

test('the map reads types and paths', () => {
  expect(mapOf(files)).toEqual({
    types: [
      {
        key: 'bill',
        title: 'Bill',
        icon: null,
        kind: 'document',
        tracks: ['paid'],
        file: 'types/bill/type.json',
      },
    ],
    paths: [
      {
        key: 'bill-to-bill',
        title: 'Copy',
        from: 'bill',
        to: 'bill',
        effect: 0,
        tracks: [],
        file: 'conversions/bill-to-bill.json',
      },
    ],
  });
});

describe('completion in an expression', () => {
  const labels = (file: string, before: string, path: string[] = ['states']): string[] =>
    offersAfter(files, file, path, before).offers.map(({ label }) => label);

  test('offers the fields of what stands before the dot, through included shapes and references', () => {
    expect(labels('types/bill/machine.json', 'doc.')).toEqual(['total', 'who', 'lines']);
    expect(labels('types/bill/machine.json', 'doc.who.na')).toEqual(['name']);
    expect(
      labels('types/bill/schema.json', 'line.', [
        'properties',
        'lines',
        'items',
        'properties',
        'amount',
        'x-formula',
      ]),
    ).toEqual(['amount']);
    expect(labels('conversions/bill-to-bill.json', 'sourceLine.')).toEqual(['amount']);
  });

  test('without a dot offers what is in scope and the functions', () => {
    expect(labels('types/bill/machine.json', 'su')).toEqual(
      expect.arrayContaining(['doc', 'line', 'today', 'sum']),
    );
    expect(offersAfter(files, 'types/bill/machine.json', [], 'su').typed).toBe(2);
  });
});

test('the tree has the pack first, then types with their parts in reading order', () => {
  const paths = [
    'types/b/machine.json',
    'types/b/type.json',
    'types/a/schema.json',
    'zoo/x.json',
    'conversions/a-to-b.json',
    'pack.json',
  ];
  expect(treeOf(paths).map(({ key }) => key)).toEqual(['', 'types', 'conversions', 'zoo']);
  expect(partsOf(paths, 'b')).toEqual(['types/b/type.json', 'types/b/machine.json']);
  expect(matching(paths, 'b mach')).toEqual(['types/b/machine.json']);
});

describe('comparing two texts', () => {
  const told = (a: string[], b: string[]): string[] =>
    compareText(a.join('\n'), b.join('\n')).map(({ kind, text }) => `${kind} ${text}`);

  test('keeps what stayed and says what went and came', () => {
    expect(told(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual(['same a', 'gone b', 'new x', 'same c']);
    expect(told(['a'], ['a', 'b'])).toEqual(['same a', 'new b']);
    expect(compareText('', 'a')).toEqual([{ kind: 'new', text: 'a' }]);
    expect(compareText('a', 'a')).toEqual([]);
  });

  test('leaves out what is far from any change', () => {
    const far = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    expect(told(far, far.with(10, 'changed'))).toEqual([
      'same line 8',
      'same line 9',
      'gone line 10',
      'new changed',
      'same line 11',
      'same line 12',
      'gap ⋯',
    ]);
  });
});

test.each([
  ['0', '0', 0],
  ['10', '9', 1],
  ['0.1', '0.09', 1],
  ['1.5', '1.50', 0],
  ['-1', '1', -1],
  ['-2', '-1', -1],
  ['12345678901234567890.01', '12345678901234567890.02', -1],
])('%s beside %s', (a, b, sign) => {
  expect(Math.sign(compareDecimals(a, b))).toBe(sign);
});
