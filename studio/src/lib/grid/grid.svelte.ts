// A table of lines as a spreadsheet: where the cursor is, what is being typed, and what each verb does to the lines.
import type { RefShape } from '#api';
import type { Json, JsonObject } from '#engine';
import type { DocumentState } from '#lib/document/document.svelte.ts';
import { freshLineId, insertLines, linesOf, removeLine, setCells } from '#lib/document/edits.ts';
import type { Unread } from '#lib/document/unread.svelte.ts';
import type { FormField } from '#lib/forms/form-field.ts';
import { locale } from '#lib/i18n/locale.svelte.ts';
import { editText, readCell, unreadWords } from './cell-value.ts';

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface Editing {
  readonly text: string;
  /** `over`: typed over the cell, arrows leave it; `in`: opened by F2 or a click, arrows move in the text. */
  readonly mode: 'over' | 'in';
  /** What stood there, for Escape; undefined when the line did not exist. */
  readonly before: Json | undefined;
  readonly isNewLine: boolean;
  readonly unreadable: boolean;
}

export class GridState {
  readonly document: DocumentState;
  readonly table: string;
  readonly #columns: () => readonly FormField[];
  readonly #frozen: () => boolean;
  #place = $state.raw<CellPlace>({ row: 0, column: 0 });
  /** Id of the cursor's line, which it follows when lines come and go above it; null: it was not put anywhere yet. */
  #line = $state.raw<string | null>(null);
  /** Id that the empty row takes when it becomes a line: its row is drawn under it already. */
  #nextId = $state.raw(freshLineId());
  #editing = $state.raw<Editing | null>(null);
  /** Bumped when the cursor's cell should take the focus. */
  #focusCalls = $state(0);

  readonly lines = $derived.by(() => linesOf(this.document.data, this.table));
  /** Lines may be added and removed. */
  readonly open = $derived.by(() => !this.#frozen() && this.document.field(this.table).editable);
  /** With the empty row at the end that becomes a line when something is typed. */
  readonly rowCount = $derived.by(() => this.lines.length + (this.open ? 1 : 0));

  /** Where the cursor stands now. Where its line is gone, it stays in the row. */
  readonly active = $derived.by((): CellPlace => {
    const { row, column } = this.#place;
    const line = this.#line;
    if (line === null || this.idAt(row) === line) return this.#place;
    const now = line === this.#nextId ? this.lines.length : this.lines.findIndex(({ id }) => id === line);
    return { row: now < 0 ? Math.max(0, Math.min(this.rowCount - 1, row)) : now, column };
  });
  /** The line under the cursor was removed by somebody else. */
  readonly lineGone = $derived.by(() => {
    const line = this.#line;
    return line !== null && this.idAt(this.active.row) !== line;
  });

  /** @param frozen  the form says that nothing here may be changed now */
  constructor(
    document: DocumentState,
    table: string,
    columns: () => readonly FormField[],
    frozen: () => boolean = () => false,
  ) {
    this.document = document;
    this.table = table;
    this.#columns = columns;
    this.#frozen = frozen;
  }

  get columns(): readonly FormField[] {
    return this.#columns();
  }
  get editing(): Editing | null {
    return this.#editing;
  }
  get focusCalls(): number {
    return this.#focusCalls;
  }

  /** Id of a row's line, or the one that the empty row will have. */
  idAt(row: number): string {
    return this.lines[row]?.id ?? this.#nextId;
  }

  column(index: number): FormField | undefined {
    return this.columns[index];
  }

  valueAt(row: number, column: number): Json {
    const field = this.column(column);
    return field ? (this.lines[row]?.[field.key] ?? null) : null;
  }

  /** The text that stands in a cell and could not be read. */
  unreadAt(row: number, column: number): Unread | undefined {
    const [field, line] = [this.column(column), this.lines[row]];
    return field && line ? this.document.unread.at(field.path, line.id) : undefined;
  }

  mayEdit(row: number, column: number): boolean {
    const field = this.column(column);
    return field !== undefined && this.mayEditLine(field, this.lines[row]?.id);
  }

  /** The same of a line by its id; undefined: the empty row. Depends on no other line. */
  mayEditLine(field: FormField, line: string | undefined): boolean {
    if (field.computed || this.#frozen()) return false;
    return line === undefined ? this.open : this.document.field(field.path, line).editable;
  }

  /** Puts the cursor on a cell; with `focus` the cell takes it. */
  goTo(row: number, column: number, focus = true): void {
    this.#place = {
      row: Math.max(0, Math.min(this.rowCount - 1, row)),
      column: Math.max(0, Math.min(this.columns.length - 1, column)),
    };
    this.#line = this.idAt(this.#place.row);
    if (focus) this.#focusCalls++;
  }

  move(rows: number, columns: number): void {
    this.goTo(this.active.row + rows, this.active.column + columns);
  }

  /** The next or previous cell, over the ends of rows. @returns false at the end of the table */
  step(direction: 1 | -1): boolean {
    const { row, column } = this.active;
    const next = column + direction;
    if (next >= 0 && next < this.columns.length) this.goTo(row, next);
    else if (row + direction < 0 || row + direction >= this.rowCount) return false;
    else this.goTo(row + direction, direction > 0 ? 0 : this.columns.length - 1);
    return true;
  }

  /** Opens the cursor's cell; `text` types over what is there. */
  edit(text?: string): void {
    const { row, column } = this.active;
    const field = this.column(column);
    if (!field || !this.mayEdit(row, column)) return;
    this.goTo(row, column, false);
    if (field.kind === 'boolean') {
      this.write(row, column, this.valueAt(row, column) !== true);
      return;
    }
    const isNewLine = row >= this.lines.length;
    const before = isNewLine ? undefined : this.valueAt(row, column);
    const unread = this.unreadAt(row, column);
    const shown = text ?? unread?.text ?? editText(field, before ?? null, this.document.refs, locale.tag);
    this.#editing = {
      text: shown,
      mode: text === undefined ? 'in' : 'over',
      before,
      isNewLine,
      unreadable: text === undefined && unread !== undefined,
    };
    if (text !== undefined) this.type(text);
  }

  /** Text in the open cell has changed: what can be read is computed at once. */
  type(text: string): void {
    const editing = this.#editing;
    const field = this.column(this.active.column);
    if (!editing || !field) return;
    this.#editing = { ...editing, text, unreadable: false };
    if (field.kind === 'ref' || field.kind === 'date') return;
    const value = readCell(field, text, locale.tag);
    if (value !== undefined) this.write(this.active.row, this.active.column, value);
  }

  /** Closes the open cell, keeping what was typed. @returns false when it cannot be read: the cell stays open */
  commit(): boolean {
    const editing = this.#editing;
    const field = this.column(this.active.column);
    if (!editing || !field) return true;
    if (field.kind !== 'ref') {
      const value = readCell(field, editing.text, locale.tag);
      if (value === undefined) {
        this.#editing = { ...editing, unreadable: true };
        return false;
      }
      if (field.kind === 'date') this.write(this.active.row, this.active.column, value);
      this.#forget(this.active.row, field);
    }
    this.#editing = null;
    return true;
  }

  /**
   * Closes the open cell with a text that cannot be read: it stays there, marked wrong. What it was before stays the
   * value, and nothing is done with the document until the text is mended.
   */
  keepUnread(): void {
    const editing = this.#editing;
    const { row, column } = this.active;
    const field = this.column(column);
    this.#editing = null;
    if (!editing || !field) return;
    const line = this.lineAt(row);
    // A number may have been read on the way to what is no number.
    const before = editing.before ?? null;
    if (this.valueAt(row, column) !== before) this.write(row, column, before);
    this.markUnread(line, field, editing.text);
  }

  /** Puts a text that cannot be read into a cell. */
  markUnread(line: string, field: FormField, text: string): void {
    const { path, title } = field;
    this.document.unread.put({ path, line, title, text, words: unreadWords(field) });
  }

  /** Closes the open cell as it is: it may no longer be written. */
  abandon(): void {
    this.#editing = null;
  }

  #forget(row: number, field: FormField): void {
    const line = this.lines[row];
    if (line) this.document.unread.drop(field.path, line.id);
  }

  /** Closes the open cell and puts back what stood there. */
  cancel(): void {
    const editing = this.#editing;
    this.#editing = null;
    this.#focusCalls++;
    if (!editing) return;
    const { row, column } = this.active;
    const field = this.column(column);
    if (field) this.#forget(row, field);
    if (editing.isNewLine) {
      if (row < this.lines.length) this.document.change((data) => removeLine(data, this.table, row));
      this.goTo(row, column);
    } else if (this.valueAt(row, column) !== editing.before) this.write(row, column, editing.before ?? null);
  }

  /** Writes one cell; on the empty row it makes a line. */
  write(row: number, column: number, value: Json, ref: RefShape | null = null): void {
    const field = this.column(column);
    if (!field) return;
    const cells: JsonObject = { [field.key]: value };
    const refs = ref && typeof value === 'string' ? { [value]: ref } : {};
    if (row >= this.lines.length) {
      if (value === null) return;
      this.#begin(cells, refs);
    } else {
      this.document.change((data) => setCells(data, this.table, row, cells), refs);
      this.#forget(row, field);
    }
  }

  /** Writes one cell of a line known by its id, wherever it stands by now: for answers that come later. */
  writeLater(line: string, column: FormField, value: Json, ref: RefShape): void {
    const row = this.lines.findIndex((candidate) => candidate.id === line);
    if (row < 0 || typeof value !== 'string') return;
    this.document.change((data) => setCells(data, this.table, row, { [column.key]: value }), {
      [value]: ref,
    });
    this.#forget(row, column);
  }

  /** Id of a row's line; the empty row becomes a line for it. */
  lineAt(row: number): string {
    const known = this.lines[row]?.id;
    if (known !== undefined) return known;
    return this.#begin({}, {});
  }

  /** The empty row becomes a line. @returns its id */
  #begin(cells: JsonObject, refs: Readonly<Record<string, RefShape>>): string {
    const id = this.#nextId;
    this.#nextId = freshLineId();
    this.document.change(
      (data) => insertLines(data, this.table, this.lines.length, [{ id, ...cells }]),
      refs,
    );
    return id;
  }

  clear(): void {
    const { row, column } = this.active;
    if (row < this.lines.length && this.mayEdit(row, column)) this.write(row, column, null);
  }

  copyFromAbove(): void {
    const { row, column } = this.active;
    if (row > 0 && this.mayEdit(row, column)) this.write(row, column, this.valueAt(row - 1, column));
  }

  remove(row: number): boolean {
    if (!this.open || row >= this.lines.length) return false;
    this.#editing = null;
    this.document.change((data) => removeLine(data, this.table, row));
    this.goTo(Math.min(row, this.rowCount - 1), this.active.column);
    return true;
  }
}
