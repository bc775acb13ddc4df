// The stages pane of one type: outline from the draft, live counts from the company, what is selected.
import type { CountsAnswer } from '#api';
import { ApiProblem } from '#lib/api/problem.ts';
import type { Definitions } from './definitions.svelte.ts';
import { typeOf } from './file-tree.ts';
import { outlineOf } from './machine-outline.ts';
import { drawStages } from './stage-canvas.ts';

export class StagesState {
  readonly #definitions: Definitions;
  /** Live records by state path; empty where the company does not have the type yet. */
  #counts = $state.raw<CountsAnswer['states']>({});
  #selected = $state('');

  readonly outline = $derived.by(() => {
    const file = this.#definitions.machineFile;
    return outlineOf(file ? this.#definitions.files[file] : undefined);
  });
  readonly canvas = $derived(this.outline ? drawStages(this.outline) : null);
  readonly problems = $derived.by(
    () => this.#definitions.problemsByFile.get(this.#definitions.machineFile ?? '') ?? [],
  );

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Pointer of the state or transition that is selected, or ''. */
  get selected(): string {
    return this.#selected;
  }

  countOf(path: string): number {
    return this.#counts[path] ?? 0;
  }

  hasProblem(pointer: string, isGroup: boolean): boolean {
    return this.problems.some(
      (problem) =>
        problem.severity !== 'info' &&
        problem.pointer.startsWith(`${pointer}/`) &&
        !(isGroup && problem.pointer.startsWith(`${pointer}/states/`)),
    );
  }

  async readCounts(): Promise<void> {
    const type = typeOf(this.#definitions.file);
    if (type === null) return;
    try {
      this.#counts = (
        await this.#definitions.session.api.get<CountsAnswer>(`/definitions/counts/${type}`)
      ).states;
    } catch (problem) {
      // A type that is not published yet has no records to count.
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#counts = {};
    }
  }

  /** Chosen on the canvas or in the table: the text beside it goes there. */
  select(pointer: string): void {
    this.#selected = pointer;
    const file = this.#definitions.machineFile;
    if (file) this.#definitions.goTo(file, pointer);
  }

  /** The cursor moved in the text: the innermost state or transition around it is selected. */
  follow(pointer: string): void {
    const places = [...(this.outline?.states ?? []), ...(this.outline?.moves ?? [])].map(
      (one) => one.pointer,
    );
    const around = places
      .filter((place) => pointer === place || pointer.startsWith(`${place}/`))
      .toSorted((a, b) => b.length - a.length);
    this.#selected = around[0] ?? '';
  }

  rename(pointer: string, title: string): void {
    const file = this.#definitions.machineFile;
    if (file && title.trim() !== '') this.#definitions.set(file, `${pointer}/meta/title`, title.trim());
  }
}
