// One try of a generated story: its steps done in memory, and told as they come.
import { traceMachine, type MachineTrace } from '../build/machine/trace-machine.ts';
import { sameJson } from '../decide/same.ts';
import type { Command, Decision } from '../decide/types.ts';
import type { Validators } from '../decide/validators.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Machine, Way } from '../model/machine.ts';
import type { Model } from '../model/model.ts';
import type { Id, StageValue } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import type { Refusal } from '../problems/problem.ts';
import { resolveNaturalKeys } from './natural-keys.ts';
import { loadRecords, type BaseData } from './play-scenario.ts';
import type { TargetData } from './sample-data.ts';
import { StagePlay } from './stage-play.ts';
import type { StoryPerson } from './story-people.ts';
import type { Step } from './types.ts';
import { watchModel } from './watch-model.ts';

export interface Setup {
  readonly model: Model;
  readonly validators: Validators;
  readonly base: BaseData;
  readonly today: string;
  /** Those who approve; none where nothing is approved. */
  readonly people: Readonly<Record<string, StoryPerson>>;
}

export interface Told {
  readonly step: Step;
  readonly answer: Decision | Refusal;
  /** Where the record stands afterwards. */
  readonly stage: StageValue | null;
  /** What the step is about. */
  readonly type: RecordType | null;
}

/** Until a day, before the step of this place. */
export interface Pause {
  readonly before: number;
  readonly until: string;
}

/** A record in the story. */
export interface Actor {
  readonly id: Id;
  readonly alias: string;
  readonly type: RecordType;
}

export class GeneratedPlay {
  readonly told: Told[] = [];
  /** What the definitions cannot mean. */
  readonly faults: string[] = [];
  /** Why it cannot even begin. */
  readonly troubles: readonly string[];
  readonly #setup: Setup;
  readonly #play: StagePlay;
  readonly #traces: Map<string, MachineTrace>;

  readonly #pause: Pause | null;

  /** @param traces  of machines, kept between tries */
  constructor(setup: Setup, traces: Map<string, MachineTrace>, given: BaseData, pause: Pause | null) {
    const { model, validators, base, today, people } = setup;
    this.#setup = setup;
    this.#traces = traces;
    this.#pause = pause;
    const watch = watchModel(model, ({ type, before, event, after, answers }) => {
      const known = this.#traceOf(type);
      if (known === null || after === null) return;
      const opens = ({ guard }: Way): boolean => guard !== null && answers.get(guard) === true;
      const trace = before === null ? known.start(opens) : known.step(before, event, opens);
      if (trace?.isBack !== true && !sameJson((trace?.stage ?? null) as Json, after as Json))
        this.faults.push(
          `${event || 'create'} led to ${JSON.stringify(after)}, but the machine leads to ${JSON.stringify(trace?.stage)}`,
        );
    });
    this.#play = new StagePlay(model, validators, { today, watch, people });
    this.troubles = [...loadRecords(model, this.#play, base), ...loadRecords(model, this.#play, given)];
  }

  /** Whether the last step was refused. */
  get isRefused(): boolean {
    return this.told.at(-1)?.answer.kind === 'refusal';
  }

  stageOf(id: Id): StageValue | null {
    return this.#play.store.records.get(id)?.stage ?? null;
  }

  /** null: it was refused. */
  create(alias: string, type: RecordType, data: JsonObject): Actor | null {
    const step: Step = { as: alias, create: type.key, data };
    const answer = this.#play.run({ kind: 'create', type: type.key, data: this.#resolved(type, data) });
    const id = answer.kind === 'decision' ? answer.record : null;
    this.told.push({ step, answer, stage: id === null ? null : this.stageOf(id), type });
    return id === null ? null : { id, alias, type };
  }

  /** Time passes before the step that waits for it. */
  #wait(): void {
    const [last] = this.told.slice(-1);
    if (this.#pause === null || last === undefined || this.told.length !== this.#pause.before) return;
    this.#play.today = this.#pause.until;
    this.told.push({ step: { day: this.#pause.until }, answer: last.answer, stage: null, type: null });
  }

  /** Fires an event; of one that several have to answer, by one after another until the record moves. @returns whether it was done */
  fire({ id, alias, type }: Actor, event: string, input: JsonObject): boolean {
    this.#wait();
    const before = this.stageOf(id);
    const run = (given: JsonObject, by?: string): Told => {
      const command: Command = { kind: 'fire', id, event, input: given };
      const asked = Object.keys(given).length > 0 ? { input: given } : {};
      return {
        step: { ...(by === undefined ? {} : { by }), fire: event, on: alias, ...asked },
        answer: this.#play.run(command, by),
        stage: this.stageOf(id),
        type,
      };
    };
    let last = run(input);
    if (last.answer.kind === 'refusal' && isForOthers(last.answer))
      for (const person of Object.keys(this.#setup.people)) {
        // Who says no has to say why.
        const plain = run(input, person);
        const next = plain.answer.kind === 'decision' ? plain : run({ ...input, comment: 'Sample' }, person);
        if (next.answer.kind === 'refusal') continue;
        this.told.push(next);
        if (!sameJson(this.stageOf(id) as Json, before as Json)) return true;
        last = next;
      }
    if (this.told.at(-1) !== last) this.told.push(last);
    return last.answer.kind === 'decision';
  }

  /** Converts all that is open, and enters what was found missing in what it makes. null: something was refused. */
  convert(
    from: Actor,
    to: RecordType,
    { key }: Conversion,
    alias: (index: number) => string,
    { asked, entered, columns }: TargetData,
  ): Actor | null {
    this.#wait();
    const answer = this.#play.run({
      kind: 'convert',
      conversion: key,
      sources: [{ id: from.id }],
      set: this.#resolved(to, asked),
      into: null,
    });
    const targets = answer.kind === 'decision' ? (answer.conversion?.targets ?? []) : [];
    const [id] = targets;
    const step: Step = {
      ...(targets.length > 0 ? { as: targets.map((_, index) => alias(index)) } : {}),
      convert: key,
      from: [{ record: from.alias }],
      ...(Object.keys(asked).length > 0 ? { set: asked } : {}),
    };
    this.told.push({ step, answer, stage: this.stageOf(id ?? ''), type: to });
    if (id === undefined) return null;
    const made = { id, alias: alias(0), type: to };
    const patch = { ...entered, ...this.#onEachLine(id, columns) };
    if (Object.keys(patch).length === 0) return made;
    const edited = this.#play.run({ kind: 'edit', id, patch: this.#resolved(to, patch) });
    const stage = this.stageOf(id);
    this.told.push({ step: { edit: made.alias, patch }, answer: edited, stage, type: to });
    return edited.kind === 'refusal' ? null : made;
  }

  /** Values for each line that a table has, by its id. */
  #onEachLine(id: Id, columns: TargetData['columns']): JsonObject {
    const data = this.#play.store.records.get(id)?.data ?? {};
    const tables = Object.entries(columns).map(([table, values]) => {
      const lines = (data[table] ?? []) as readonly JsonObject[];
      return [table, Object.fromEntries(lines.map((line) => [String(line['id']), values]))] as const;
    });
    return Object.fromEntries(tables.filter(([, lines]) => Object.keys(lines).length > 0));
  }

  #resolved(type: RecordType, data: JsonObject): JsonObject {
    return resolveNaturalKeys(type.fields, data, (name) => this.#play.idOf(name));
  }

  #traceOf(key: string): MachineTrace | null {
    const machine: Machine | null = this.#setup.model.types.get(key)?.machine ?? null;
    if (machine === null) return null;
    const known = this.#traces.get(key) ?? traceMachine(machine);
    this.#traces.set(key, known);
    return known;
  }
}

function isForOthers({ code }: Refusal): boolean {
  return code === 'not-allowed' || code.startsWith('approval-');
}
