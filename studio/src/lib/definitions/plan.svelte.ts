// What publishing would do, and doing it.
import type { PlanAnswer, ReleaseShape } from '#api';
import { ApiProblem } from '#lib/api/problem.ts';
import type { Definitions } from './definitions.svelte.ts';

export class PlanState {
  readonly #definitions: Definitions;
  #plan = $state.raw<PlanAnswer | null>(null);
  #problem = $state('');
  #publishing = $state(false);
  message = $state('');

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  get plan(): PlanAnswer | null {
    return this.#plan;
  }
  /** The server's no, in its words. */
  get problem(): string {
    return this.#problem;
  }
  get publishing(): boolean {
    return this.#publishing;
  }
  get passed(): number {
    return this.#plan?.scenarios.filter((scenario) => scenario.passed).length ?? 0;
  }
  get touched(): number {
    return Math.max(0, ...(this.#plan?.changes.map((change) => change.records) ?? []));
  }
  get errors(): readonly PlanAnswer['problems'][number][] {
    return this.#plan?.problems.filter((problem) => problem.severity === 'error') ?? [];
  }

  /** Everything typed is written first, so that the plan is of what the author sees. */
  async read(): Promise<void> {
    this.#plan = null;
    this.#problem = '';
    await this.#definitions.written();
    const { draft } = this.#definitions.log;
    if (!draft) return;
    await this.#guarded(async () => {
      this.#plan = await this.#definitions.session.api.get<PlanAnswer>(
        `/definitions/drafts/${draft.id}/plan`,
      );
    });
  }

  /** @returns the release, or null when the server said no (the words are in `problem`) */
  async publish(): Promise<ReleaseShape | null> {
    const { draft } = this.#definitions.log;
    const plan = this.#plan;
    if (!draft || !plan || this.#publishing) return null;
    this.#publishing = true;
    let release: ReleaseShape | null = null;
    await this.#guarded(async () => {
      release = await this.#definitions.session.api.post<ReleaseShape>(
        `/definitions/drafts/${draft.id}/publish`,
        { plan: plan.hash, message: this.message.trim() },
      );
      await this.#definitions.session.refresh();
      await this.#definitions.open();
    });
    this.#publishing = false;
    return release;
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    this.#problem = '';
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#problem = problem.sentence;
    }
  }
}
