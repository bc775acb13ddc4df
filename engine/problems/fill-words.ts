import { oneFullStop, spokenDay, spokenNumber } from '../values/spoken.ts';

export type Params = Readonly<Record<string, string | number>>;

/**
 * Puts the values into a sentence: `{name}` → params.name as it is, `{open:number}` and `{day:date}` in the manner of
 * `language`; a hole without a value goes, with the double space it leaves. A name that ends with a full stop (`S.R.L.`)
 * brings that of its sentence along.
 */
export function fillWords(sentence: string, params: Params, language = 'en'): string {
  const filled = sentence.replace(
    /\{(\w+)(?::(number|date))?\}/g,
    (hole: string, name: string, kind: string | undefined, at: number) => {
      if (!Object.hasOwn(params, name)) return '';
      const text = String(params[name]);
      if (kind === 'number') return spokenNumber(text, language);
      return kind === 'date'
        ? spokenDay(text, language)
        : oneFullStop(text, sentence.slice(at + hole.length));
    },
  );
  return filled.replace(/ {2,}/g, ' ').replace(/ ([.,;])/g, '$1');
}
