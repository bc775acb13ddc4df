// Earlier releases: what is different from now, and taking one back into force.
import type { ReleaseShape } from '#api';
import { ApiProblem } from '#lib/api/problem.ts';
import { compareText, type DiffLine } from './compare-text.ts';
import type { Definitions } from './definitions.svelte.ts';
import type { Files } from './draft-log.svelte.ts';

export interface FileDifference {
  readonly file: string;
  readonly kind: 'added' | 'changed' | 'removed';
  readonly lines: readonly DiffLine[];
}

export class ReleasesState {
  readonly #definitions: Definitions;
  #compared = $state.raw<ReleaseShape | null>(null);
  #differences = $state.raw<readonly FileDifference[] | null>(null);
  #problem = $state('');
  #busy = $state(false);

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  get releases(): readonly ReleaseShape[] {
    return this.#definitions.log.releases;
  }
  get compared(): ReleaseShape | null {
    return this.#compared;
  }
  get differences(): readonly FileDifference[] | null {
    return this.#differences;
  }
  get problem(): string {
    return this.#problem;
  }
  get busy(): boolean {
    return this.#busy;
  }

  /** From that release to the one in force; of the one in force, what it changed. */
  async compare(release: ReleaseShape): Promise<void> {
    if (this.#compared?.number === release.number) {
      this.#compared = null;
      return;
    }
    this.#compared = release;
    this.#differences = null;
    await this.#guarded(async () => {
      const { log } = this.#definitions;
      const from = release.current ? Math.max(1, release.number - 1) : release.number;
      const [before, after] = await Promise.all([log.releaseFiles(from), log.releaseFiles(log.current)]);
      this.#differences = differencesOf(before, after);
    });
  }

  /** A draft with that release's files; the plan then shows what publishing it means. @returns whether it began */
  async bringBack(release: ReleaseShape): Promise<boolean> {
    await this.#guarded(() => this.#definitions.startFrom(release.number));
    return this.#problem === '' && this.#definitions.log.draft !== null;
  }

  async discard(): Promise<void> {
    await this.#guarded(() => this.#definitions.discard());
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    this.#problem = '';
    this.#busy = true;
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#problem = problem.sentence;
    } finally {
      this.#busy = false;
    }
  }
}

function differencesOf(before: Files, after: Files): readonly FileDifference[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return files.flatMap((file): FileDifference[] => {
    const [from, to] = [before[file], after[file]];
    if (from === to) return [];
    const kind = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
    return [{ file, kind, lines: compareText(from ?? '', to ?? '') }];
  });
}
