// Expressions spliced out of pieces of others: whatever an author types, the compiler answers, never throws; and what
// it lets pass gives a value of the type it promised.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileExpression } from '../../../engine/expressions/index.ts';
import type { Value } from '../../../engine/expressions/scope.ts';
import type { ExprType } from '../../../engine/expressions/types.ts';
import { isDecimal } from '../../../engine/values/decimal.ts';
import { mistakes, values } from './cases.ts';
import { orderScope, place } from './order-place.ts';
import { tried } from '../runs.ts';

const texts = [...values, ...mistakes].map(([text]) => text);
const piece = fc
  .tuple(fc.constantFrom(...texts), fc.nat(40), fc.nat(40))
  .map(([text, at, length]) => text.slice(at, at + length));

const spliced = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(60), fc.nat(5), piece), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, edits]) =>
    edits.reduce((all, [at, cut, put]) => all.slice(0, at) + put + all.slice(at + cut), text),
  );

function isOf(value: Value, type: ExprType): boolean {
  if (value === null) return true;
  switch (type.kind) {
    case 'any':
      return true;
    case 'null':
      return false;
    case 'decimal':
      return isDecimal(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && value.every((item: Value) => isOf(item, type.of));
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) && !isDecimal(value);
    default:
      return typeof value === 'string';
  }
}

it('is refused with places inside the text, or keeps its promise', () => {
  fc.assert(
    fc.property(spliced, (text) => {
      const result = compileExpression(text, place);
      if (result.ok) {
        const { run, type } = result.expr;
        expect(isOf(run(orderScope()), type)).toBe(true);
      } else {
        expect(result.errors.length).toBeGreaterThan(0);
        for (const { start, end } of result.errors)
          expect(0 <= start && start <= end && end <= text.length).toBe(true);
      }
    }),
    tried(5_000),
  );
});
