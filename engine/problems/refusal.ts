import en from './catalogue/refusals.en.json' with { type: 'json' };
import pl from './catalogue/refusals.pl.json' with { type: 'json' };
import ro from './catalogue/refusals.ro.json' with { type: 'json' };
import { fillWords, type Params } from './fill-words.ts';
import type { FieldProblem, Refusal } from './problem.ts';
import { isValueCode, valueCodes, valueWords, type ValueCode } from './value-problem.ts';

/** A code of the catalogue; a misspelt one does not compile. */
export type RefusalCode = keyof typeof en | ValueCode;

const catalogues: Readonly<Record<string, Readonly<Record<keyof typeof en, string>>>> = { en, ro, pl };

/** Every code that a refusal, or what is wrong at one of its places, may have. */
export const refusalCodes: readonly string[] = [...Object.keys(en), ...valueCodes];

export function isRefusalCode(code: string): boolean {
  return Object.hasOwn(en, code) || isValueCode(code);
}

/** The sentence of a code in `language` (`ro`, `ro-RO`; English when there is none). */
export function refusalWords(code: RefusalCode, params: Params, language: string): string {
  if (isValueCode(code)) return valueWords(code, params, language);
  const catalogue = catalogues[language.slice(0, 2)] ?? en;
  return fillWords(catalogue[code], params, language);
}

/**
 * What is wrong at one place of a record.
 *
 * @param pointer  JSON pointer into the record's data, lines by position
 * @param params   values of the sentence; they travel to the caller too, so ids and secrets do not belong here
 */
export function fieldProblem(
  code: RefusalCode,
  pointer: string,
  params: Params,
  language: string,
): FieldProblem {
  return { code, pointer, params, message: refusalWords(code, params, language) };
}

/** The business says no: a value to return, never to throw. */
export function refusal(
  code: RefusalCode,
  status: Refusal['status'],
  params: Params,
  language: string,
  problems: readonly FieldProblem[] = [],
): Refusal {
  return { kind: 'refusal', code, status, params, message: refusalWords(code, params, language), problems };
}
