// What screens are told of a record: what may be done and why not, which fields stand open, how far it has come.
import type { ApprovalAnswer } from '../model/approval.ts';
import type { JsonObject } from '../model/json.ts';
import type { FieldProblem, Refusal } from '../problems/problem.ts';
import type { ComputeMemo } from './compute-memo.ts';
import type { Needs } from './types.ts';
import type { ValueSources } from './value-source.ts';

/** What a user may do with a record now, and why not. */
export interface ActionState {
  readonly kind:
    | 'event'
    | 'conversion'
    | 'edit'
    | 'delete'
    | 'restore'
    | 'settle'
    | 'reopen'
    | 'amend'
    | 'opening'
    | 'refill'
    | 'copy';
  readonly key: string;
  readonly title: string;
  readonly allowed: boolean;
  readonly reasons: readonly string[];
  /** Fields asked for, as JSON Schema properties. */
  readonly form: JsonObject | null;
  readonly confirm: string | null;
  /** The next stage's action: the one dominant button. */
  readonly primary: boolean;
  /** Leads into the void phase. */
  readonly voids: boolean;
  /** It voids what took something: asked is whether that is open again or counts as settled; this is its default (X2). */
  readonly gives?: 'recreate' | 'ignore';
  /** Target type of a conversion. */
  readonly to: string | null;
  /** Of a conversion: how it counts, on which tracks, and the target's fields that receive what is taken, by their paths. */
  readonly takes?: {
    /** 1 forward, 0 not at all, −1 what was done is taken back. */
    readonly effect: 1 | 0 | -1;
    readonly tracks: readonly string[];
    readonly lines: readonly string[];
    /** Where the source is taken as a whole; null: nowhere. */
    readonly whole: string | null;
  };
  /** It is not allowed, but the check may be gone past with a reason: by whom, and whether by this user (T2). */
  readonly override?: NonNullable<Refusal['override']>;
}

export interface FieldState {
  readonly visible: boolean;
  readonly editable: boolean;
  readonly required: boolean;
}

export interface TrackProgress {
  readonly track: string;
  readonly title: string;
  readonly state: 'none' | 'partly' | 'fully';
  /** 0–100, weighed by amount, one decimal. */
  readonly percent: string;
  readonly lines: readonly {
    readonly line: string | null;
    readonly full: string;
    readonly held: string;
    readonly posted: string;
    readonly open: string;
  }[];
}

/** Everything a screen needs to know about one record beside its data. */
export interface Description {
  readonly kind: 'description';
  readonly actions: readonly ActionState[];
  /** By dotted path; lines' fields by `lines.quantity`, and `lines/<lineId>/quantity` where a line differs. */
  readonly fields: Readonly<Record<string, FieldState>>;
  /** Which conditions of the form's elements hold, by the element's pointer in form.json. */
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly progress: readonly TrackProgress[];
  /** Fields that follow a decision: which row of which list, and whether a hand overrode it. */
  readonly sources: ValueSources;
  /** Filled values that a conversion copied into this draft, for `Facts.copied`; absent: none. */
  readonly copied?: readonly string[];
  /** The record's data with what is computed when it is shown (`x-live`). */
  readonly data: JsonObject;
  /** Of the states that wait for people to agree; absent: it is in none. */
  readonly approvals?: readonly ApprovalState[];
}

/** How far the approval of a state has come. */
export interface ApprovalState {
  readonly state: string;
  readonly title: string;
  /** Events by which people answer. */
  readonly approve: string;
  readonly reject: string | null;
  readonly steps: readonly ApprovalStepState[];
  readonly answers: readonly ApprovalAnswer[];
}

export interface ApprovalStepState {
  readonly step: string;
  readonly title: string;
  /** `waiting`: for an earlier step. */
  readonly state: 'open' | 'waiting' | 'done' | 'left out';
  readonly need: number;
  readonly given: number;
  /** Who is still asked: names, or titles of roles. */
  readonly asked: readonly string[];
}

/** Values as the engine computes them while a user types. */
export interface Computed {
  readonly kind: 'computed';
  readonly data: JsonObject;
  readonly fields: Readonly<Record<string, FieldState>>;
  readonly problems: readonly FieldProblem[];
  readonly title: string;
  /** Which conditions of the form's elements hold, by the element's pointer in form.json. */
  readonly conditions: Readonly<Record<string, boolean>>;
  /** Fields that follow a decision: which row of which list, and whether a hand overrode it. */
  readonly sources: ValueSources;
  /** What is still to be read for what is only shown (`x-live`): that stands as it came in; absent: nothing. */
  readonly lacks?: Needs;
  /** Give it back with the next call of `compute`. */
  readonly memo: ComputeMemo;
}
