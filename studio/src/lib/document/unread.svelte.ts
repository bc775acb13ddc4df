// What was typed or pasted and could not be read: it stays where it stands, with its words, until it is mended.
import { SvelteMap } from 'svelte/reactivity';
import type { DocumentState } from './document.svelte.ts';
import { linesOf } from './edits.ts';

export interface Unread {
  /** Dotted path of the field. */
  readonly path: string;
  /** Id of the line; null for a field of the header. */
  readonly line: string | null;
  /** Title of the field. */
  readonly title: string;
  /** Exactly what was typed; '' where the field keeps it itself. */
  readonly text: string;
  /** Why it cannot be read, in the language shown. */
  readonly words: string;
}

/** An unread text with the row it stands in, counted from 0; null in the header. */
export interface UnreadPlace extends Unread {
  readonly row: number | null;
}

export class UnreadTexts {
  readonly #document: DocumentState;
  readonly #texts = new SvelteMap<string, Unread>();

  /** Those that still stand somewhere: their line is there, and their field may be changed. */
  readonly standing = $derived.by<readonly UnreadPlace[]>(() =>
    [...this.#texts.values()].flatMap((unread): UnreadPlace[] => {
      const { path, line } = unread;
      if (!this.#document.field(path, line ?? undefined).editable) return [];
      if (line === null) return [{ ...unread, row: null }];
      const row = linesOf(this.#document.data, path.split('.')[0] ?? '').findIndex(({ id }) => id === line);
      return row < 0 ? [] : [{ ...unread, row }];
    }),
  );

  constructor(document: DocumentState) {
    this.#document = document;
  }

  at(path: string, line: string | null): Unread | undefined {
    return this.#texts.get(placeKey(path, line));
  }

  put(unread: Unread): void {
    this.#texts.set(placeKey(unread.path, unread.line), unread);
  }

  drop(path: string, line: string | null): void {
    this.#texts.delete(placeKey(path, line));
  }
}

function placeKey(path: string, line: string | null): string {
  return `${line ?? ''} ${path}`;
}
