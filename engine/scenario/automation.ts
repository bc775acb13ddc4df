// What happens by itself in a story: rules after commands, and on their days.
import type { Command, Decision, OutMessage } from '../decide/types.ts';
import type { Model } from '../model/model.ts';
import type { StageTimer } from '../model/stage-timer.ts';
import type { Id, Stored } from '../model/record.ts';
import { Fault, type Refusal } from '../problems/problem.ts';
import type { RuleRun } from '../rules/rule-event.ts';
import { scheduledRuns } from '../rules/scheduled.ts';
import { dueTimers, type Timer } from '../rules/timers.ts';

/** What a story's company lends: its records, its decisions, its day. */
export interface Stagehand {
  readonly model: Model;
  records(): Iterable<Stored>;
  /** Decides and, unless refused, writes. */
  obey(command: Command): Decision | Refusal;
  timersOf(record: Stored): readonly Timer[];
  /** The next moment of a stage that has come by now, or by noon of a day; and its day. */
  nextMoment(by: 'now' | string): Moment | null;
  /** What comes of it. */
  reach(moment: Moment): Decision | Refusal;
  day: string;
}

/** A timer of a stage, with the day on which it is due. */
export interface Moment {
  readonly timer: StageTimer;
  readonly day: string;
}

/** A run that was refused; the runtime would try again and then park it. */
export interface ParkedRun {
  readonly rule: string;
  readonly record: Id | null;
  readonly refusal: Refusal;
}

/** Rules that set each other off more often than this in one go never end. */
const runsMost = 2_000;

/** Runs rules as the runtime does: after commit, once per (rule, record, happening), days in their order. */
export class Automation {
  readonly #hand: Stagehand;
  readonly #start: string;
  readonly #dated: ReadonlySet<string>;
  readonly #isScheduled: boolean;
  readonly #ran = new Set<string>();
  #scheduledUpTo: string;
  /** Refused runs, oldest first. */
  readonly parked: ParkedRun[] = [];
  /** What would have gone out into the world, in order: messages, tasks, sendings. */
  readonly sent: OutMessage[] = [];

  constructor(hand: Stagehand) {
    this.#hand = hand;
    this.#start = hand.day;
    this.#scheduledUpTo = hand.day;
    const triggers = [...hand.model.rules.values()].map(({ trigger }) => trigger);
    this.#dated = new Set(triggers.flatMap((trigger) => (trigger.kind === 'date' ? [trigger.of] : [])));
    this.#isScheduled = triggers.some(({ kind }) => kind === 'schedule');
  }

  /** What follows a decision, and what follows from that; then whatever is due by now. */
  follow(decision: Decision): void {
    this.#obeyAll(this.#runsOf(decision));
    this.#liveThrough(this.#hand.day, 'now');
  }

  /** Lets days pass one by one, so that each rule runs on its own day. */
  passUntil(day: string): void {
    this.#liveThrough(day, day);
    this.#hand.day = day;
    this.#scheduledUpTo = day;
  }

  /** Rules of days and moments of stages, in the order of their days; on one day moments come first. */
  #liveThrough(day: string, by: 'now' | string): void {
    for (let count = 0; ; count++) {
      const due = this.#nextDue(day);
      const moment = this.#hand.nextMoment(by);
      const at = moment?.day ?? due[0]?.due ?? null;
      if (at === null) return;
      if (count > runsMost) throw new Fault(`Time never passes: the last moment was on ${at}`);
      const first = due[0]?.due ?? at;
      if (first > this.#hand.day || at > this.#hand.day) this.#hand.day = first < at ? first : at;
      if (moment && moment.day <= first) this.#reach(moment);
      else this.#obeyAll(due.filter((run) => run.due === first));
    }
  }

  #reach(moment: Moment): void {
    const answer = this.#hand.reach(moment);
    const { record, state, key } = moment.timer;
    if (answer.kind === 'refusal')
      this.parked.push({ rule: `${state} after ${key}`, record, refusal: answer });
    else this.#obeyAll(this.#runsOf(answer));
  }

  /** Everything due up to a day that has not run, oldest first. */
  #nextDue(day: string): readonly RuleRun[] {
    if (this.#dated.size === 0 && !this.#isScheduled) return [];
    const hand = this.#hand;
    const records = [...hand.records()];
    const timers = records
      .filter(({ type }) => this.#dated.has(type))
      .flatMap((record) => hand.timersOf(record));
    const passed = { start: this.#start, since: this.#scheduledUpTo, today: day };
    const scheduled = scheduledRuns(hand.model, records, passed).filter(({ key }) => !this.#ran.has(key));
    const { rules } = hand.model;
    const orderOf = ({ rule }: RuleRun): number => rules.get(rule)?.order ?? 0;
    return [...dueTimers(timers, day, this.#ran, rules), ...scheduled].sort((a, b) =>
      a.due === b.due ? orderOf(a) - orderOf(b) : (a.due ?? '') < (b.due ?? '') ? -1 : 1,
    );
  }

  #obeyAll(runs: readonly RuleRun[]): void {
    const waiting = [...runs];
    let count = 0;
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      if (this.#ran.has(run.key)) continue;
      if (++count > runsMost)
        throw new Fault(`Rules set each other off without end; the last was ${run.rule}`);
      this.#ran.add(run.key);
      const answer = this.#hand.obey({ kind: 'rule', ...run });
      if (answer.kind === 'refusal')
        this.parked.push({ rule: run.rule, record: run.record, refusal: answer });
      else waiting.push(...this.#runsOf(answer));
    }
  }

  #runsOf({ messages = [] }: Decision): readonly RuleRun[] {
    const runs: RuleRun[] = [];
    for (const message of messages)
      if (message.topic === 'rule') runs.push(message.payload as unknown as RuleRun);
      else this.sent.push(message);
    return runs;
  }
}
