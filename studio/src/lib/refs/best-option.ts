import { fold } from '../values/fold.ts';
import type { RefOption } from './ref-search.svelte.ts';

/** The one meant by a text: its key, its whole title, or the only one there is. */
export function bestOf(options: readonly RefOption[], text: string): RefOption | undefined {
  const wanted = fold(text.trim());
  return (
    options.find((option) => fold(option.key ?? '') === wanted) ??
    options.find((option) => fold(option.title) === wanted) ??
    (options.length === 1 ? options[0] : undefined)
  );
}
