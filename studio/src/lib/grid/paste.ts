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
  /** Texts whose reference was not found, or that could not be read: they stand in their cells, marked wrong. */
  readonly unread: readonly string[];
}

/** Finds records by a text: a code or a name. */
export type Find = (field: FormField, text: string) => Promise<readonly RefOption[]>;

/**
 * Writes pasted rows from the cursor on, making lines as needed, as one change. Cells that may not be edited are
 * passed over; references are looked up first, each text once. Rows without any text are passed over too.
 */
export async function pasteRows(
  grid: GridState,
  rows: readonly (readonly string[])[],
  find: Find,
): Promise<Pasted> {
  const { row: top, column: left } = grid.active;
  const found = await lookUp(grid, rows, left, find);
  const refs: Record<string, RefShape> = {};
  const unread: { readonly line: string; readonly field: FormField; readonly text: string }[] = [];
  const read: { readonly line: string; readonly field: FormField }[] = [];

  const cellsOf = (texts: readonly string[], row: number, line: string): Record<string, Json> => {
    const cells: Record<string, Json> = {};
    texts.forEach((text, offset) => {
      const field = grid.column(left + offset);
      if (!field || !grid.mayEdit(row, left + offset)) return;
      const option = field.kind === 'ref' ? found.get(nameOf(field, text)) : undefined;
      const value =
        field.kind === 'ref' ? (text.trim() === '' ? null : option?.id) : readCell(field, text, locale.tag);
      if (value === undefined) {
        unread.push({ line, field, text: text.trim() });
      } else {
        read.push({ line, field });
        cells[field.key] = value;
      }
      if (option) refs[option.id] = { type: option.type, title: option.title, key: option.key };
    });
    return cells;
  };

  grid.document.change((data) => {
    const lines = linesOf(data, grid.table);
    const changed = lines.map((line, index) => {
      const texts = rows[index - top];
      return texts && !isBlank(texts) ? { ...line, ...cellsOf(texts, index, line.id) } : line;
    });
    const added = grid.open
      ? rows
          .slice(Math.max(0, lines.length - top))
          .filter((texts) => !isBlank(texts))
          .map((texts, index) => {
            const id = freshLineId();
            return { id, ...cellsOf(texts, lines.length + index, id) };
          })
      : [];
    return insertLines({ ...data, [grid.table]: changed }, grid.table, changed.length, added);
  }, refs);
  for (const { line, field } of read) grid.document.unread.drop(field.path, line);
  for (const { line, field, text } of unread) grid.markUnread(line, field, text);
  return {
    rows: rows.filter((texts) => !isBlank(texts)).length,
    unread: unread.map(({ text }) => text),
  };
}

function isBlank(texts: readonly string[]): boolean {
  return texts.every((text) => text.trim() === '');
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
