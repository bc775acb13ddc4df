// A person with the right role goes past a check, says why, and it is written down. @source conversions.md T2
import type { Id } from '../model/record.ts';
import type { Params } from '../problems/fill-words.ts';
import { refusal, type RefusalCode } from '../problems/index.ts';
import { findWork } from './records.ts';
import { Refused } from './refused.ts';
import { hasRole } from './rights.ts';
import type { Session } from './session.ts';

/**
 * Whether the command overrides this check, for a user who may. Every override that is used is a line in the history of
 * the record it was used on, once.
 *
 * @param roles  who may; nobody named: whoever may give the command
 */
export function overridden(session: Session, code: string, roles: readonly string[], record: Id): boolean {
  const given = session.overrides.find((override) => override.code === code && override.reason.trim() !== '');
  if (!given || !hasRole(session, roles)) return false;
  const { happenings } = session.work;
  const known = happenings.some(
    (one) => one.what === 'override' && one.record === record && one.key === code,
  );
  if (known) return true;
  const stage = findWork(session, record)?.stage ?? null;
  happenings.push({
    record,
    what: 'override',
    key: code,
    stageBefore: stage,
    stageAfter: stage,
    dataBefore: null,
    dataAfter: null,
    reason: given.reason,
  });
  return true;
}

/** Refuses what may be overridden, saying so and by whom: a screen asks for the reason and tries again. */
export function refuseOverridable(
  session: Session,
  code: RefusalCode,
  params: Params,
  roles: readonly string[],
): never {
  throw new Refused({
    ...refusal(code, 422, params, session.setting.language),
    override: { code, roles, allowed: hasRole(session, roles) },
  });
}
