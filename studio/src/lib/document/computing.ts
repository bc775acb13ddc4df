// The engine at work while somebody types: same code as on the server, facts from the server when it lacks some.
import type { DraftAnswer, FactsAnswer, ModelAnswer, RefShape } from '#api';
import type { Computed, Facts, JsonObject, Lineage, Needs, Setting, Stored, ValueSource } from '#engine';
import type { ApiClient } from '#lib/api/client.ts';
import type { TypeModel } from '#lib/workspace/type-models.ts';
import { writable } from './edits.ts';

/** After the last key, before the server is asked to compute. */
const SERVER_WAIT_MS = 150;
/** Rounds of needs before the server is asked to compute: two or three are usual. */
const ROUNDS_MAX = 8;

/** A record as the server answered it: with what was copied into it. */
type Saved = Stored & { readonly copied?: readonly string[] };

type Outcome =
  | { readonly kind: 'computed'; readonly computed: Computed }
  | { readonly kind: 'needs'; readonly needs: Needs };

/**
 * Computes the data of one form. `try` answers at once from the facts at hand; `read` reads what lacks first; `ask` asks
 * the server. Whatever was computed has to be shown: the next computation goes on from it.
 */
export class Computing {
  readonly #api: ApiClient;
  readonly #types: TypeModel;
  readonly #setting: Omit<Setting, 'now'>;
  readonly #facts: {
    records: Map<string, Stored | null>;
    lineages: Map<string, Lineage>;
    finds: Map<string, Stored | null>;
    lists: Map<string, readonly Stored[]>;
    copied: Map<string, ReadonlySet<string>>;
  };
  /** The record whose copied values are among the facts. */
  #known: Saved | null = null;
  /** A fact that this user may not read was needed: the server computes from here on. */
  #hidden = false;
  #memo: Computed['memo'] | null = null;
  /** What the server computed last, where it does. */
  #was: JsonObject | null = null;
  /** What it told of filled values, where it does. */
  #sources: DraftAnswer['sources'] | null = null;

  constructor(api: ApiClient, types: TypeModel, session: ModelAnswer) {
    this.#api = api;
    this.#types = types;
    this.#facts = {
      records: new Map(),
      lineages: new Map(),
      finds: new Map(),
      lists: new Map(),
      copied: new Map(),
    };
    this.#setting = {
      seed: 'form',
      release: types.release,
      user: session.user,
      company: { ...session.company, key: session.company.id, locale: types.language },
      settings: types.settings as JsonObject,
      language: types.language,
    };
  }

  /** The record was read anew: what was computed before says nothing about it, and prices may be others by now. */
  forget(): void {
    this.#memo = null;
    this.#was = null;
    this.#sources = null;
    this.#facts.lists.clear();
  }

  /**
   * Where a filled value came from, as far as it is known here.
   * @param place  `price`, `lines/<line>/price`
   */
  source(place: string, before: Stored | null): ValueSource | null {
    const { deciding, model, validators, type } = this.#types;
    if (this.#sources) return this.#sources[place] ?? null;
    if (!deciding || !this.#memo) return null;
    return deciding.sourceInForm(
      model,
      validators,
      type.key,
      this.#memo,
      before,
      this.#facts as Facts,
      this.#now(),
      place,
    );
  }

  #know(before: Saved | null): void {
    if (before === null || before === this.#known) return;
    this.#known = before;
    this.#facts.copied.set(before.id, new Set(before.copied));
  }

  #now(): Setting {
    return { ...this.#setting, here: this.#api.here, now: Date.now() };
  }

  /** Synchronous: totals follow the key that was pressed. */
  try(data: JsonObject, before: Saved | null): Outcome {
    const { engine, model, validators, type } = this.#types;
    this.#know(before);
    const facts: Facts = this.#facts;
    const answer = engine.computeForm(
      model,
      validators,
      type.key,
      data,
      before,
      facts,
      this.#now(),
      this.#memo,
      this.#was,
    );
    if (answer.kind === 'needs') return { kind: 'needs', needs: answer };
    this.#memo = answer.memo;
    this.#was = null;
    this.#sources = null;
    return { kind: 'computed', computed: answer };
  }

  /**
   * Reads facts until the engine can answer. What only is shown (`x-live`) may still lack what cannot be read.
   *
   * @param isWanted  false when something else was typed meanwhile: that is computed by a round of its own, from what was
   *                  shown before, so this one stops
   * @returns null: it cannot, or it is not wanted any more. A fact that the user may not see is the server's to look at
   * @throws ApiProblem
   */
  async read(data: JsonObject, before: Saved | null, isWanted: () => boolean): Promise<Computed | null> {
    for (let round = 0; round < ROUNDS_MAX && !this.#hidden; round++) {
      const outcome = this.try(data, before);
      const needs = outcome.kind === 'needs' ? outcome.needs : outcome.computed.lacks;
      if (outcome.kind === 'computed' && (!needs || isElsewhere(needs))) return outcome.computed;
      if (!needs || isElsewhere(needs)) return null;
      await this.#read(needs);
      if (!isWanted()) return null;
    }
    return null;
  }

  /**
   * Has the server compute, a moment after the last key.
   *
   * @param isComputed  what only is shown is all that lacks
   * @returns null when it is not wanted any more
   * @throws ApiProblem
   */
  async ask(
    data: JsonObject,
    before: Saved | null,
    isComputed: boolean,
    isWanted: () => boolean,
  ): Promise<DraftAnswer | null> {
    await new Promise((resolve) => setTimeout(resolve, SERVER_WAIT_MS));
    if (!isWanted()) return null;
    const { type } = this.#types;
    const was = this.#was ?? this.#memo?.data;
    const answer = await this.#api.post<DraftAnswer>(`/records/${encodeURIComponent(type.key)}/draft`, {
      data: writable(type, data),
      ...(before && { id: before.id }),
      // Whole: fills read what is computed, too.
      ...(was && { was }),
    });
    if (!isWanted()) return null;
    if (!isComputed) this.#was = answer.data;
    this.#sources = answer.sources;
    return answer;
  }

  /**
   * What to call records that the engine filled in: from the facts at hand, the rest read.
   * @throws ApiProblem
   */
  async labels(ids: readonly string[]): Promise<Record<string, RefShape>> {
    const unread = ids.filter((id) => !this.#facts.records.has(id));
    if (unread.length > 0) {
      const answer = await this.#api.post<FactsAnswer>('/facts', { needs: { records: unread, finds: [] } });
      for (const id of unread) {
        const fact = answer.records[id];
        if (fact && !('hidden' in fact)) this.#facts.records.set(id, fact);
      }
    }
    return Object.fromEntries(
      ids.flatMap((id) =>
        this.#facts.records.has(id) ? [[id, this.#label(this.#facts.records.get(id) ?? null)]] : [],
      ),
    );
  }

  #label(record: Stored | null): RefShape {
    if (!record) return { type: '', title: '—', key: null };
    const natural = this.#types.model.types.get(record.type)?.naturalKey ?? 'number';
    const key = natural === 'number' ? record.number : record.data[natural];
    return { type: record.type, title: record.title, key: typeof key === 'string' ? key : null };
  }

  async #read(needs: Needs): Promise<void> {
    const answer = await this.#api.post<FactsAnswer>('/facts', {
      needs: { records: needs.records, finds: needs.finds, ...(needs.lists && { lists: needs.lists }) },
    });
    for (const id of needs.records) this.#keep(this.#facts.records, id, answer.records[id]);
    for (const find of needs.finds) {
      const key = this.#types.engine.findKey(find);
      this.#keep(this.#facts.finds, key, answer.finds[key]);
    }
    for (const need of needs.lists ?? []) {
      const key = this.#types.engine.listKey(need);
      const list = answer.lists?.[key] ?? [];
      if ('hidden' in list) this.#hidden = true;
      else this.#facts.lists.set(key, list);
    }
  }

  #keep(
    facts: Map<string, Stored | null>,
    key: string,
    fact: FactsAnswer['records'][string] | undefined,
  ): void {
    if (fact && 'hidden' in fact) this.#hidden = true;
    else facts.set(key, fact ?? null);
  }
}

/** How much is open on other documents, what ledgers hold and what long tables say, is not the browser's to know. */
function isElsewhere(needs: Needs): boolean {
  return needs.elsewhere === true || needs.lineages.length > 0;
}
