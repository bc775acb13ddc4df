// Rights that need no record to be judged. Which records and fields somebody sees is asked of `accessOf` (routes/ask.ts);
// both answers come from the engine's policies.
import { grantsCreate, grantsReading, readsAllPosting, readsLedger } from '#engine';
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

/** Balances and entries of a ledger: by the roles that name it, or that read all that posts into it. */
export function mayReadLedger(model: Model, user: User, ledger: string): boolean {
  return readsLedger(model, user.roles, ledger);
}

/** Whether every document that posts into a ledger is the caller's to read. */
export function mayReadAllPosting(model: Model, user: User, ledger: string): boolean {
  return readsAllPosting(model, user.roles, ledger);
}
