import { asObject } from '../model/linked-pack.ts';
import type { Finding } from '../problems/finding.ts';
import type { ReadPack } from './read-pack.ts';

/** Version of the definition language that this engine reads. */
export const languageVersion = 1;

/** A pack of a newer language is refused before anything of it is touched. */
export function newerLanguage({ files }: ReadPack): Finding | null {
  const language = asObject(files.get('pack.json')?.json)['language'];
  if (typeof language !== 'number' || language <= languageVersion) return null;
  return {
    code: 'language-newer',
    file: 'pack.json',
    pointer: '/language',
    params: { language, known: languageVersion },
  };
}
