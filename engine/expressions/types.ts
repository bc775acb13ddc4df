/** Whose currency an amount is in: a field, of a record as the expression names it. */
export interface Money {
  readonly field: string;
  /** `doc`, `source`, `doc.contract`; absent in the declaration of a field, where no record is named yet. */
  readonly of?: string;
}

/** Static types of the expression language. Every type admits null. */
export type ExprType =
  /**
   * `money`: an amount in the currency that this field of its record holds; absent: a plain number. `exchanges`: a rate
   * of exchange; multiplied by it, an amount is in another currency. `scale`: the decimals that its field keeps.
   */
  | {
      readonly kind: 'decimal';
      readonly money?: Money;
      readonly exchanges?: true;
      readonly scale?: number;
    }
  /** `options`: the only texts that it may be, by the `enum` of its field. */
  | { readonly kind: 'text'; readonly options?: readonly string[] }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'instant' }
  | { readonly kind: 'null' }
  /** Nothing is known: every use is accepted. Comes from JSON without a schema only. */
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly of: ExprType }
  /** `beyond`: a field that is a reference; what the object itself lacks is a field of the record that it leads to. */
  | {
      readonly kind: 'object';
      readonly name: string;
      readonly fields: ReadonlyMap<string, ExprType>;
      readonly beyond?: string;
    }
  /**
   * The id of a record; selecting a field walks to that record. Several types: only their common fields. `revision`:
   * one version of it, walked as it was then.
   */
  | { readonly kind: 'ref'; readonly types: readonly string[]; readonly revision?: true };

/** Object types of the record types, for walking through references: type key → fields, system fields included. */
export type TypeTable = (type: string) => ReadonlyMap<string, ExprType> | null;

/** What the checker knows of a ledger: its dimensions, and the measures and derived figures of a balance. */
export interface LedgerType {
  readonly dimensions: ReadonlyMap<string, ExprType>;
  readonly figures: ReadonlyMap<string, ExprType>;
}

/** Ledgers by key; null: there is none. */
export type LedgerTable = (ledger: string) => LedgerType | null;

/** What the checker knows of a decision: what it is asked and what it answers, one row or a list of them. */
export type DecisionTypes = (decision: string) => {
  readonly inputs: ReadonlyMap<string, ExprType>;
  readonly outputs: ReadonlyMap<string, ExprType>;
  readonly isList: boolean;
} | null;

/** Names in scope at a place, with their types. */
export type ScopeTypes = Readonly<Record<string, ExprType>>;

export const decimalType: ExprType = { kind: 'decimal' };
export const rateType: ExprType = { kind: 'decimal', exchanges: true };
export const textType: ExprType = { kind: 'text' };
export const booleanType: ExprType = { kind: 'boolean' };
export const dateType: ExprType = { kind: 'date' };
export const instantType: ExprType = { kind: 'instant' };
export const nullType: ExprType = { kind: 'null' };
export const anyType: ExprType = { kind: 'any' };
export const listOf = (of: ExprType): ExprType => ({ kind: 'list', of });
