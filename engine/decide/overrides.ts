// A person with the right role goes past a check, says why, and it is written down. @source conversions.md T2
import type { Id } from '../model/record.ts';
import type { Params } from '../problems/fill-words.ts';
import { type RefusalCode } from '../problems/index.ts';
import type { FieldProblem, Refusal } from '../problems/problem.ts';
import { findWork } from './records.ts';
import { Refused } from './refused.ts';
import { hasRole } from './rights.ts';
import type { Session } from './session.ts';
import { happened } from './work.ts';

/**
 * A check that may be gone past. Its code names it in commands: `open-exceeded` (a tolerance), `<type>.<EVENT>` (a
 * guard), `<type>.<field>`, `<conversion>` (a precondition), `<conversion>.<mapping>` (of its lines),
 * `<ledger>.<constraint>`.
 */
export interface Overridable {
  readonly code: string;
  /** Who may; nobody named: whoever may give the command. */
  readonly roles: readonly string[];
}

/**
 * Whether the command overrides this check, for a user who may. Every override that is used is a line in the history of
 * the record it was used on, once.
 */
export function overridden(session: Session, { code, roles }: Overridable, record: Id): boolean {
  const given = session.overrides.find((override) => override.code === code && override.reason.trim() !== '');
  if (!given || !hasRole(session, roles)) return false;
  const { happenings } = session.work;
  const known = happenings.some(
    (one) => one.what === 'override' && one.record === record && one.key === code,
  );
  if (known) return true;
  const stage = findWork(session, record)?.stage ?? null;
  happenings.push({ ...happened({ id: record, stage }, 'override', code), reason: given.reason });
  return true;
}

/** What a screen has to know to ask for the reason, or to say who may give it. */
export function overrideBy(session: Session, { code, roles }: Overridable): NonNullable<Refusal['override']> {
  return { code, roles, allowed: hasRole(session, roles) };
}

/** Refuses what may be overridden, saying so and by whom: a screen asks for the reason and tries again. */
export function refuseOverridable(
  session: Session,
  code: RefusalCode,
  params: Params,
  check: Overridable,
): never {
  const { language } = session.setting;
  throw new Refused({ code, status: 422, params, language, override: overrideBy(session, check) });
}

const overridables = new WeakMap<FieldProblem, Overridable>();

/** A problem that may be gone past, as whoever refuses with it will find out. */
export function overridable(problem: FieldProblem, check: Overridable): FieldProblem {
  overridables.set(problem, check);
  return problem;
}

/** Refuses with all that is wrong; where every single thing may be overridden, with the first that is to be. */
export function refuseProblems(
  session: Session,
  code: 'invalid' | 'incomplete' | 'ledger-refused',
  params: Params,
  problems: readonly FieldProblem[],
): never {
  const { language } = session.setting;
  const override = firstOverride(session, problems);
  throw new Refused({ code, status: 422, params, language, problems, override });
}

/** What stands against an action, when all of it may be overridden. */
export function firstOverride(
  session: Session,
  problems: readonly FieldProblem[],
): NonNullable<Refusal['override']> | null {
  const checks = problems.map((problem) => overridables.get(problem));
  const [first] = checks;
  return first && !checks.includes(undefined) ? overrideBy(session, first) : null;
}
