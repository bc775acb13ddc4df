import type { Stored } from '../model/record.ts';
import type { FieldProblem, Refusal } from '../problems/problem.ts';
import type { RefusalCode } from '../problems/index.ts';
import type { Params } from '../problems/fill-words.ts';

/** A refusal before it is put into words. */
export interface Unsaid {
  readonly code: RefusalCode;
  readonly status: Refusal['status'];
  readonly params: Params;
  readonly language: string;
  readonly problems?: readonly FieldProblem[];
  /** The record that the sentence calls `{title}`, as far as the reader may know of it. */
  readonly named?: Stored;
  /** The sentence where it is not the code's own: callers know one code, people read what fits. */
  readonly words?: RefusalCode;
  readonly override?: Refusal['override'] | null;
}

/**
 * Carries a refusal from deep inside a decision to its door, which says it (`refusalOf`) and answers it as a value.
 * It never leaves `decide()`: there it is caught, or, when facts were missing, thrown away with the rest. So the words
 * are found last, and whoever carries it, a form too, need not bring them along.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly unsaid: Unsaid;

  constructor(unsaid: Unsaid) {
    super(unsaid.code);
    this.unsaid = unsaid;
  }
}

/** Ends the decision: the business says no. */
export function refuse(
  code: RefusalCode,
  status: Refusal['status'],
  params: Params,
  language: string,
  problems: readonly FieldProblem[] = [],
): never {
  throw new Refused({ code, status, params, language, problems });
}
