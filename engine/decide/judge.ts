import type { ValueObject } from '../expressions/scope.ts';
import { fieldProblem } from '../problems/index.ts';
import type { Check, Expr } from '../model/expression.ts';
import type { Judge, Machine } from '../model/machine.ts';
import { holds, scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import { answerOf, reasonOf } from './words.ts';
import type { Work } from './work.ts';

const checks = new WeakMap<Machine, ReadonlyMap<Expr, Check>>();

function checksOf(machine: Machine): ReadonlyMap<Expr, Check> {
  const known = checks.get(machine);
  if (known) return known;
  const made = new Map(
    machine.transitions.flatMap(({ guard }) => (guard ? [[guard.expr, guard] as const] : [])),
  );
  checks.set(machine, made);
  return made;
}

/** Judges the guards of a record's machine; one that only warns is passed, and its reason goes along. */
export function judgeOf(session: Session, work: Work, input: ValueObject | null): Judge {
  const known = work.type.machine ? checksOf(work.type.machine) : null;
  return (guard) => {
    const scope = scopeOf(session, { doc: work.doc, before: work.doc, input });
    if (holds(guard, scope)) return true;
    const check = known?.get(guard);
    const answer = check ? answerOf(check, scope) : 'block';
    if (answer === 'allow') return true;
    if (answer !== 'warn' || !check) return false;
    session.work.warnings.push(
      fieldProblem('guard-failed', '', { reason: reasonOf(check, scope) }, session.setting.language),
    );
    return true;
  };
}
