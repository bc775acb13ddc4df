import { parentsOf } from '../decide/chains.ts';
import { decide } from '../decide/decide.ts';
import { describe } from '../decide/describe.ts';
import { dueOf } from '../decide/due-of.ts';
import { describeBalances } from '../decide/ledgers/describe-balances.ts';
import { emptyFacts } from '../decide/facts.ts';
import type {
  Command,
  Company,
  Decision,
  Description,
  Facts,
  Needs,
  Setting,
  User,
} from '../decide/types.ts';
import { sumEntries, type SumQuestion } from '../ledgers/sums.ts';
import type { Validators } from '../decide/validators.ts';
import type { JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import type { Id, Stored } from '../model/record.ts';
import { Fault, type Refusal } from '../problems/problem.ts';
import type { Timer } from '../rules/timers.ts';
import { accountName } from '../values/account-name.ts';
import { instantOf, todayIn } from '../values/date.ts';
import { Automation, type Moment, type Stagehand } from './automation.ts';
import { MemoryStore } from './memory-store.ts';
import type { NaturalKey } from './natural-keys.ts';
import type { Watch } from './watch-model.ts';
import { StoryPeople, type StoryPerson } from './story-people.ts';

/** Two or three are usual; a decision that asks this often never ends. */
const roundsMax = 8;

/** The company of stories that do not say where they play. */
export const storyCompany: Company = {
  id: '00000000-0000-7000-8000-000000000001',
  key: 'story',
  title: 'Story',
  country: 'RO',
  currency: 'RON',
  timeZone: 'Europe/Bucharest',
  locale: 'ro-RO',
};

export interface PlayOptions {
  readonly today: string;
  readonly settings?: JsonObject;
  readonly company?: JsonObject | Company;
  readonly language?: string;
  /** Looks on at what is decided: it brings the model to decide with. */
  readonly watch?: Watch;
  readonly people?: Readonly<Record<string, StoryPerson>>;
}

/**
 * A company in memory: a model, a store, a day. Commands run as they do on the server, round by round; what follows
 * from them by rules happens at once, and rules of days run as the days pass.
 */
export class StagePlay implements Stagehand {
  readonly store: MemoryStore;
  readonly automation: Automation;
  day: string;
  readonly #model: Model;
  readonly #validators: Validators;
  readonly #options: PlayOptions;
  readonly #cast: StoryPeople;
  #ticks = 0;
  /** The instant of what is being done, UTC ms; null: noon of the day. */
  #at: number | null = null;
  /** Rounds that the last command took. */
  rounds = 0;

  constructor(model: Model, validators: Validators, options: PlayOptions) {
    this.#model = options.watch?.model ?? model;
    this.#validators = validators;
    this.store = new MemoryStore(parentsOf(this.#model));
    this.#options = options;
    this.#cast = new StoryPeople(model, options.people ?? {});
    this.day = options.today;
    this.automation = new Automation(this);
  }

  get model(): Model {
    return this.#model;
  }

  /** The days up to this one pass, and rules run on them. */
  set today(day: string) {
    this.automation.passUntil(day);
  }

  /** Decides and, unless refused, writes; then rules run that waited for it. */
  run(command: Command, role?: string): Decision | Refusal {
    const answer = this.obey(command, role);
    if (answer.kind === 'decision') this.automation.follow(answer);
    return answer;
  }

  /** The same by somebody at an instant: the days until then pass first. */
  runAt(
    command: Command,
    { now, ...asked }: Pick<Setting, 'now' | 'seed' | 'user' | 'here'>,
  ): Decision | Refusal {
    this.#at = now;
    const day = todayIn(this.#company.timeZone, now);
    if (day > this.day) this.today = day;
    const answer = this.#obey(command, { ...this.setting(), ...asked, now });
    if (answer.kind === 'decision') this.automation.follow(answer);
    return answer;
  }

  /** The decision alone, without what follows from it. */
  obey(command: Command, role?: string): Decision | Refusal {
    return this.#obey(command, this.setting(role));
  }

  nextMoment(by: 'now' | string): Moment | null {
    // Whoever lets a day pass is at its noon, summer or winter.
    const upTo = by === 'now' || this.#at !== null ? instantOf(this.#now) : `${by}T11:30:00.000Z`;
    const timer = this.store.nextTimer(upTo);
    const { timeZone } = this.#company;
    return timer && { timer, day: todayIn(timeZone, Date.parse(timer.due)) };
  }

  reach({ timer }: Moment): Decision | Refusal {
    const { record, ...rest } = timer;
    const setting = this.setting();
    const now = Math.max(setting.now, Date.parse(timer.due));
    const answer = this.#obey({ kind: 'timer', id: record, ...rest }, { ...setting, now });
    this.store.dropTimer(timer);
    return answer;
  }

  #obey(command: Command, setting: Setting): Decision | Refusal {
    const { watch } = this.#options;
    const answer = this.#ask((facts) => {
      watch?.begin();
      return decide(this.#model, this.#validators, command, facts, setting);
    });
    watch?.end(answer);
    if (answer.kind === 'decision') this.store.write(answer);
    return answer;
  }

  records(): Iterable<Stored> {
    return this.store.records.values();
  }

  timersOf(record: Stored): readonly Timer[] {
    const setting = this.setting();
    return this.#ask((facts) => dueOf(this.#model, this.#validators, record, facts, setting)).timers;
  }

  describe(id: Id, role?: string): Description | Refusal {
    const setting = this.setting(role);
    return this.#ask((facts) => describe(this.#model, this.#validators, id, facts, setting));
  }

  /** Measures and derived figures of what lies within a question; zero where nothing was posted. */
  figures(question: SumQuestion): Readonly<Record<string, string | null>> {
    const { where: key, ledger } = question;
    const [row] = sumEntries({ ...question, by: [] }, this.store.ledgers.entries);
    const setting = this.setting();
    const rows = [{ key, measures: row?.measures ?? {} }];
    const answer = this.#ask((facts) =>
      describeBalances(this.#model, this.#validators, ledger, rows, facts, setting),
    );
    return answer.rows[0]?.figures ?? {};
  }

  /** Id by natural key; null when there is none. */
  idOf({ type, key }: NaturalKey): Id | null {
    const field = this.#model.types.get(type)?.naturalKey;
    if (field === undefined) return null;
    return this.store.find({ type, where: { [field]: key }, before: null })?.id ?? null;
  }

  /** Noon, and a second for every question: ids keep the order of the story. */
  get #now(): number {
    return this.#at ?? Date.parse(`${this.day}T10:00:00Z`) + this.#ticks * 1000;
  }

  /** People of the story who work at a record that is not there. */
  homeless(): readonly string[] {
    return this.#cast.names().filter((name) => {
      const places = this.#cast.placesOf(name);
      return places.length > 0 && places.every((place) => this.idOf(place) === null);
    });
  }

  get #company(): Company {
    return { ...storyCompany, ...this.#options.company };
  }

  /** @param by  a person of the story, or a role; the first one that administers, when absent */
  setting(by?: string): Setting {
    const { settings = {}, language = 'en' } = this.#options;
    const person = this.#cast.user(by);
    const user = { ...person, record: this.#recordOf(person) };
    const [here = null] = this.#cast.placesOf(by).flatMap((name) => this.idOf(name) ?? []);
    const now = this.#now;
    this.#ticks++;
    return {
      now,
      seed: `${this.day} ${this.#ticks}`,
      release: 1,
      user,
      here,
      company: this.#company,
      settings,
      language,
    };
  }

  /** The record that says who somebody is; none where the model has no such type. */
  #recordOf({ email }: User): Id | null {
    const type = [...this.#model.types.values()].find((one) => one.user !== null);
    const found = type?.user
      ? this.store.find({ type: type.key, where: { [type.user]: accountName(email) }, before: null })
      : null;
    return found && !found.archived ? found.id : null;
  }

  #ask<T extends { readonly kind: string }>(question: (facts: Facts) => T | Needs): Exclude<T, Needs> {
    let facts = emptyFacts();
    for (this.rounds = 1; this.rounds <= roundsMax; this.rounds++) {
      const answer = question(facts);
      if (answer.kind !== 'needs') return answer as Exclude<T, Needs>;
      const needs = answer as unknown as Needs;
      const { people } = facts;
      facts = this.store.read(needs, facts);
      if (needs.people ?? people) facts = { ...facts, people: people ?? this.#cast.people() };
    }
    throw new Fault(`A decision still asks after ${roundsMax} rounds`);
  }
}
