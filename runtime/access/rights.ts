// Rights that need no record to be judged. Which records and fields somebody sees is asked of `accessOf` (routes/ask.ts);
// both answers come from the engine's policies.
import { grantsCreate, grantsReading, policyOf, readsAll } from '#engine';
import type { Model, User } from '#engine';

/** Whether the caller may see any record of the type: decides what the menu, the lists and the search hold. */
export function mayReadSome(model: Model, user: User, type: string): boolean {
  return grantsReading(model, user.roles, type);
}

export function mayCreate(model: Model, user: User, type: string): boolean {
  return grantsCreate(model, user.roles, type);
}

/** May edit definitions, users and settings. */
export function administers(model: Model, user: User): boolean {
  return user.roles.some((role) => model.roles.get(role)?.administers === true);
}

/** A ledger adds up what many documents say, so only who may read all of every type that posts into it sees it. */
export function mayReadLedger(model: Model, user: User, ledger: string): boolean {
  const posting = [...model.types.values()].filter((type) =>
    type.postings.some((one) => one.ledger === ledger),
  );
  return posting.every(({ key }) => {
    const policy = policyOf(model, user.roles, key);
    return policy !== null && readsAll(policy);
  });
}
