import type { AnswerWord, Check, Expr } from './expression.ts';

/** How one target field is filled. @source conversions.md M1 */
export type Filling =
  | { readonly kind: 'from'; readonly path: string; readonly merge: Merge | null }
  | { readonly kind: 'expr'; readonly expr: Expr; readonly merge: Merge | null }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'derive' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'ask' };

export type Merge = 'equal' | 'first' | 'min' | 'max' | 'sum' | 'join' | 'ask';

/** Which units of a track flow through this conversion. @source conversions.md Q3, Q5, Q12 */
export interface ConversionTrack {
  readonly track: string;
  /**
   * 'full', the posted quantity of another track, or an expression in scope source/sourceLine; of an advance that is
   * settled later what is not billed yet (P7).
   */
  readonly basis:
    | { readonly kind: 'full' }
    | { readonly kind: 'unbilled' }
    | { readonly kind: 'posted'; readonly track: string }
    | { readonly kind: 'expr'; readonly expr: Expr };
  readonly measure: 'quantity' | 'amount';
  readonly when: Expr | null;
}

export interface LineMapping {
  readonly key: string;
  /**
   * Source table by dotted path, nested ones included (`lines.parts`); `$document`: one line per source document; null:
   * lines are added without a source, or for each item of `list`.
   */
  readonly from: string | null;
  /** Lines are added for each item of this list, in scope as `sourceLine`; they count nowhere. */
  readonly list: Expr | null;
  readonly to: string;
  /** Target field that receives the quantity (or amount) taken; null when the mapping moves none. */
  readonly quantity: string | null;
  /** Target field that receives the slice's share of the source line's amount. @source conversions.md P5 */
  readonly amount: string | null;
  /** Target field that receives what the slice's share differs by from the target line's own amount. @source conversions.md P5 */
  readonly adjust: string | null;
  /** Further columns that both lines have, of which the slice takes its share: amounts in another currency. @source conversions.md P5, P7 */
  readonly shares: readonly string[];
  /** −1 takes the negative lines of the source, as positive quantities: the way back. @source conversions.md Q8 */
  readonly sign: 1 | -1;
  /** Paths of the source line: lines with equal values there become one. @source conversions.md M9 */
  readonly gather: readonly string[];
  /** Paths equal on both sides: with `into`, lines that agree there are linked instead of made. */
  readonly match: readonly string[];
  readonly where: Check | null;
  /** Every mapped target field, same-named copies included. */
  readonly fields: ReadonlyMap<string, Filling>;
}

/**
 * An advance: the amount taken of the document is spread over its tax groups, to the cent, and what earlier advances
 * took of each group is subtracted. @source conversions.md P7
 */
export interface Advance {
  /** List of groups of the source; each is `sourceLine` to what follows. */
  readonly groups: Expr;
  /** Target table with one line a group. */
  readonly to: string;
  /** Target column that tells groups apart; it is among `fields`. */
  readonly key: string;
  /** Target columns that receive amounts, each with what the whole group amounts to. The first is what is spread. */
  readonly amounts: readonly { readonly column: string; readonly of: Expr }[];
  readonly fields: ReadonlyMap<string, Filling>;
}

/** What was paid in advance is subtracted from what is made now. @source conversions.md P7 */
export interface Settles {
  /** The conversion that made the advances of the same source. */
  readonly conversion: string;
  /** The conversion that adds a posted advance to the target. */
  readonly by: string;
  /** The most of one line of the advance (`sourceLine`, of `source`) that goes into `target`; null: all of it. */
  readonly limit: Expr | null;
}

/**
 * Groups (of taxes, mostly) in which slices add up to their source to the cent: the last slice of a group takes what the
 * others left. @source conversions.md P5, P7
 */
export interface AdjustGroups {
  /** The source's table of groups. */
  readonly of: string;
  /** The target's table of groups, which adds what stands in `to`. */
  readonly own: string;
  /** Target table that receives what a group differs by: one line a group, with the same columns. */
  readonly to: string;
  /** Column that tells groups apart, in all three. */
  readonly key: string;
  /** Columns with amounts, in all three. */
  readonly amounts: readonly string[];
  /** Of which group a line of the source is. */
  readonly line: Expr;
}

/** A declared path from one document type to another. @source conversions.md */
export interface Conversion {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly from: string;
  readonly to: string;
  /** Source must be in one of these states (dotted paths); empty: any posted one. */
  readonly stages: readonly string[];
  readonly guards: readonly Check[];
  /** 1 counts forward; 0 links only (Q9); −1 reverses: the named tracks count +1, the original's rows get mirrors of −1 (X4). */
  readonly effect: 1 | 0 | -1;
  readonly tracks: readonly ConversionTrack[];
  /** Every mapped header field, same-named copies included. */
  readonly header: ReadonlyMap<string, Filling>;
  readonly lines: readonly LineMapping[];
  readonly tolerance: {
    readonly over: Expr | null;
    readonly under: Expr | null;
    readonly answer: AnswerWord | Expr;
    /** Who may override; nobody named: whoever may convert. @source conversions.md T2 */
    readonly roles: readonly string[];
  };
  /** effect −1: tracks whose rows are mirrored, always or where the expression (`line` and `target`) says so. @source conversions.md X3 */
  readonly reopens: readonly string[];
  readonly reopensWhen: ReadonlyMap<string, Expr>;
  /** Paths of a source line that keep targets apart. @source conversions.md M5 */
  readonly split: readonly { readonly table: string; readonly path: string }[];
  /** What voiding a source does to its targets. @source conversions.md X1 */
  readonly voidSource: 'block' | 'void-drafts' | 'cascade' | 'compensate';
  readonly voidTarget: 'recreate' | 'ignore';
  /** How a posted target is compensated when its source is voided. @source conversions.md X1 */
  readonly compensate: { readonly conversion: string; readonly then: string } | null;
  readonly drop: readonly string[];
  /**
   * For tracks without a table: the target's header field that receives the amount taken; where lines move, the field
   * (a total, mostly) whose value is what is taken. @source conversions.md Q13
   */
  readonly amount: string | null;
  /**
   * Of documents taken as a whole: 1 those that come to something, −1 those that come to less than nothing, as positive
   * amounts (a paper for what goes back), `both` all of them, each as it stands, so that they are netted. @source conversions.md Q8, Q13
   */
  readonly sign: 1 | -1 | 'both';
  /**
   * Where lines move: the header field that receives what `amount` differs by from what is left, on the last slice; no
   * more than `within` (scope `source`). @source conversions.md P5, P6
   */
  readonly adjust: {
    readonly field: string | null;
    readonly within: Expr;
    readonly groups: AdjustGroups | null;
  } | null;
  readonly advance: Advance | null;
  readonly settles: readonly Settles[];
  /** `x-money` fields of the target are exchanged into the company's currency at the rate for `date`; null keeps the source's. @source conversions.md P4 */
  readonly currency: {
    readonly to: 'primary';
    readonly date: Expr;
    /** Whose rate, and which kind of rate; null: as the catalog of rates prefers. */
    readonly source: Expr | null;
    readonly kind: Expr | null;
  } | null;
  /** Goes from the sale to the purchase side: fields with an `x-owner` are derived anew. @source conversions.md M2 */
  readonly crosses: boolean;
}
