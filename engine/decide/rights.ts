// What the user's roles allow. Default deny; several roles add up. @source conversions.md M7
import type { Scope } from '../expressions/scope.ts';
import { changesSome, mayChange, mayCreate, mayDo, mayRead as reads, policyOf } from '../roles/index.ts';
import type { Policy } from '../roles/index.ts';
import { refuse } from './refused.ts';
import { scopeOf } from './scope.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

export type Verb = 'create' | 'edit' | 'delete';

function policyFor(session: Session, type: string): Policy | null {
  return policyOf(session.model, session.setting.user.roles, type);
}

/** The record in focus, for rules that look at it. */
const inScope =
  (session: Session, work: Work): (() => Scope) =>
  () =>
    scopeOf(session, { doc: work.doc });

export function mayRead(session: Session, work: Work): boolean {
  const policy = policyFor(session, work.type.key);
  return policy !== null && reads(policy, inScope(session, work));
}

/** Whether the verb is granted on any record of the type. */
export function may(session: Session, verb: Verb, type: string): boolean {
  const policy = policyFor(session, type);
  if (!policy) return false;
  return verb === 'create' ? mayCreate(policy) : changesSome(policy, verb);
}

export function mayOn(session: Session, verb: 'edit' | 'delete', work: Work): boolean {
  const policy = policyFor(session, work.type.key);
  return policy !== null && mayChange(policy, verb, inScope(session, work));
}

export function mayFire(session: Session, work: Work, event: string): boolean {
  const policy = policyFor(session, work.type.key);
  return policy !== null && mayDo(policy, 'event', event, inScope(session, work));
}

/** @param source  what is converted: a role converts the records that it sees */
export function mayConvert(session: Session, conversion: string, source: Work): boolean {
  const policy = policyFor(session, source.type.key);
  return policy !== null && mayDo(policy, 'conversion', conversion, inScope(session, source));
}

export function administers(session: Session): boolean {
  return session.setting.user.roles.some((key) => session.model.roles.get(key)?.administers === true);
}

export function hasRole(session: Session, keys: readonly string[]): boolean {
  return keys.length === 0 || keys.some((key) => session.setting.user.roles.includes(key));
}

/** @throws Refused `not-found` (404) when the user may not even know of it, `not-allowed` (403) when he may not do this */
export function requireRight(session: Session, work: Work, verb: 'edit' | 'delete'): void {
  requireRead(session, work);
  if (!mayOn(session, verb, work)) refuse('not-allowed', 403, {}, session.setting.language);
}

/** @throws Refused `not-found` (404): what one may not see is not there */
export function requireRead(session: Session, work: Work): void {
  if (!mayRead(session, work)) refuse('not-found', 404, {}, session.setting.language);
}
