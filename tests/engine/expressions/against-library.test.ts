// The library's interpreter is the oracle for what both can do: whole numbers, comparison, logic, texts, lists,
// without null and division (there we differ on purpose).
import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileExpression, newScope } from '../../../engine/expressions/index.ts';
import type { Place } from '../../../engine/expressions/index.ts';
import type { Value } from '../../../engine/expressions/scope.ts';
import { decimal } from '../../../engine/values/decimal.ts';
import { dehydrateJson } from '../../../engine/values/hydrate.ts';
import { known } from './order-place.ts';
import { tried } from '../runs.ts';

const place: Place = {
  scope: {
    input: {
      kind: 'object',
      name: 'input',
      fields: new Map([
        ['a', { kind: 'decimal' }],
        ['b', { kind: 'decimal' }],
        ['s', { kind: 'text' }],
        ['yes', { kind: 'boolean' }],
        ['list', { kind: 'list', of: { kind: 'decimal' } }],
      ]),
    },
  },
  types: () => null,
};

const oracle = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** Records that what is written is asked of; lists have what `input.list[1]` names. */
const record = fc.record({
  a: fc.bigInt({ min: -20n, max: 20n }),
  b: fc.bigInt({ min: -20n, max: 20n }),
  s: fc.oneof(fc.constantFrom('order', 'ord', 'a', ''), fc.string({ maxLength: 6 })),
  yes: fc.boolean(),
  list: fc.array(fc.bigInt({ min: -20n, max: 20n }), { minLength: 2, maxLength: 5 }),
});

function hydrated(value: unknown): Value {
  if (typeof value === 'bigint') return decimal(value);
  if (Array.isArray(value)) return value.map(hydrated);
  return value as Value;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return Array.isArray(value) ? value.map(plain) : value;
}

const { number, condition, list } = fc.letrec<{
  number: string;
  condition: string;
  text: string;
  list: string;
}>((tie) => ({
  number: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('0', '1', '12', 'input.a', 'input.b', 'size(input.s)', 'input.list[1]'),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('number').map((a) => `-(${a})`),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    tie('list').map((l) => `size(${l})`),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => `cel.bind(v, ${a}, v + ${b})`),
  ),
  text: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("'a'", "'ord'", 'input.s', "'it\\'s'"),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} + ${b})`),
  ),
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('true', 'false', 'input.yes'),
    fc
      .tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('number'))
      .map((all) => `(${all.join(' ')})`),
    fc
      .tuple(tie('text'), fc.constantFrom('<', '>=', '==', '!='), tie('text'))
      .map((all) => `(${all.join(' ')})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map((all) => `(${all.join(' ')})`),
    tie('condition').map((c) => `!(${c})`),
    fc
      .tuple(tie('text'), fc.constantFrom('startsWith', 'contains'), tie('text'))
      .map(([a, f, b]) => `${a}.${f}(${b})`),
    fc
      .tuple(tie('list'), fc.constantFrom('all', 'exists'), tie('number'))
      .map(([l, f, n]) => `${l}.${f}(x, x < ${n})`),
    fc.tuple(tie('number'), tie('list')).map(([n, l]) => `(${n} in ${l})`),
  ),
  list: fc.oneof(
    { maxDepth: 3 },
    fc.constant('input.list'),
    fc.array(tie('number'), { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('list'), tie('number')).map(([l, n]) => `${l}.map(x, x * ${n})`),
    fc.tuple(tie('list'), tie('number')).map(([l, n]) => `${l}.filter(y, y > ${n})`),
  ),
}));

it('agrees with the interpreter', () => {
  fc.assert(
    fc.property(fc.oneof(number, condition, list), record, (text, inputs) => {
      const scope = newScope(known, 'en', { input: hydratedInput(inputs) });
      let expected: unknown;
      try {
        expected = plain(oracle.evaluate(text, { input: inputs }));
      } catch (error) {
        // Its integers have 64 bits; ours do not end.
        fc.pre(!/overflow/i.test(String(error)));
        throw error;
      }
      const result = compileExpression(text, place);
      if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.errors)}`);
      expect(dehydrateJson(result.expr.run(scope))).toEqual(expected);
    }),
    tried(2_000),
  );
});

function hydratedInput(inputs: object): Record<string, Value> {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, hydrated(value)]));
}
