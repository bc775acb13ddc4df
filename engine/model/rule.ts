import type { Expr } from './expression.ts';
import type { Action } from './machine.ts';

/** `order` or `order.confirmed`: a type, and what of it. */
export interface RulePlace {
  /** Key of a type, conversion or connector. */
  readonly of: string;
  /** Dotted state, field or task; null: any. */
  readonly part: string | null;
}

/** What a rule waits for. @source definitions.md, Rules */
export type Trigger =
  | {
      readonly kind: 'entered' | 'changed' | 'created' | 'converted' | 'taskDone' | 'received';
      readonly places: readonly RulePlace[];
    }
  | {
      readonly kind: 'crossed';
      readonly ledger: string;
      readonly measure: string;
      readonly below: Expr | null;
      readonly above: Expr | null;
    }
  | {
      readonly kind: 'schedule';
      readonly rrule: string;
      readonly of: string | null;
      readonly stages: readonly string[];
    }
  | {
      readonly kind: 'date';
      readonly of: string;
      readonly each: string | null;
      readonly stages: readonly string[];
    };

/** A rule as it runs for records of one type; expressions are checked against that type. */
export interface RuleBody {
  readonly when: Expr | null;
  /** Of a date rule: the day. */
  readonly date: Expr | null;
  readonly actions: readonly Action[];
}

/** What happens by itself: after commit, once per (rule, record, event). */
export interface AutomationRule {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly disabled: boolean;
  /** Among rules set off by one happening, or due on one day; then by key. */
  readonly order: number;
  readonly trigger: Trigger;
  /** By type; `''` for a rule without a record at hand. */
  readonly bodies: ReadonlyMap<string, RuleBody>;
}
