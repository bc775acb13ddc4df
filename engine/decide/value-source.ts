import type { Json } from '../model/json.ts';
import type { Id } from '../model/record.ts';

/** Where a filled value came from, and what would stand there if it were filled today. @source conversions.md P2 */
export interface ValueSource {
  /** `decision`: the row below; `copied`: of `from`, which had it from the row below or by hand. */
  readonly by: 'hand' | 'copied' | 'decision';
  /** The day: of the writing, of the copying, or the day that the decision was asked for; null: not known. */
  readonly on: string | null;
  /** Who wrote it, by hand. */
  readonly user: Id | null;
  /** What it was copied from. */
  readonly from: { readonly record: Id; readonly line: string | null } | null;
  /** null: no decision had a say in it. */
  readonly decision: string | null;
  /** Key of the source of rows, or of the row in the pack; null: nothing matched, or the default answered. */
  readonly row: string | null;
  /** Of the record that holds the row, or of the row. */
  readonly title: string | null;
  readonly record: Id | null;
  readonly line: string | null;
  readonly isDefault: boolean;
  /** Somebody wrote another value; the command `refill` gives it back. */
  readonly overridden: boolean;
  /** What the fill says now. */
  readonly value: Json;
}

/** By path as in `Description.fields`: `price`, `lines/<lineId>/price`. */
export type ValueSources = Readonly<Record<string, ValueSource>>;
