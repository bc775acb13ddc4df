import type { ValueObject } from '../expressions/scope.ts';
import { fieldProblem } from '../problems/index.ts';
import type { Expr } from '../model/expression.ts';
import type { Judge, Machine, Transition } from '../model/machine.ts';
import { overridden, type Overridable } from './overrides.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { answerOf, reasonOf } from './words.ts';
import type { Work } from './work.ts';
import { beforeOf } from './record-values.ts';

const guarded = new WeakMap<Machine, ReadonlyMap<Expr, Transition>>();

function transitionsOf(machine: Machine): ReadonlyMap<Expr, Transition> {
  const known = guarded.get(machine);
  if (known) return known;
  const made = new Map(
    machine.transitions.flatMap((one) => (one.guard ? [[one.guard.expr, one] as const] : [])),
  );
  guarded.set(machine, made);
  return made;
}

/**
 * Judges the guards of a record's machine; one that only warns is passed, and its reason goes along; one that the person
 * overrides is passed and written down.
 */
export function judgeOf(session: Session, work: Work, input: ValueObject | null): Judge {
  const known = work.type.machine ? transitionsOf(work.type.machine) : null;
  return (guard) => {
    const scope = scopeOf(session, { doc: work.doc, before: beforeOf(work), input });
    if (holds(guard, scope)) return true;
    const transition = known?.get(guard);
    const check = transition?.guard;
    const answer = check ? answerOf(check, scope) : 'block';
    if (answer === 'allow') return true;
    if (answer === 'override' && transition)
      return overridden(session, guardOverride(work, transition), work.id);
    if (answer !== 'warn' || !check) return false;
    session.work.warnings.push(
      fieldProblem('guard-failed', '', { reason: reasonOf(session, check, scope) }, session.setting.language),
    );
    return true;
  };
}

/** How a command names the guard of an event. */
export function guardOverride({ type }: Work, { event, guard }: Transition): Overridable {
  return { code: `${type.key}.${event}`, roles: guard?.roles ?? [] };
}

/** The first guard that fails and may be overridden: whoever does gets through. */
export function overridableGuard(
  session: Session,
  work: Work,
  candidates: readonly Transition[],
  input: ValueObject | null,
): { readonly check: Overridable; readonly reason: string } | null {
  const scope = scopeOf(session, { doc: work.doc, before: beforeOf(work), input });
  for (const transition of candidates) {
    const { guard } = transition;
    if (!guard || holds(guard.expr, scope) || answerOf(guard, scope) !== 'override') continue;
    return { check: guardOverride(work, transition), reason: reasonOf(session, guard, scope) };
  }
  return null;
}
