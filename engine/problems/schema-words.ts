// Errors of JSON Schema as people understand them, wherever a value was typed.
import type { SchemaError } from '../validation.ts';
import { valueWords, type ValueCode } from './value-problem.ts';

const codes: Readonly<Record<string, ValueCode>> = {
  required: 'required',
  type: 'type',
  format: 'format',
  enum: 'enum',
  const: 'const',
  pattern: 'pattern',
  maximum: 'maximum',
  minimum: 'minimum',
  maxLength: 'max-length',
  minLength: 'min-length',
  maxItems: 'max-items',
  minItems: 'min-items',
  additionalProperties: 'unknown-field',
};

/** Types and formats of JSON Schema; what is not here is said as it stands. */
const shapes: Readonly<Record<string, { readonly en: string; readonly ro: string; readonly pl: string }>> = {
  string: { en: 'text', ro: 'un text', pl: 'tekst' },
  boolean: { en: 'yes or no', ro: 'da sau nu', pl: 'tak albo nie' },
  integer: { en: 'a whole number', ro: 'un număr întreg', pl: 'liczba całkowita' },
  number: { en: 'a number', ro: 'un număr', pl: 'liczba' },
  array: { en: 'a list', ro: 'o listă', pl: 'lista' },
  object: { en: 'a group of fields', ro: 'un grup de câmpuri', pl: 'grupa pól' },
  date: { en: 'date', ro: 'dată', pl: 'data' },
  email: { en: 'e-mail address', ro: 'adresă de e-mail', pl: 'adres e-mail' },
  uri: { en: 'address', ro: 'adresă', pl: 'adres' },
};

/** Which code an error of this keyword has. */
export function schemaCode(keyword: string): ValueCode {
  return codes[keyword] ?? 'pattern';
}

/** Values for the sentence of an error: kinds and formats in words. */
export function schemaParams(
  { params }: Pick<SchemaError, 'params'>,
  language: string,
): SchemaError['params'] {
  const told = Object.entries(params).map(([name, value]) => {
    const said = name === 'type' || name === 'format' ? wordsOf(String(value), language) : value;
    return [name, said] as const;
  });
  return Object.fromEntries(told);
}

/** @param label  what people call the value */
export function schemaWords(error: SchemaError, label: string, language: string): string {
  return valueWords(schemaCode(error.keyword), { label, ...schemaParams(error, language) }, language);
}

function wordsOf(text: string, language: string): string {
  const short = language.slice(0, 2) as 'en' | 'ro' | 'pl';
  return text
    .split(', ')
    .map((name) => shapes[name]?.[short] ?? shapes[name]?.en ?? name)
    .join(', ');
}
