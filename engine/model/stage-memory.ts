// What a record remembers of its stages beside the stage itself. Stands in its data, where no field can be called so.
import type { ApprovalAnswer } from './approval.ts';
import type { Id } from './record.ts';

export const memoryKey = '$stages';

/** All by the path of a state; written only for machines that use what it is for. */
export interface StageMemory {
  readonly approvals?: Readonly<Record<string, AskedApproval>>;
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
