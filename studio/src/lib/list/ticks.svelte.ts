// Rows chosen to be done something with together. They stay chosen while one searches for the next.
import type { ListItem } from '#api';
import { SvelteMap } from 'svelte/reactivity';

export class Ticks {
  /** As many as one request may name. */
  static readonly MOST = 500;
  readonly #rows = new SvelteMap<string, ListItem>();
  /** Where a stretch begins: the row ticked last. */
  #last: string | null = null;

  /** In the order in which they were chosen. */
  get rows(): readonly ListItem[] {
    return [...this.#rows.values()];
  }
  get count(): number {
    return this.#rows.size;
  }
  get isFull(): boolean {
    return this.#rows.size >= Ticks.MOST;
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  /**
   * Ticks a row, or takes its tick away.
   * @param among  given: everything from the row ticked last to this one, in this order, becomes what this one becomes
   */
  toggle(row: ListItem, among: readonly ListItem[] | null = null): void {
    const on = !this.has(row.id);
    const [from, to] = [this.#last, row.id].map((id) => among?.findIndex((one) => one.id === id) ?? -1);
    const stretch =
      among && from !== undefined && to !== undefined && from >= 0 && to >= 0
        ? among.slice(Math.min(from, to), Math.max(from, to) + 1)
        : [row];
    this.#set(stretch, on);
    this.#last = row.id;
  }

  all(rows: readonly ListItem[]): void {
    this.#set(rows, true);
  }

  clear(): void {
    this.#rows.clear();
    this.#last = null;
  }

  #set(rows: readonly ListItem[], on: boolean): void {
    for (const row of rows) {
      if (!on) this.#rows.delete(row.id);
      else if (!this.isFull) this.#rows.set(row.id, row);
    }
  }
}
