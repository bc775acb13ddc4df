import type { PoolClient } from 'pg';
import type { Decision, Facts, Json, Refusal, Stored } from '#engine';
import type { Current } from '../store/model-cache.ts';

export interface Done {
  readonly kind: 'done';
  /** Numbers and titles filled in, but in a preview. */
  readonly decision: Decision;
  /** What was read for it: records and links as they were before. */
  readonly facts: Facts;
  /** What a fresh read would find now, as far as it was read before. */
  readonly after: () => Facts;
  readonly current: Current;
}
export interface Replayed {
  readonly kind: 'replayed';
  readonly status: number;
  readonly body: Json;
}
/** The record is no longer in the version that the caller saw. */
export interface Stale {
  readonly kind: 'stale';
  readonly current: Stored;
}
export type Outcome = Done | Replayed | Stale | Refusal;

export interface CommandOptions {
  /** Version of the named record that the caller saw (`If-Match`). */
  readonly expectVersion?: number;
  /**
   * Shown the named record once it is read, before its version is looked at or anything is decided; null: it is not
   * there. What it throws is thrown, and nothing is written. It saves whoever must look first a read of their own.
   */
  readonly admit?: (record: Stored | null, current: Current) => void;
  /** Decides, writes nothing, locks nothing. */
  readonly preview?: boolean;
  /** The first answer is kept with the command's own transaction and given again. */
  readonly idempotency?: {
    readonly key: string;
    /** Of the request's body. */
    readonly hash: string;
    /** What shall be answered; reads through `client` see what the command wrote. */
    readonly answer: (
      done: Done,
      client: PoolClient,
    ) =>
      | Promise<{ readonly status: number; readonly body: Json }>
      | { readonly status: number; readonly body: Json };
  };
  /** Instant of the decision, UTC ms; the app's clock when absent. */
  readonly now?: number;
}
