// One side of a replay: the same steps decided by one release, and what stands there afterwards.
import type { Validators } from '../decide/validators.ts';
import type { Json } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Id, Stored } from '../model/record.ts';
import type { Refusal } from '../problems/problem.ts';
import type { BaseData } from './play-scenario.ts';
import type { StagePlay } from './stage-play.ts';

export interface ReplaySide {
  readonly model: Model;
  readonly validators: Validators;
  readonly base: BaseData;
}

/** What a step came to; `broken`: what it speaks of is not there on this side. */
export type Outcome =
  /** With the name of the document that it was about, or made; null: only time passed. */
  | { readonly kind: 'done'; readonly document: string | null }
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'broken'; readonly words: string };

/** Plays without expecting anything, and knows its records by names that mean the same on both sides. */
export class ReplayedSide {
  readonly play: StagePlay;
  /** What people call a record of a name. */
  readonly call: (name: string) => string;
  readonly #ids = new Map<string, Id>();
  readonly #names = new Map<Id, string>();
  /** Records named by type and step so far. */
  readonly #counts = new Map<string, number>();

  constructor(play: StagePlay, call: (name: string) => string = String) {
    this.play = play;
    this.call = call;
  }

  /** null: nothing of this name was made here, or it is gone. */
  idOf(name: string): Id | null {
    const id = this.#ids.get(name) ?? null;
    return id !== null && this.play.store.records.has(id) ? id : null;
  }

  name(name: string, id: Id | undefined): void {
    if (id === undefined) return;
    this.#ids.set(name, id);
    this.#names.set(id, name);
  }

  isNamed(id: Id): boolean {
    return this.#names.has(id);
  }

  /** Records by name, in the order in which they were made. */
  named(): ReadonlyMap<string, Stored> {
    return new Map(
      [...this.#names].flatMap(([id, name]) => {
        const record = this.play.store.records.get(id);
        return record ? [[name, record] as const] : [];
      }),
    );
  }

  nameOf(id: Id): string {
    return this.#names.get(id) ?? id;
  }

  /** Ids of records as names, so that both sides say the same of the same. */
  translated(value: Json): Json {
    if (typeof value === 'string') return this.#names.get(value) ?? value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.translated(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.#names.get(key) ?? key,
        this.translated(inner as Json),
      ]),
    );
  }

  /** What was made beside what the story names: by natural key, or by type and order of the step that made it. */
  nameNew(step: string): void {
    for (const { id, type, data } of this.play.store.records.values()) {
      if (this.#names.has(id)) continue;
      const key = data[this.play.model.types.get(type)?.naturalKey ?? ''];
      if (typeof key === 'string') {
        this.#names.set(id, `${type} ${key}`);
        continue;
      }
      const place = `${type} ${step}`;
      const count = (this.#counts.get(place) ?? 0) + 1;
      this.#counts.set(place, count);
      this.#names.set(id, `${place}.${count}`);
    }
  }
}

export function refusalWords({ message, problems }: Refusal): string {
  return [message, ...problems.map((problem) => problem.message)].join(' ');
}
