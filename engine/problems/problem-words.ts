import en from './catalogue/problems.en.json' with { type: 'json' };
import pl from './catalogue/problems.pl.json' with { type: 'json' };
import ro from './catalogue/problems.ro.json' with { type: 'json' };
import { withKindWords } from './kind-words.ts';
import { fillWords, type Params } from './fill-words.ts';
import { schemaParams } from './schema-words.ts';
import { isValueCode, valueWords } from './value-problem.ts';

/** A code of the catalogue; a misspelt one does not compile. */
export type ProblemCode = keyof typeof en;

interface Words {
  readonly message: string;
  readonly cure: string;
  /** Said instead of `cure` when params.suggestion holds a likely name. */
  readonly guess?: string;
}

const catalogues: Readonly<Record<string, Readonly<Record<ProblemCode, Words>>>> = { en, ro, pl };

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(en, code);
}

/** Message and cure of a problem in `language` (English when there is none). */
export function problemWords(
  code: ProblemCode,
  params: Params,
  language: string,
): { readonly message: string; readonly cure: string } {
  const words: Words = (catalogues[language.slice(0, 2)] ?? en)[code];
  const cure = words.guess !== undefined && params['suggestion'] ? words.guess : words.cure;
  const values = withWhy(isKindCode(code) ? withKindWords(params, language) : params, language);
  return { message: fillWords(words.message, values), cure: fillWords(cure, values) };
}

/** `why`, a code of the words of values, as its sentence. */
function withWhy(params: Params, language: string): Params {
  const { why } = params;
  if (typeof why !== 'string' || !isValueCode(why)) return params;
  return { ...params, why: valueWords(why, schemaParams({ params }, language), language) };
}

const ofKinds: ReadonlySet<ProblemCode> = new Set([
  'grammar-type',
  'expr-type',
  'role-misfit',
  'word-idle',
  'group-not-single',
  'file-cell',
]);

/** Codes that speak of kinds of values; elsewhere `type` is the key of a record type. */
function isKindCode(code: ProblemCode): boolean {
  return ofKinds.has(code);
}
