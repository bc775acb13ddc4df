// Saving without being asked, and saying in words how it stands. Nothing typed is ever thrown away here.
import type { FieldProblem, Override } from '#engine';
import { freshKey } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';
import type { DocumentState } from './document.svelte.ts';

export type SaveState = 'new' | 'saved' | 'due' | 'saving' | 'refused' | 'waiting';

/** After the last key: long enough for a word, short enough not to be thought of. */
const WAIT_MS = 700;
/** When the server cannot be reached. */
const RETRY_MS = 4000;
/** Unreachable, signed out meanwhile, too many at once: tried again, nothing is wrong with what was typed. */
const WAITS: ReadonlySet<number> = new Set([0, 401, 429]);
/** Catching up with others more often than this in one go means that two screens fight. */
const CATCH_UPS_MAX = 4;

export class Autosave {
  readonly #document: DocumentState;
  #state = $state<SaveState>('new');
  #savedAt = $state.raw<Date | null>(null);
  #reason = $state('');
  /** Somebody else had changed the document and the changes were joined. */
  #mended = $state(0);
  /** What saving warned of that has no place in the form: each once. */
  #notices = $state.raw<readonly string[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  #stopped = false;
  /** Off while a new record is not complete enough to be written at all. */
  #waitsForWord = false;
  /** Off while a revision is made: it is written as one. */
  #held = $state(false);
  /** What refused may be gone past by this user, with a reason; null: it may not, or nothing refused. */
  #gate = $state.raw<string | null>(null);
  /** Given for what is written next. */
  #overrides: readonly Override[] = [];
  /** The same key until the answer is known, so that a lost answer makes no second record. */
  #key = freshKey();

  constructor(document: DocumentState) {
    this.#document = document;
  }

  get state(): SaveState {
    return this.#state;
  }
  get savedAt(): Date | null {
    return this.#savedAt;
  }
  get reason(): string {
    return this.#reason;
  }
  get gate(): string | null {
    return this.#gate;
  }
  get mended(): number {
    return this.#mended;
  }
  get notices(): readonly string[] {
    return this.#notices;
  }
  get held(): boolean {
    return this.#held;
  }
  get waitsForWord(): boolean {
    return this.#waitsForWord;
  }

  /** Warnings with a place stand there already. */
  tell(warnings: readonly FieldProblem[]): void {
    const fresh = warnings.flatMap(({ pointer, message }) =>
      pointer === '' && !this.#notices.includes(message) ? [message] : [],
    );
    if (fresh.length > 0) this.#notices = [...this.#notices, ...fresh];
  }

  /** What is shown is what is stored. */
  settled(at: string | null): void {
    this.#state = at ? 'saved' : 'new';
    this.#savedAt = at ? new Date(at) : null;
  }

  /** A new record of a kind that must be complete: it is written when somebody says so. */
  waitForWord(): void {
    this.#waitsForWord = true;
  }

  /**
   * Writes what was refused, going past the check.
   * @throws ApiProblem when something else refuses
   */
  async goPast(code: string, reason: string): Promise<void> {
    this.#overrides = [...this.#overrides, { code, reason }];
    await this.flush();
  }

  /** Writes nothing until it is let go. */
  hold(held: boolean): void {
    this.#held = held;
    clearTimeout(this.#timer);
  }

  /** Something has changed. */
  due(): void {
    if (this.#stopped) return;
    this.#state = 'due';
    if (this.#held || (this.#waitsForWord && !this.#document.saved)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run().catch(() => undefined), WAIT_MS);
  }

  /**
   * Writes now and waits for it.
   * @throws ApiProblem when it cannot be written
   */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#run();
    if (this.#document.saved && this.#document.pending()) await this.#run();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #run(): Promise<void> {
    this.#running = (this.#running ?? Promise.resolve()).catch(() => undefined).then(() => this.#write());
    return this.#running;
  }

  async #write(): Promise<void> {
    if (this.#held) return;
    if (this.#document.saved && !this.#document.pending()) {
      if (this.#state !== 'new') this.#state = 'saved';
      return;
    }
    this.#state = 'saving';
    for (let turn = 0; ; turn++) {
      try {
        await this.#document.write(this.#key, this.#overrides);
        this.#overrides = [];
        this.#key = freshKey();
        break;
      } catch (problem) {
        if (!(problem instanceof ApiProblem)) throw problem;
        if (problem.status === 412 && turn < CATCH_UPS_MAX) {
          await this.#document.catchUp();
          this.#mended++;
          continue;
        }
        this.#fail(problem);
        throw problem;
      }
    }
    this.#reason = '';
    this.#gate = null;
    this.#savedAt = new Date();
    this.#state = 'saved';
    if (this.#document.pending()) this.due();
  }

  #fail(problem: ApiProblem): void {
    this.#reason = problem.sentence;
    if (WAITS.has(problem.status) || problem.status >= 500) {
      this.#state = 'waiting';
      clearTimeout(this.#timer);
      if (!this.#stopped) this.#timer = setTimeout(() => void this.#run().catch(() => undefined), RETRY_MS);
      return;
    }
    this.#key = freshKey();
    this.#state = 'refused';
    this.#gate = problem.override?.allowed ? problem.override.code : null;
    this.#document.refuse(problem);
  }
}
