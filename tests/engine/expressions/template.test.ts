import { describe, expect, it } from 'vitest';
import { compileTemplate, parseExpression } from '../../../engine/expressions/index.ts';
import { decimalType } from '../../../engine/expressions/types.ts';
import { orderScope, place, unread } from './order-place.ts';

function render(text: string, translations: Record<string, string> = {}, language = 'en'): string {
  const result = compileTemplate(
    text,
    'key',
    place,
    (lang, key, fallback) => translations[`${lang} ${key}`] ?? fallback,
    parseExpression,
  );
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.template.run(Object.assign(orderScope(), { language }));
}

describe('a template', () => {
  it.each([
    ['Plain words', 'Plain words'],
    ['Only {line.quantity} of {line.text} left', 'Only 3 of Bolt left'],
    ['{doc.total / 3}', '33.33333333333333333333'],
    ['Limit of {doc.partner.name}: {doc.partner.limit}', 'Limit of Fabrica: 5000'],
    ['Blocked: {doc.partner}', 'Blocked: Fabrica SA'],
    ['Nothing: [{doc.absent}]', 'Nothing: []'],
    ['{doc.tags}', 'new, big'],
    ["Blocked: {'Fabrica S.R.L.'}. Pay first.", 'Blocked: Fabrica S.R.L. Pay first.'],
    ["{'Fabrica S.R.L.'} is blocked.", 'Fabrica S.R.L. is blocked.'],
    ["{lookup('article', { 'code': 'B' }).code} {'}'}", 'B }'],
    ['{{braces}} stay', '{braces} stay'],
    ['{doc.lines.map(x, x.text)}', 'Nut, Bolt, Gift'],
    ['', ''],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it('speaks the language of the scope; the order of the holes may differ', () => {
    const translations = { 'ro key': 'Din {line.text} au rămas {line.quantity}', 'pl key': 'Zła {dziura}' };
    const text = '{line.quantity} of {line.text} left';
    expect(render(text, translations, 'ro')).toBe('Din Bolt au rămas 3');
    expect(render(text, translations, 'en')).toBe('3 of Bolt left');
    // What is wrong with a translation is the checker's to tell; here the English stands in.
    expect(render(text, translations, 'pl')).toBe('3 of Bolt left');
  });

  it('tells every mistake with its place in the whole text', () => {
    const text = 'Only {line.quantty} of {lne.text} left {1 +}';
    const result = compileTemplate(text, 'key', place, null, parseExpression);
    expect(
      result.ok ? [] : result.errors.map(({ code, start, end }) => [code, text.slice(start, end)]),
    ).toEqual([
      ['expr-unknown-field', 'quantty'],
      ['expr-unknown-name', 'lne'],
      ['expr-syntax', ''],
    ]);
  });

  it.each([
    ['Only {line.quantity', 5],
    ['Only {} left', 6],
  ])('tells a hole that is never closed, or empty: %s', (text, start) => {
    expect(compileTemplate(text, 'key', place, null, parseExpression)).toMatchObject({
      ok: false,
      errors: [{ code: 'expr-syntax', start }],
    });
  });

  // A hole was compiled without the decisions of its pack, so that none could be asked in words.
  it('may ask whatever an expression may ask there', () => {
    const answer = { inputs: new Map(), outputs: new Map([['rate', decimalType]]), isList: false };
    const asked = compileTemplate(
      "At {decide('tax', {}).rate} %",
      'key',
      { ...place, decisions: () => answer },
      null,
      parseExpression,
    );
    expect(asked).toMatchObject({ ok: true });
    expect(
      compileTemplate("At {decide('tax', {}).rate} %", 'key', place, null, parseExpression),
    ).toMatchObject({ ok: false });
  });

  it('leaves a hole empty while its fact is missing', () => {
    const result = compileTemplate('[{doc.partner.name}]', 'key', place, null, parseExpression);
    expect(result.ok && result.template.run(orderScope(unread([])))).toBe('[]');
  });
});
