// Which rows of a long table are drawn: three derived numbers over a fixed row height.

/** Rows drawn beyond what is seen, so that scrolling never shows a hole. */
const SPARE = 6;

export class RowWindow {
  readonly #rowHeight: () => number;
  readonly #count: () => number;
  #top = $state(0);
  #height = $state(600);

  readonly first = $derived.by(() => Math.max(0, Math.floor(this.#top / this.#rowHeight()) - SPARE));
  readonly end = $derived.by(() =>
    Math.min(this.#count(), Math.ceil((this.#top + this.#height) / this.#rowHeight()) + SPARE),
  );
  readonly total = $derived.by(() => this.#count() * this.#rowHeight());

  constructor(rowHeight: () => number, count: () => number) {
    this.#rowHeight = rowHeight;
    this.#count = count;
  }

  get offset(): number {
    return this.first * this.#rowHeight();
  }

  /** Rows that fit, for PageUp and PageDown. */
  get page(): number {
    return Math.max(1, Math.floor(this.#height / this.#rowHeight()) - 1);
  }

  scrolled(top: number, height: number): void {
    this.#top = top;
    this.#height = height;
  }

  /** Scrolls `scroller` as little as shows the row under a sticky head of `head` pixels. */
  reveal(scroller: HTMLElement, index: number, head: number): void {
    const top = index * this.#rowHeight();
    const bottom = top + this.#rowHeight();
    const room = scroller.clientHeight - head;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + room) scroller.scrollTop = bottom - room;
  }
}
