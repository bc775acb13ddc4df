// What happened, for people who do not see it happen; and short notices for those who do.

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'ok' | 'bad';
}

const STAYS_MS = 5000;
/** A bad notice stays longer: it has to be read and understood. */
const BAD_STAYS_MS = 12000;

/** One for the page: `aria-live` regions must exist before anything is said in them. */
class Announcer {
  #said = $state('');
  #notices = $state.raw<readonly Notice[]>([]);
  #next = 1;

  /** Text of the polite live region. */
  get said(): string {
    return this.#said;
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** Says it to screen readers only. */
  say(text: string): void {
    this.#said = text;
  }

  /** Shows a notice in the corner, and says it. */
  show(text: string, tone: Notice['tone'] = 'plain'): void {
    const notice: Notice = { id: this.#next++, text, tone };
    this.#notices = [...this.#notices.slice(-3), notice];
    this.#said = text;
    setTimeout(() => this.dismiss(notice.id), tone === 'bad' ? BAD_STAYS_MS : STAYS_MS);
  }

  dismiss(id: number): void {
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
  }
}

export const announcer = new Announcer();
