/** Failed sign-ins allowed within the window, by person and by network address. */
const FAILURES_MAX = { person: 10, address: 60 } as const;
const WINDOW_MS = 60_000;
const ENTRIES_MAX = 10_000;

interface Count {
  failures: number;
  resetAt: number;
}

/**
 * Slows down guessing of passwords. Counted when an attempt starts and given back when it succeeds, so that a burst
 * of guesses at once does not slip through. Lives in this process: behind n processes the limit is n times as wide.
 */
export class SignInLimit {
  readonly #counts = new Map<string, Count>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @returns seconds to wait, or 0 when the attempt may go on */
  start(email: string, address: string): number {
    const keys = keysOf(email, address);
    for (const { key, max } of keys) {
      const count = this.#counts.get(key);
      if (count && count.resetAt > this.#now() && count.failures >= max)
        return Math.ceil((count.resetAt - this.#now()) / 1000);
    }
    for (const { key } of keys) this.#count(key).failures++;
    return 0;
  }

  /** The attempt was right: it does not count. */
  succeed(email: string, address: string): void {
    for (const { key } of keysOf(email, address)) {
      const count = this.#counts.get(key);
      if (count && count.failures > 0) count.failures--;
    }
  }

  #count(key: string): Count {
    const known = this.#counts.get(key);
    if (known && known.resetAt > this.#now()) return known;
    const fresh = { failures: 0, resetAt: this.#now() + WINDOW_MS };
    this.#counts.delete(key);
    this.#counts.set(key, fresh);
    if (this.#counts.size > ENTRIES_MAX) {
      const oldest = this.#counts.keys().next().value;
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    return fresh;
  }
}

function keysOf(email: string, address: string): readonly { key: string; max: number }[] {
  return [
    { key: `person ${email.trim().toLowerCase()}`, max: FAILURES_MAX.person },
    { key: `address ${address}`, max: FAILURES_MAX.address },
  ];
}
