// Rows pasted from a spreadsheet become lines.
import type { RefShape } from '#api';
import type { Json } from '#engine';
import { freshLineId, insertLines, linesOf } from '#lib/document/edits.ts';
import type { FormField } from '#lib/forms/form-field.ts';
import { locale } from '#lib/i18n/locale.svelte.ts';
import { bestOf } from '#lib/refs/best-option.ts';
import type { RefOption } from '#lib/refs/ref-search.svelte.ts';
import { readCell } from './cell-value.ts';
import type { GridState } from './grid.svelte.ts';

export interface Pasted {
  readonly rows: number;
  /** Cells whose reference was not found, or that could not be read. */
  readonly lost: number;
}

/** Finds records by a text: a code or a name. */
export type Find = (field: FormField, text: string) => Promise<readonly RefOption[]>;

/**
 * Writes pasted rows from the cursor on, making lines as needed, as one change. Cells that may not be edited are
 * passed over; references are looked up first, each text once.
 */
export async function pasteRows(
  grid: GridState,
  rows: readonly (readonly string[])[],
  find: Find,
): Promise<Pasted> {
  const { row: top, column: left } = grid.active;
  const found = await lookUp(grid, rows, left, find);
  const refs: Record<string, RefShape> = {};
  let lost = 0;

  const cellsOf = (texts: readonly string[], row: number): Record<string, Json> => {
    const cells: Record<string, Json> = {};
    texts.forEach((text, offset) => {
      const field = grid.column(left + offset);
      if (!field || !grid.mayEdit(row, left + offset)) return;
      const option = field.kind === 'ref' ? found.get(nameOf(field, text)) : undefined;
      const value =
        field.kind === 'ref' ? (text.trim() === '' ? null : option?.id) : readCell(field, text, locale.tag);
      if (value === undefined) lost++;
      else cells[field.key] = value;
      if (option) refs[option.id] = { type: option.type, title: option.title, key: option.key };
    });
    return cells;
  };

  grid.document.change((data) => {
    const lines = linesOf(data, grid.table);
    const changed = lines.map((line, index) => {
      const texts = rows[index - top];
      return texts ? { ...line, ...cellsOf(texts, index) } : line;
    });
    const added = grid.open
      ? rows
          .slice(Math.max(0, lines.length - top))
          .map((texts, index) => ({ id: freshLineId(), ...cellsOf(texts, lines.length + index) }))
      : [];
    return insertLines({ ...data, [grid.table]: changed }, grid.table, changed.length, added);
  }, refs);
  return { rows: rows.length, lost };
}

async function lookUp(
  grid: GridState,
  rows: readonly (readonly string[])[],
  left: number,
  find: Find,
): Promise<Map<string, RefOption>> {
  const found = new Map<string, RefOption>();
  const wanted = new Map<string, { readonly field: FormField; readonly text: string }>();
  for (const texts of rows) {
    texts.forEach((text, offset) => {
      const field = grid.column(left + offset);
      if (field?.kind === 'ref' && text.trim() !== '')
        wanted.set(nameOf(field, text), { field, text: text.trim() });
    });
  }
  await Promise.all(
    [...wanted].map(async ([name, { field, text }]) => {
      const option = bestOf(await find(field, text), text);
      if (option) found.set(name, option);
    }),
  );
  return found;
}

function nameOf(field: FormField, text: string): string {
  return `${field.path} ${text.trim()}`;
}
