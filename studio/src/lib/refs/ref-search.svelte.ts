// Looking for a record to refer to: asks the server as one types, forgets answers that came too late.
import type { ListAnswer, ListItem, RefShape } from '#api';
import type { ApiClient } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';

export interface RefOption extends RefShape {
  readonly id: string;
}

/** Finds records by a text, best first. */
export type Find = (text: string) => Promise<readonly RefOption[]>;

const WAIT_MS = 100;
const LIMIT = 30;

/** Finds in the lists of these types. */
export function findIn(api: ApiClient, types: readonly string[]): Find {
  return async (q) => {
    const answers = await Promise.all(
      types.map((type) =>
        api.get<ListAnswer>(`/records/${encodeURIComponent(type)}`, { query: { q, limit: LIMIT } }),
      ),
    );
    return answers.flatMap(({ items }) => items.map(optionOf));
  };
}

export function optionOf({ id, type, title, number, data }: ListItem): RefOption {
  const { code } = data;
  return { id, type, title, key: number ?? (typeof code === 'string' ? code : null) };
}

/** Lists of records fit to be picked, by what was typed. */
export class RefSearch {
  readonly #find: () => Find;
  readonly #kept = new Map<string, readonly RefOption[]>();
  #options = $state.raw<readonly RefOption[]>([]);
  #busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = '';

  constructor(find: () => Find) {
    this.#find = find;
  }

  get options(): readonly RefOption[] {
    return this.#options;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** What fitted before may not fit now. */
  forget(): void {
    this.#kept.clear();
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
    const options = await this.#find()(q);
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
