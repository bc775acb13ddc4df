// Light, dark, or as the system has it. `static/theme.js` does the same before the first paint.

export type ThemeWish = 'system' | 'light' | 'dark';
const STORED_AS = 'filiera.theme';

class Theme {
  #wish = $state<ThemeWish>('system');

  get wish(): ThemeWish {
    return this.#wish;
  }

  /** Reads the stored wish and follows the system while that is the wish. */
  start(): void {
    try {
      const stored = localStorage.getItem(STORED_AS);
      if (stored === 'light' || stored === 'dark') this.#wish = stored;
    } catch {
      // Storage may be forbidden; the system's theme will do.
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#apply());
    this.#apply();
  }

  choose(wish: ThemeWish): void {
    this.#wish = wish;
    try {
      localStorage.setItem(STORED_AS, wish);
    } catch {
      // The choice then lasts as long as the page.
    }
    this.#apply();
  }

  #apply(): void {
    const dark =
      this.#wish === 'dark' ||
      (this.#wish === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }
}

export const theme = new Theme();
