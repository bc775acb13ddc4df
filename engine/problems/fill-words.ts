export type Params = Readonly<Record<string, string | number>>;

/** Puts the values into a sentence: `{name}` → params.name; a hole without a value goes, with the double space it leaves. */
export function fillWords(sentence: string, params: Params): string {
  const filled = sentence.replace(/\{(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : '',
  );
  return filled.replace(/ {2,}/g, ' ').replace(/ ([.,;])/g, '$1');
}
