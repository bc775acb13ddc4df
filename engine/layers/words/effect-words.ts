import { fillWords, type Params } from '../../problems/fill-words.ts';
import en from './effects.en.json' with { type: 'json' };
import pl from './effects.pl.json' with { type: 'json' };
import ro from './effects.ro.json' with { type: 'json' };
import { capital } from './change-words.ts';
import { placeWords } from './place-words.ts';

const catalogues: Readonly<Record<string, typeof en>> = { en, ro, pl };

/** An effect of a plan as a sentence. */
export function effectWords(
  effect: { readonly kind: keyof typeof en; readonly file: string; readonly params: Params },
  language: string,
): string {
  const words = (catalogues[language.slice(0, 2)] ?? en)[effect.kind];
  return capital(fillWords(words, { what: placeWords(effect.file, '', language), ...effect.params }));
}
