import type { Approval } from './approval.ts';
import type { Narrowing } from './decision-table.ts';
import type { Check, Expr, Template } from './expression.ts';
import type { JsonObject } from './json.ts';
import type { Phase, StageValue } from './record.ts';
import type { StageHistory } from './stage-memory.ts';
import type { Delay } from './stage-timer.ts';
import type { Field } from './type.ts';

/** One state of the machine, by its dotted path. */
export interface State {
  readonly path: string;
  readonly key: string;
  readonly parent: string | null;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly initial: string | null;
  readonly children: readonly string[];
  readonly title: string;
  readonly textKey: string;
  /** One of eight fixed hues: gray blue teal green amber orange red purple. */
  readonly color: string | null;
  readonly order: number;
  /** Own or nearest ancestor's. */
  readonly phase: Phase;
  readonly track: string | null;
  readonly outcome: string | null;
  /** Fields that may be edited here although posted; null: as the phase says. */
  readonly editable: readonly EditableFields[] | null;
}

/** Fields (or whole tables) that people of these roles may edit; no roles: everybody who may edit the record. */
export interface EditableFields {
  readonly fields: readonly string[];
  readonly roles: readonly string[];
}

/** An event that a person may send. */
export interface MachineEvent {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  /** Fields asked for when it fires: JSON Schema properties, in scope as `input`. */
  readonly form: JsonObject | null;
  /** The same as fields, by key. */
  readonly asked: ReadonlyMap<string, Field>;
  readonly confirm: string | null;
  /** Where the translation of `confirm` stands. */
  readonly confirmKey: string;
  readonly roles: readonly string[];
  /** The one dominant button where it is possible. */
  readonly primary: boolean;
  /** May be fired for many records at once. */
  readonly bulk: boolean;
}

/** One candidate transition of one state on one event, for screens and for reasons. */
export interface Transition {
  readonly from: string;
  readonly event: string;
  readonly targets: readonly string[];
  readonly title: string;
  readonly textKey: string;
  /** As in the event; the transition's own when it has any. */
  readonly form: JsonObject | null;
  readonly asked: ReadonlyMap<string, Field>;
  readonly confirm: string | null;
  readonly confirmKey: string;
  readonly primary: boolean;
  readonly guard: Check | null;
  readonly roles: readonly string[];
  readonly actions: readonly Action[];
  /** Place in machine.json. */
  readonly pointer: string;
}

/** One way between states, whatever opens it: for whoever follows or counts them. Nobody is moved by it. */
export interface Way {
  /** '' is the machine itself. */
  readonly from: string;
  readonly trigger: 'on' | 'always' | 'onDone' | 'after';
  /** '' unless something is awaited. */
  readonly event: string;
  readonly targets: readonly string[];
  readonly guard: Expr | null;
  readonly reenter: boolean;
  /** Place in machine.json; of one that follows a track, the place that names the track. */
  readonly pointer: string;
}

/** Books postings of the record's type, or mirrors what they booked; empty `postings`: all that are not standing. */
export interface LedgerAction {
  readonly postings: readonly string[];
  /** Of a reversal; null: the day of the decision. */
  readonly date: Expr | null;
  readonly when: Expr | null;
}

/** What is converted when it is not the record at hand. */
export type ConvertSources =
  | { readonly kind: 'records'; readonly expr: Expr }
  /** Records of a type, in scope as `it`; `narrow` are the equalities of `where` that are read by. */
  | {
      readonly kind: 'list';
      readonly type: string;
      readonly where: Expr | null;
      readonly narrow: readonly Narrowing[];
    }
  /** Of each `item` of a list its record, and how much is taken of it. */
  | { readonly kind: 'each'; readonly each: Expr; readonly record: Expr; readonly amount: Expr };

/** What becomes of the rows that a table has when it is set. */
export type TableRows =
  | { readonly kind: 'replace' }
  | { readonly kind: 'append' }
  /** They stay; rows are added that none of them is like in these columns (none named: beyond as many as there are). */
  | { readonly kind: 'keep'; readonly by: readonly string[] };

/** Done once, or once for each item of a list, in scope as `item`. */
export type Action = ActionKind & {
  readonly each?: Expr;
  /** Place in the file that names it. */
  readonly pointer: string;
};

export type ActionKind =
  | ({ readonly type: 'post' } & LedgerAction)
  | ({ readonly type: 'reverse' } & LedgerAction)
  | {
      readonly type: 'assignNumber';
      readonly series: string;
      /** Each value of it counts by itself: a supplier, a till; null: all count together. */
      readonly by: Expr | null;
      readonly when: Expr | null;
    }
  | {
      readonly type: 'set';
      /** Dotted: of the header, or a column of every line. */
      readonly field: string;
      readonly expr: Expr;
      readonly rows: TableRows;
      readonly when: Expr | null;
    }
  | {
      readonly type: 'convert';
      readonly conversion: string;
      /** fire this event on every target made, or null */
      readonly then: string | null;
      /** Absent: the record at hand. */
      readonly sources?: ConvertSources;
      /** The draft that receives it; absent: a new one. */
      readonly into?: Expr;
      /** By field of the target's header. */
      readonly set?: ReadonlyMap<string, Expr>;
      readonly when: Expr | null;
    }
  | {
      readonly type: 'fire';
      readonly to: Expr;
      readonly event: string;
      /** Gives the event instead of `event`; null then fires nothing. */
      readonly eventOf?: Expr;
      /** By field of the event's form. */
      readonly input?: ReadonlyMap<string, Expr>;
      readonly refused: 'fail' | 'skip' | 'park';
      readonly when: Expr | null;
    }
  | {
      readonly type: 'amend';
      /** Whose new revision it is. */
      readonly to: Expr;
      /** By field of that record; a table as a whole, its known lines by id. */
      readonly data: ReadonlyMap<string, Expr>;
      readonly when: Expr | null;
    }
  | {
      readonly type: 'create';
      readonly record: string;
      /** By field of the new record. */
      readonly data: ReadonlyMap<string, Expr>;
      readonly when: Expr | null;
    }
  | {
      readonly type: 'message';
      /** A text in `messages/`. */
      readonly message: string;
      /** Its text; null: it is not there, or has mistakes. */
      readonly says: Template | null;
      readonly to: readonly Expr[];
      readonly when: Expr | null;
    }
  | {
      readonly type: 'task';
      readonly task: string | null;
      readonly title: Template;
      readonly for: readonly Expr[];
      readonly due: Expr | null;
      /** Event fired on the record when the task is done. */
      readonly done: string | null;
      readonly when: Expr | null;
    }
  | { readonly type: 'assignTo'; readonly to: Expr; readonly when: Expr | null }
  | {
      readonly type: 'webhook';
      readonly url: Expr;
      readonly data: ReadonlyMap<string, Expr>;
      readonly when: Expr | null;
    }
  | { readonly type: 'send'; readonly connector: string; readonly when: Expr | null };

/**
 * The stages of a type. The engine wraps XState behind this; nobody else imports it.
 */
export interface Machine {
  readonly states: ReadonlyMap<string, State>;
  readonly events: ReadonlyMap<string, MachineEvent>;
  readonly transitions: readonly Transition[];
  /** Every action: of entries, exits and ways alike. */
  readonly actions: readonly Action[];
  /** All of them, in the order in which they are tried; `transitions` are those that people open. */
  readonly ways: readonly Way[];
  /** Event names each active state answers to, for lists. */
  readonly initial: StageValue;
  /** Of the states that wait for people to agree; most machines have none. */
  readonly approvals: readonly Approval[];
  /** By state: what is waited for there; most machines wait for nothing. */
  readonly delays: ReadonlyMap<string, readonly Delay[]>;
  /** machine.json verbatim, for the canvas. */
  readonly json: JsonObject;
  /** Dotted active paths of a stage value. */
  readonly pathsOf: (stage: StageValue) => readonly string[];
  readonly phaseOf: (stage: StageValue) => Phase;
  /** Start: the initial stage after `always`, with entry actions in order. */
  readonly start: (judge: Judge) => Step;
  /** One macrostep. `event` is written under `on`, or one of the engine's own (`@progress`, `@after …`). null: the event is not accepted now. */
  readonly step: (stage: StageValue, event: string, judge: Judge, history?: StageHistory) => Step | null;
  /** Candidate transitions on `event` (all events when null) out of the active states, innermost first, guards not judged. */
  readonly candidates: (stage: StageValue, event: string | null) => readonly Transition[];
}

/** Judges a guard; called by the machine while stepping. A missing fact is noted by the judge and answered false. */
export type Judge = (guard: Expr) => boolean;

export interface Step {
  readonly stage: StageValue;
  readonly actions: readonly Action[];
  /** Of the states that remember something: those entered, in order. Absent: none. */
  readonly entered?: readonly string[];
  /** What history states lead back to from now on; absent: as before. */
  readonly history?: StageHistory;
}
