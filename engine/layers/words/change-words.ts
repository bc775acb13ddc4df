import type { Json } from '../../model/json.ts';
import { fillWords, type Params } from '../../problems/fill-words.ts';
import type { Change } from '../compare/diff-packs.ts';
import { isKeyed, isList } from '../canonical/json-shapes.ts';
import en from './changes.en.json' with { type: 'json' };
import pl from './changes.pl.json' with { type: 'json' };
import ro from './changes.ro.json' with { type: 'json' };
import { placeWords } from './place-words.ts';

const catalogues: Readonly<Record<string, typeof en>> = { en, ro, pl };

/** Longest value quoted in a sentence, in characters. */
const VALUE_LENGTH_MAX = 80;

/** A difference as a sentence: `Field “total” of deal, x-formula: changed from “…” to “…”`. */
export function changeWords(change: Change, language: string): string {
  const { kind, file, pointer, before, after, was } = change;
  const what = placeWords(file, pointer, language);
  if (kind === 'renamed') {
    const old = (was?.pointer === '' ? keyOfFile(was.file) : was?.pointer.split('/').at(-1)) ?? '';
    return capital(sentence('renamed', { what, before: old }, language));
  }
  if (kind !== 'changed' || isLong(before) || isLong(after))
    return capital(sentence(kind, { what }, language));
  const values = { before: valueWords(before, language), after: valueWords(after, language) };
  return capital(sentence('changed-values', { what, ...values }, language));
}

export function sentence(key: keyof typeof en, params: Params, language: string): string {
  return fillWords((catalogues[language.slice(0, 2)] ?? en)[key], params);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A value for people: quoted when short, otherwise what it is. */
export function valueWords(value: Json | undefined, language: string): string {
  if (value === undefined || value === null) return sentence('nothing', {}, language);
  if (typeof value === 'boolean') return sentence(value ? 'yes' : 'no', {}, language);
  if (typeof value === 'string' || typeof value === 'number')
    return isLong(value)
      ? sentence('a-text', {}, language)
      : sentence('quoted', { text: String(value) }, language);
  if (!isList(value)) return sentence('a-map', {}, language);
  const texts = value.every((item) => typeof item === 'string')
    ? value.join(', ')
    : isKeyed(value) && value.length > 0
      ? value.map(({ key }) => key).join(', ')
      : null;
  return texts === null || isLong(texts)
    ? sentence('a-list', { count: value.length }, language)
    : sentence('quoted', { text: texts }, language);
}

/** Too long to be quoted, or a map. */
export function isLong(value: Json | undefined): boolean {
  if (typeof value === 'string') return value.length > VALUE_LENGTH_MAX || value.includes('\n');
  return typeof value === 'object' && value !== null && !isList(value);
}

function keyOfFile(file: string): string {
  return /^types\/([^/]+)\//.exec(file)?.[1] ?? file.replace(/^.*\//, '').replace(/\.\w+$/, '');
}
