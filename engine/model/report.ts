import type { Expr } from './expression.ts';
import type { JsonObject } from './json.ts';
import type { Field } from './type.ts';

export interface ReportGroup {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly expr: Expr;
}

export interface ReportMeasure extends ReportGroup {
  readonly total: 'sum' | 'min' | 'max' | 'count';
}

/** What is counted: records, lines of theirs, entries of ledgers, or links between documents. */
export type ReportSource =
  | { readonly kind: 'records'; readonly type: string; readonly table: string | null }
  | { readonly kind: 'ledgers'; readonly ledgers: readonly string[] }
  /** Links that these conversions wrote; none named: all. */
  | { readonly kind: 'links'; readonly conversions: readonly string[] };

/** Scope of its expressions: `doc`, `line` or `entry`, `key`; and `params`. @source definitions.md, Screens and reports */
export interface Report {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly source: ReportSource;
  /** JSON Schema properties: what is asked for before it runs. */
  readonly params: JsonObject;
  /** The same, built: what is proposed, needed and checked. Scope `params`. */
  readonly asked: ReadonlyMap<string, Field>;
  readonly where: Expr | null;
  readonly rows: readonly ReportGroup[];
  readonly columns: readonly ReportGroup[];
  readonly measures: readonly ReportMeasure[];
  readonly date: Expr | null;
  /** Scope `params`: what lies before this day is the opening figure. */
  readonly opening: Expr | null;
  readonly running: boolean;
  readonly sort: { readonly key: string; readonly descending: boolean } | null;
  readonly chart: string | null;
  readonly drill: boolean;
}
