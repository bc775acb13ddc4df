// Looking for a record to refer to: asks the server as one types, forgets answers that came too late.
import type { ListAnswer, RefShape } from '#api';
import type { ApiClient } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';

export interface RefOption extends RefShape {
  readonly id: string;
  /** What the picker shows behind the title. */
  readonly hint: string;
}

const WAIT_MS = 100;
const LIMIT = 30;

/** Lists of records fit to be picked, by what was typed. */
export class RefSearch {
  readonly #api: ApiClient;
  readonly #types: () => readonly string[];
  readonly #kept = new Map<string, readonly RefOption[]>();
  #options = $state.raw<readonly RefOption[]>([]);
  #busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = '';

  constructor(api: ApiClient, types: () => readonly string[]) {
    this.#api = api;
    this.#types = types;
  }

  get options(): readonly RefOption[] {
    return this.#options;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Shows what fits `query`, soon. */
  look(query: string): void {
    const q = query.trim();
    this.#asked = q;
    clearTimeout(this.#timer);
    const known = this.#kept.get(q);
    if (known) {
      this.#options = known;
      this.#busy = false;
      return;
    }
    this.#busy = true;
    this.#timer = setTimeout(() => void this.#show(q), WAIT_MS);
  }

  /**
   * Finds at once, for pasted text and for Enter before the list has come.
   * @returns options that fit, best first
   */
  async find(query: string): Promise<readonly RefOption[]> {
    const q = query.trim();
    const known = this.#kept.get(q);
    if (known) return known;
    const answers = await Promise.all(
      this.#types().map((type) =>
        this.#api.get<ListAnswer>(`/records/${encodeURIComponent(type)}`, { query: { q, limit: LIMIT } }),
      ),
    );
    const options = answers.flatMap((answer) =>
      answer.items.map((item) => ({
        id: item.id,
        type: item.type,
        title: item.title,
        key: keyOf(item),
        hint: '',
      })),
    );
    this.#kept.set(q, options);
    return options;
  }

  async #show(q: string): Promise<void> {
    let options: readonly RefOption[] = [];
    try {
      options = await this.find(q);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
    }
    if (this.#asked !== q) return;
    this.#options = options;
    this.#busy = false;
  }
}

function keyOf(item: ListAnswer['items'][number]): string | null {
  const code = item.data.code;
  return item.number ?? (typeof code === 'string' ? code : null);
}
