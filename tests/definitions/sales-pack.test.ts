import { describe, expect, test } from 'vitest';
import { compile, type Problem } from '#engine';
import { ajvValidator } from '../../runtime/validation.ts';
import { readPackText, salesFolder } from './pack-text.ts';

const text = readPackText(salesFolder);
const { model, problems } = compile(text, { validator: ajvValidator });
const told = (list: readonly Problem[]) =>
  list.map(({ code, file, pointer, message }) => `${code} ${file}${pointer}: ${message}`);

describe('the pack sales', () => {
  test('compiles without a problem of any severity, missing translations included', () => {
    expect(told(problems)).toEqual([]);
    expect(model).not.toBeNull();
  });

  test('has the documents, conversions and tracks that it promises', () => {
    const documents = [...(model?.types.values() ?? [])].filter((type) => type.kind === 'document');
    const tracks = Object.fromEntries(documents.map((type) => [type.key, [...type.tracks.keys()].sort()]));
    expect(tracks).toEqual({
      'credit-note': [],
      'delivery-note': ['billing'],
      invoice: ['credit', 'credited', 'payment'],
      offer: ['ordering'],
      order: ['billing', 'delivery'],
      payment: [],
      proforma: ['billing', 'ordering'],
    });
    expect([...(model?.conversions.keys() ?? [])].sort()).toEqual([
      'delivery-note-to-invoice',
      'invoice-to-credit-note',
      'invoice-to-payment',
      'offer-to-invoice',
      'offer-to-order',
      'offer-to-proforma',
      'order-to-delivery-note',
      'order-to-invoice',
      'order-to-proforma',
      'proforma-to-invoice',
      'proforma-to-order',
    ]);
  });
});

describe.each(['ro', 'pl'])('the texts in %s', (language) => {
  const translations = JSON.parse(text.files[`locales/${language}.json`] ?? '{}') as Readonly<
    Record<string, string>
  >;
  const holes = (words: string) => [...words.matchAll(/\{[^}]*\}/g)].map(([hole]) => hole).sort();

  test('translate words that stand in the pack, with the same values in them', () => {
    for (const [key, translated] of Object.entries(translations)) {
      const english = textAt(key);
      expect(english, `${key} translates nothing`).toBeTypeOf('string');
      expect(holes(translated), key).toEqual(holes(english as string));
    }
  });

  test('use the letters of the language, not their look-alikes', () => {
    const all = Object.values(translations).join('');
    expect(all).not.toMatch(/[şţŞŢ]/); // cedillas, where Romanian has commas below
    expect(all).toMatch(language === 'ro' ? /[ășțâî]/ : /[ąćęłńóśźż]/);
  });
});

/** What stands at `<file>#<pointer>` in the pack. */
function textAt(key: string): unknown {
  const [file = '', pointer = ''] = key.split('#');
  let value: unknown = JSON.parse(text.files[`${file}.json`] ?? 'null');
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    value = (value as Record<string, unknown> | null | undefined)?.[name];
  }
  return value;
}
