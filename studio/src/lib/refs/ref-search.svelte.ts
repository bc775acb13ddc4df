// Looking for a record to refer to: asks the server as one types, forgets answers that came too late.
import type { CandidatesAnswer, ListAnswer, ListItem, RefShape } from '#api';
import type { ApiClient } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';
import { locale } from '#lib/i18n/locale.svelte.ts';
import { formatDecimal } from '#lib/values/decimal-text.ts';

export interface RefOption extends RefShape {
  readonly id: string;
  /** What stands beside it: a balance, written out. */
  readonly figures?: readonly { readonly path: string; readonly title: string; readonly text: string }[];
}

export interface Found {
  /** Best first. */
  readonly options: readonly RefOption[];
  /** There are others: a longer text finds them. */
  readonly more: boolean;
}

/** Finds records by a text. */
export type Find = (text: string) => Promise<Found>;

const NOTHING: Found = { options: [], more: false };

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
    return {
      options: answers.flatMap(({ items }) => items.map(optionOf)),
      more: answers.some(({ next }) => next !== null),
    };
  };
}

/** Asks which records a reference may be set to. @param question  as `…/candidates` takes it, without the text */
export function findFitting(api: ApiClient, type: string, question: () => object): Find {
  return async (q) => {
    const path = `/records/${encodeURIComponent(type)}/candidates`;
    const answer = await api.post<CandidatesAnswer>(path, { ...question(), q });
    return { options: optionsOf(answer), more: answer.more };
  };
}

export function optionOf({ id, type, title, number, data }: ListItem): RefOption {
  const { code } = data;
  return { id, type, title, key: number ?? (typeof code === 'string' ? code : null) };
}

/** What the server offers for a reference, with the figures beside it in the language shown. */
function optionsOf({ items, figures }: CandidatesAnswer): readonly RefOption[] {
  return items.map((item) => ({
    ...optionOf(item),
    figures: figures.flatMap(({ path, title, scale }) => {
      const value = item.figures[path];
      if (value === undefined) return [];
      const digits = value.split('.')[1]?.length ?? 0;
      return [{ path, title, text: formatDecimal(value, locale.tag, Math.min(digits, scale ?? digits)) }];
    }),
  }));
}

/** Lists of records fit to be picked, by what was typed. */
export class RefSearch {
  readonly #find: () => Find;
  readonly #kept = new Map<string, Found>();
  #found = $state.raw<Found>(NOTHING);
  #busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = '';

  constructor(find: () => Find) {
    this.#find = find;
  }

  get options(): readonly RefOption[] {
    return this.#found.options;
  }

  get more(): boolean {
    return this.#found.more;
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
      this.#found = known;
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
    if (known) return known.options;
    return (await this.#ask(q)).options;
  }

  async #ask(q: string): Promise<Found> {
    const found = await this.#find()(q);
    this.#kept.set(q, found);
    return found;
  }

  async #show(q: string): Promise<void> {
    let found = NOTHING;
    try {
      found = await this.#ask(q);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
    }
    if (this.#asked !== q) return;
    this.#found = found;
    this.#busy = false;
  }
}
