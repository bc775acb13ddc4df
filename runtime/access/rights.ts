import type { Grant, Model, Stored, User } from '#engine';

/** What any of the caller's roles grants on a type, most generous first; null: nothing at all. */
export function grantsOn(model: Model, user: User, type: string): readonly Grant[] {
  return user.roles.flatMap((role) => {
    const grants = model.roles.get(role)?.grants;
    const grant = grants?.get(type) ?? grants?.get('*');
    return grant ? [grant] : [];
  });
}

/** Whether the caller may see any record of the type: decides what the menu, the lists and the search hold. */
export function mayReadSome(model: Model, user: User, type: string): boolean {
  return grantsOn(model, user, type).some((grant) => grant.read !== 'none');
}

/** Whether the caller sees only what is theirs: lists and searches are narrowed to it. */
export function readOnlyOwn(model: Model, user: User, type: string): boolean {
  return !grantsOn(model, user, type).some((grant) => grant.read === 'all');
}

/** Whether the caller may see this record. `team` is read as `own` until records carry a team, as in the engine. */
export function mayRead(model: Model, user: User, record: Stored): boolean {
  return grantsOn(model, user, record.type).some(
    (grant) =>
      grant.read === 'all' || (grant.read !== 'none' && (record.owner ?? record.createdBy) === user.id),
  );
}

export function mayCreate(model: Model, user: User, type: string): boolean {
  return grantsOn(model, user, type).some((grant) => grant.create);
}

/** May edit definitions, users and settings. */
export function administers(model: Model, user: User): boolean {
  return user.roles.some((role) => model.roles.get(role)?.administers === true);
}
