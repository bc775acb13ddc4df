// What the user's roles allow. Default deny; several roles add up. @source conversions.md M7
import type { Grant, Role } from '../model/role.ts';
import { refuse } from './refused.ts';
import type { Session } from './session.ts';
import type { Work } from './work.ts';

export type Verb = 'create' | 'edit' | 'delete';

function roles(session: Session): Role[] {
  return session.setting.user.roles.flatMap((key) => session.model.roles.get(key) ?? []);
}

function grants(session: Session, type: string): Grant[] {
  return roles(session).flatMap((role) => role.grants.get(type) ?? role.grants.get('*') ?? []);
}

/** `team` is read as `own` until records carry a team. */
export function mayRead(session: Session, work: Work): boolean {
  const own = work.owner === session.setting.user.id;
  return grants(session, work.type.key).some(
    ({ read }) => read === 'all' || (own && (read === 'own' || read === 'team')),
  );
}

export function may(session: Session, verb: Verb, type: string): boolean {
  return grants(session, type).some((grant) => grant[verb]);
}

export function mayFire(session: Session, type: string, event: string): boolean {
  return grants(session, type).some(({ events }) => events.includes('*') || events.includes(event));
}

export function mayConvert(session: Session, conversion: string): boolean {
  return roles(session).some(
    ({ conversions }) => conversions.includes('*') || conversions.includes(conversion),
  );
}

export function hasRole(session: Session, keys: readonly string[]): boolean {
  return keys.length === 0 || keys.some((key) => session.setting.user.roles.includes(key));
}

/** @throws Refused `not-found` (404) when the user may not even know of it, `not-allowed` (403) when he may not do this */
export function requireRight(session: Session, work: Work, verb: Verb): void {
  requireRead(session, work);
  if (!may(session, verb, work.type.key)) refuse('not-allowed', 403, {}, session.setting.language);
}

/** @throws Refused `not-found` (404): what one may not see is not there */
export function requireRead(session: Session, work: Work): void {
  if (!mayRead(session, work)) refuse('not-found', 404, {}, session.setting.language);
}
