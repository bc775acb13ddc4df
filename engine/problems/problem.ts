import type { TextRange } from '../model/pack.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Something wrong in a pack: the author's fault, a value, all collected. */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly file: string;
  /** JSON pointer inside `file`; '' is the whole file. */
  readonly pointer: string;
  readonly range: TextRange | null;
  readonly params: Readonly<Record<string, string | number>>;
  /** What is wrong, in the language asked for. */
  readonly message: string;
  /** What to do about it, in the language asked for. */
  readonly cure: string;
}

/** One place in a record and what is wrong there: the user's fault, shown under the field. */
export interface FieldProblem {
  readonly code: string;
  /** JSON pointer into the record's `data`; lines by position (`/lines/0/quantity`). */
  readonly pointer: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly message: string;
}

/**
 * The business says no: a value in the result, never thrown.
 * `status` is the family of the answer: 403 not allowed, 404 not there, 412 stale, 422 everything about the content.
 */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: string;
  readonly status: 403 | 404 | 409 | 412 | 422;
  readonly params: Readonly<Record<string, string | number>>;
  /** A sentence for people, with the values in it, in the caller's language. */
  readonly message: string;
  readonly problems: readonly FieldProblem[];
  /** Present where a command may be given again with `overrides: [{ code, reason }]`, by whom, and whether that is you. */
  readonly override?: {
    readonly code: string;
    readonly roles: readonly string[];
    readonly allowed: boolean;
  };
}

/** Our bug, or a broken world: thrown, logged once at the edge. */
export class Fault extends Error {
  override readonly name = 'Fault';
}
