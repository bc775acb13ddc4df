// Every change is computed: at once where the facts are at hand, a moment later where they have to come first.
import type { DraftAnswer } from '#api';
import type { Computed, JsonObject, Stored } from '#engine';
import { ApiProblem } from '#lib/api/problem.ts';
import type { Computing } from './computing.ts';

/**
 * What does not say yet what it will say: nothing; what ledgers and links hold (`x-live`); or all that is computed and
 * filled. Screens show it as in progress, and nothing of it is written.
 */
export type Awaited = 'nothing' | 'live' | 'all';

export class Rounds {
  readonly #computing: Computing;
  readonly #show: (computed: Computed | DraftAnswer) => void;
  /** Only the last change counts: answers to earlier ones are dropped. */
  #round = 0;
  #awaited = $state<Awaited>('nothing');
  #finishing: Promise<void> = Promise.resolve();
  /** Runs the last change once more. */
  #again: () => void = () => undefined;
  #unreached: ApiProblem | null = null;

  constructor(computing: Computing, show: (computed: Computed | DraftAnswer) => void) {
    this.#computing = computing;
    this.#show = show;
  }

  get awaited(): Awaited {
    return this.#awaited;
  }

  run(data: JsonObject, before: Stored | null): void {
    const round = ++this.#round;
    this.#again = () => this.run(data, before);
    this.#unreached = null;
    const outcome = this.#computing.try(data, before);
    if (outcome.kind === 'computed') this.#take(outcome.computed);
    else this.#awaited = 'all';
    if (this.#awaited === 'nothing') return;
    this.#finishing = this.#finish(round, outcome.kind === 'computed' ? outcome.computed.data : data, before);
  }

  /**
   * Waits until what is to be written is computed; what only is shown may come later. What could not be had a moment ago
   * is asked for once more.
   * @throws ApiProblem of status 0 when it is still out of reach: what stands there must not be written
   */
  async settled(): Promise<void> {
    await this.#finished();
    if (!this.#unreached) return;
    this.#again();
    await this.#finished();
    // Set anew by whatever has run meanwhile.
    const unreached = this.#unreached as ApiProblem | null;
    if (unreached) throw unreached;
  }

  async #finished(): Promise<void> {
    for (let last = -1; this.#awaited === 'all' && last !== this.#round;) {
      last = this.#round;
      await this.#finishing;
    }
  }

  #take(computed: Computed): void {
    this.#show(computed);
    this.#awaited = computed.lacks ? 'live' : 'nothing';
  }

  async #finish(round: number, data: JsonObject, before: Stored | null): Promise<void> {
    const isWanted = (): boolean => round === this.#round;
    try {
      const computed = await this.#computing.read(data, before, isWanted);
      if (!isWanted()) return;
      if (computed) this.#take(computed);
      if (!computed || computed.lacks) {
        const answer = await this.#computing.ask(computed?.data ?? data, before, computed !== null, isWanted);
        if (!answer) return;
        this.#show(answer);
      }
    } catch (problem) {
      // Without facts the form still takes what is typed; the server computes when it is saved.
      if (!(problem instanceof ApiProblem)) throw problem;
      // Out of reach: what stands there stays in doubt until something is typed, or saved.
      if (problem.status === 0) {
        if (isWanted()) this.#unreached = problem;
        return;
      }
    }
    if (isWanted()) this.#awaited = 'nothing';
  }
}
