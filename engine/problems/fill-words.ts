import { spokenDay, spokenNumber } from '../values/spoken.ts';

export type Params = Readonly<Record<string, string | number>>;

/**
 * Puts the values into a sentence: `{name}` → params.name as it is, `{open:number}` and `{day:date}` in the manner of
 * `language`; a hole without a value goes, with the double space it leaves.
 */
export function fillWords(sentence: string, params: Params, language = 'en'): string {
  const filled = sentence.replace(/\{(\w+)(?::(number|date))?\}/g, (_, name: string, kind?: string) => {
    if (!Object.hasOwn(params, name)) return '';
    const text = String(params[name]);
    if (kind === 'number') return spokenNumber(text, language);
    return kind === 'date' ? spokenDay(text, language) : text;
  });
  return filled.replace(/ {2,}/g, ' ').replace(/ ([.,;])/g, '$1');
}
