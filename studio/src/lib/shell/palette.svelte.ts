// What the palette shows: pages of the menu, things to do, and records found on the server.
import type { SearchAnswer } from '#api';
import { ApiProblem } from '#lib/api/problem.ts';
import { t } from '#lib/i18n/locale.svelte.ts';
import { fold } from '#lib/values/fold.ts';
import type { Session } from '#lib/workspace/session.svelte.ts';

export interface Entry {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly icon: string | null;
  readonly go: string | (() => void);
}

export interface EntryGroup {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Long enough not to ask at every letter, short enough not to be felt. */
const WAIT_MS = 120;

export class PaletteState {
  readonly #session: Session;
  readonly #commands: () => readonly Entry[];
  #query = $state('');
  #found = $state.raw<SearchAnswer['items']>([]);
  #searching = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;

  readonly groups = $derived.by<readonly EntryGroup[]>(() => this.#groups());

  /** @param commands  things to do that are not pages: keys, theme, language */
  constructor(session: Session, commands: () => readonly Entry[]) {
    this.#session = session;
    this.#commands = commands;
  }

  get query(): string {
    return this.#query;
  }

  get searching(): boolean {
    return this.#searching;
  }

  set query(text: string) {
    this.#query = text;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    if (text.trim().length < 2) {
      this.#found = [];
      this.#searching = false;
      return;
    }
    this.#searching = true;
    this.#timer = setTimeout(() => void this.#search(text.trim()), WAIT_MS);
  }

  async #search(q: string): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const answer = await this.#session.api.get<SearchAnswer>('/search', {
        query: { q },
        signal: abort.signal,
      });
      this.#found = answer.items;
    } catch (problem) {
      if (abort.signal.aborted) return;
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#found = [];
    }
    this.#searching = false;
  }

  #groups(): readonly EntryGroup[] {
    const wanted = fold(this.#query.trim());
    const fits = (entry: Entry): boolean => wanted === '' || fold(entry.label).includes(wanted);
    const pages: Entry[] = this.#session.model.menu
      .flatMap((group) => group.items)
      .map((item) => ({
        key: `page-${item.type}`,
        label: item.title,
        hint: t('palette.list'),
        icon: item.icon,
        go: `/l/${item.type}`,
      }));
    const makes: Entry[] = this.#session.model.types
      .filter((type) => type.canCreate)
      .map((type) => ({
        key: `new-${type.key}`,
        label: t('palette.new', { type: type.title }),
        hint: t('palette.action'),
        icon: type.icon,
        go: `/d/${type.key}/new`,
      }));
    const records: Entry[] = this.#found.map((item) => ({
      key: `record-${item.id}`,
      label: item.title,
      hint: [item.typeTitle, ...item.states.map((state) => state.title).slice(0, 1)].join(' · '),
      icon: this.#session.type(item.type)?.icon ?? null,
      go: `/d/${item.type}/${item.id}`,
    }));
    return [
      { title: t('palette.records'), entries: records },
      { title: t('palette.pages'), entries: pages.filter(fits) },
      { title: t('palette.actions'), entries: [...makes, ...this.#commands()].filter(fits) },
    ].filter((group) => group.entries.length > 0);
  }
}
