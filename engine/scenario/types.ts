// A story as it stands in a pack. @source definitions.md, Scenarios; grammar in definitions/language/scenario.schema.json
import type { JsonObject } from '../model/json.ts';
import type { StoryPerson } from './story-people.ts';

/** The day on which a story begins that does not say. */
export const defaultToday = '2026-01-15';

export interface Scenario {
  readonly title: string;
  readonly covers?: readonly string[];
  readonly given?: {
    readonly today?: string;
    readonly settings?: JsonObject;
    readonly company?: JsonObject;
    readonly people?: Readonly<Record<string, StoryPerson>>;
    readonly records?: Readonly<Record<string, readonly JsonObject[]>>;
  };
  readonly when: readonly Step[];
  readonly then?: Readonly<Record<string, Expectation>>;
  readonly balances?: readonly BalanceExpectation[];
}

/**
 * One step; exactly one of `create edit fire convert delete settle reopen amend opening refill copy day` says what is
 * done.
 */
export interface Step {
  /** A person of the story, or a role. */
  readonly by?: string;
  /** Names what is made: one alias, or one for each target. */
  readonly as?: string | readonly string[];
  readonly create?: string;
  readonly data?: JsonObject;
  readonly edit?: string;
  readonly patch?: JsonObject;
  readonly fire?: string;
  readonly on?: string;
  /** `fire` for many at once: each record by itself, with what is expected of it. */
  readonly each?: Readonly<Record<string, Pick<Step, 'refused' | 'then'>>>;
  readonly input?: JsonObject;
  readonly convert?: string;
  readonly from?: readonly StepSource[];
  readonly set?: JsonObject;
  readonly into?: string;
  readonly delete?: string;
  /** Closes what is open, or opens what was closed: all, or of `track` and `lines` (null: all of that line). */
  readonly settle?: string;
  readonly reopen?: string;
  readonly track?: string;
  readonly lines?: Readonly<Record<string, string | null>>;
  /** With `patch`. */
  readonly amend?: string;
  /** With `done`. */
  readonly opening?: string;
  readonly done?: readonly StepDone[];
  readonly refill?: string;
  readonly fields?: readonly string[];
  /** With `data`, merged over what is copied. */
  readonly copy?: string;
  /** What a voided record does with what it took. */
  readonly gives?: 'recreate' | 'ignore';
  /** Reasons by the code of the check that is gone past. */
  readonly overrides?: Readonly<Record<string, string>>;
  readonly day?: string;
  readonly daysAgo?: number;
  readonly then?: Expectation;
  readonly balances?: readonly BalanceExpectation[];
  readonly refused?: { readonly code?: string; readonly says?: string };
  /** What the step made by itself (actions, rules), all of these types: aliases in the order of making. */
  readonly made?: Readonly<Record<string, readonly string[]>>;
  /** Titles of all tasks that were given during the step. */
  readonly tasks?: readonly string[];
  /** Keys of all messages that were sent during the step. */
  readonly messages?: readonly string[];
  /** Rules that were refused during the step; any other refused rule fails it. */
  readonly parked?: readonly string[];
}

export interface StepDone {
  readonly track: string;
  readonly line?: string;
  readonly quantity: string;
  /** Alias of the record that stands for it. */
  readonly document?: string;
}

export interface StepSource {
  readonly record: string;
  readonly lines?: Readonly<Record<string, string>>;
  readonly amount?: string;
}

/** What a ledger comes to within `where` (references by natural key), up to a day. */
export interface BalanceExpectation {
  readonly ledger: string;
  readonly where?: Readonly<Record<string, string>>;
  readonly on?: string;
  /** Measures and derived figures, as decimals. */
  readonly figures: Readonly<Record<string, string>>;
}

export interface Expectation {
  readonly stage?: string | JsonObject;
  readonly states?: readonly string[];
  readonly phase?: string;
  readonly number?: string | null;
  readonly title?: string;
  readonly data?: JsonObject;
  readonly progress?: Readonly<Record<string, string>>;
  readonly open?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly actions?: Readonly<Record<string, boolean>>;
  readonly links?: number;
}

export interface StepResult {
  readonly index: number;
  /** `fire POST on i1` */
  readonly words: string;
  readonly passed: boolean;
  /** What was expected and what came; null when it passed. */
  readonly detail: string | null;
}

export interface ScenarioResult {
  readonly passed: boolean;
  readonly steps: readonly StepResult[];
  /** The first thing that went wrong; null when all passed. */
  readonly detail: string | null;
}
