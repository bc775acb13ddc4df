import type { Decision } from '../decide/types.ts';
import type { Validators } from '../decide/validators.ts';
import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Field } from '../model/type.ts';
import type { Id, Stored } from '../model/record.ts';
import { Fault, type Refusal } from '../problems/problem.ts';
import { balanceDifferences } from './expect-balances.ts';
import { differences } from './expect.ts';
import { Happened } from './happened.ts';
import { naturalKeysIn, resolveNaturalKeys } from './natural-keys.ts';
import { StagePlay } from './stage-play.ts';
import { aliasesOf, commandOf, singleSteps, stepWords, StoryError, subjectOf } from './step-command.ts';
import type { Watch } from './watch-model.ts';
import {
  defaultToday,
  type Expectation,
  type Scenario,
  type ScenarioResult,
  type Step,
  type StepResult,
} from './types.ts';

/** Records by type, as `data/base/<type>.jsonl` has them. */
export type BaseData = Readonly<Record<string, readonly JsonObject[]>>;

/**
 * Plays a story in memory, with the same decisions that the server makes.
 *
 * @param watch  looks on, to count what stories go through (`Coverage`)
 * @returns every step with what went wrong; a step that fails ends the story, since the rest would tell of something else
 */
export function playScenario(
  model: Model,
  validators: Validators,
  scenario: Scenario,
  baseData: BaseData,
  watch?: Watch,
): ScenarioResult {
  const { today = defaultToday, settings, company, people, records = {} } = scenario.given ?? {};
  const play = new StagePlay(model, validators, {
    today,
    ...(settings ? { settings } : {}),
    ...(company ? { company } : {}),
    ...(watch ? { watch } : {}),
    ...(people ? { people } : {}),
  });
  const troubles = [...loadRecords(model, play, baseData), ...loadRecords(model, play, records)];
  troubles.push(...play.homeless().map((name) => `${name} works where there is no record`));
  if (troubles.length > 0) return { passed: false, steps: [], detail: troubles.join('\n') };
  const stage = new Actors(model, play);
  const steps: StepResult[] = [];
  for (const [index, step] of scenario.when.entries()) {
    const detail = stage.play(step);
    const words = stepWords(step);
    steps.push({ index, words, passed: detail === null, detail });
    if (detail !== null) return { passed: false, steps, detail: `step ${index + 1} (${words}): ${detail}` };
  }
  const found = Object.entries(scenario.then ?? {}).flatMap(([alias, expected]) =>
    stage.check(alias, expected),
  );
  found.push(...balanceDifferences(model, play, scenario.balances ?? []));
  return { passed: found.length === 0, steps, detail: found.length === 0 ? null : found.join('\n') };
}

/**
 * Creates records that name each other by natural key, in whatever order their references allow.
 *
 * @returns what was refused, or names what is not there, in words
 */
export function loadRecords(model: Model, play: StagePlay, data: BaseData): string[] {
  const troubles: string[] = [];
  let waiting = Object.entries(data).flatMap(([type, records]) =>
    records.map((record) => ({ type, record })),
  );
  for (;;) {
    const later: typeof waiting = [];
    for (const { type, record } of waiting) {
      const fields = model.types.get(type)?.fields ?? new Map();
      const lacksOne = [...naturalKeysIn(fields, record)].some((name) => play.idOf(name) === null);
      if (lacksOne) {
        later.push({ type, record });
        continue;
      }
      const answer = play.run({
        kind: 'create',
        type,
        data: resolveNaturalKeys(fields, record, (name) => play.idOf(name)),
      });
      if (answer.kind === 'refusal') troubles.push(`record of ${type}: ${refusalWords(answer)}`);
    }
    if (later.length === 0) return troubles;
    if (later.length === waiting.length) {
      const lost = later.map(
        ({ type, record }) => `record of ${type} names what is not there: ${JSON.stringify(record)}`,
      );
      return [...troubles, ...lost];
    }
    waiting = later;
  }
}

/** Who has been made so far, by alias. */
class Actors {
  readonly #model: Model;
  readonly #play: StagePlay;
  readonly #ids = new Map<string, Id>();
  readonly #types = new Map<string, string>();

  constructor(model: Model, play: StagePlay) {
    this.#model = model;
    this.#play = play;
  }

  /** null, or what went wrong. */
  play(step: Step): string | null {
    if (!step.each) return this.#playOne(step);
    const found = singleSteps(step).flatMap((one) => {
      const detail = this.#playOne(one);
      return detail === null ? [] : [`${one.on ?? ''}: ${detail}`];
    });
    return found.length === 0 ? null : found.join('\n');
  }

  #playOne(step: Step): string | null {
    try {
      const happened = new Happened(this.#play);
      if (step.day !== undefined) this.#play.today = step.day;
      const cast = {
        idOf: (alias: string) => this.#ids.get(alias) ?? null,
        typeOf: (alias: string) => this.#types.get(alias) ?? null,
      };
      const command = commandOf(this.#model, step, cast, (name) => this.#play.idOf(name));
      if (command) {
        const answer = this.#play.run(command, step.by);
        if (answer.kind === 'refusal') {
          const odd = judgeRefusal(step, answer);
          if (odd !== null) return odd;
        } else if (step.refused)
          return `expected a refusal${step.refused.code ? ` ${step.refused.code}` : ''}, but it was done`;
        else this.#enter(step, answer);
      } else if (step.refused) return 'nothing is done that could be refused';
      const odd = happened.differences(step);
      if (odd.length > 0) return odd.join('\n');
      this.#enterMade(step, happened.made());
      const subject = subjectOf(step);
      const found = step.then && subject !== null ? this.check(subject, step.then, step.by) : [];
      found.push(...balanceDifferences(this.#model, this.#play, step.balances ?? []));
      return found.length === 0 ? null : found.join('\n');
    } catch (error) {
      if (error instanceof StoryError || error instanceof Fault) return error.message;
      throw error;
    }
  }

  check(alias: string, expected: Expectation, role?: string): string[] {
    const id = this.#ids.get(alias);
    const record = id === undefined ? undefined : this.#play.store.records.get(id);
    if (id === undefined || !record) return [`“${alias}” is not there`];
    const type = this.#model.types.get(record.type);
    const fields: ReadonlyMap<string, Field> = type?.fields ?? new Map();
    const links = [...this.#play.store.links.values()].filter(
      ({ sourceRecord, targetRecord }) => sourceRecord === id || targetRecord === id,
    );
    const data = expected.data && resolveNaturalKeys(fields, expected.data, (name) => this.#play.idOf(name));
    const describe = () => {
      const description = this.#play.describe(id, role);
      return description.kind === 'description' ? description : null;
    };
    const isLive = [...(type?.fieldByPath.values() ?? [])].some(({ live }) => live);
    const shown = data && isLive ? { ...record, data: describe()?.data ?? record.data } : record;
    return differences(data ? { ...expected, data } : expected, shown, links, describe).map(
      (found) => `${alias}: ${found}`,
    );
  }

  #enter(step: Step, { conversion, record }: Decision): void {
    const made = conversion?.targets ?? [record];
    const aliases = aliasesOf(step);
    if (aliases.length > 0 && conversion && aliases.length !== made.length) {
      throw new StoryError(`${made.length} documents were made, but ${aliases.length} named`);
    }
    aliases.forEach((alias, index) => this.#name(alias, made[index] ?? ''));
  }

  /** Names what actions and rules made, by type. */
  #enterMade({ made = {} }: Step, records: readonly Stored[]): void {
    const named = new Set(this.#ids.values());
    for (const [type, aliases] of Object.entries(made)) {
      const found = records.filter((record) => record.type === type && !named.has(record.id));
      if (found.length !== aliases.length) {
        const titles = found.map(({ title }) => title).join(', ');
        throw new StoryError(
          `${found.length} records of ${type} were made (${titles}), but ${aliases.length} named`,
        );
      }
      aliases.forEach((alias, index) => this.#name(alias, found[index]?.id ?? ''));
    }
  }

  #name(alias: string, id: Id): void {
    this.#ids.set(alias, id);
    this.#types.set(alias, this.#play.store.records.get(id)?.type ?? '');
  }
}

function judgeRefusal({ refused }: Step, answer: Refusal): string | null {
  const said = refusalWords(answer);
  if (!refused) return `refused: ${said}`;
  const codes = [answer.code, ...answer.problems.map(({ code }) => code)];
  if (refused.code !== undefined && !codes.includes(refused.code))
    return `expected the refusal ${refused.code}, found ${said}`;
  if (refused.says !== undefined && !said.includes(refused.says))
    return `expected words “${refused.says}”, found ${said}`;
  return null;
}

function refusalWords({ code, message, problems }: Refusal): string {
  const places = problems.map((problem) => `${problem.pointer}: ${problem.code} ${problem.message}`);
  return [`${code} ${message}`, ...places].join('; ');
}
