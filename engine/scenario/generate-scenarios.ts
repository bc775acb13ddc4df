// Stories that nobody has written: every way through every machine, and every conversion, on the least data that a schema
// takes.
import { traceMachine, type MachineTrace } from '../build/machine/trace-machine.ts';
import { sameJson } from '../decide/same.ts';
import type { Decision } from '../decide/types.ts';
import type { Validators } from '../decide/validators.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Machine, Way } from '../model/machine.ts';
import type { Model } from '../model/model.ts';
import type { StageValue } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { Fault, type Refusal } from '../problems/problem.ts';
import { addMonths } from '../values/date.ts';
import { pathsByHand, type MachinePath } from './machine-paths.ts';
import { resolveNaturalKeys } from './natural-keys.ts';
import { loadRecords, type BaseData } from './play-scenario.ts';
import { SampleData } from './sample-data.ts';
import { StagePlay } from './stage-play.ts';
import type { Scenario, Step } from './types.ts';
import { watchModel } from './watch-model.ts';

export interface GeneratedScenario {
  readonly type: string;
  /** Key of the conversion that it is about; null: a way through the machine of the type. */
  readonly conversion: string | null;
  /** What happens, as the definitions have it: play it, and it comes true. */
  readonly scenario: Scenario;
  /** Code of the refusal that ends it; null: it went to its end. */
  readonly refused: string | null;
  /** What the definitions cannot mean: a fault, or a stage that the machine does not lead to. */
  readonly faults: readonly string[];
}

export interface Generated {
  readonly scenarios: readonly GeneratedScenario[];
  /** Types that no record could be made of, and why: they are made from other documents, or refer to them. */
  readonly unmade: readonly { readonly type: string; readonly reason: string }[];
}

/** Values tried for what is refused, place by place, before a record is given up. */
const MENDINGS_MAX = 12;

/** Refusals that a path can only meet when the machine is not what it says it is. */
const IMPOSSIBLE: ReadonlySet<string> = new Set(['unknown-event', 'event-not-accepted', 'not-found']);

/**
 * Generates a scenario for every way of every machine that can be gone by hand, and for every conversion out of a stage
 * that can be reached so, with what it makes brought into force; tries it in memory, and says what happened. A refusal is
 * an answer (its guard said no); a fault or a stage that the machine does not lead to is not.
 */
export function generateScenarios(
  model: Model,
  validators: Validators,
  base: BaseData,
  today = '2026-03-02',
): Generated {
  const scenarios: GeneratedScenario[] = [];
  const unmade: { type: string; reason: string }[] = [];
  for (const type of model.types.values()) {
    const setup = { model, validators, base, today };
    const paths = type.machine === null ? [] : pathsByHand(type.machine);
    const conversions = [...model.conversions.values()].filter(({ from }) => from === type.key);
    if (paths.length + conversions.length === 0) continue;
    const attempt = new Attempt(setup, type);
    const reason = attempt.prepare();
    if (reason !== null) {
      unmade.push({ type: type.key, reason });
      continue;
    }
    scenarios.push(...paths.map((path) => attempt.go(path.events)));
    for (const conversion of conversions) {
      const begun = beginnings(type, conversion, paths);
      const tries = begun.map((events) => {
        const converting = new Attempt(setup, type, conversion);
        return converting.prepare() === null ? [converting.go(events)] : [];
      });
      // The nearest stage that it can be made in tells most; where none can, the nearest tells why.
      const told = tries.flat();
      const best = told.find(({ refused }) => refused === null) ?? told[0];
      scenarios.push(...told.filter((one) => one === best || one.faults.length > 0));
    }
  }
  return { scenarios, unmade };
}

/** Stages out of which a conversion is tried, the nearest first: events that lead there. */
const BEGINNINGS_MAX = 4;

function beginnings(
  { machine }: RecordType,
  { stages }: Conversion,
  paths: readonly MachinePath[],
): readonly (readonly string[])[] {
  if (machine === null) return [[]];
  const byStage = new Map<string, readonly string[]>();
  for (const { events, stage } of paths.toSorted((a, b) => a.events.length - b.events.length)) {
    const states = machine.pathsOf(stage);
    const isWanted =
      stages.length === 0
        ? machine.phaseOf(stage) === 'posted'
        : stages.some((wanted) => states.includes(wanted));
    const key = JSON.stringify(stage);
    if (isWanted && !byStage.has(key)) byStage.set(key, events);
  }
  return [...byStage.values()].slice(0, BEGINNINGS_MAX);
}

interface Setup {
  readonly model: Model;
  readonly validators: Validators;
  readonly base: BaseData;
  readonly today: string;
}

interface Told {
  readonly step: Step;
  readonly answer: Decision | Refusal;
  /** Where the record stands afterwards. */
  readonly stage: StageValue | null;
}

/** Tries of one type: what makes a record acceptable is found once and kept. */
class Attempt {
  readonly #setup: Setup;
  readonly #type: RecordType;
  /** Made at the end of each path. */
  readonly #conversion: Conversion | null;
  readonly #traces = new Map<string, MachineTrace>();
  readonly #data: SampleData;

  constructor(setup: Setup, type: RecordType, conversion: Conversion | null = null) {
    this.#setup = setup;
    this.#type = type;
    this.#conversion = conversion;
    this.#data = new SampleData(setup.model, setup.base, setup.today);
    // What is converted comes to something.
    if (conversion !== null) this.#data.fillFigures(type);
  }

  /** Finds data that can be created. @returns why there is none, or null */
  prepare(): string | null {
    for (let mendings = 0; ; mendings++) {
      const { troubles, told } = this.#play([], undefined, false);
      if (troubles.length > 0) return troubles.join('\n');
      const answer = told[0]?.answer;
      if (answer?.kind !== 'refusal') return null;
      if (mendings >= MENDINGS_MAX || !this.#mend(answer)) return wordsOf(answer);
    }
  }

  go(events: readonly string[]): GeneratedScenario {
    for (let mendings = 0; ; mendings++) {
      const first = this.#play(events);
      // What is refused today may be allowed later: dates are what guards look at most.
      const later = isByGuard(first.told) ? this.#play(events, this.#later()) : null;
      const played = later !== null && !isByGuard(later.told) ? later : first;
      const last = played.told.at(-1)?.answer;
      const isRefused = last?.kind === 'refusal';
      if (isRefused && mendings < MENDINGS_MAX && this.#mend(last)) continue;
      const refused = isRefused ? last.code : null;
      const faults = [...played.faults];
      if (refused !== null && IMPOSSIBLE.has(refused))
        faults.push(`impossible refusal: ${wordsOf(last as Refusal)}`);
      return {
        type: this.#type.key,
        conversion: this.#conversion?.key ?? null,
        scenario: this.#scenario(events, played.told),
        refused,
        faults,
      };
    }
  }

  #mend({ problems }: Refusal): boolean {
    const pointers = problems.map(({ pointer }) => pointer);
    const target = this.#setup.model.types.get(this.#conversion?.to ?? '');
    const hasMended = this.#data.mend(this.#type, pointers);
    return (target !== undefined && this.#data.mend(target, pointers)) || hasMended;
  }

  #scenario(events: readonly string[], told: readonly Told[]): Scenario {
    const way = ['create', ...events, ...(this.#conversion === null ? [] : [this.#conversion.key])];
    return {
      title: `${this.#type.title}: ${way.join(', ')}`,
      given: { today: this.#setup.today, records: this.#data.given },
      when: told.flatMap(({ step, answer, stage }): Step[] => {
        if (answer.kind === 'refusal') return [{ ...step, refused: { code: answer.code } }];
        return [stage === null ? step : { ...step, then: { stage: stage as string | JsonObject } }];
      }),
    };
  }

  #later(): string {
    return addMonths(this.#setup.today, 15) ?? this.#setup.today;
  }

  /**
   * Creates the record, then fires the events until one is refused, or the record has moved on by itself; then converts.
   *
   * @param until     the day of the last event; that of the others when absent
   * @param converts  false: without the conversion
   */
  #play(
    events: readonly string[],
    until?: string,
    converts = true,
  ): {
    readonly troubles: readonly string[];
    readonly told: readonly Told[];
    readonly faults: readonly string[];
  } {
    const { model, validators, base, today } = this.#setup;
    const faults: string[] = [];
    const watch = watchModel(model, ({ type, before, event, after, answers }) => {
      const known = this.#traceOf(type);
      if (known === null || after === null) return;
      const opens = ({ guard }: Way): boolean => guard !== null && answers.get(guard) === true;
      const trace = before === null ? known.start(opens) : known.step(before, event, opens);
      if (trace?.isBack !== true && !sameJson((trace?.stage ?? null) as Json, after as Json))
        faults.push(
          `${event || 'create'} led to ${JSON.stringify(after)}, but the machine leads to ${JSON.stringify(trace?.stage)}`,
        );
    });
    const data = this.#data.record(this.#type);
    const play = new StagePlay(model, validators, { today, watch });
    const troubles = [...loadRecords(model, play, base), ...loadRecords(model, play, this.#data.given)];
    const told: Told[] = [];
    if (troubles.length > 0) return { troubles, told, faults };
    try {
      const create: Step = { as: 'it', create: this.#type.key, data };
      const made = play.run({
        kind: 'create',
        type: this.#type.key,
        data: resolveNaturalKeys(this.#type.fields, data, (name) => play.idOf(name)),
      });
      const standing = (id: string): StageValue | null => play.store.records.get(id)?.stage ?? null;
      if (made.kind === 'refusal') {
        told.push({ step: create, answer: made, stage: null });
        return { troubles, told, faults };
      }
      told.push({ step: create, answer: made, stage: standing(made.record) });
      for (const [index, event] of events.entries()) {
        if (until !== undefined && index === events.length - 1) {
          play.today = until;
          told.push({ step: { day: until }, answer: made, stage: null });
        }
        const stage = standing(made.record);
        if (stage === null || !this.#accepts(stage, event)) return { troubles, told, faults };
        told.push(this.#fire(play, this.#type, made.record, 'it', event));
        if (told.at(-1)?.answer.kind === 'refusal') return { troubles, told, faults };
      }
      if (this.#conversion !== null && converts)
        told.push(...this.#convert(play, this.#conversion, made.record));
    } catch (error) {
      faults.push(`${error instanceof Fault ? 'fault' : 'exception'}: ${(error as Error).message}`);
    }
    return { troubles, told, faults };
  }

  #fire(play: StagePlay, type: RecordType, id: string, alias: string, event: string): Told {
    const stage = play.store.records.get(id)?.stage ?? null;
    const form = stage === null ? null : formOf(type.machine, stage, event);
    const input = form === null ? {} : this.#data.input(form);
    const answer = play.run({ kind: 'fire', id, event, input });
    const isAsking = Object.keys(input).length > 0;
    return {
      step: { fire: event, on: alias, ...(isAsking ? { input } : {}) },
      answer,
      stage: play.store.records.get(id)?.stage ?? null,
    };
  }

  /** Converts all that is open, and brings what was made into force by the shortest way. */
  #convert(play: StagePlay, conversion: Conversion, source: string): Told[] {
    const target = this.#setup.model.types.get(conversion.to);
    if (target === undefined) return [];
    const { asked: set, entered } = this.#data.ofTarget(target, conversion);
    const resolved = (data: JsonObject): JsonObject =>
      resolveNaturalKeys(target.fields, data, (name) => play.idOf(name));
    const answer = play.run({
      kind: 'convert',
      conversion: conversion.key,
      sources: [{ id: source }],
      set: resolved(set),
      into: null,
    });
    const targets = answer.kind === 'decision' ? (answer.conversion?.targets ?? []) : [];
    const step: Step = {
      ...(targets.length > 0 ? { as: targets.map((_, index) => `made${index + 1}`) } : {}),
      convert: conversion.key,
      from: [{ record: 'it' }],
      ...(Object.keys(set).length > 0 ? { set } : {}),
    };
    const [first] = targets;
    const told: Told[] = [{ step, answer, stage: play.store.records.get(first ?? '')?.stage ?? null }];
    if (first === undefined || target.machine === null) return told;
    if (Object.keys(entered).length > 0) {
      const edited = play.run({ kind: 'edit', id: first, patch: resolved(entered) });
      const stage = play.store.records.get(first)?.stage ?? null;
      told.push({ step: { edit: 'made1', patch: entered }, answer: edited, stage });
      if (edited.kind === 'refusal') return told;
    }
    for (const event of intoForce(target.machine)) {
      const stage = play.store.records.get(first)?.stage ?? null;
      if (stage === null || target.machine.candidates(stage, event).length === 0) break;
      told.push(this.#fire(play, target, first, 'made1', event));
      if (told.at(-1)?.answer.kind === 'refusal') break;
    }
    return told;
  }

  #traceOf(key: string): MachineTrace | null {
    const { machine } = this.#setup.model.types.get(key) ?? { machine: null };
    if (machine === null) return null;
    const known = this.#traces.get(key) ?? traceMachine(machine);
    this.#traces.set(key, known);
    return known;
  }

  /** `always` may have taken the record elsewhere: that is the data's doing, and where the path ends. */
  #accepts(stage: StageValue, event: string): boolean {
    return (this.#type.machine?.candidates(stage, event).length ?? 0) > 0;
  }
}

/** Events of the shortest way from the beginning into the posted phase. */
function intoForce(machine: Machine): readonly string[] {
  const posting = pathsByHand(machine).filter(({ stage }) => machine.phaseOf(stage) === 'posted');
  return posting.toSorted((a, b) => a.events.length - b.events.length)[0]?.events ?? [];
}

function formOf(machine: Machine | null, stage: StageValue, event: string): JsonObject | null {
  const candidates = machine?.candidates(stage, event) ?? [];
  return candidates.find(({ form }) => form !== null)?.form ?? machine?.events.get(event)?.form ?? null;
}

function isByGuard(told: readonly Told[]): boolean {
  const last = told.at(-1)?.answer;
  return last?.kind === 'refusal' && last.code.startsWith('guard-failed');
}

function wordsOf({ code, message, problems }: Refusal): string {
  return [
    `${code} ${message}`,
    ...problems.map((problem) => `${problem.pointer}: ${problem.code} ${problem.message}`),
  ].join('; ');
}
