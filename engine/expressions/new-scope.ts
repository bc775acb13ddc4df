import type { Reads, Scope } from './scope.ts';

/** Steps that one decision may take: a document of 500 lines with twenty loops takes about 20 000. */
export const stepsMax = 2_000_000;

/**
 * A scope in which every name is null, to be filled by the place. All scopes are made here, so that they have one
 * hidden class and reading a name is one load.
 */
export function newScope(
  reads: Reads,
  language: string,
  names: Partial<Omit<Scope, 'locals' | 'reads' | 'language'>> = {},
): Scope {
  const scope: Scope = {
    doc: null,
    line: null,
    parent: null,
    before: null,
    source: null,
    sourceLine: null,
    target: null,
    input: null,
    it: null,
    item: null,
    due: null,
    answer: null,
    arrived: null,
    params: null,
    key: null,
    entry: null,
    balance: null,
    user: null,
    here: null,
    company: null,
    settings: null,
    now: null,
    today: null,
    locals: [],
    reads,
    language,
    budget: stepsMax,
  };
  return Object.assign(scope, names);
}
