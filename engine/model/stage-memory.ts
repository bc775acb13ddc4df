// What a record remembers of its stages beside the stage itself. Stands in its data, where no field can be called so.
import type { ApprovalAnswer } from './approval.ts';
import type { Id } from './record.ts';

export const memoryKey = '$stages';

/** All by the path of a state; written only for machines that use what it is for. */
export interface StageMemory {
  readonly approvals?: Readonly<Record<string, AskedApproval>>;
  readonly timers?: Readonly<Record<string, StateTimers>>;
  /** By the path of a history state: what was active when its parent was left. */
  readonly history?: StageHistory;
  /** Who last changed the data by hand; kept where four eyes ask for it. */
  readonly editor?: Id;
}

/** Begun anew whenever the state is entered; what was answered before stands in the history. */
export interface AskedApproval {
  /** Whose action led there. */
  readonly asker: Id;
  readonly answers: readonly ApprovalAnswer[];
  readonly escalated?: true;
}

/** By the path of a history state: the paths to lead back to. */
export type StageHistory = Readonly<Record<string, readonly string[]>>;

/** Timers of one state since it was entered. */
export interface StateTimers {
  /** When the state was entered. */
  readonly since: string;
  /** Instants that are waited for, by key. */
  readonly due: Readonly<Record<string, string>>;
  /** Those that have come; the same moment comes once. */
  readonly past: Readonly<Record<string, string>>;
}
