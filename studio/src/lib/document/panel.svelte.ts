// Whether the side panel is open: the same for every document, and remembered.
const STORED_AS = 'filiera.panel';

class Panel {
  #open = $state(stored());

  get open(): boolean {
    return this.#open;
  }

  toggle(): void {
    this.#open = !this.#open;
    try {
      localStorage.setItem(STORED_AS, this.#open ? 'open' : 'closed');
    } catch {
      // The choice then lasts as long as the page.
    }
  }
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORED_AS) === 'open';
  } catch {
    return false;
  }
}

export const panel = new Panel();
