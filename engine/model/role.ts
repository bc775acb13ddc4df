import type { Expr } from './expression.ts';

/** Which records of a type: none, one's own, those of one's teams, all, or those that a condition holds for. */
export type Reach = 'none' | 'own' | 'team' | 'all' | Expr;

/** At which stages something holds: always, never, or in any of these states (dotted paths). */
export type Stages = 'always' | 'never' | readonly string[];

export interface FieldRule {
  readonly hidden: Stages;
  readonly readonly: Stages;
}

/**
 * What a role may do with one type; default deny. `*` as type key in roles.json means every type that the role does not
 * name. A role's verbs reach the records that the role itself reads.
 */
export interface Grant {
  readonly read: Reach;
  readonly create: boolean;
  readonly edit: Reach;
  readonly delete: Reach;
  /** Event keys; `*` is all. */
  readonly events: readonly string[];
  /** Keys of conversions out of the type, beside those of the role; `*` is all. */
  readonly conversions: readonly string[];
  /** Keys of printed forms; `*` is all. */
  readonly prints: readonly string[];
  /** By dotted path; what a table is, its columns are. */
  readonly fields: ReadonlyMap<string, FieldRule>;
}

export interface Role {
  readonly key: string;
  readonly title: string;
  readonly textKey: string;
  readonly grants: ReadonlyMap<string, Grant>;
  /** Conversion keys; `*` is all. */
  readonly conversions: readonly string[];
  /** Keys of ledgers that may be read; `*` is all; null: those of which all that posts into them may be read. */
  readonly ledgers: readonly string[] | null;
  /** May edit definitions, users, settings. */
  readonly administers: boolean;
}
