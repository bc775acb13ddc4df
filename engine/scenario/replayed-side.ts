// One side of a replay: the same steps decided by one release, and what stands there afterwards.
import type { Decision } from '../decide/types.ts';
import type { Validators } from '../decide/validators.ts';
import type { Json } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Id, Stored } from '../model/record.ts';
import { Fault, type Refusal } from '../problems/problem.ts';
import { addDays } from '../values/date.ts';
import { loadRecords, type BaseData } from './play-scenario.ts';
import { StagePlay } from './stage-play.ts';
import { aliasesOf, commandOf, StoryError } from './step-command.ts';
import { defaultToday, type Scenario, type Step } from './types.ts';

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
  /** Refusals of what was there before the first step. */
  readonly troubles: readonly string[];
  readonly #ids = new Map<string, Id>();
  readonly #names = new Map<Id, string>();
  /** Records named by type and step so far. */
  readonly #counts = new Map<string, number>();

  constructor(
    { model, validators, base }: ReplaySide,
    { given = {} }: Pick<Scenario, 'given'>,
    language: string,
  ) {
    const { today = defaultToday, settings, company, people, records = {} } = given;
    this.play = new StagePlay(model, validators, {
      today,
      language,
      ...(settings ? { settings } : {}),
      ...(company ? { company } : {}),
      ...(people ? { people } : {}),
    });
    this.troubles = [...loadRecords(model, this.play, base), ...loadRecords(model, this.play, records)];
    this.#nameNew('given');
  }

  step(step: Step, index: number, today: string): Outcome {
    const { play } = this;
    try {
      const day = step.day ?? (step.daysAgo === undefined ? null : addDays(today, -step.daysAgo));
      if (day !== null && day > play.day) play.today = day;
      const cast = {
        idOf: (alias: string) => this.#ids.get(alias) ?? null,
        typeOf: (alias: string) => play.store.records.get(this.#ids.get(alias) ?? '')?.type ?? null,
      };
      const command = commandOf(play.model, step, cast, (name) => play.idOf(name));
      if (command === null) return { kind: 'done', document: null };
      const answer = play.run(command, step.by);
      if (answer.kind === 'refusal') return { kind: 'refused', words: refusalWords(answer) };
      const document = this.#enter(step, answer);
      this.#nameNew(String(index + 1));
      return { kind: 'done', document: this.#names.get(document) ?? null };
    } catch (error) {
      if (error instanceof StoryError || error instanceof Fault)
        return { kind: 'broken', words: error.message };
      throw error;
    } finally {
      this.#nameNew(String(index + 1));
    }
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

  /** Names what the step made, by itself or by its rules. @returns the document that it was about */
  #enter(step: Step, { conversion, record }: Decision): Id {
    const targets = conversion?.targets ?? [record];
    aliasesOf(step).forEach((alias, index) => this.#name(alias, targets[index]));
    for (const [type, aliases] of Object.entries(step.made ?? {})) {
      const made = [...this.play.records()].filter((one) => one.type === type && !this.#names.has(one.id));
      aliases.forEach((alias, index) => this.#name(alias, made[index]?.id));
    }
    return targets[0] ?? record;
  }

  #name(alias: string, id: Id | undefined): void {
    if (id === undefined) return;
    this.#ids.set(alias, id);
    this.#names.set(id, alias);
  }

  /** What was made beside what the story names: by natural key, or by type and order of the step that made it. */
  #nameNew(step: string): void {
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
