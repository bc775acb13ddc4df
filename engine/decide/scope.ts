import { newScope, stepsMax } from '../expressions/new-scope.ts';
import type { Reads, Scope, Value } from '../expressions/scope.ts';
import { readingKept } from './kept.ts';
import type { Constants, Session } from './session.ts';

export type Names = Partial<Omit<Scope, 'locals' | 'reads' | 'language'>>;

/** A scope to run expressions in; `names` are those that the place has, all others are null. */
export function scopeOf(session: Session, names: Names = {}): Scope {
  return bareScope(session.constants, session.reads, session.setting.language, names);
}

export function bareScope(constants: Constants, reads: Reads, language: string, names: Names): Scope {
  const { user, here, company, settings, now, today } = constants;
  const through = readingKept(reads, names.doc ?? names.source ?? null);
  // A line of the record itself stands in the record; in a nested table the place says in which line.
  const { line = null, doc = null } = names;
  const parent = line === null ? null : doc;
  return newScope(through, language, { user, here, company, settings, now, today, parent, ...names });
}

/** Runs one expression with a fresh budget. */
export function run(expr: { readonly run: (scope: Scope) => Value }, scope: Scope): Value {
  scope.budget = stepsMax;
  return expr.run(scope);
}

/** A condition holds only when it is true: null and MISSING are false. */
export function holds(expr: { readonly run: (scope: Scope) => Value }, scope: Scope): boolean {
  return run(expr, scope) === true;
}
