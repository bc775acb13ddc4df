import type { Value, ValueObject } from '../expressions/scope.ts';
import type { HitPolicy } from '../model/decision-table.ts';

/** Why a row did not match, or did and was beaten. Values are as people write them. */
export type Because =
  | { readonly kind: 'input'; readonly input: string; readonly found: string; readonly wanted: string }
  | { readonly kind: 'condition'; readonly text: string }
  | { readonly kind: 'too-early' | 'too-late'; readonly day: string; readonly bound: string }
  | { readonly kind: 'earlier' }
  | { readonly kind: 'priority'; readonly own: string; readonly best: string }
  | { readonly kind: 'less-specific'; readonly by: string }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'won' };

/** A row as it was judged. */
export interface JudgedRow {
  /** Key of the source that it comes from; null: it stands in the pack. */
  readonly source: string | null;
  /** Key of the row or of its source. */
  readonly row: string;
  readonly title: string;
  readonly record: string | null;
  readonly line: string | null;
  readonly outcome: 'won' | 'beaten' | 'unmatched' | 'conflict';
  readonly because: Because;
}

/** What a decision answers, and how it came to it. */
export interface Verdict {
  readonly decision: string;
  /** The day for which rows were in force. */
  readonly day: string;
  readonly hit: HitPolicy;
  /** Outputs by key; of `collect` a list of them. All null when nothing matched and there is no default. */
  readonly value: ValueObject | readonly ValueObject[];
  /** Nothing matched, so the default answered. */
  readonly isDefault: boolean;
  /** The winners first, then those beaten, then the others; at most `rowsMax`. */
  readonly rows: readonly JudgedRow[];
}

/** A list of thousands of prices explains itself by its first rows. */
export const rowsMax = 100;

export type Outputs = Readonly<Record<string, Value>>;
