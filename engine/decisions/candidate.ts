import type { Value } from '../expressions/scope.ts';
import type { Because } from './verdict.ts';

/** A row before it is known who wins. */
export interface Candidate {
  readonly source: string | null;
  readonly row: string;
  readonly title: string;
  readonly record: string | null;
  readonly line: string | null;
  /** Why it does not match; null: it does. */
  readonly failed: Because | null;
  readonly priority: Value;
  /** Values of `prefer`, most important first, each with its text. */
  readonly prefer: readonly { readonly text: string; readonly value: Value; readonly isOrdered: boolean }[];
  /** Place of its source; rows of the pack come last. */
  readonly group: number;
  readonly answer: () => Readonly<Record<string, Value>>;
}
