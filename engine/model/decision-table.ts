import type { ExprType } from '../expressions/types.ts';
import type { Expr } from './expression.ts';
import type { Json, JsonObject } from './json.ts';

/** How many rows may answer, and which. @source DMN 1.5, 8.2.8 */
export type HitPolicy = 'first' | 'unique' | 'priority' | 'collect';

/** An input or an output. */
export interface DecisionField {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly type: ExprType;
  /** Types that it refers to; values in rows then name records by natural key. */
  readonly refs: readonly string[] | null;
  /** Values that it may have; null: any. */
  readonly options: readonly Json[] | null;
}

/** What a row asks of one input. Values are canonical: decimals as text. */
export type Cell =
  | { readonly kind: 'among'; readonly values: readonly Json[] }
  | {
      readonly kind: 'range';
      readonly from: Bound | null;
      readonly to: Bound | null;
    }
  /** A record of a tree, by natural key, or what lies below it. */
  | { readonly kind: 'under'; readonly value: string };

export interface Bound {
  readonly value: string;
  /** The bound itself belongs to the range. */
  readonly closed: boolean;
}

/** First and last day of validity, both included; null: open. */
export interface Validity {
  readonly from: Expr | null;
  readonly to: Expr | null;
}

/** What a row answers for one output. */
export type Result =
  { readonly kind: 'value'; readonly value: Json } | { readonly kind: 'expr'; readonly expr: Expr };

/** A row that stands in the pack. */
export interface DecisionRow {
  readonly key: string;
  readonly title: string | null;
  readonly textKey: string;
  readonly priority: number;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Scope `input`. */
  readonly condition: Expr | null;
  readonly valid: Validity;
  readonly results: ReadonlyMap<string, Result>;
}

/** A field of the record (`table` false) or of the line that must equal a value known before anything is read. */
export interface Narrowing {
  readonly table: boolean;
  readonly field: string;
  /** Scope `input`. */
  readonly value: Expr;
}

/** Rows that come from records, or from the lines of a table of theirs. */
export interface DecisionSource {
  readonly key: string;
  readonly title: string | null;
  readonly textKey: string;
  readonly type: string;
  readonly table: string | null;
  /** Scope `doc`, `line`, `input`. */
  readonly where: Expr | null;
  /** Equalities of `where`: which records are read at all. */
  readonly narrow: readonly Narrowing[];
  readonly valid: Validity;
  readonly prefer: readonly Expr[];
  readonly priority: Expr | null;
  /** Only records that the user may read. */
  readonly ofUser: boolean;
  readonly results: ReadonlyMap<string, Expr>;
}

/** A table that answers a question, and can say why. @source definitions.md, Decisions */
export interface DecisionTable {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly inputs: ReadonlyMap<string, DecisionField>;
  readonly outputs: ReadonlyMap<string, DecisionField>;
  readonly hit: HitPolicy;
  /** Scope `input`; null: today. */
  readonly date: Expr | null;
  /** In order. */
  readonly sources: readonly DecisionSource[];
  /** In order, after the sources. */
  readonly rows: readonly DecisionRow[];
  readonly defaults: ReadonlyMap<string, Result> | null;
  /** null: nothing limits any output. */
  readonly limits: OutputLimits | null;
}

/** What outputs may be, as rows of records may pass it. */
export interface OutputLimits {
  /** JSON Schema properties in our vocabulary, by output. */
  readonly properties: JsonObject;
  /** Digits before the point, where that is all that limits them: then nobody needs to ask a validator. */
  readonly digits: ReadonlyMap<string, number> | null;
}
