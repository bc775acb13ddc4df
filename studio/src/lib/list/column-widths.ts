// Tracks of a list: as wide as what stands in them, words sharing the room that is left.
import { isNumeric } from '#lib/values/show.ts';

/** Mean width of a character and the room around a text, px. */
const CHARACTER = 6.8;
const ROOM = 10;
/** Figures and capitals are wider than letters; a chip has room of its own. */
const FIGURE = 8.2;
const CHIP_ROOM = 24;
/** A head has smaller letters and a mark for sorting and filtering. */
const HEAD_CHARACTER = 6;
const HEAD_ROOM = 42;
const NARROWEST = 56;
const WIDEST = 300;
/** Words may be cut off down to this. */
const WORDS_LEAST = 120;
/** Where rows are chosen. */
export const TICK_WIDTH = '16px';

export interface ListColumn {
  readonly kind: string;
  readonly title: string;
}

/**
 * @param texts  what the first rows show in each column
 * @returns      a value for `grid-template-columns`
 */
export function listColumnWidths(
  columns: readonly ListColumn[],
  texts: readonly (readonly string[])[],
): string {
  return columns
    .map((column, index) => {
      const longest = Math.max(0, ...(texts[index] ?? []).map((text) => lettersWidth(text)));
      const wanted = Math.max(
        textWidth(column.kind, longest),
        column.title.length * HEAD_CHARACTER + HEAD_ROOM,
      );
      const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, wanted)));
      const isFixed = isNumeric(column.kind) || ['number', 'stage', 'date', 'boolean'].includes(column.kind);
      return isFixed
        ? `minmax(${width}px, ${width / 3}fr)`
        : `minmax(${Math.min(width, WORDS_LEAST)}px, ${width}fr)`;
    })
    .join(' ');
}

function textWidth(kind: string, letters: number): number {
  return letters + (kind === 'stage' ? CHIP_ROOM : ROOM);
}

function lettersWidth(text: string): number {
  const wide = text.match(/[\p{Lu}\d]/gu)?.length ?? 0;
  return wide * FIGURE + (text.length - wide) * CHARACTER;
}
