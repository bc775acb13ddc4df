// Asks the worker for the problems of a draft; only the latest question is answered.
import type { Problem } from '#engine';
import type { CheckReply, CheckRequest } from './check.worker.ts';

/** A pause in typing; a check takes about a quarter of a second on its own thread. */
const CHECK_AFTER_MS = 150;

export class Checker {
  readonly #worker = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' });
  readonly #tell: (problems: readonly Problem[]) => void;
  #turn = 0;
  #busy = false;
  #waiting: Omit<CheckRequest, 'turn'> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param tell  called with every problem of the files last given */
  constructor(tell: (problems: readonly Problem[]) => void) {
    this.#tell = tell;
    this.#worker.onmessage = ({ data }: MessageEvent<CheckReply>) => {
      this.#busy = false;
      if (data.turn === this.#turn && !this.#waiting) this.#tell(data.problems);
      this.#next();
    };
    this.#worker.onerror = () => {
      this.#busy = false;
    };
  }

  check(files: Readonly<Record<string, string>>, language: string): void {
    this.#waiting = { files, language };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#next(), CHECK_AFTER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#worker.terminate();
  }

  #next(): void {
    if (this.#busy || !this.#waiting) return;
    const request: CheckRequest = { turn: ++this.#turn, ...this.#waiting };
    this.#waiting = null;
    this.#busy = true;
    this.#worker.postMessage(request);
  }
}
