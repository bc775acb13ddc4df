import { MISSING } from './scope.ts';
import type { Reads } from './scope.ts';

/** For places where nothing is ever read: conditions for a database, whose checker refuses what asks for facts. */
export const noReads: Reads = {
  record: () => MISSING,
  published: () => MISSING,
  lookup: () => MISSING,
  open: () => MISSING,
  done: () => MISSING,
  progress: () => MISSING,
  balance: () => MISSING,
  balances: () => MISSING,
};
