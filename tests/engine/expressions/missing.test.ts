// Facts that have not been read yet: every operation absorbs them, and one round notes all that can be known.
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../engine/expressions/index.ts';
import { MISSING } from '../../../engine/expressions/scope.ts';
import { values } from './cases.ts';
import { orderScope, place, unread } from './order-place.ts';

function run(text: string) {
  const result = compileExpression(text, place);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.errors)}`);
  const noted: string[] = [];
  return { value: result.expr.run(orderScope(unread(noted))), noted };
}

/** [expression, reads noted] whose value stays open. */
const open: readonly (readonly [string, readonly string[]])[] = [
  ['doc.partner.limit', ['record fabrica']],
  ['doc.partner.parent.name', ['record fabrica']],
  ['doc.partner.limit + line.article.price', ['record fabrica', 'record bolt']],
  ['-doc.partner.limit', ['record fabrica']],
  ['!doc.partner.blocked', ['record fabrica']],
  ['doc.partner.limit == null', ['record fabrica']],
  ['doc.partner.limit > line.article.price', ['record fabrica', 'record bolt']],
  ['doc.partner.blocked && line.article.price > 0', ['record fabrica', 'record bolt']],
  ['doc.partner.blocked || line.article.price > 0', ['record fabrica', 'record bolt']],
  ['doc.partner.blocked ? line.article.price : 0', ['record fabrica', 'record bolt']],
  ['true && doc.partner.blocked', ['record fabrica']],
  ['coalesce(doc.partner.limit, line.article.price, 0)', ['record fabrica', 'record bolt']],
  ['round(doc.partner.limit, 2)', ['record fabrica']],
  ["'x' + doc.partner.name", ['record fabrica']],
  ["doc.partner.name in ['a', line.article.code]", ['record fabrica', 'record bolt']],
  ['[doc.partner.limit, line.article.price]', ['record fabrica', 'record bolt']],
  ["{ 'a': doc.partner.limit, 'b': line.article.price }", ['record fabrica', 'record bolt']],
  ['sum(doc.lines.map(x, x.article.price))', ['record nut', 'record bolt']],
  ['doc.lines.map(x, x.article.price)', ['record nut', 'record bolt']],
  ['doc.lines.filter(x, x.article.price > 1)', ['record nut', 'record bolt']],
  ['doc.lines.all(x, x.article == null || x.article.price > 1)', ['record nut', 'record bolt']],
  ['doc.lines.exists(x, x.article.price > 1)', ['record nut', 'record bolt']],
  ['sortBy(doc.lines, x, x.article.price)', ['record nut', 'record bolt']],
  ['groupBy(doc.lines, x, x.article.price)', ['record nut', 'record bolt']],
  ['max(doc.partner.limit, line.article.price)', ['record fabrica', 'record bolt']],
  ['max(doc.lines.map(x, x.article.price))', ['record nut', 'record bolt']],
  ['cel.bind(p, doc.partner.limit, p + line.article.price)', ['record fabrica', 'record bolt']],
  ["exchange(doc.total, 'EUR', 'RON', doc.date)", ['rate EUR RON 2026-01-31']],
  ["lookup('article', { 'code': 'B' }).price", ['lookup article']],
  ["open(line, 'billing').quantity", ['open O1 L2 billing']],
  ["done(doc, 'billing').amount", ['done O1  billing']],
  ["progress('billing') == 1", ['progress O1 billing']],
  ['doc.lines[size(doc.partner.name)].text', ['record fabrica']],
];

describe('stays open', () => {
  it.each(open)('%s', (text, noted) => {
    expect(run(text)).toEqual({ value: MISSING, noted });
  });
});

describe('is decided whatever the missing fact is', () => {
  it.each([
    // The third line has no article, so its price is null.
    ['doc.lines.all(x, x.article.price > 1)', false, ['record nut', 'record bolt']],
    ['doc.open && doc.partner.blocked', false, []],
    ['doc.partner.blocked && doc.open', false, ['record fabrica']],
    ['doc.total > 0 || doc.partner.blocked', true, []],
    ['doc.partner.blocked || doc.total > 0', true, ['record fabrica']],
    ['doc.lines.exists(x, x.article.price > 1 || x.price == null)', true, ['record nut', 'record bolt']],
    ["doc.lines.all(x, x.article.price > 1 && x.group == 'b')", false, ['record nut']],
  ])('%s', (text, value, noted) => {
    expect(run(text)).toEqual({ value, noted });
  });
});

it('no list or object ever holds a missing fact', () => {
  for (const [text] of values) {
    const { value } = run(text);
    const seen = JSON.stringify(value, (_key, item: unknown) => (item === MISSING ? 'MISSING' : item));
    if (value !== MISSING) expect(seen ?? '').not.toContain('MISSING');
  }
});
