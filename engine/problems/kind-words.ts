import type { Params } from './fill-words.ts';

/** Names of kinds of values for people: those of expressions, then those of JSON. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: {
    decimal: 'a number',
    boolean: 'true or false',
    date: 'a date',
    instant: 'an instant',
    ref: 'a reference',
    string: 'a text',
    integer: 'a whole number',
    number: 'a number',
    array: 'a list',
    object: 'an object',
  },
  ro: {
    decimal: 'un număr',
    boolean: 'adevărat sau fals',
    date: 'o dată',
    instant: 'un moment',
    ref: 'o referință',
    string: 'un text',
    integer: 'un număr întreg',
    number: 'un număr',
    array: 'o listă',
    object: 'un obiect',
  },
  pl: {
    decimal: 'liczba',
    text: 'tekst',
    boolean: 'prawda lub fałsz',
    date: 'data',
    instant: 'chwila',
    ref: 'odwołanie',
    string: 'tekst',
    integer: 'liczba całkowita',
    number: 'liczba',
    array: 'lista',
    object: 'obiekt',
  },
};

/** The same values, with kinds (`expected`, `found`, `type`) in words of the language. */
export function withKindWords(params: Params, language: string): Params {
  const known = words[language.slice(0, 2)] ?? words['en'] ?? {};
  const result: Record<string, string | number> = { ...params };
  for (const name of ['expected', 'found', 'type']) {
    const value = params[name];
    if (typeof value === 'string')
      result[name] = value
        .split(', ')
        .map((kind) => (Object.hasOwn(known, kind) ? (known[kind] ?? kind) : kind))
        .join(', ');
  }
  return result;
}
