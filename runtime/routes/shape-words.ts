// What a request should have held, and why a parameter cannot be used: holes of the door's sentences.
import type { Language } from '../access/language.ts';

/** The same in every language we speak. */
export type Phrase = Readonly<Record<Language, string>>;

export const SHAPES = {
  object: { en: 'an object', ro: 'un obiect', pl: 'obiektem' },
  text: { en: 'a text', ro: 'un text', pl: 'tekstem' },
  list: { en: 'a list', ro: 'o listă', pl: 'listą' },
  'whole-number': { en: 'a whole number', ro: 'un număr întreg', pl: 'liczbą całkowitą' },
  'find-value': {
    en: 'a text, true, false or null',
    ro: 'un text, true, false sau null',
    pl: 'tekstem, true, false albo null',
  },
  day: { en: 'a day (YYYY-MM-DD)', ro: 'o zi (AAAA-LL-ZZ)', pl: 'dniem (RRRR-MM-DD)' },
  choice: { en: 'mine or theirs', ro: 'mine sau theirs', pl: 'mine albo theirs' },
  gives: { en: 'recreate or ignore', ro: 'recreate sau ignore', pl: 'recreate albo ignore' },
  command: {
    en: 'one of: put and text; delete; patch and pointer, with or without value; undo; redo',
    ro: 'una dintre: put și text; delete; patch și pointer, cu sau fără value; undo; redo',
    pl: 'jednym z: put i text; delete; patch i pointer, z value lub bez; undo; redo',
  },
} as const satisfies Record<string, Phrase>;

export type Shape = keyof typeof SHAPES;

export function oneOf(...values: readonly string[]): Phrase {
  const [last = '', ...others] = values.toReversed();
  const first = others.toReversed().join(', ');
  return {
    en: `it must be ${first} or ${last}, once.`,
    ro: `trebuie să fie ${first} sau ${last}, o singură dată.`,
    pl: `musi to być ${first} albo ${last}, jeden raz.`,
  };
}

export function between(least: number, most: number): Phrase {
  return {
    en: `it must be a whole number from ${least} to ${most}.`,
    ro: `trebuie să fie un număr întreg de la ${least} la ${most}.`,
    pl: `musi to być liczba całkowita od ${least} do ${most}.`,
  };
}

export const REASONS = {
  twice: {
    en: 'it is given more than once.',
    ro: 'apare de mai multe ori.',
    pl: 'podano go więcej niż raz.',
  },
  characters: {
    en: 'it holds a character that cannot be kept (U+0000 or half of a pair).',
    ro: 'conține un caracter care nu poate fi păstrat (U+0000 sau jumătatea unei perechi).',
    pl: 'zawiera znak, którego nie można przechować (U+0000 albo połowa pary).',
  },
  day: {
    en: 'it must be a day that exists, written YYYY-MM-DD.',
    ro: 'trebuie să fie o zi care există, scrisă AAAA-LL-ZZ.',
    pl: 'musi to być istniejący dzień w postaci RRRR-MM-DD.',
  },
  cursor: {
    en: 'it does not belong to this list. Start again without one.',
    ro: 'nu aparține acestei liste. Începeți din nou fără el.',
    pl: 'nie należy do tej listy. Zacznij ponownie bez niego.',
  },
  expression: {
    en: 'it cannot be read as an expression.',
    ro: 'nu poate fi citit ca expresie.',
    pl: 'nie można go odczytać jako wyrażenia.',
  },
  override: {
    en: 'it must be written code=reason, the reason percent-encoded.',
    ro: 'trebuie scris cod=motiv, cu motivul codat procentual.',
    pl: 'musi mieć postać kod=powód, z powodem zakodowanym procentowo.',
  },
  long: { en: 'it is too long.', ro: 'este prea lung.', pl: 'jest za długi.' },
} as const satisfies Record<string, Phrase>;
