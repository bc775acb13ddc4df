import { describe, expect, it } from 'vitest';
import { compileExpression, newScope } from '../../../engine/expressions/index.ts';
import type { Value } from '../../../engine/expressions/scope.ts';
import { dehydrateJson } from '../../../engine/values/hydrate.ts';
import { mistakes, reads, values } from './cases.ts';
import { known, orderScope, place } from './order-place.ts';

function compiled(text: string) {
  const result = compileExpression(text, place);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.errors)}`);
  return result.expr;
}

describe('an expression gives', () => {
  it.each(values)('%s → %j', (text, expected) => {
    expect(dehydrateJson(compiled(text).run(orderScope()))).toEqual(expected);
  });

  it.each(values)('%s: nothing or a value in an empty scope, never a fault', (text) => {
    expect(() => compiled(text).run(newScope(known, 'en'))).not.toThrow();
  });
});

describe('a mistake is told with its place', () => {
  it.each(mistakes.map(([text, ...expected]) => ({ text, expected })))('$text', ({ text, expected }) => {
    const result = compileExpression(text, place);
    const found = result.ok
      ? []
      : result.errors.map(({ code, start, end, params }) => [code, text.slice(start, end), params]);
    expect(found).toEqual(expected.map(([code, at, params]) => [code, at, expect.objectContaining(params)]));
  });
});

describe('an expression reads', () => {
  it.each(reads)('%s', (text, expected) => {
    expect(compiled(text).reads).toEqual(expected);
  });
});

it('gives the same value again: nothing is kept between runs', () => {
  const scope = orderScope();
  for (const [text] of values) {
    const { run } = compiled(text);
    const first: Value = run(scope);
    expect(dehydrateJson(run(scope))).toEqual(dehydrateJson(first));
  }
});
