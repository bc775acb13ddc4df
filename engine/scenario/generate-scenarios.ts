// Stories that nobody has written: every way through every machine, on the least data that a schema takes.
import { traceMachine, type MachineTrace } from '../build/machine/trace-machine.ts';
import { sameJson } from '../decide/same.ts';
import type { Decision } from '../decide/types.ts';
import type { Validators } from '../decide/validators.ts';
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
 * Generates a scenario for every way of every machine that can be gone by hand, tries it in memory, and says what
 * happened. A refusal is an answer (its guard said no); a fault or a stage that the machine does not lead to is not.
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
    const { machine } = type;
    if (machine === null) continue;
    const attempt = new Attempt({ model, validators, base, today }, type, machine);
    const reason = attempt.prepare();
    if (reason !== null) unmade.push({ type: type.key, reason });
    else scenarios.push(...pathsByHand(machine).map((path) => attempt.go(path)));
  }
  return { scenarios, unmade };
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
  readonly #machine: Machine;
  readonly #trace: MachineTrace;
  readonly #data: SampleData;

  constructor(setup: Setup, type: RecordType, machine: Machine) {
    this.#setup = setup;
    this.#type = type;
    this.#machine = machine;
    this.#trace = traceMachine(machine);
    this.#data = new SampleData(setup.model, setup.base, setup.today);
  }

  /** Finds data that can be created. @returns why there is none, or null */
  prepare(): string | null {
    for (let mendings = 0; ; mendings++) {
      const { troubles, told } = this.#play([]);
      if (troubles.length > 0) return troubles.join('\n');
      const answer = told[0]?.answer;
      if (answer?.kind !== 'refusal') return null;
      if (mendings >= MENDINGS_MAX || !this.#mend(answer)) return wordsOf(answer);
    }
  }

  go(path: MachinePath): GeneratedScenario {
    for (let mendings = 0; ; mendings++) {
      const first = this.#play(path.events);
      // What is refused today may be allowed later: dates are what guards look at most.
      const later = isByGuard(first.told) ? this.#play(path.events, this.#later()) : null;
      const played = later !== null && !isByGuard(later.told) ? later : first;
      const last = played.told.at(-1)?.answer;
      const isRefused = last?.kind === 'refusal';
      if (isRefused && mendings < MENDINGS_MAX && this.#mend(last)) continue;
      const refused = isRefused ? last.code : null;
      const faults = [...played.faults];
      if (refused !== null && IMPOSSIBLE.has(refused))
        faults.push(`impossible refusal: ${wordsOf(last as Refusal)}`);
      return { type: this.#type.key, scenario: this.#scenario(path, played.told), refused, faults };
    }
  }

  #mend({ problems }: Refusal): boolean {
    return this.#data.mend(
      this.#type,
      problems.map(({ pointer }) => pointer),
    );
  }

  #scenario({ events }: MachinePath, told: readonly Told[]): Scenario {
    return {
      title: `${this.#type.title}: ${['create', ...events].join(', ')}`,
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
   * Creates the record, then fires the events until one is refused, or the record has moved on by itself.
   *
   * @param until  the day of the last event; that of the others when absent
   */
  #play(
    events: readonly string[],
    until?: string,
  ): {
    readonly troubles: readonly string[];
    readonly told: readonly Told[];
    readonly faults: readonly string[];
  } {
    const { model, validators, base, today } = this.#setup;
    const faults: string[] = [];
    const watch = watchModel(model, ({ type, before, event, after, answers }) => {
      if (type !== this.#type.key || after === null) return;
      const opens = ({ guard }: Way): boolean => guard !== null && answers.get(guard) === true;
      const trace = before === null ? this.#trace.start(opens) : this.#trace.step(before, event, opens);
      if (!sameJson((trace?.stage ?? null) as Json, after as Json))
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
      const standing = (): StageValue | null =>
        (made.kind === 'decision' ? play.store.records.get(made.record)?.stage : null) ?? null;
      told.push({ step: create, answer: made, stage: standing() });
      if (made.kind === 'refusal') return { troubles, told, faults };
      for (const [index, event] of events.entries()) {
        if (until !== undefined && index === events.length - 1) {
          play.today = until;
          told.push({ step: { day: until }, answer: made, stage: null });
        }
        const stage = standing();
        if (stage === null || !this.#accepts(stage, event)) break;
        const form = this.#formOf(stage, event);
        const input = form === null ? {} : this.#data.input(form);
        const answer = play.run({ kind: 'fire', id: made.record, event, input });
        const isAsking = Object.keys(input).length > 0;
        told.push({
          step: { fire: event, on: 'it', ...(isAsking ? { input } : {}) },
          answer,
          stage: standing(),
        });
        if (answer.kind === 'refusal') break;
      }
    } catch (error) {
      faults.push(`${error instanceof Fault ? 'fault' : 'exception'}: ${(error as Error).message}`);
    }
    return { troubles, told, faults };
  }

  /** `always` may have taken the record elsewhere: that is the data's doing, and where the path ends. */
  #accepts(stage: StageValue, event: string): boolean {
    return this.#machine.candidates(stage, event).length > 0;
  }

  #formOf(stage: StageValue, event: string): JsonObject | null {
    const candidates = this.#machine.candidates(stage, event);
    return (
      candidates.find(({ form }) => form !== null)?.form ?? this.#machine.events.get(event)?.form ?? null
    );
  }
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
