import type { ValueObject } from '../expressions/scope.ts';
import type { JsonObject } from '../model/json.ts';
import type { Id } from '../model/record.ts';

/** Something that rules may wait for. */
export type RuleEvent =
  | {
      readonly kind: 'record';
      readonly record: Id;
      readonly type: string;
      /** Version that the decision leaves: with it, the same happening has the same key for ever. */
      readonly version: number;
      readonly created: boolean;
      /** Dotted states entered. */
      readonly entered: readonly string[];
      /** Fields changed, without line ids: `lines.quantity`. */
      readonly changed: readonly string[];
      /** Conversions that made or filled it. */
      readonly converted: readonly string[];
    }
  | {
      readonly kind: 'crossed';
      readonly ledger: string;
      /** Canonical text of the balance's key. */
      readonly place: string;
      readonly version: number;
      readonly key: ValueObject;
      readonly before: ValueObject;
      readonly after: ValueObject;
    }
  | {
      readonly kind: 'taskDone';
      readonly record: Id;
      readonly type: string;
      readonly task: string | null;
      readonly id: Id;
    }
  | {
      readonly kind: 'received';
      readonly connector: string;
      readonly id: string;
      readonly arrived: JsonObject;
    };

/**
 * One rule to be run for one happening. `key` is the same however often the happening is told, so that the runtime
 * keeps what has run and runs nothing twice.
 */
export interface RuleRun {
  readonly key: string;
  readonly rule: string;
  readonly record: Id | null;
  readonly line: string | null;
  /** YYYY-MM-DD of a date or a schedule. */
  readonly due: string | null;
  /** What else is in scope: `arrived`, `key`, `balance`. */
  readonly given: JsonObject;
}
