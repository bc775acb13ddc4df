// Tries of one kind of generated story: what makes its records acceptable is found once and kept.
import type { MachineTrace } from '../build/machine/trace-machine.ts';
import type { Conversion } from '../model/conversion.ts';
import type { JsonObject } from '../model/json.ts';
import type { Machine } from '../model/machine.ts';
import type { StageValue } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { Fault, type Refusal } from '../problems/problem.ts';
import { addMonths } from '../values/date.ts';
import { GeneratedPlay, type Actor, type Pause, type Setup, type Told } from './generated-play.ts';
import { endOf, intoForce, type Route } from './generated-route.ts';
import { placesChecked, placesOfLedgers, placesRead, placesTold, type FieldPlace } from './mending.ts';
import { SampleData } from './sample-data.ts';
import type { Scenario, Step } from './types.ts';

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

/** Values tried for what is refused, place by place, before a record is given up. */
const MENDINGS_MAX = 9;

/** Refusals that a path can only meet when the machine is not what it says it is. */
const IMPOSSIBLE: ReadonlySet<string> = new Set(['unknown-event', 'event-not-accepted', 'not-found']);

interface Played {
  readonly play: GeneratedPlay;
  /** What the route ends with; null: it does not come so far. */
  readonly it: Actor | null;
}

/** Ways through the machine of what a route ends with; or its conversion at the end of them. */
export class Attempt {
  readonly #setup: Setup;
  readonly #route: Route;
  readonly #type: RecordType;
  readonly #conversion: Conversion | null;
  readonly #traces = new Map<string, MachineTrace>();
  readonly #data: SampleData;

  constructor(setup: Setup, route: Route, conversion: Conversion | null = null) {
    this.#setup = setup;
    this.#route = route;
    this.#type = endOf(route);
    this.#conversion = conversion;
    this.#data = new SampleData(setup.model, setup.base, setup.today);
    // What is converted comes to something.
    if (conversion !== null || route.hops.length > 0) this.#data.fillFigures(route.root);
  }

  /** Finds data that the record can be made of. @returns why there is none, or null */
  prepare(): string | null {
    for (let mendings = 0; ; mendings++) {
      const { play, it } = this.#patiently([], false);
      if (it !== null && play.faults.length === 0) return null;
      const last = play.told.at(-1);
      const refusal = last?.answer.kind === 'refusal' ? last.answer : null;
      if (last && refusal && mendings < MENDINGS_MAX && this.#mend(last, refusal)) continue;
      if (refusal) return wordsOf(refusal);
      return [...play.troubles, ...play.faults, 'it does not come so far'][0] ?? null;
    }
  }

  go(events: readonly string[]): GeneratedScenario {
    for (let mendings = 0; ; mendings++) {
      const { told, faults } = this.#patiently(events, true).play;
      const last = told.at(-1);
      const refusal = last?.answer.kind === 'refusal' ? last.answer : null;
      if (last && refusal !== null && mendings < MENDINGS_MAX && this.#mend(last, refusal)) continue;
      const isImpossible = refusal !== null && IMPOSSIBLE.has(refusal.code);
      return {
        type: this.#type.key,
        conversion: this.#conversion?.key ?? null,
        scenario: this.#scenario(events, told),
        refused: refusal?.code ?? null,
        faults: isImpossible ? [...faults, `impossible refusal: ${wordsOf(refusal)}`] : faults,
      };
    }
  }

  /** What is refused today may be allowed later: dates are what guards look at most. */
  #patiently(events: readonly string[], converts: boolean): Played {
    const first = this.#play(events, converts, null);
    if (!isByGuard(first.play.told)) return first;
    const until = addMonths(this.#setup.today, 15) ?? this.#setup.today;
    const later = this.#play(events, converts, { before: first.play.told.length - 1, until });
    return later.play.told.length > first.play.told.length + (later.play.isRefused ? 1 : 0) ? later : first;
  }

  /** Other data where the refusal tells, or where the condition that refused it reads. */
  #mend({ type, step }: Told, refusal: Refusal): boolean {
    if (type === null) return false;
    const { model } = this.#setup;
    const places: FieldPlace[] = [...placesTold(type, refusal), ...placesChecked(model, type, refusal)];
    if (refusal.code === 'ledger-refused') places.push(...placesOfLedgers(model, type));
    if (refusal.code.startsWith('guard-failed')) {
      const { machine } = type;
      const reads = [...(machine?.ways ?? [])].flatMap(({ event, guard }) =>
        event === step.fire ? (guard?.reads ?? []) : [],
      );
      places.push(...placesRead(model, type, 'doc', reads));
    }
    const conversion = model.conversions.get(step.convert ?? '');
    const source = model.types.get(conversion?.from ?? '');
    if (refusal.code === 'conversion-guard' && conversion && source)
      for (const { expr } of conversion.guards)
        places.push(...placesRead(model, source, 'source', expr.reads));
    return this.#data.mend(places);
  }

  #scenario(events: readonly string[], told: readonly Told[]): Scenario {
    const { root, hops } = this.#route;
    const way = [
      'create',
      ...hops.flatMap((hop) => [...hop.events, hop.conversion.key]),
      ...events,
      ...(this.#conversion === null ? [] : [this.#conversion.key]),
    ];
    const { today, people } = this.#setup;
    return {
      title: `${root.title}: ${way.join(', ')}`,
      given: {
        today,
        ...(Object.keys(people).length === 0 ? {} : { people }),
        records: this.#lying(),
      },
      when: told.flatMap(({ step, answer, stage }): Step[] => {
        if (answer.kind === 'refusal' && step.day === undefined)
          return [{ ...step, refused: { code: answer.code } }];
        return [stage === null ? step : { ...step, then: { stage: stage as string | JsonObject } }];
      }),
    };
  }

  /** Records that are there at the beginning; those that have to be brought into force first are made by steps. */
  #lying(): Readonly<Record<string, readonly JsonObject[]>> {
    return Object.fromEntries(
      Object.entries(this.#data.given).filter(([key]) => this.#wayOf(key).length === 0),
    );
  }

  #wayOf(key: string): readonly string[] {
    const machine = this.#setup.model.types.get(key)?.machine ?? null;
    return machine === null ? [] : intoForce(machine);
  }

  /**
   * Makes the record, then fires the events until one is refused, or the record has moved on by itself; then converts.
   *
   * @param converts  false: without the conversion at the end
   */
  #play(events: readonly string[], converts: boolean, pause: Pause | null): Played {
    const { model } = this.#setup;
    const { root, hops } = this.#route;
    const end = model.types.get(this.#conversion?.to ?? '');
    // What is referred to is made on the way: all data comes first.
    const data = this.#data.record(root);
    const parts = hops.map(({ to, conversion }) => this.#data.ofTarget(to, conversion));
    const last = end && this.#conversion ? this.#data.ofTarget(end, this.#conversion) : null;
    const play = new GeneratedPlay(this.#setup, this.#traces, this.#lying(), pause);
    if (play.troubles.length > 0) return { play, it: null };
    let it: Actor | null = null;
    try {
      if (!this.#bringIntoForce(play)) return { play, it };
      let actor = play.create(hops.length === 0 ? 'it' : 'first', root, data);
      for (const [index, { events: before, conversion, to }] of hops.entries()) {
        if (actor === null || !this.#fireAll(play, actor, before)) return { play, it };
        const name = index === hops.length - 1 ? 'it' : `next${index + 1}`;
        const alias = (nth: number): string => (nth === 0 ? name : `${name}${nth + 1}`);
        actor = play.convert(actor, to, conversion, alias, parts[index] ?? noParts);
      }
      it = actor;
      if (it === null || !this.#fireAll(play, it, events)) return { play, it };
      if (this.#conversion === null || end === undefined || last === null || !converts) return { play, it };
      const made = play.convert(it, end, this.#conversion, (nth) => `made${nth + 1}`, last);
      if (made !== null && end.machine !== null) this.#fireAll(play, made, intoForce(end.machine));
    } catch (error) {
      play.faults.push(`${error instanceof Fault ? 'fault' : 'exception'}: ${(error as Error).message}`);
    }
    return { play, it };
  }

  #bringIntoForce(play: GeneratedPlay): boolean {
    for (const [key, records] of Object.entries(this.#data.given)) {
      const type = this.#setup.model.types.get(key);
      const way = this.#wayOf(key);
      if (type === undefined || way.length === 0) continue;
      for (const [index, record] of records.entries()) {
        const actor = play.create(`${key}-${index + 1}`.replaceAll('-', ''), type, record);
        if (actor === null || !this.#fireAll(play, actor, way)) return false;
      }
    }
    return true;
  }

  /** @returns whether all were done. `always` may have taken the record elsewhere: that is the data's doing, and where it ends */
  #fireAll(play: GeneratedPlay, actor: Actor, events: readonly string[]): boolean {
    const { machine } = actor.type;
    for (const event of events) {
      const stage = play.stageOf(actor.id);
      if (stage === null || (machine?.candidates(stage, event).length ?? 0) === 0) return false;
      const form = formOf(machine, stage, event);
      if (!play.fire(actor, event, form === null ? {} : this.#data.input(form))) return false;
    }
    return true;
  }
}

const noParts = { asked: {}, entered: {}, columns: {} };

function formOf(machine: Machine | null, stage: StageValue, event: string): JsonObject | null {
  const candidates = machine?.candidates(stage, event) ?? [];
  return candidates.find(({ form }) => form !== null)?.form ?? machine?.events.get(event)?.form ?? null;
}

function isByGuard(told: readonly Told[]): boolean {
  const last = told.at(-1)?.answer;
  return last?.kind === 'refusal' && /^(guard-failed|conversion-guard)/.test(last.code);
}

function wordsOf({ code, message, problems }: Refusal): string {
  return [
    `${code} ${message}`,
    ...problems.map((problem) => `${problem.pointer}: ${problem.code} ${problem.message}`),
  ].join('; ');
}
