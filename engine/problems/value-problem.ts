// What is wrong with a value, whatever is done with it: all that a form says by itself. The words of refusals, a good deal
// more, stay with the verbs.
import en from './catalogue/values.en.json' with { type: 'json' };
import pl from './catalogue/values.pl.json' with { type: 'json' };
import ro from './catalogue/values.ro.json' with { type: 'json' };
import { fillWords, type Params } from './fill-words.ts';
import type { FieldProblem } from './problem.ts';

/** A code of the catalogue of values; a misspelt one does not compile. */
export type ValueCode = keyof typeof en;

const catalogues: Readonly<Record<string, Readonly<Record<ValueCode, string>>>> = { en, ro, pl };

export const valueCodes: readonly string[] = Object.keys(en);

export function isValueCode(code: string): code is ValueCode {
  return Object.hasOwn(en, code);
}

/** The sentence of a code in `language` (`ro`, `ro-RO`; English when there is none). */
export function valueWords(code: ValueCode, params: Params, language: string): string {
  const catalogue = catalogues[language.slice(0, 2)] ?? en;
  return fillWords(catalogue[code], params, language);
}

/**
 * What is wrong with the value at one place of a record.
 *
 * @param pointer  JSON pointer into the record's data, lines by position
 * @param params   values of the sentence; they travel to the caller too, so ids and secrets do not belong here
 */
export function valueProblem(
  code: ValueCode,
  pointer: string,
  params: Params,
  language: string,
): FieldProblem {
  return { code, pointer, params, message: valueWords(code, params, language) };
}
