// Stages that wait until enough of the right people have agreed. @source definitions.md, Stages
import type { Expr } from './expression.ts';
import type { Id } from './record.ts';

/** Who may answer: people of these roles, and those that an expression names by id. */
export interface Answerers {
  readonly roles: readonly string[];
  readonly users: Expr | null;
}

export interface ApprovalStep extends Answerers {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  /** Steps of a lower order are done first; those of one order go side by side. */
  readonly order: number;
  /** How many have to agree; `all`: everyone who is asked. */
  readonly need: number | 'all';
  /** The step is left out where this does not hold. */
  readonly when: Expr | null;
}

/** Who may not approve: who made the record, last changed its data, sent it to be approved, or agreed in an earlier step. */
export type OtherEyes = 'creator' | 'editor' | 'asker' | 'earlier';

export interface Approval {
  /** Path of the state that waits. */
  readonly state: string;
  readonly title: string;
  readonly textKey: string;
  /** In order of `order`, then as written. */
  readonly steps: readonly ApprovalStep[];
  /** Events written under `on` of the state (or around it), by which people answer. */
  readonly approve: string;
  readonly reject: string | null;
  readonly otherEyes: ReadonlySet<OtherEyes>;
  /** Ids of those who may answer for somebody (`it`). */
  readonly delegates: Expr | null;
  /** Who may answer too when nobody has in time; the delay stands with the state's timers. */
  readonly escalate: Answerers | null;
}

/** One answer, as it stands with the record: the names are those of the day on which it was given. */
export interface ApprovalAnswer {
  readonly step: string;
  readonly answer: 'approved' | 'rejected';
  readonly by: Id;
  readonly byName: string;
  /** Whom it was given for; the same as `by` unless somebody acted for another. */
  readonly for: Id;
  readonly forName: string;
  readonly at: string;
  readonly comment: string | null;
}
