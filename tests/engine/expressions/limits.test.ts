// What an author may not do to the server, on purpose or not.
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../engine/expressions/index.ts';
import { Fault } from '../../../engine/problems/problem.ts';
import { decimal } from '../../../engine/values/decimal.ts';
import { orderScope, place } from './order-place.ts';

function run(text: string, budget: number) {
  const result = compileExpression(text, place);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.expr.run(Object.assign(orderScope(), { budget }));
}

describe('the step budget', () => {
  it('counts the turns of loops, nested ones too', () => {
    const nested = 'sum(range(100).map(a, sum(range(100).map(b, a * b))))';
    expect(() => run(nested, 30_000)).not.toThrow();
    expect(() => run(nested, 10_000)).toThrow(Fault);
    expect(() => run('range(100).exists(a, range(100).all(b, false))', 5_000)).toThrow(Fault);
  });

  it('is not touched without loops', () => {
    expect(() => run('doc.total * 2 + round(doc.total / 3, 2)', 0)).not.toThrow();
  });

  it('counts digits, so that squaring again and again ends', () => {
    let text = 'a * a';
    for (let i = 0; i < 40; i++) text = `cel.bind(a, ${i === 39 ? 'doc.total / 7' : 'a * a'}, ${text})`;
    expect(() => run(text, 2_000_000)).toThrow(Fault);
  });

  it('a range has an end', () => {
    expect(run('range(1000000)', 2_000_000)).toBeNull();
  });

  it('dates of a recurrence have an end, too: beyond it there are none, not the first of them', () => {
    const days = (last: string) => run(`occurrences('FREQ=DAILY', '2026-01-01', ${last})`, 2_000_000);
    expect(days("addDays('2026-01-01', 9999)")).toHaveLength(10_000);
    expect(days("addDays('2026-01-01', 10000)")).toBeNull();
    expect(days("'2999-01-01'")).toBeNull();
  });
});

describe('the parser', () => {
  it('refuses what is nested beyond reason, as a mistake', () => {
    const deep = '('.repeat(5_000) + '1' + ')'.repeat(5_000);
    expect(compileExpression(deep, place)).toMatchObject({ ok: false, errors: [{ code: 'expr-syntax' }] });
    const negated = '!'.repeat(20_000) + 'true';
    expect(compileExpression(negated, place)).toMatchObject({ ok: false, errors: [{ code: 'expr-syntax' }] });
    const long = Array.from({ length: 20_000 }, () => '1').join(' + ');
    expect(compileExpression(long, place)).toMatchObject({ ok: false, errors: [{ code: 'expr-syntax' }] });
  });

  it('reads again after a mistake', () => {
    compileExpression('1 +', place);
    expect(compileExpression('1 + 1', place)).toMatchObject({ ok: true });
  });
});

it('expects what the place is for', () => {
  const as = (text: string, expect_: Parameters<typeof compileExpression>[1]['expect']) =>
    compileExpression(text, { ...place, ...(expect_ && { expect: expect_ }) });
  expect(as('doc.total', { kind: 'decimal' })).toMatchObject({ ok: true });
  expect(as('null', { kind: 'decimal' })).toMatchObject({ ok: true });
  expect(as("'2026-01-31'", { kind: 'date' })).toMatchObject({ ok: true });
  expect(as("'31.1.2026'", { kind: 'date' })).toMatchObject({ ok: false });
  expect(as('user.id', { kind: 'ref', types: ['person'] })).toMatchObject({ ok: true });
  expect(as("'anna'", { kind: 'ref', types: ['person'] })).toMatchObject({ ok: false });
  expect(as('doc.party', { kind: 'ref', types: ['partner'] })).toMatchObject({ ok: false });
  expect(as('doc.partner', { kind: 'ref', types: ['partner', 'person'] })).toMatchObject({ ok: true });
  expect(as('doc.partner', { kind: 'text' })).toMatchObject({
    ok: false,
    errors: [
      {
        code: 'expr-type',
        start: 0,
        end: 11,
        params: { name: '', expected: 'text', found: 'reference to partner' },
      },
    ],
  });
});

it('takes variables from the caller, in the order of their slots', () => {
  const locals = { count: { kind: 'decimal' }, word: { kind: 'text' } } as const;
  const result = compileExpression('range(2).map(i, word + (i + count))', { ...place, locals });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  const scope = orderScope();
  scope.locals.push(decimal('5'), 'no. ');
  expect(result.expr.run(scope)).toEqual(['no. 5', 'no. 6']);
  expect(result.expr.reads).toEqual([]);
});

it('of a type that is not there nothing is known, and in a slice of a pack nothing is said', () => {
  const scope = { it: { kind: 'ref', types: ['elsewhere'] } } as const;
  expect(compileExpression('it.anything.at.all', { scope, types: () => null })).toMatchObject({ ok: true });
  expect(compileExpression("lookup('elsewhere', { 'a': 1 })", { scope, types: () => null })).toMatchObject({
    ok: false,
  });
  expect(
    compileExpression("lookup('elsewhere', { 'a': 1 })", { scope, types: () => null, partial: true }),
  ).toMatchObject({ ok: true });
});
