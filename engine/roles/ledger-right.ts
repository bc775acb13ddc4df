// Who may read which ledger: balances tell of many documents at once. @source definitions.md, Roles
import type { Model } from '../model/model.ts';
import { policyOf, readsAll } from './policy.ts';

/**
 * Whether somebody of these roles reads the balances and entries of a ledger: where a role names it, or, for roles that name
 * no ledgers at all, where they read whole every type that posts into it.
 */
export function readsLedger(model: Model, roles: readonly string[], ledger: string): boolean {
  const own = roles.flatMap((key) => model.roles.get(key) ?? []);
  const isNamed = own.some(({ ledgers }) => ledgers?.includes('*') || ledgers?.includes(ledger));
  if (isNamed) return true;
  const silent = own.filter(({ ledgers }) => ledgers === null).map(({ key }) => key);
  return silent.length > 0 && readsAllPosting(model, silent, ledger);
}

/** Whether every document that posts into a ledger may be read, so that its entries hide nothing. */
export function readsAllPosting(model: Model, roles: readonly string[], ledger: string): boolean {
  return [...model.types.values()]
    .filter(({ postings }) => postings.some((one) => one.ledger === ledger))
    .every(({ key }) => {
      const policy = policyOf(model, roles, key);
      return policy !== null && readsAll(policy);
    });
}
