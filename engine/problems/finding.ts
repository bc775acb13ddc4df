import type { Severity } from './problem.ts';
import type { Params } from './fill-words.ts';
import type { ProblemCode } from './problem-words.ts';

/** A place in a pack. */
export interface Place {
  readonly file: string;
  /** JSON pointer; '' is the whole file. */
  readonly pointer: string;
}

/** Something wrong in a pack, before words and text range are added. */
export interface Finding extends Place {
  readonly code: ProblemCode;
  /** `error` when absent. */
  readonly severity?: Severity;
  readonly params?: Params;
  /** Part of the string at `pointer`, as offsets into its value (an expression's error). */
  readonly span?: { readonly start: number; readonly end: number };
  /** Offsets into the file's text, when there is no JSON to point into. */
  readonly range?: { readonly start: number; readonly end: number };
  /** Points at the key of the member, not at its value. */
  readonly atKey?: boolean;
}
