// Where a screen is too narrow for a line, its cells wrap as words do, so that nothing has to be scrolled for.
import type { FormField } from '#lib/forms/form-field.ts';
import { isNumeric } from '#lib/values/show.ts';

/** Tracks that the cells of every line are laid on. */
export const TRACKS = 120;
/** Room for the button that removes a line, in the first line, px. */
const TAIL = 32;
/** What is left over goes to words rather than to numbers. */
const WORDS_SHARE = 4;

export interface Wrapped {
  readonly lines: number;
  /** `grid-area` of each column's cell, then of the button's. */
  readonly areas: readonly string[];
}

/** @param room  px  @param hasTail  a button stands at the end of the first line */
export function wrapColumns(columns: readonly FormField[], room: number, hasTail: boolean): Wrapped {
  const tail = hasTail ? TAIL : 0;
  const lines: FormField[][] = [[]];
  let left = room - tail;
  for (const column of columns) {
    const width = leastWidth(column);
    if (width > left && lines.at(-1)!.length > 0) {
      lines.push([]);
      left = room;
    }
    lines.at(-1)!.push(column);
    left -= width;
  }
  const tailTracks = Math.ceil((tail / room) * TRACKS);
  const areas = lines.flatMap((line, index) => areasOf(line, index + 1, index === 0 ? tailTracks : 0, room));
  return { lines: lines.length, areas: [...areas, `1 / ${TRACKS - tailTracks + 1} / 2 / -1`] };
}

function areasOf(line: readonly FormField[], row: number, kept: number, room: number): readonly string[] {
  const tracks = TRACKS - kept;
  const widths = line.map(leastWidth);
  const spare = Math.max(0, (room * tracks) / TRACKS - sum(widths));
  const shares = line.map((column) => (isNumeric(column.kind) ? 1 : WORDS_SHARE));
  const wanted = widths.map((width, index) => width + (spare * (shares[index] ?? 1)) / sum(shares));
  let end = 0;
  return wanted.map((_, index) => {
    const start = end;
    end = Math.round((sum(wanted.slice(0, index + 1)) / sum(wanted)) * tracks);
    return `${row} / ${start + 1} / ${row + 1} / ${end + 1}`;
  });
}

/** Wide enough for what is usual in it: a number that is cut off is another number. */
function leastWidth(field: FormField): number {
  switch (field.kind) {
    case 'decimal':
    case 'integer':
      if ((field.scale ?? 0) >= 2 && field.money !== null) return 84;
      return field.unit ? 52 : 60;
    case 'date':
      return 84;
    case 'boolean':
      return 56;
    case 'ref':
      return 72;
    default:
      return field.choices ? 88 : 104;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
