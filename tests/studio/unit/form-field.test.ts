// A field as screens show it: in the language of who looks.
import { expect, test } from 'vitest';
import type { Field, Model } from '#engine';
import { askedFields } from '../../../studio/src/lib/forms/asked-fields.ts';
import { formField } from '../../../studio/src/lib/forms/form-field.ts';

const at = 'types/article/schema#/properties/price';
const romanian: Readonly<Record<string, string>> = {
  [`${at}/title`]: 'Preț',
  [`${at}/description`]: 'În moneda firmei',
  [`${at}/x-titles/net`]: 'Fără TVA',
};
const model = {
  types: new Map(),
  text: (language: string, key: string, english: string) =>
    (language === 'ro' ? romanian[key] : undefined) ?? english,
} as unknown as Model;
const field = {
  key: 'price',
  path: 'price',
  kind: 'text',
  title: 'Price',
  textKey: `${at}/title`,
  schema: { description: 'In the company’s currency', enum: ['net'], 'x-titles': { net: 'Net' } },
  decimal: null,
  ref: null,
  money: null,
  formula: null,
  fields: null,
} as unknown as Field;

test('title, help and the words of values are those of the language shown', () => {
  expect(formField(model, field, 'ro')).toMatchObject({
    title: 'Preț',
    help: 'În moneda firmei',
    words: { net: 'Fără TVA' },
  });
  expect(formField(model, field, 'en')).toMatchObject({ title: 'Price', help: 'In the company’s currency' });
});

test('what an event asks for has its help, too', () => {
  const [asked] = askedFields({ why: { type: 'string', title: 'Why', description: 'For the file' } });
  expect(asked?.field).toMatchObject({ title: 'Why', help: 'For the file' });
});
