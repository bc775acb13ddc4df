// What the SQL back end is told about a row, and what it gives.
import type { ExprError } from '../expression-error.ts';
import type { Scope } from '../scope.ts';

export type SqlKind = 'text' | 'uuid' | 'numeric' | 'integer' | 'date' | 'boolean' | 'timestamptz' | 'text[]';

/** A field of the row as SQL. */
export interface SqlColumn {
  readonly sql: string;
  readonly kind: SqlKind;
  /**
   * The same value told exactly, where `sql` stands for more than one: an index column that keeps no empty text is
   * null for both. Slower, so it is used only where the difference shows.
   */
  readonly exact?: string;
}

/** The column of a field path of the row (`total`, `address.city`, `owner`); null when it is none. */
export type SqlColumns = (path: string) => SqlColumn | null;

/** Adds a parameter and gives its place with its type: `$3::numeric`. */
export type AddParam = (value: unknown, cast: string) => string;

/** A condition as SQL. Its text depends on the values of a moment, because null is compared in another way than a value. */
export interface SqlCondition {
  readonly ok: true;
  /**
   * @param scope  what is known before the query runs: user, company, settings, today, now
   * @returns      SQL that is true for exactly the rows for which the closure is true; false or null for the others
   */
  readonly bind: (scope: Scope, add: AddParam) => string;
}

export type SqlAnswer = SqlCondition | { readonly ok: false; readonly error: ExprError };

/** Names whose values are known before a query runs. */
export const givenNames: ReadonlySet<string> = new Set([
  'user',
  'here',
  'company',
  'settings',
  'now',
  'today',
  'input',
]);

/** Functions that ask for facts, and may ask of given values where rights are judged: what they lead to is read before. */
export const groundRules: ReadonlySet<string> = new Set(['lookup', 'under']);
