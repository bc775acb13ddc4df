import type { Json } from '../model/json.ts';

/** A decision that a field follows, and whether it still does. */
export interface ValueSource {
  readonly decision: string;
  /** Key of the source of rows, or of the row in the pack; null: nothing matched, or the default answered. */
  readonly row: string | null;
  /** Of the record that holds the row, or of the row. */
  readonly title: string | null;
  readonly record: string | null;
  readonly line: string | null;
  readonly isDefault: boolean;
  /** The value differs from what the decision says: somebody wrote another. */
  readonly overridden: boolean;
  /** What the decision says now. */
  readonly value: Json;
}

/** By path as in `Description.fields`: `price`, `lines/<lineId>/price`. */
export type ValueSources = Readonly<Record<string, ValueSource>>;
