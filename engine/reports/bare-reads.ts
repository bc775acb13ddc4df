import type { Reads } from '../expressions/scope.ts';
import { zero } from '../values/decimal.ts';

/** Where nothing can be read: every reference leads nowhere, every counter is empty. */
export const bareReads: Reads = {
  record: () => null,
  published: () => null,
  lookup: () => null,
  open: () => ({ quantity: zero, amount: zero }),
  done: () => ({ quantity: zero, amount: zero }),
  progress: () => zero,
  balance: () => ({}),
  balances: () => [],
};
