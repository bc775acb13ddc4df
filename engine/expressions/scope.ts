// What an expression sees while it runs.
import type Big from 'big.js';

/** Stands for a fact that has not been read yet; absorbs every operation. */
export const MISSING: unique symbol = Symbol('missing');
export type Missing = typeof MISSING;

/**
 * A value while evaluating. Decimals and integers are Big; dates are `YYYY-MM-DD`; a reference is the record's id.
 * Objects are hydrated data (see values/hydrate.ts).
 */
export type Value = null | boolean | string | Big | Missing | readonly Value[] | ValueObject;
export interface ValueObject {
  readonly [key: string]: Value;
}

/** Where facts come from. Each answers MISSING after noting what it lacks. */
export interface Reads {
  /** Hydrated data plus system fields of a record; null when it is not there. */
  record(id: string): ValueObject | null | Missing;
  /**
   * The last rate published before `on`, as `{ rate, source, date }`: units of `to` for one of `from`, who published it and
   * on which day. Source and kind as preferred when left out.
   */
  published(
    from: string,
    to: string,
    on: string,
    source?: string | null,
    kind?: string | null,
  ): ValueObject | null | Missing;
  /** A record and all that lie above it in its tree, up to the root, each once. Absent: the place knows no trees. */
  chain?(id: string): readonly string[] | Missing;
  /** A record of a tree and all that lie below it, where that was read beforehand; absent or null: it was not. */
  below?(branch: string): ReadonlySet<string> | null;
  /** The record of `type` whose fields equal `where`, or null. */
  lookup(type: string, where: ValueObject): ValueObject | null | Missing;
  /** Counters of a line (or of the document, line null) of the record in focus. */
  open(record: string, line: string | null, track: string): ValueObject | Missing;
  done(record: string, line: string | null, track: string): ValueObject | Missing;
  /** 0 none … 1 fully, decided line by line (Q6). */
  progress(record: string, track: string): Big | Missing;
  /** Measures and derived figures of what lies within `where`, up to the end of a day (null: all of it). */
  balance(ledger: string, where: ValueObject, on: string | null): ValueObject | Missing;
  /** The same for each combination of `by` that does not come to nothing, with its dimensions; days included. */
  balances(
    ledger: string,
    where: ValueObject,
    by: readonly string[],
    from: string | null,
    to: string | null,
  ): readonly Value[] | Missing;
  /** What a record has booked into a ledger and not taken back; absent: the place knows no ledgers. */
  booked?(record: string, ledger: string): readonly Value[] | Missing;
  /** Records of a type that are linked with a record, either way; absent: the place knows no links. */
  linked?(record: string, type: string): readonly Value[] | Missing;
  /** What a decision table answers; absent: the place knows no decisions. */
  decide?(table: string, input: ValueObject): Value;
}

/** Every name an expression may use; those out of scope at a place are null and refused by the checker. */
export interface Scope {
  doc: Value;
  line: Value;
  parent: Value;
  before: Value;
  source: Value;
  sourceLine: Value;
  target: Value;
  input: Value;
  it: Value;
  item: Value;
  /** The day of a date rule. */
  due: Value;
  /** What a port answered; what arrived at one. */
  answer: Value;
  arrived: Value;
  /** Parameters of a report. */
  params: Value;
  key: Value;
  entry: Value;
  balance: Value;
  user: Value;
  /** Id of the record that the user works at. */
  here: Value;
  company: Value;
  settings: Value;
  now: Value;
  today: Value;
  /** Local variables of macros, by slot. */
  readonly locals: Value[];
  readonly reads: Reads;
  readonly language: string;
  /** Steps left; at 0 a Fault is thrown. */
  budget: number;
}
