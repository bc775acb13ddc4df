import type { Missing, Scope, ValueObject } from '../expressions/scope.ts';
import type { ListNeed } from './list-need.ts';

/** A record that may hold rows, as expressions see it. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly values: ValueObject;
}

/** Where a decision is made: what it may read. Whatever is lacking is noted there and answered with MISSING. */
export interface DecisionPlace {
  /** A new scope with these names set. */
  readonly scope: (names: {
    readonly input: ValueObject;
    readonly doc?: ValueObject;
    readonly line?: ValueObject;
  }) => Scope;
  readonly today: string;
  readonly list: (need: ListNeed, ofUser: boolean) => readonly Listed[] | Missing;
  /** Natural key of the record with this id (`type:key` when `isQualified`); null: there is none. */
  readonly keyOf: (id: string, isQualified: boolean) => string | null | Missing;
  /** Id of the record of one of these types with this natural key (`type:key` when there are several). */
  readonly idOf: (types: readonly string[], key: string) => string | null | Missing;
}
