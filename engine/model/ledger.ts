import type { ExprType } from '../expressions/types.ts';
import type { Check, Expr } from './expression.ts';
import type { Id } from './record.ts';

/** What a ledger is kept by: a reference, or a plain value. */
export interface Dimension {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly type: ExprType;
  /** Types that it refers to; null for a plain value. */
  readonly refs: readonly string[] | null;
}

/** What a ledger adds up. Entries add up as they are; figures are rounded half-up to `scale` when they are read. */
export interface Measure {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly scale: number;
}

/**
 * How far a condition is from failing, so that one can say whether entries brought it nearer: of a comparison the gap
 * between its sides, of `&&` the least, of `||` the greatest; of anything else only whether it holds.
 */
export type Margin =
  | { readonly kind: 'gap'; readonly left: Expr; readonly right: Expr; readonly sign: 1 | -1 }
  | { readonly kind: 'apart'; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Margin[] }
  | { readonly kind: 'truth'; readonly expr: Expr };

/** What must hold of a balance. In scope: `key`, `entry` (what is added to it), `balance` (after all of it). */
export interface Constraint {
  readonly key: string;
  readonly check: Check;
  readonly margin: Margin;
}

/** What documents post into. None is known to the engine by name. @source definitions.md, Ledgers */
export interface Ledger {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly dimensions: ReadonlyMap<string, Dimension>;
  readonly measures: ReadonlyMap<string, Measure>;
  /** Scope `balance` (measures alone) and `key`. */
  readonly derived: ReadonlyMap<string, Expr>;
  readonly constraints: readonly Constraint[];
  /** The measures `debit` and `credit` of one document are equal. */
  readonly balanced: boolean;
}

/** What a type writes into a ledger, by name. @source definitions.md, Ledgers */
export interface Posting {
  readonly key: string;
  readonly ledger: string;
  /** What is gone through, one entry each: a line table by its dotted path, or any list; null: once. */
  readonly each:
    { readonly kind: 'table'; readonly path: string } | { readonly kind: 'list'; readonly expr: Expr } | null;
  /** A list that each of these (`line`) falls into, one entry for each part (`item`); null: it is whole. */
  readonly parts: Expr | null;
  readonly where: Expr | null;
  /** By dimension. */
  readonly dimensions: ReadonlyMap<string, Expr>;
  readonly measures: ReadonlyMap<string, Expr>;
  /** null: the day on which it is booked. */
  readonly date: Expr | null;
  /** Dotted stages in which a standing posting stands; null: it is booked by the action `post`. */
  readonly whilst: readonly string[] | null;
}

/** Values of dimensions as text, by dimension in alphabetical order; what is null is left out. */
export type LedgerKey = Readonly<Record<string, string>>;
/** Canonical decimals by measure; what is zero is left out. */
export type Measures = Readonly<Record<string, string>>;

/** One immutable line of a ledger. */
export interface LedgerEntry {
  readonly id: Id;
  readonly ledger: string;
  readonly record: Id;
  /** Key of the posting in its type's `postings.json`. */
  readonly posting: string;
  readonly kind: 'booked' | 'standing' | 'reversal';
  readonly line: string | null;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly key: LedgerKey;
  readonly measures: Measures;
  /** The booked entry that this one mirrors. */
  readonly reverses: Id | null;
}

/** What the entries of one key add up to. */
export interface Balance {
  readonly ledger: string;
  readonly key: LedgerKey;
  readonly measures: Measures;
  /** Rises with every decision that changes it; 0: it is not there yet. */
  readonly version: number;
}

/** What a record has written so far: booked entries that are not reversed, and the sums of its standing ones. */
export interface OwnEntries {
  readonly booked: readonly LedgerEntry[];
  readonly standing: readonly StandingSum[];
}

export interface StandingSum {
  readonly ledger: string;
  readonly posting: string;
  readonly line: string | null;
  readonly date: string;
  readonly key: LedgerKey;
  readonly measures: Measures;
}
