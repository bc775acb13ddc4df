// The nouns of what is stored: records, links, counters.
import type { JsonObject } from './json.ts';

export type Id = string;
export type Phase = 'draft' | 'posted' | 'void';
/** XState's state value verbatim: `"sent"` or `{"confirmed":{"delivery":"none","billing":"none"}}`. */
export type StageValue = string | { readonly [region: string]: StageValue };

/** One stored record of any type. Instants are RFC 3339 UTC. `data` holds the fields and the line tables. */
export interface Stored {
  readonly id: Id;
  readonly type: string;
  readonly number: string | null;
  readonly revision: number;
  readonly version: number;
  /** null when the type has no machine. */
  readonly stage: StageValue | null;
  /** Active dotted paths, outermost first: `["confirmed", "confirmed.billing", "confirmed.billing.none"]`. */
  readonly states: readonly string[];
  /** Types without a machine rest in `posted`. */
  readonly phase: Phase;
  readonly title: string;
  readonly owner: Id | null;
  readonly createdAt: string;
  readonly createdBy: Id;
  readonly updatedAt: string;
  readonly postedAt: string | null;
  /** Number of the release that last wrote it. */
  readonly release: number;
  readonly archived: boolean;
  /** Ids of lines that were removed, which no new line may take; absent: none was. */
  readonly gone?: readonly string[];
  readonly data: JsonObject;
}

export type LinkKind = 'direct' | 'through' | 'settled' | 'mirror';

/** What a conversion leaves between two documents. Decimals as canonical strings. @source conversions.md, Words */
export interface Link {
  readonly id: Id;
  readonly conversion: string;
  /** null for an effect-0 link: it counts nowhere. */
  readonly track: string | null;
  readonly kind: LinkKind;
  readonly effect: 1 | 0 | -1;
  readonly sourceRecord: Id;
  readonly sourceLine: string | null;
  readonly targetRecord: Id | null;
  readonly targetLine: string | null;
  readonly quantity: string | null;
  readonly amount: string | null;
}

/** The other end of a link, as far as messages and counters need it. */
export interface LinkEnd {
  readonly id: Id;
  readonly type: string;
  readonly number: string | null;
  readonly title: string;
  readonly phase: Phase;
}

/** Sum of the links of one (record, line, track). `held` and `posted` as in conversions.md; unrounded. */
export interface Counter {
  readonly record: Id;
  readonly line: string | null;
  readonly track: string;
  readonly full: string;
  readonly held: string;
  readonly posted: string;
  readonly settled: string;
}
