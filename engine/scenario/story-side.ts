// One side of a replayed story: its steps decided by one release.
import type { Decision } from '../decide/types.ts';
import type { Id } from '../model/record.ts';
import { Fault } from '../problems/problem.ts';
import { addDays } from '../values/date.ts';
import { loadRecords } from './play-scenario.ts';
import { refusalWords, ReplayedSide, type Outcome, type ReplaySide } from './replayed-side.ts';
import { StagePlay } from './stage-play.ts';
import { aliasesOf, commandOf, StoryError } from './step-command.ts';
import { defaultToday, type Scenario, type Step } from './types.ts';

export class StorySide extends ReplayedSide {
  /** Refusals of what was there before the first step. */
  readonly troubles: readonly string[];

  constructor(
    { model, validators, base }: ReplaySide,
    { given = {} }: Pick<Scenario, 'given'>,
    language: string,
  ) {
    const { today = defaultToday, settings, company, people, records = {} } = given;
    super(
      new StagePlay(model, validators, {
        today,
        language,
        ...(settings ? { settings } : {}),
        ...(company ? { company } : {}),
        ...(people ? { people } : {}),
      }),
    );
    this.troubles = [...loadRecords(model, this.play, base), ...loadRecords(model, this.play, records)];
    this.nameNew('given');
  }

  step(step: Step, index: number, today: string): Outcome {
    const { play } = this;
    try {
      const day = step.day ?? (step.daysAgo === undefined ? null : addDays(today, -step.daysAgo));
      if (day !== null && day > play.day) play.today = day;
      const cast = {
        idOf: (alias: string) => this.idOf(alias),
        typeOf: (alias: string) => play.store.records.get(this.idOf(alias) ?? '')?.type ?? null,
      };
      const command = commandOf(play.model, step, cast, (name) => play.idOf(name));
      if (command === null) return { kind: 'done', document: null };
      const answer = play.run(command, step.by);
      if (answer.kind === 'refusal') return { kind: 'refused', words: refusalWords(answer) };
      const document = this.#enter(step, answer);
      this.nameNew(String(index + 1));
      return { kind: 'done', document: this.nameOf(document) };
    } catch (error) {
      if (error instanceof StoryError || error instanceof Fault)
        return { kind: 'broken', words: error.message };
      throw error;
    } finally {
      this.nameNew(String(index + 1));
    }
  }

  /** Names what the step made, by itself or by its rules. @returns the document that it was about */
  #enter(step: Step, { conversion, record }: Decision): Id {
    const targets = conversion?.targets ?? [record];
    aliasesOf(step).forEach((alias, index) => this.name(alias, targets[index]));
    for (const [type, aliases] of Object.entries(step.made ?? {})) {
      const made = [...this.play.records()].filter((one) => one.type === type && !this.isNamed(one.id));
      aliases.forEach((alias, index) => this.name(alias, made[index]?.id));
    }
    return targets[0] ?? record;
  }
}
